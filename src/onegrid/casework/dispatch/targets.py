"""To whom the moves that somebody may make now would hand a case."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from django.utils import timezone

from onegrid.casework import effects, rules
from onegrid.casework.acts import Act, Actor
from onegrid.casework.case_type import Ask, Effect, Move
from onegrid.casework.models import Case
from onegrid.casework.permits import moves_open_to
from onegrid.casework.routing import (
    Seat,
    choose_seat,
    fitting_route,
    organisations_named,
    routes_of,
    seat_above,
    staffing_of,
)
from onegrid.directory.models import Organisation, Person
from onegrid.directory.queries import organisations_visible_to, people_at_seat
from onegrid.lib.codes import path_to


class Fit(IntEnum):
    """What the office's routes say of a seat for a case, the best first."""

    ROUTE = 0
    KIND = 1
    PLACE = 2


@dataclass(frozen=True)
class Target:
    """Where a move would hand a case. `ask` and `answer` are what it must be told for that; escalating is told nothing.

    `area` is where the seat works; `gave` says that the case came from it last. A `person` is one of those who fill the seat
    that holds the case already.
    """

    move: Move
    seat: Seat
    fit: Fit
    area: str
    ask: Ask | None = None
    answer: Any = None
    organisation: Organisation | None = None
    person: Person | None = None
    gave: bool = False

    @property
    def given(self) -> dict[str, str]:
        """The answer as an address or a program sends it."""
        return {self.ask.value: str(getattr(self.answer, "pk", self.answer))} if self.ask else {}


def targets_of(case: Case, actor: Actor) -> list[Target]:
    """Every target of the moves that hand a case on and that the actor may make now; none for whoever may make none.

    A seat that nobody fills is among them, although the move would be refused: that it is empty is worth knowing.
    """
    now = timezone.now()
    moves = [move for move in moves_open_to(actor, case) if move.effect in _FINDERS]
    found = [target for move in moves for target in _FINDERS[move.effect](move, case, actor)]
    allowed = [target for target in found if _allowed(Act(case, target.move, actor, now, _answers(target)))]
    return [replace(target, gave=target.person is None and target.seat == _giver(case)) for target in allowed]


def _allowed(act: Act) -> bool:
    """Whether the rules that can be asked before anything is typed hold."""
    asked = rules.STANDING | {rules.target_lies_below}
    return all(rule(act) for rule in act.move.rules if rule in asked)


def _answers(target: Target) -> dict[Ask, Any]:
    return {target.ask: target.answer} if target.ask else {}


def _people(move: Move, case: Case, _actor: Actor) -> Iterator[Target]:
    """The others who fill the seat that holds the case."""
    seat, organisation = holding_seat(case), case.holder_organisation
    area = organisation.area_code if organisation else case.holder_area
    people = people_at_seat(area_code=case.holder_area, organisation=organisation)
    for person in people.exclude(pk=case.handler_id or 0).order_by("name", "pk"):
        yield Target(move, seat, _fit(case, seat), area, Ask.PERSON, person, organisation, person)


def _areas(move: Move, case: Case, _actor: Actor) -> Iterator[Target]:
    """The seats on the case's path of areas."""
    for code in path_to(case.area_code):
        yield Target(move, Seat(code), _fit(case, Seat(code)), code, Ask.AREA, code)


def _organisations(move: Move, case: Case, actor: Actor) -> Iterable[Target]:
    """The organisations that the office's routes name for the kind, as far as the actor may hand on to them."""
    named = organisations_named(routes_of(case.subdistrict), case.kind, case.area_code)
    known = organisations_visible_to(actor.person) if actor.person else Organisation.objects.none()
    for each in known.filter(subdistrict=case.subdistrict, pk__in=named - {case.holder_organisation_id}):
        seat = Seat(case.subdistrict, each.pk)
        yield Target(move, seat, min(_fit(case, seat), Fit.KIND), each.area_code, Ask.ORGANISATION, each, each)


def _above(move: Move, case: Case, _actor: Actor) -> Iterator[Target]:
    """The seat to which the holder's escalates."""
    staffing = staffing_of(case.subdistrict, timezone.localdate())
    seat = seat_above(case.holder_area, case.holder_organisation_id, staffing)
    yield Target(move, seat, _fit(case, seat), seat.area)


_FINDERS: dict[Effect | None, Callable[[Move, Case, Actor], Iterable[Target]]] = {
    effects.assign: _people,
    effects.hand_down: _areas,
    effects.hand_to_organisation: _organisations,
    effects.hand_up: _above,
}
"""Which moves hand on, known by what they do, whatever a kind calls them."""


def holding_seat(case: Case) -> Seat:
    """The seat that holds a case."""
    return Seat(case.subdistrict if case.holder_organisation_id else case.holder_area, case.holder_organisation_id)


def _giver(case: Case) -> Seat | None:
    """The seat from which a case came to its holder."""
    before = case.came_from
    return Seat(before["area"], before["organisation"]) if before else None


def _fit(case: Case, seat: Seat) -> Fit:
    """Whether the route for such cases leads to the seat. By place alone they would go to the finest that is filled."""
    routes, root = routes_of(case.subdistrict), case.subdistrict
    if fitting_route(routes, case.kind, case.category, case.area_code) is None:
        return Fit.PLACE
    chosen = choose_seat(routes, staffing_of(root, timezone.localdate()), case.kind, case.category, case.area_code)
    return Fit.ROUTE if chosen == seat else Fit.PLACE
