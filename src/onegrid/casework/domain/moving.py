from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.casework.acts import SYSTEM, Act, Actor
from onegrid.casework.belongings import belongings
from onegrid.casework.case_type import Ask, Move
from onegrid.casework.domain.attachments import attach, clean
from onegrid.casework.domain.clocks import clocks_of, pause_clock, resume_clock, start_clock, stop_clock
from onegrid.casework.domain.docket import Docket
from onegrid.casework.faults import CaseFault, MoveNotAllowed
from onegrid.casework.models import Call, Case, Note, Reply
from onegrid.casework.permits import may_make
from onegrid.casework.words import ASK_TITLES, BY_TITLES
from onegrid.lib.canonical import sha256_hex


def make_move(case: Case, move: str, /, *, actor: Actor, at: datetime | None = None, **answers: Any) -> Case:
    """Make a move of a case and write it, with its entry and its messages, in one transaction.

    `answers` are named after `Ask` (reason=…, reply=…, photo=[Upload, …]). Returns the case as it stands now.
    Raises `MoveNotAllowed` saying what is in the way and who could, `CaseFault` for a missing answer or an unmet rule, and
    `TakenMeanwhile` if somebody else changed the case in between. After a fault the object may be half changed: read it anew.
    """
    docket = Docket()
    apply_move(docket, case, move, actor=actor, at=at or timezone.now(), answers=as_answers(answers))
    docket.write()
    return case


def apply_move(
    docket: Docket,
    case: Case,
    key: str,
    *,
    actor: Actor,
    at: datetime,
    answers: Mapping[Ask, Any] | None = None,
    ending: int | None = None,
    dues: Mapping[str, datetime] | None = None,
) -> None:
    """Make a move in memory, and put what it writes into a docket; `dues` as in `Act`. Raises what `make_move` raises."""
    act = Act(case, check_move(case, key, actor), actor, at, answers or {}, ending=ending, dues=dues or {})
    _check_answers(act)
    photos = [clean(upload, papers=actor.person is not None) for upload in act.answers.get(Ask.PHOTO, ())]
    before = {"state": case.state, "holder": case.holder, "due": _iso(case.due_at)}
    if act.move.effect:
        act.move.effect(docket, act)
    case.state = act.move.target or case.state
    _turn_clocks(docket, act)
    _end_or_begin_again(docket, act)
    _write_papers(docket, act)
    for photo in photos:
        attach(docket, case, photo, actor=actor, at=at, public=_is_public(act))
    after = {"state": case.state, "holder": case.holder, "due": _iso(case.due_at)}
    docket.enter(
        case,
        key,
        actor=actor,
        at=at,
        reason=act.reason,
        before={name: value for name, value in before.items() if value != after[name]},
        after={name: value for name, value in after.items() if value != before[name]} | act.facts,
    )
    if not case.is_open and case.parent:
        _rejoin_parent(docket, case.parent, case, at)


def check_move(case: Case, key: str, actor: Actor) -> Move:
    """The move, if the case's state allows it and the actor may make it. Raises `MoveNotAllowed`."""
    move = case.type.move(key)
    if move is None:
        raise MoveNotAllowed(_("This kind of case knows no move “%(move)s”.") % {"move": key})
    words = {"move": move.title, "state": case.state_now.title}
    if case.state not in move.source:
        raise MoveNotAllowed(_("“%(move)s” is not possible while the case is “%(state)s”.") % words, code="state")
    if not may_make(actor, case, move):
        words["who"] = "、".join(str(BY_TITLES[by]) for by in move.by)
        raise MoveNotAllowed(_("You may not do “%(move)s” here. It is for: %(who)s.") % words, code="who")
    return move


def as_answers(answers: Mapping[str, Any]) -> dict[Ask, Any]:
    """Answers by their names, without blanks. Raises `ValueError` for a name that no move asks for."""
    trimmed = {Ask(name): value.strip() if isinstance(value, str) else value for name, value in answers.items()}
    return {ask: value for ask, value in trimmed.items() if value not in (None, "", [])}


def _check_answers(act: Act) -> None:
    missing = [ASK_TITLES[ask] for ask in act.move.asks if not act.answers.get(ask)]
    if missing:
        raise CaseFault(_("Please add: %(fields)s.") % {"fields": "、".join(map(str, missing))}, code="missing")
    for rule in act.move.rules:
        if not rule(act):
            sentence = " ".join((rule.__doc__ or "").split())
            raise CaseFault(_(sentence), code=rule.__name__)


def _turn_clocks(docket: Docket, act: Act) -> None:
    for key in act.move.stops:
        stop_clock(docket, act.case, key, act.at)
    for key in act.move.pauses:
        pause_clock(docket, act.case, key, act.at)
    for key in act.move.resumes:
        resume_clock(docket, act.case, key, act.at)
    for key in act.move.starts:
        start_clock(docket, act.case, key, act.at, due=act.dues.get(key))


def _end_or_begin_again(docket: Docket, act: Act) -> None:
    case = act.case
    if case.state_now.end and case.is_open:
        for clock in clocks_of(case):
            stop_clock(docket, case, clock.key, act.at)
        case.ended_at = act.at
        case.due_at = _last_deadline(case)
        case.on_time = all(clock.met is not False for clock in clocks_of(case)) if clocks_of(case) else None
        _tell_calls(docket, case)
    elif not case.state_now.end and not case.is_open:
        case.ended_at = None
        _tell_calls(docket, case)


def _tell_calls(docket: Docket, case: Case) -> None:
    for call in belongings(case, Call):
        call.case_ended = case.ended_at is not None
        docket.change(call)


def _last_deadline(case: Case) -> datetime | None:
    """What an ended case is measured by: the deadline of the last clock started of those that its kind names for it."""
    measures = case.type.measured_by or case.type.starts[-1:]
    dues = [clock.due_at for clock in clocks_of(case) if clock.key in measures]
    return dues[-1] if dues else None


def _write_papers(docket: Docket, act: Act) -> None:
    """The public reply and the internal note that came with the move; the record holds the digests of their texts."""
    for ask, paper in ((Ask.REPLY, Reply), (Ask.NOTE, Note)):
        if text := act.answers.get(ask):
            docket.add(paper(case=act.case, text=text, author=act.actor.person, at=act.at))
            act.facts[ask.value] = sha256_hex(text.encode())


def _is_public(act: Act) -> bool:
    """Photos of the reporter, and those filed with a public reply, which show what it tells of; others are internal."""
    return act.actor.person is None or Ask.REPLY in (*act.move.asks, *act.move.offers)


def _rejoin_parent(docket: Docket, parent: Case, part: Case, at: datetime) -> None:
    rejoin = parent.type.move("rejoin")
    others = parent.children.filter(ended_at__isnull=True).exclude(pk=part.pk)
    if rejoin and parent.state in rejoin.source and not others.exists():
        apply_move(docket, parent, "rejoin", actor=SYSTEM, at=at, ending=part.pk)


def _iso(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat() if at else None
