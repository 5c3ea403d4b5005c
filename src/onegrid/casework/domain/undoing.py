"""Taking a move back by its opposite: another entry of the record, never an erased one (decision 14)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from onegrid.casework import effects
from onegrid.casework.acts import Actor
from onegrid.casework.case_type import Move
from onegrid.casework.domain.clocks import clocks_of, pause_clock, resume_clock, run_on_clock, stop_clock
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.sendings import QUIET
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import Case, CaseClock
from onegrid.casework.queries import entries_of

UNDONE_WITHIN = timedelta(minutes=10)
UNDOABLE = {"take", "assign", "hand-down", "redirect", "return", "escalate", "pause", "resume"}
"""Moves that stay among the staff. What a reporter was told, or another department was asked, cannot be untold."""
_EFFECTS = (
    *(None, effects.take, effects.assign, effects.hand_down),
    *(effects.hand_to_organisation, effects.hand_back, effects.hand_up),
)
"""What those moves do beside the state. A kind whose own move does more cannot have it taken back from here."""
_RESTORED = (
    *("state", "area_code", "holder_area", "holder_organisation_id", "handler_id"),
    *("handled_by", "came_from", "escalated", "returned"),
)


def remember(case: Case) -> dict[str, Any]:
    """How a case stands before a move, as far as an undoable move may change it."""
    return {name: getattr(case, name) for name in _RESTORED}


def undo_move(
    case: Case, move: str, before: Mapping[str, Any], *, length: int, made: datetime, actor: Actor, at: datetime
) -> None:
    """Take back a move that was made at a moment and left the record so long; `before` is what `remember` gave.

    State, holder and clocks are again as if the move had not been made; the record holds both. Raises `CaseFault` if the
    move cannot be taken back, its time is over, or something else has happened since; `TakenMeanwhile` if it happens now.
    """
    _check(case, move, length, made, at)
    docket, stood = Docket(), {"state": case.state, "holder": case.holder}
    area, lost, known = case.area_code, case.holder_organisation_id, case.type.move(move)
    for name, value in before.items():
        setattr(case, name, value)
    assert known is not None
    _turn_clocks_back(docket, case, known, made, at)
    if case.area_code != area:
        docket.place(case)
    if lost and lost != case.holder_organisation_id:
        docket.tell(case, "taken back", to=f"organisation:{lost}", at=at)
    docket.tell(case, "taken back", to="holder", at=at)
    now = {"state": case.state, "holder": case.holder}
    changed = [name for name in now if now[name] != stood[name]]
    docket.enter(
        case,
        "undo",
        actor=actor,
        at=at,
        before={name: stood[name] for name in changed},
        after={name: now[name] for name in changed} | {"undone": move, "entry": length},
    )
    docket.write()


def _check(case: Case, move: str, length: int, made: datetime, at: datetime) -> None:
    known = case.type.move(move)
    if move not in UNDOABLE or known is None or known.effect not in _EFFECTS:
        raise CaseFault(_("This cannot be taken back: others have been told of it."), code="not_undoable")
    if at - made > UNDONE_WITHIN:
        minutes = int(UNDONE_WITHIN.total_seconds() // 60)
        raise CaseFault(_("It can be taken back within %(minutes)d minutes only.") % {"minutes": minutes}, code="late")
    since = entries_of(case).filter(seq__gt=length).values_list("verb", flat=True)
    if any(verb not in QUIET for verb in since):
        raise CaseFault(_("Something else has happened to the case since."), code="meanwhile")


def _turn_clocks_back(docket: Docket, case: Case, move: Move, made: datetime, at: datetime) -> None:
    """What the move started stops, what it stopped runs on from its own beginning; pauses end and begin again."""
    stopped = [clock for clock in clocks_of(case) if clock.key in move.stops and clock.stopped_at == made]
    for clock in list(clocks_of(case)):
        if clock.key in move.starts and clock.started_at == made and clock.state != CaseClock.State.STOPPED:
            stop_clock(docket, case, clock.key, at)
    for clock in stopped:
        run_on_clock(docket, case, clock, at)
    for key in move.pauses:
        resume_clock(docket, case, key, at)
    for key in move.resumes:
        pause_clock(docket, case, key, at)
