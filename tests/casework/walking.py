"""The cast at work: who of them can make a move of a case, and what they would answer."""

import io
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from PIL import Image

from onegrid.casework.acts import REPORTER, SYSTEM, Actor
from onegrid.casework.case_type import Ask, By, CaseType, Move
from onegrid.casework.domain.attachments import Upload
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case
from onegrid.casework.permits import may_make, open_calls
from onegrid.casework.routing import staffing_of
from onegrid.directory.models import Person
from tests.conftest import Cast
from tests.factories import make_case, make_person

STAFF = ("grid_member", "grid_leader", "community_officer", "duty_officer", "handler", "colleague", "inspector")
# What has to be done first so that a rule of a move is met.
FIRST = {
    "return": ("escalate",),
    "hand-down": ("escalate",),
    "answer-call": ("call-in",),
    "withdraw-calls": ("call-in",),
    "grant-time": ("ask-time",),
    "refuse-time": ("ask-time",),
}


@cache
def photo(colour: str = "green") -> Upload:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return Upload(f"{colour}.png", out.getvalue())


def file_case(kind: CaseType, **more: Any) -> Case:
    """A case of a kind with every question answered."""
    details = {field.key: field.choices[0][0] if field.choices else "答" for field in kind.fields}
    category = kind.categories[0].key
    facts = {"kind": kind.key, "category": category, "details": details, "description": "请处理。"}
    if kind.inside:
        facts["actor"] = Actor.of(make_person())
    if kind.room:
        facts["actor"] = Actor("reporter", room=kind.room)
    return make_case(**(facts | more))


def staff_of(cast: Cast) -> list[Actor]:
    """The working members of the cast, read once: while they walk, nobody's post changes."""
    if "_staff" not in cast.__dict__:
        cast.__dict__["_staff"] = [Actor.of(Person.objects.get(pk=getattr(cast, name).pk)) for name in STAFF]
    staff: list[Actor] = cast.__dict__["_staff"]
    return staff


def actors_for(move: Move, case: Case, cast: Cast) -> list[Actor]:
    """Those of the cast who may make a move, whoever would pass the four-eyes rules first."""
    room = [replace(staff_of(cast)[0], room=case.type.room)] if case.type.room else []
    able = [actor for actor in (REPORTER, SYSTEM, *room, *staff_of(cast)) if may_make(actor, case, move)]
    return sorted(able, key=lambda actor: bool(actor.person and actor.person.pk in case.handled_by))


def answers_for(move: Move, case: Case, cast: Cast, at: datetime) -> dict[str, Any]:
    """Answers that will do for everything that a move asks and offers."""
    return {ask.value: _answer(ask, case, cast, at) for ask in (*move.asks, *move.offers)}


def walk(case: Case, keys: tuple[str, ...], cast: Cast, at: datetime) -> Case:
    """Make moves in a row, by whoever of the cast may; returns the case as it stands then."""
    for key in keys:
        case = Case.objects.get(pk=case.pk)
        move = _move(case.type, key)
        actor = actors_for(move, case, cast)[0]
        make_move(case, key, actor=actor, at=at, **answers_for(move, case, cast, at))
    return Case.objects.get(pk=case.pk)


def path_to_state(kind: CaseType, states: tuple[str, ...], start: str = "") -> tuple[str, ...]:
    """The shortest row of moves from a state (that at filing, if not given) to one of the states, by staff if possible."""
    paths: dict[str, tuple[str, ...]] = {start or kind.first: ()}
    while not (there := [paths[state] for state in states if state in paths]):
        for move in sorted(kind.moves, key=lambda move: By.REPORTER in move.by):
            for source in [state for state in move.source if state in paths]:
                if move.target:
                    paths.setdefault(move.target, (*paths[source], move.key))
    return min(there, key=len)


def way_to(kind: CaseType, key: str) -> tuple[str, ...]:
    """A row of moves from filing on after which a move can be made, with what its rules want done first."""
    way: tuple[str, ...] = ()
    for step in (*FIRST.get(key, ()), key):
        way += (*path_to_state(kind, _move(kind, step).source, _state_after(kind, way)), step)
    return way[:-1]


def _state_after(kind: CaseType, way: tuple[str, ...]) -> str:
    return next((target for key in reversed(way) if (target := _move(kind, key).target)), kind.first)


def _move(kind: CaseType, key: str) -> Move:
    move = kind.move(key)
    assert move is not None, key
    return move


def _answer(ask: Ask, case: Case, cast: Cast, at: datetime) -> Any:
    match ask:
        case Ask.REASON | Ask.REPLY | Ask.NOTE:
            return "已核实，按程序办理。"
        case Ask.AREA:
            below = [case.area_code[:digits] for digits in (12, 15, 18) if digits > len(case.holder_area)]
            staffed = staffing_of(case.subdistrict, at.date()).areas
            return next((code for code in below if code in staffed), "")
        case Ask.ORGANISATION:
            return _free_organisations(case, cast)[0]
        case Ask.ORGANISATIONS:
            return _free_organisations(case, cast)[:1]
        case Ask.PERSON:
            return next(actor.person for actor in actors_for(_held_by(case), case, cast) if actor.person)
        case Ask.REVIEW_ON:
            return (at + timedelta(days=30)).date()
        case Ask.RATING:
            return 4
        case Ask.PHOTO:
            return [photo()]
        case Ask.DAYS:
            return 3
        case Ask.CASE:
            return Case.objects.open().exclude(pk=case.pk).filter(parent=None).exclude(children=case).last()
        case Ask.PARTS:
            return ["第一部分", "第二部分"]
        case Ask.CLOCK:
            return None


def _held_by(case: Case) -> Move:
    return Move("", "", (), None, (By.HOLDER,))


def _free_organisations(case: Case, cast: Cast) -> list[Any]:
    called = {call.organisation_id for call in open_calls(case)}
    both = [cast.department, cast.other_department]
    return [each for each in both if each.pk not in called and each.pk != case.holder_organisation_id] or both
