from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.casework.acts import Actor
from onegrid.casework.domain.docket import docket
from onegrid.casework.faults import CaseFault, MoveNotAllowed
from onegrid.casework.models import Case, Note, Reply
from onegrid.casework.permits import may_note, may_reply
from onegrid.lib.canonical import sha256_hex


def write_note(case: Case, text: str, *, actor: Actor, at: datetime | None = None) -> Note:
    """Write an internal note. Raises `CaseFault` if it is empty, `MoveNotAllowed` for whoever may only look."""
    if actor.person is not None and not may_note(actor.person, case):
        raise MoveNotAllowed(_("Whoever may only look at cases cannot write notes in them."), code="who")
    at = at or timezone.now()
    note = Note(case=case, text=_required(text), author=actor.person, at=at)
    with docket() as waiting:
        waiting.add(note)
        waiting.enter(case, "note", actor=actor, at=at, after={"text": sha256_hex(note.text.encode())})
    return note


def write_reply(case: Case, text: str, *, actor: Actor, at: datetime | None = None) -> Reply:
    """Answer the reporter publicly. Raises `CaseFault` if it is empty, `MoveNotAllowed` for others than holder and desk."""
    if actor.person is not None and not may_reply(actor.person, case):
        raise MoveNotAllowed(_("Only whoever holds the case, or the duty desk, may answer the reporter."), code="who")
    at = at or timezone.now()
    reply = Reply(case=case, text=_required(text), author=actor.person, at=at)
    with docket() as waiting:
        waiting.add(reply)
        waiting.enter(case, "reply", actor=actor, at=at, after={"text": sha256_hex(reply.text.encode())})
        waiting.tell_public(case, "reply", at=at)
    return reply


def _required(text: str) -> str:
    if not text.strip():
        raise CaseFault(_("Please add: %(fields)s.") % {"fields": _("Text")}, code="missing")
    return text.strip()
