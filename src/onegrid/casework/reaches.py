"""What somebody sees, in parts that a database can walk through in order.

One query for all of it would join the parts with OR, and no index keeps the order of an OR. So each part is asked by itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.db.models.lookups import Exact

from onegrid.casework.models import Call, Case
from onegrid.casework.prefixes import Prefix
from onegrid.directory.models import Person, Post, Role
from onegrid.directory.rights import SEAT_ROLE, Right, posts_of, scope_of
from onegrid.lib.codes import Level, code_range, is_within

Row = TypeVar("Row", covariant=True)


@dataclass(frozen=True)
class Reach:
    """One part of what somebody sees: an index orders the cases that fit `walk`; `rest` narrows them.

    `by_state` tells that open and ended cases each have such an index, so that walking one passes over none of the other.
    """

    walk: Q
    rest: Q = field(default_factory=Q)
    by_state: bool = False

    def narrow(self, cases: QuerySet[Case, Row]) -> QuerySet[Case, Row]:
        """Those of the cases that lie in reach."""
        return cases.filter(self.walk, self.rest)


def reaches_by_deadline(person: Person, place: str = "") -> list[Reach]:
    """The parts of what somebody sees in a place ('' for anywhere), for walking open cases by deadline. They may overlap."""
    return [*map(_open_in, places_of(person, place)), *reaches_of_departments(person, place, case_ended=False)]


def reaches_by_id(person: Person, place: str = "") -> list[Reach]:
    """The same for walking cases of any state by their ids."""
    return [*map(_all_in, places_of(person, place)), *reaches_of_departments(person, place)]


def reaches_within(codes: Iterable[str]) -> list[Reach]:
    """The parts of some areas, for walking open cases by deadline."""
    return list(map(_open_in, _outermost(codes)))


def reaches_of_holder(person: Person, organisation: int, place: str = "") -> list[Reach]:
    """The same for cases that one organisation holds."""
    held = Q(holder_organisation=organisation)
    return [
        *(Reach(held, in_range(code)) for code in places_of(person, place)),
        *reaches_of_departments(person, place),
    ]


def ranges_of(person: Person, place: str = "") -> list[Reach]:
    """The same for counting open cases: areas as ranges of codes."""
    places = (Reach(in_range(code)) for code in places_of(person, place))
    return [*places, *reaches_of_departments(person, place, case_ended=False)]


def places_of(person: Person, place: str = "") -> list[str]:
    """The outermost areas in which somebody sees every case, as far as they lie in a place."""
    found = {
        prefix if is_within(prefix, place) else place
        for prefix in scope_of(person, Right.SEE_CASES).prefixes
        if is_within(prefix, place) or is_within(place, prefix)
    }
    return _outermost(found)


def _outermost(codes: Iterable[str]) -> list[str]:
    found = set(codes)
    return sorted(code for code in found if not any(code != other and is_within(code, other) for other in found))


def reaches_of_departments(person: Person, place: str = "", **called: bool) -> Iterator[Reach]:
    """What the departments hold, or are called to, for which somebody handles; `called` narrows the calls."""
    inside = in_range(place) if place else Q()
    for organisation in sorted(scope_of(person, Right.SEE_CASES).organisations):
        yield Reach(Q(holder_organisation=organisation), inside)
        yield Reach(Q(pk__in=Call.objects.filter(organisation=organisation, **called).values("case")), inside)


def reaches_of_seats(person: Person) -> list[Reach]:
    """The parts of what waits for a person's own seats: what they hold, and what they are called to."""
    return [*reaches_held(person), *reaches_called(person)]


def reaches_held(person: Person) -> list[Reach]:
    """The parts of what a person's own seats hold."""
    return [reach for post in posts_of(person) for reach in _held_by(post)]


def reaches_called(person: Person) -> list[Reach]:
    """The cases to which a person's departments are called without having answered."""
    called = (Call.objects.filter(organisation=each, answered_at__isnull=True) for each in _departments(person))
    return [Reach(Q(pk__in=calls.values("case"))) for calls in called]


def _held_by(post: Post) -> Iterator[Reach]:
    if post.organisation_id and post.role == Role.DEPARTMENT_HANDLER:
        yield Reach(Q(holder_organisation=post.organisation_id))
    elif post.role == SEAT_ROLE[Level.of(post.area_code)]:
        yield Reach(Q(holder_area=post.area_code, holder_organisation__isnull=True), in_range(post.area_code))


def _departments(person: Person) -> list[int]:
    return sorted(scope_of(person, Right.HANDLE).organisations)


def in_range(code: str) -> Q:
    """The query for cases in an area."""
    low, high = code_range(code)
    return Q(area_code__gte=low, area_code__lt=high)


def any_of(reaches: Iterable[Reach]) -> Q:
    """The query for what lies in any of the parts; nothing, without parts."""
    query = Q(pk__in=[])
    for reach in reaches:
        query |= reach.walk & reach.rest
    return query


def _open_in(code: str) -> Reach:
    """A grid has so few open cases that reading them all and sorting is quicker than walking through the subdistrict's."""
    if len(code) <= Level.COMMUNITY.digits:
        return _walking_the_root(code)
    return _exactly(code) if len(code) == Level.MICRO_GRID.digits else Reach(in_range(code))


def _all_in(code: str) -> Reach:
    return _exactly(code) if len(code) == Level.MICRO_GRID.digits else _walking_the_root(code)


def _walking_the_root(code: str) -> Reach:
    root = code[: Level.SUBDISTRICT.digits]
    return Reach(
        Q(Exact(Prefix("area_code", Level.SUBDISTRICT), root)), Q() if code == root else in_range(code), by_state=True
    )


def _exactly(code: str) -> Reach:
    return Reach(Q(area_code=code))
