"""When mediators and rooms are taken by planned sessions, and when everybody who mediates a dispute is free."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice

from django.utils import timezone

from onegrid.casework.calendars import calendar_of
from onegrid.lib.codes import code_range
from onegrid.mediation.models import Session

BEGINS = (time(9, 30), time(14, 30))
LASTS = timedelta(minutes=90)
NOTICE = timedelta(days=2)
"""How long before a session people are asked, so that they can arrange for it."""
AHEAD = timedelta(days=21)


@dataclass(frozen=True)
class Busy:
    """A planned session of the office, without whose dispute it is."""

    starts: datetime
    ends: datetime
    room: str
    mediators: Mapping[int, str]


def busy_times(subdistrict: str, *, since: datetime, until: datetime) -> list[Busy]:
    """The planned sessions of an office between two moments, by time. Four queries."""
    low, high = code_range(subdistrict)
    sessions = Session.objects.filter(
        state=Session.State.PLANNED,
        ends__gt=since,
        starts__lt=until,
        dispute__case__area_code__gte=low,
        dispute__case__area_code__lt=high,
    )
    return [
        Busy(each.starts, each.ends, each.room, {one.pk: one.person.name for one in present})
        for each in sessions.prefetch_related("attendances__mediator__person")
        for present in [[one.mediator for one in each.attendances.all() if one.mediator]]
    ]


def free_times(
    subdistrict: str, mediators: Collection[int], busy: Collection[Busy], *, at: datetime, most: int
) -> list[tuple[datetime, datetime]]:
    """The next times of a working day, a morning or an afternoon each, at which none of the mediators is taken."""
    mine = [each for each in busy if set(mediators) & each.mediators.keys()]
    free = (
        (starts, starts + LASTS)
        for starts in _times(subdistrict, at + NOTICE, at + AHEAD)
        if not any(each.starts < starts + LASTS and each.ends > starts for each in mine)
    )
    return list(islice(free, most))


def rooms_of(subdistrict: str, *, most: int = 12) -> list[str]:
    """The rooms in which an office has met lately, the latest first, so that a room is called the same each time."""
    low, high = code_range(subdistrict)
    lately = Session.objects.filter(dispute__case__area_code__gte=low, dispute__case__area_code__lt=high)
    names = lately.exclude(room="").order_by("-starts").values_list("room", flat=True)[:100]
    return list(dict.fromkeys(names))[:most]


def _times(subdistrict: str, since: datetime, until: datetime) -> Iterator[datetime]:
    calendar, day = calendar_of(subdistrict), timezone.localdate(since)
    while day <= timezone.localdate(until):
        if calendar.is_working_day(day):
            for begins in BEGINS:
                starts = datetime.combine(day, begins, timezone.get_current_timezone())
                if starts >= since:
                    yield starts
        day += timedelta(days=1)
