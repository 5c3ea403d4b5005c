"""Open cases go along when a new plan comes in force; what has ended stays where it was.

A case that has been moved lies in the new plan and is not found again, so that the work can be broken off at any point and
taken up by anybody: there is nothing else to remember.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.utils import timezone

from onegrid.casework.acts import SYSTEM
from onegrid.casework.domain.docket import Docket
from onegrid.casework.effects import wait_to_be_taken
from onegrid.casework.faults import TakenMeanwhile
from onegrid.casework.models import Case
from onegrid.casework.routing import staffed_seat, staffing_of
from onegrid.directory.models import Post
from onegrid.directory.rights import SEAT_ROLE
from onegrid.lib.codes import Level, at_level
from onegrid.territory.domain.locating import locate, plans_in_force
from onegrid.territory.domain.succession import Succession
from onegrid.territory.models import Plan

TOGETHER = 100
"""Cases that one transaction moves."""


def resettle_cases(*, at: datetime | None = None, most: int = 500) -> int:
    """Move open cases of plans that have ended to where they lie under the plan in force, at most so many; returns how many.

    Each keeps its deadlines, gets an entry, and goes to the seat of the same level over its new area, or the next above that
    is filled. Whoever handles it keeps it if the new seat is theirs too. Several processes may do this at once.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    ended = Plan.objects.filter(status=Plan.Status.SUPERSEDED, ends__lte=today)
    left_behind = Case.objects.open().filter(plan__in=ended).order_by("plan", "pk").select_related("plan", "handler")
    by_plan = groupby(left_behind[:most], key=attrgetter("plan"))
    return sum(_resettle(before, list(cases), at) for before, cases in by_plan)


def _resettle(before: Plan, cases: list[Case], at: datetime) -> int:
    today = timezone.localdate(at)
    after = Plan.objects.filter(pk__in=plans_in_force(today), subdistrict=before.subdistrict).first()
    if after is None:
        return 0
    resettlement = Resettlement(before, after, today)
    return sum(resettlement.move(part, at) for part in _parts(cases))


def _parts(cases: list[Case]) -> Iterator[list[Case]]:
    yield from (cases[start : start + TOGETHER] for start in range(0, len(cases), TOGETHER))


@dataclass
class Resettlement:
    """The move from one plan to the next on a day."""

    before: Plan
    after: Plan
    today: date

    def __post_init__(self) -> None:
        self.succession = Succession(self.before, self.after)
        self.staffing = staffing_of(self.after.subdistrict, self.today)
        self.people = _people_at_seats(self.after.subdistrict, self.today)
        self.heirs: dict[str, str] = {}

    def move(self, cases: Sequence[Case], at: datetime) -> int:
        """Move cases in one transaction; if somebody changes one of them meanwhile, one by one, and that one the next time."""
        docket = Docket()
        for case in cases:
            self._move(docket, case, at)
        try:
            docket.write()
        except TakenMeanwhile:
            if len(cases) == 1:
                return 0
            again = Case.objects.open().filter(pk__in=[case.pk for case in cases], plan=self.before)
            return sum(self.move([case], at) for case in again.select_related("handler"))
        return len(cases)

    def _move(self, docket: Docket, case: Case, at: datetime) -> None:
        before = {"area": case.area_code, "plan": case.plan_id, "state": case.state, "holder": case.holder}
        case.filed_area, case.filed_plan_id = case.filed_area or case.area_code, case.filed_plan_id or case.plan_id
        case.area_code, case.plan_id = self._area_of(case), self.after.pk
        if case.came_from:
            case.came_from = case.came_from | {"area": self._over(case, case.came_from["area"])}
        if case.holder_organisation_id is None:
            self._seat(docket, case, at)
        after = {"area": case.area_code, "plan": case.plan_id, "state": case.state, "holder": case.holder}
        changed = [name for name in after if before[name] != after[name]]
        docket.enter(
            case,
            "plan changed",
            actor=SYSTEM,
            at=at,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
        if case.area_code != before["area"]:
            docket.place(case)

    def _area_of(self, case: Case) -> str:
        """Where a case lies now, as exactly as before: by its point, else by the land of its area."""
        if case.lon is not None and case.lat is not None:
            place = locate(case.lon, case.lat, on=self.today)
            code = place.code or place.nearest or ""
            if code.startswith(self.after.subdistrict):
                return at_level(code, Level.of(case.area_code)) or code
        if case.area_code not in self.heirs:
            self.heirs[case.area_code] = self.succession.heir(case.area_code)
        return self.heirs[case.area_code]

    def _over(self, case: Case, code: str) -> str:
        """The area over a case's new one on the level of an old code."""
        return at_level(case.area_code, Level.of(code)) or case.area_code

    def _seat(self, docket: Docket, case: Case, at: datetime) -> None:
        old, handler = case.holder_area, case.handler
        case.holder_area = staffed_seat(self._over(case, old), self.staffing).area
        if case.holder_area == old:
            return
        if handler is None or handler.pk not in self.people[case.holder_area]:
            if handler is not None:
                docket.tell(case, "plan changed", to=handler.actor, at=at)
                case.handler = None
                wait_to_be_taken(case)
            docket.tell(case, "handed", to="holder", at=at)


def _people_at_seats(subdistrict: str, on: date) -> dict[str, set[int]]:
    posts = Post.objects.in_force(on).filter(area_code__startswith=subdistrict)
    people: dict[str, set[int]] = defaultdict(set)
    for role, code, person in posts.values_list("role", "area_code", "person"):
        if role == SEAT_ROLE[Level.of(code)]:
            people[code].add(person)
    return people
