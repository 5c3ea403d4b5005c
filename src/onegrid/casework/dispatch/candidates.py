"""The candidates for a case: who could take it, the best first, each with reasons; then who is set aside, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from onegrid.casework.acts import Actor
from onegrid.casework.dispatch.loads import Load, loads_of_people, loads_of_seats
from onegrid.casework.dispatch.rosters import days_emptied, rosters_of
from onegrid.casework.dispatch.targets import Target, holding_seat, targets_of
from onegrid.casework.dispatch.wording import objections, reasons
from onegrid.casework.models import Case
from onegrid.casework.routing import Seat, staffing_of
from onegrid.directory.certificates import Certification, Standing, best_of, certifications_of
from onegrid.directory.models import Organisation


@dataclass(frozen=True)
class Candidate:
    """A target and what there is to know about it. `people` are so many on post; `emptied` is the day since which nobody is.

    `needed` are the certificates that the kind asks for.
    """

    target: Target
    people: int
    load: Load
    certified: Certification
    needed: tuple[str, ...] = ()
    emptied: date | None = None

    @property
    def is_suggested(self) -> bool:
        """Whether nothing speaks against it: on post, no certificate lapsed, not overloaded. A certificate that was never
        noted does not bar, for it may merely not be noted."""
        return bool(self.people) and self.certified.standing is not Standing.LAPSED and not self.load.is_too_much

    @property
    def reasons(self) -> list[str]:
        """What speaks for it, in the reader's language."""
        return reasons(self.target, self.load, self.certified, self.needed)

    @property
    def objections(self) -> list[str]:
        """What speaks against it, in the reader's language; nothing, if it is suggested."""
        return objections(self.people, self.load, self.certified, self.needed, self.emptied)


def candidates_for(case: Case, actor: Actor) -> list[Candidate]:
    """Everybody to whom the actor could hand the case now, in order; nobody for an actor who may not hand it on.

    The number of queries does not grow with the candidates.
    """
    targets = targets_of(case, actor)
    return in_order(_describe(case, targets)) if targets else []


def in_order(candidates: Collection[Candidate]) -> list[Candidate]:
    """Who is suggested before who is set aside; then by the routes, the certificate, the finest area, the fewest open."""
    return sorted(candidates, key=_rank)


def _rank(each: Candidate) -> tuple[object, ...]:
    target = each.target
    name = target.person or target.organisation or ""
    return (
        not each.is_suggested,
        target.fit,
        each.certified.standing,
        -len(target.area),
        each.load.open,
        target.area,
        str(name),
        target.person.pk if target.person else 0,
        target.move.key,
    )


def _describe(case: Case, targets: list[Target]) -> list[Candidate]:
    today, needed = timezone.localdate(), case.type.certificates
    seats = {target.seat for target in targets if target.person is None}
    people = {target.person.pk for target in targets if target.person}
    rosters = rosters_of(seats, on=today)
    empty = days_emptied([seat for seat, sitting in rosters.items() if not sitting], on=today)
    certified = certifications_of(people.union(*rosters.values()), needed, on=today)
    seat_loads = loads_of_seats(seats, staffing_of(case.subdistrict, today), _organisations(case, seats))
    own_loads = loads_of_people(people, holding_seat(case)) if people else {}

    def describe(target: Target) -> Candidate:
        if target.person:
            key = target.person.pk
            return Candidate(target, 1, own_loads[key], certified[key], needed)
        sitting, seat = rosters[target.seat], target.seat
        best = best_of(certified[each] for each in sitting)
        return Candidate(target, len(sitting), seat_loads[seat], best, needed, empty.get(seat))

    return [describe(target) for target in targets]


def _organisations(case: Case, seats: Collection[Seat]) -> list[Organisation]:
    """The organisations of the subdistrict, if there is one to be compared with them."""
    here = Organisation.objects.filter(subdistrict=case.subdistrict)
    return list(here.only("kind").order_by()) if any(seat.organisation for seat in seats) else []
