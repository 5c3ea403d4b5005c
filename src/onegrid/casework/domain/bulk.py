"""One move of many cases: each in a transaction of its own, so that one that is refused holds back no other."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.casework.acts import Actor
from onegrid.casework.belongings import keep_belongings
from onegrid.casework.case_type import Ask, Move
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.papers import write_note
from onegrid.casework.domain.undoing import UNDOABLE, UNDONE_WITHIN, remember, undo_move
from onegrid.casework.faults import CaseFault, TakenMeanwhile
from onegrid.casework.models import BulkAct, Call, Case
from onegrid.casework.permits import may_note, moves_open_to
from onegrid.casework.queries import case_visible_to, cases_visible_to
from onegrid.directory.models import Person

MOST_CASES = 50
KEPT = timedelta(days=30)
NOTE = "note"
ANSWERED_FOR_ALL = {
    *(Ask.REASON, Ask.REPLY, Ask.NOTE, Ask.AREA, Ask.ORGANISATION),
    *(Ask.ORGANISATIONS, Ask.PERSON, Ask.REVIEW_ON, Ask.DAYS),
}
"""What can be answered once for many cases. A photo, the parts or the twin of a case are its own."""


def chosen_cases(person: Person, numbers: Sequence[str]) -> list[Case]:
    """Those of the numbers that somebody may see, at most `MOST_CASES`, the earliest deadline first."""
    wanted = list(dict.fromkeys(numbers))[:MOST_CASES]
    cases = cases_visible_to(person).filter(number__in=wanted)
    return sorted(
        cases.select_related("holder_organisation", "handler"),
        key=lambda case: (case.due_at is None, case.due_at, case.pk),
    )


def moves_for_all(cases: Sequence[Case], actor: Actor) -> list[Move]:
    """The moves that somebody may make of every one of the cases and that can be answered once for all."""
    keep_belongings(cases, Call)
    shared: dict[str, Move] = {}
    for place, case in enumerate(cases):
        own = {move.key: move for move in moves_open_to(actor, case) if set(move.asks) <= ANSWERED_FOR_ALL}
        shared = own if place == 0 else {key: move for key, move in shared.items() if key in own}
    return list(shared.values())


def may_note_all(cases: Sequence[Case], person: Person) -> bool:
    """Whether somebody may write notes in every one of the cases."""
    return bool(cases) and all(may_note(person, case) for case in cases)


def act_on_all(
    key: str,
    numbers: Sequence[str],
    move: str,
    *,
    person: Person,
    answers: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> BulkAct:
    """Make a move (or write a note, as the move `NOTE`) of each of the cases, unless the key was used already.

    `answers` are named as `make_move` names them, for a note it is {"note": …}.
    Returns what became of each. A case that is refused says why in its line, and holds back no other.
    """
    at = at or timezone.now()
    try:
        with transaction.atomic():
            act = BulkAct.objects.create(key=key, person=person, move=move, at=at)
    except IntegrityError:
        return BulkAct.objects.get(key=key, person=person)
    for number in list(dict.fromkeys(numbers))[:MOST_CASES]:
        act.lines.append(_line(act, number, answers or {}))
        act.save(update_fields=["lines"])
    return act


def undo_all(act: BulkAct, *, at: datetime | None = None) -> BulkAct:
    """Take back what can be: each line then says whether it was, and why not. Raises `CaseFault` the second time."""
    at = at or timezone.now()
    if not BulkAct.objects.filter(pk=act.pk, undone_at__isnull=True).update(undone_at=at):
        raise CaseFault(_("This has been taken back already."), code="undone")
    act.undone_at = at
    for line in act.lines:
        if line["done"]:
            line["undone"], line["kept"] = _undo(act, line, at)
            act.save(update_fields=["lines"])
    return act


def may_undo(act: BulkAct, *, at: datetime | None = None) -> bool:
    """Whether there is anything that can still be taken back."""
    in_time = (at or timezone.now()) - act.at <= UNDONE_WITHIN
    return act.move in UNDOABLE and act.undone_at is None and in_time and any(line["done"] for line in act.lines)


def bulk_act_of(person: Person, pk: int) -> BulkAct:
    """What somebody did themselves. Raises `BulkAct.DoesNotExist` for what is another's."""
    return BulkAct.objects.get(pk=pk, person=person)


def forget_old_bulk_acts(*, at: datetime | None = None) -> int:
    """Delete what was done long ago; the record of each case keeps it. Returns how many."""
    return BulkAct.objects.filter(at__lte=(at or timezone.now()) - KEPT).delete()[0]


def _line(act: BulkAct, number: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    line: dict[str, Any] = {"number": number, "done": False, "why": ""}
    try:
        with transaction.atomic():
            case = case_visible_to(act.person, number)
            before = remember(case)
            _act(case, act, answers)
            return line | {"done": True, "before": before, "length": case.length}
    except Case.DoesNotExist:
        return line | {"why": _("There is no case of this number that you may see.")}
    except (CaseFault, TakenMeanwhile) as fault:
        return line | {"why": fault.messages[0]}


def _act(case: Case, act: BulkAct, answers: Mapping[str, Any]) -> None:
    actor = Actor.of(act.person)
    if act.move == NOTE:
        write_note(case, str(answers.get("note", "")), actor=actor, at=act.at)
    else:
        make_move(case, act.move, actor=actor, at=act.at, **answers)


def _undo(act: BulkAct, line: Mapping[str, Any], at: datetime) -> tuple[bool, str]:
    """Whether a line was taken back, and if not, why."""
    case = Case.objects.get(number=line["number"])
    try:
        undo_move(case, act.move, line["before"], length=line["length"], made=act.at, actor=Actor.of(act.person), at=at)
    except (CaseFault, TakenMeanwhile) as fault:
        return False, fault.messages[0]
    return True, ""
