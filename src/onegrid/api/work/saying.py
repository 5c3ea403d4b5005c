"""A case as programs hear of it."""

from typing import Any

from django.utils import timezone
from pydantic import BaseModel

from onegrid.api.moments import Moment
from onegrid.api.places import AreaName, Position, area_name, position
from onegrid.casework.acts import Actor
from onegrid.casework.case_type import Move
from onegrid.casework.lamps import Lamp, lamp_at, lamp_of
from onegrid.casework.models import Call, Case, CaseClock, Extension, Shelving
from onegrid.casework.permits import is_holder, moves_open_to
from onegrid.directory.models import Organisation, Person
from onegrid.lib.coordinates import Datum


class Named(BaseModel):
    """Somebody or some organisation."""

    id: str
    name: str


class Holder(BaseModel):
    """The seat that must act: an organisation, or else the seat of an area. `handler` is who took the case."""

    area: AreaName
    organisation: Named | None
    handler: Named | None


class CaseLine(BaseModel):
    """A case in a list."""

    number: str
    revision: int
    kind: str
    kind_title: str
    category: str
    category_title: str
    state: str
    state_title: str
    channel: str
    title: str
    area: AreaName
    address: str
    position: Position | None
    holder: Holder
    lamp: Lamp
    reported_at: Moment
    changed_at: Moment
    due_at: Moment | None
    ended_at: Moment | None
    on_time: bool | None
    rating: int | None


class Limit(BaseModel):
    """A time limit of the case and how it stands."""

    clock: str
    title: str
    allowed: str
    state: str
    lamp: Lamp
    started_at: Moment
    due_at: Moment
    stopped_at: Moment | None
    met: bool | None


class CalledIn(BaseModel):
    """A department that was called, and its answer."""

    organisation: Named
    question: str
    called_at: Moment
    answer: str
    answered_at: Moment | None


class MoreTime(BaseModel):
    """A wish for more time, and what was decided."""

    clock: str
    days: int
    reason: str
    asked_by: Named
    asked_at: Moment
    granted: bool | None
    decided_at: Moment | None


class PutOff(BaseModel):
    """Why the case was put into the problem bank, who answers for it, and when it is looked at again."""

    explanation: str
    owner: Named
    review_on: str
    shelved_at: Moment
    taken_up_at: Moment | None


class OpenMove(BaseModel):
    """A move that the caller may make now: what it asks must be answered, what it offers may be."""

    key: str
    title: str
    asks: list[str]
    offers: list[str]


class WholeCase(CaseLine):
    """A case with all that is known of it, and what the caller may do."""

    description: str
    details: dict[str, Any]
    returned: int
    escalated: int
    reopened: int
    parent: str | None
    parts: list[str]
    merged_into: str | None
    same_as: str | None
    limits: list[Limit]
    calls: list[CalledIn]
    extensions: list[MoreTime]
    shelvings: list[PutOff]
    moves: list[OpenMove]
    may_read_contact: bool


def named(one: Person | Organisation) -> Named:
    """Somebody, with the id as a text."""
    return Named(id=str(one.pk), name=one.name)


def say_line(case: Case, datum: Datum) -> CaseLine:
    """A case in a list; the list should select `holder_organisation` and `handler` along."""
    return CaseLine(**_line(case, datum))


def say_case(case: Case, actor: Actor, datum: Datum) -> WholeCase:
    """A whole case, for one who may see it."""
    assert actor.person is not None
    return WholeCase(
        **_line(case, datum),
        description=case.description,
        details=case.details,
        returned=case.returned,
        escalated=case.escalated,
        reopened=case.reopened,
        parent=_number(case.parent),
        parts=list(case.children.order_by("id").values_list("number", flat=True)),
        merged_into=_number(case.merged_into),
        same_as=_number(case.duplicate_of),
        limits=[say_limit(clock, case) for clock in case.clocks.all()],
        calls=[_call(call) for call in case.calls.select_related("organisation")],
        extensions=[_more_time(each) for each in case.extensions.select_related("asked_by")],
        shelvings=[_put_off(each) for each in case.shelvings.select_related("owner")],
        moves=[_move(move) for move in moves_open_to(actor, case)],
        may_read_contact=is_holder(actor.person, case),
    )


def _line(case: Case, datum: Datum) -> dict[str, Any]:
    return {
        "number": case.number,
        "revision": case.length,
        "kind": case.kind,
        "kind_title": case.kind_title,
        "category": case.category,
        "category_title": case.category_title,
        "state": case.state,
        "state_title": str(case.state_now.title),
        "channel": case.channel,
        "title": case.title,
        "area": area_name(case.area_code),
        "address": case.address,
        "position": position(case.lon, case.lat, datum),
        "holder": _holder(case),
        "lamp": lamp_of(case),
        "reported_at": case.reported_at,
        "changed_at": case.changed_at,
        "due_at": case.due_at,
        "ended_at": case.ended_at,
        "on_time": case.on_time,
        "rating": case.rating,
    }


def _holder(case: Case) -> Holder:
    return Holder(
        area=area_name(case.holder_area),
        organisation=named(case.holder_organisation) if case.holder_organisation else None,
        handler=named(case.handler) if case.handler else None,
    )


def _number(case: Case | None) -> str | None:
    return case.number if case else None


def say_limit(clock: CaseClock, case: Case) -> Limit:
    """A time limit of a case."""
    at = clock.stopped_at or timezone.now()
    return Limit(
        clock=clock.key,
        title=str(case.type.clock(clock.key).title),
        allowed=clock.allowed,
        state=clock.state,
        lamp=lamp_at(clock.due_at, clock.amber_at, at),
        started_at=clock.started_at,
        due_at=clock.due_at,
        stopped_at=clock.stopped_at,
        met=clock.met,
    )


def _call(call: Call) -> CalledIn:
    return CalledIn(
        organisation=named(call.organisation),
        question=call.question,
        called_at=call.called_at,
        answer=call.answer,
        answered_at=call.answered_at,
    )


def _more_time(each: Extension) -> MoreTime:
    return MoreTime(
        clock=each.clock,
        days=each.days,
        reason=each.reason,
        asked_by=named(each.asked_by),
        asked_at=each.asked_at,
        granted=each.granted,
        decided_at=each.decided_at,
    )


def _put_off(each: Shelving) -> PutOff:
    return PutOff(
        explanation=each.explanation,
        owner=named(each.owner),
        review_on=each.review_on.isoformat(),
        shelved_at=each.shelved_at,
        taken_up_at=each.taken_up_at,
    )


def _move(move: Move) -> OpenMove:
    return OpenMove(key=move.key, title=str(move.title), asks=list(move.asks), offers=list(move.offers))
