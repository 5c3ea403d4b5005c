"""Doing what somebody did without a signal, once, however often their telephone sends it.

A sending has steps: moves, notes and reports. A single act is a sending of one step; a patrol visit is one of many. All of it
is done in one transaction, or nothing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.audit.models import Entry
from onegrid.casework.acts import Actor
from onegrid.casework.domain.filing import Report, open_case
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.papers import write_note
from onegrid.casework.faults import CaseFault, TakenMeanwhile
from onegrid.casework.models import Case, Sending
from onegrid.casework.permits import may_note
from onegrid.casework.queries import case_visible_to, entries_of
from onegrid.directory.models import Person

KEPT = timedelta(days=60)
"""Longer than a telephone lies in a drawer."""
QUIET = {"read contact", "clock amber"}
"""Entries that change nothing for whoever is about to act."""


@dataclass(frozen=True)
class MoveStep:
    """A move of a case. `seen` is how long its record was when the worker looked at it; None does not care."""

    number: str
    move: str
    seen: int | None = None
    answers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NoteStep:
    """An internal note in a case."""

    number: str
    text: str


@dataclass(frozen=True)
class ReportStep:
    """A new case."""

    report: Report


Step = MoveStep | NoteStep | ReportStep


class Stopped(ValidationError):
    """A step could not be done, so none was. `step` is its place, `case` what it was about (None for a report, or for what is
    not to be seen), `meanwhile` what others did since the worker looked."""

    def __init__(
        self, fault: ValidationError, step: int, *, case: Case | None = None, meanwhile: Sequence[Entry] = ()
    ) -> None:
        super().__init__(fault.messages[0], code=getattr(fault, "code", None))
        self.step, self.case, self.meanwhile = step, case, list(meanwhile)


def send_once(key: str, steps: Sequence[Step], *, person: Person, at: datetime | None = None) -> dict[str, Any]:
    """Do the steps, unless a sending of that key has been done already; returns the answer of the first time.

    The answer holds `cases`: the number and the length of the record of each step's case, in order. Raises `Stopped`,
    having done nothing, for the first step that cannot be done; the key may then be used again.
    """
    own, at = _own_key(key, person), at or timezone.now()
    if kept := Sending.objects.filter(pk=own).first():
        return dict(kept.answer)
    try:
        with transaction.atomic():
            row = Sending.objects.create(pk=own, person=person, at=at)
            row.answer = {"cases": [_do(step, place, person, at) for place, step in enumerate(steps)]}
            _tie_together(row.answer["cases"], person, at)
            row.save(update_fields=["answer"])
    except IntegrityError:
        return dict(Sending.objects.get(pk=own).answer)
    return dict(row.answer)


def forget_old_sendings(*, at: datetime | None = None) -> int:
    """Delete the answers that are kept no longer; returns how many."""
    return Sending.objects.filter(at__lte=(at or timezone.now()) - KEPT).delete()[0]


def _own_key(key: str, person: Person) -> str:
    return hashlib.sha256(f"{person.pk}\n{key}".encode()).hexdigest()


def _do(step: Step, place: int, person: Person, at: datetime) -> list[Any]:
    """Number and length of the record of the case after a step."""
    actor, case = Actor.of(person), None
    try:
        if isinstance(step, ReportStep):
            case = open_case(step.report, actor=actor, at=at).case
            return [case.number, case.length]
        case = _find(step.number, person)
        if isinstance(step, NoteStep):
            write_note(case, step.text, actor=actor, at=at)
        else:
            _check_seen(case, step, place)
            make_move(case, step.move, actor=actor, at=at, **step.answers)
    except (CaseFault, TakenMeanwhile) as fault:
        raise Stopped(fault, place, case=case) from fault
    return [case.number, case.length]


def _tie_together(done: list[list[Any]], person: Person, at: datetime) -> None:
    """Let the record of each case of a visit name the others. The lengths in the answer grow with it."""
    numbers = sorted({number for number, _length in done})
    for number in numbers if len(numbers) > 1 else ():
        case = Case.objects.get(number=number)
        if not may_note(person, case):
            continue
        others = "、".join(each for each in numbers if each != number)
        write_note(
            case, _("Entered on one visit with: %(numbers)s") % {"numbers": others}, actor=Actor.of(person), at=at
        )
        for each in done:
            each[1] = case.length if each[0] == number else each[1]


def _find(number: str, person: Person) -> Case:
    try:
        return case_visible_to(person, number)
    except Case.DoesNotExist:
        raise CaseFault(_("The case is no longer with you, so you cannot see it any more."), code="gone") from None


def _check_seen(case: Case, step: MoveStep, place: int) -> None:
    if meanwhile := _meanwhile(case, step.seen):
        fault = CaseFault(_("Others have worked on this case since you looked at it."), code="meanwhile")
        raise Stopped(fault, place, case=case, meanwhile=meanwhile)


def _meanwhile(case: Case, seen: int | None) -> list[Entry]:
    if seen is None or seen >= case.length:
        return []
    return [entry for entry in entries_of(case).filter(seq__gt=seen) if entry.verb not in QUIET]
