"""Who sits at seats today, and since when nobody does."""

from collections.abc import Collection
from datetime import date

from django.db.models import Max, Q

from onegrid.casework.routing import Seat
from onegrid.directory.models import Post, Role
from onegrid.directory.queries import at_seats


def rosters_of(seats: Collection[Seat], *, on: date) -> dict[Seat, set[int]]:
    """The keys of those who fill each seat on a day, in one query; of a seat that nobody fills, none."""
    rosters: dict[Seat, set[int]] = {seat: set() for seat in seats}
    posts = Post.objects.in_force(on).filter(_at(seats))
    for role, area, organisation, person in posts.values_list("role", "area_code", "organisation", "person"):
        rosters[_seat(role, area, organisation)].add(person)
    return rosters


def days_emptied(seats: Collection[Seat], *, on: date) -> dict[Seat, date]:
    """For seats that nobody fills, the day on which the last post there ended; those that never had one are left out."""
    if not seats:
        return {}
    ended = Post.objects.filter(_at(seats), ends__lte=on).order_by()
    rows = ended.values_list("role", "area_code", "organisation").annotate(Max("ends"))
    days: dict[Seat, date] = {}
    for role, area, organisation, day in rows:
        seat = _seat(role, area, organisation)
        days[seat] = max(day, days.get(seat, day))
    return days


def _at(seats: Collection[Seat]) -> Q:
    areas = [seat.area for seat in seats if seat.organisation is None]
    return at_seats(areas, [seat.organisation for seat in seats if seat.organisation is not None])


def _seat(role: str, area: str, organisation: int | None) -> Seat:
    """The seat that a post fills."""
    return Seat(area[:9], organisation) if role == Role.DEPARTMENT_HANDLER else Seat(area)
