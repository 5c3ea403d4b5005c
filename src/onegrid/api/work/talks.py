"""Hosting talks: what the host's pages can do, for programs."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Query, Router
from pydantic import AfterValidator, BaseModel, Field

from onegrid.api.auth import Key, person_of
from onegrid.api.bodies import Either, Wish, photos_of
from onegrid.api.faults import Refused, not_found
from onegrid.api.idempotency import once
from onegrid.api.moments import Moment
from onegrid.api.office.reach import require
from onegrid.api.openapi import with_photos
from onegrid.api.paging import Cursor, Page, Size, page_of
from onegrid.api.public.talks import TopicRow, say_row
from onegrid.api.texts import Id, Line, Name, Paragraph, Phone
from onegrid.api.wording import lazily as _
from onegrid.casework.queries import cases_visible_to
from onegrid.deliberation.counting import Rule
from onegrid.deliberation.domain import asking, deciding, doing, drafting, meeting, talking, topics
from onegrid.deliberation.models import Decision, Meeting, Stage, Statement, Topic
from onegrid.deliberation.queries import Tide, overview_of, topics_visible_to, with_numbers
from onegrid.directory.models import Organisation, Person
from onegrid.directory.queries import organisations_visible_to
from onegrid.directory.rights import Right
from onegrid.directory.scopes import Scope

router = Router(tags=["talks"])
hosts = Key(Scope.TALKS_HOST, Right.HOST_TALKS)


def _with_zone(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(gettext("Say the time zone along, as in 2026-03-04T19:00:00+08:00."))
    return at


Timed = Annotated[datetime, AfterValidator(_with_zone)]
Sentence = Annotated[Line, Field(min_length=1)]
Words = Annotated[Paragraph, Field(min_length=1)]


class HostedRow(TopicRow):
    """A topic in a host's list; it is public once it was screened and not declined."""

    screened: bool


class Standing(BaseModel):
    """Where a topic stands after a step, and the id of what the step made, if it made something."""

    code: str
    stage: str
    screened: bool
    id: str | None


class NewTopic(Wish):
    """A topic of the office; with the numbers of like cases it comes from these."""

    title: Annotated[Line, Field(min_length=1, max_length=80)]
    summary: Annotated[Paragraph, Field(min_length=1, max_length=2000)]
    subject: Line
    area: Line
    concerned: Line = ""
    cases: Annotated[list[Line], Field(max_length=100)] = []


class Screening(Wish):
    """Whether the topic is taken up, and why; if it is declined, where to go instead."""

    accepted: bool
    answer: Words


class Step(Wish):
    """Into which stage, and until when that lasts."""

    stage: Stage
    ends: date | None = None


class StageDates(Wish):
    """From when to when a stage is to last; the last day is part of it."""

    stage: Stage
    starts: date
    ends: date | None = None


class Hands(Wish):
    """Hands counted at a table."""

    on: date
    agree: Annotated[int, Field(ge=0, le=999)]
    disagree: Annotated[int, Field(ge=0, le=999)]
    passed: Annotated[int, Field(ge=0, le=999)] = 0


class NewStatement(Wish):
    """A statement of the host, or what was said at a table, with hands. `differs` says that it only looks like another."""

    text: Annotated[Line, Field(max_length=talking.LONGEST)]
    source: Literal["host", "table"] = "table"
    differs: bool = False
    hands: Hands | None = None


class StatementLine(BaseModel):
    """A statement, where it was said, and whether it was left out and why."""

    id: str
    text: str
    source: str
    status: str
    reason: str
    made_at: Moment


class Moderation(Wish):
    """Leave the statement out, with a reason that everybody reads, or let it in again."""

    out: bool
    reason: Line = ""


class NewMeeting(Wish):
    """A meeting to come."""

    starts_at: Timed
    ends_at: Timed
    place: Annotated[Line, Field(min_length=1, max_length=100)]
    agenda: Annotated[Paragraph, Field(min_length=1, max_length=1000)]


class Minutes(Wish):
    """What was said. Everybody reads it."""

    text: Annotated[Paragraph, Field(min_length=1, max_length=4000)]


class Reason(Wish):
    """Why."""

    reason: Sentence


class NewPhotos(Wish):
    """What the photos show, and that everybody who can be recognised consented."""

    says: Annotated[Line, Field(min_length=1, max_length=100)]
    consented: bool


class NewQuestion(Wish):
    """A question to a department, by its id."""

    text: Annotated[Paragraph, Field(min_length=1, max_length=300)]
    to: Id


class NewDraft(Wish):
    """The proposal, a point a line."""

    text: Annotated[Paragraph, Field(min_length=1)]


class NewDecision(Wish):
    """A question with its rule, whole; not once it is published. `options` are for ranked choice."""

    question: Annotated[Paragraph, Field(min_length=1, max_length=200)]
    rule: Rule
    closes_at: Timed
    per: Decision.Per = Decision.Per.HOUSEHOLD
    quorum: Annotated[int, Field(ge=0, le=100)] = 50
    options: Annotated[list[Annotated[Line, Field(max_length=80)]], Field(max_length=12)] = []


class RollLine(Wish):
    """A household that may vote, its telephone and its floor area in m²."""

    household: Annotated[Name, Field(min_length=1)]
    phone: Phone = ""
    area_m2: Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)] = Decimal(0)


class NewRoll(Wish):
    """The whole roll, in place of an earlier one."""

    households: Annotated[list[RollLine], Field(min_length=1, max_length=20_000)]


class NewProxy(Wish):
    """Who votes for a household, and where the signed paper is kept."""

    household: Annotated[Name, Field(min_length=1)]
    phone: Annotated[Phone, Field(min_length=1)]
    note: Sentence


class ProxyBack(Wish):
    """The household that votes for itself after all."""

    household: Annotated[Name, Field(min_length=1)]


class Resolution(Wish):
    """What was resolved."""

    text: Words


class NewAction(Wish):
    """What is to be done, by which organisation, until when."""

    title: Annotated[Line, Field(min_length=1, max_length=100)]
    owner: Id
    due: date


class WaveLine(BaseModel):
    """People who came within a short time and answered almost alike; `rest_alike` of `rest` others did."""

    people: int
    begins: Moment
    ends: Moment
    statements: int
    came: int
    rest_alike: int
    rest: int


class WavesPage(BaseModel):
    """The waves in a talk, and what it shows with and without them. Nobody in them is named."""

    waves: list[WaveLine]
    groups: list[int]
    groups_without: list[int]
    lost: list[str]
    gained: list[str]


@router.get(
    "/host/talks", auth=hosts, response=Page[HostedRow], summary=_("The topics of the areas where you host talks")
)
def list_hosted(request: HttpRequest, size: Size, cursor: Cursor, stage: Annotated[Line, Query("")]) -> Page[HostedRow]:
    rows = with_numbers(topics_visible_to(person_of(request)))
    rows = rows.filter(stage=stage) if stage else rows
    return page_of(rows, ("-raised_at", "-id"), cursor, size, lambda found: [_row(each) for each in found])


@router.post("/host/talks", auth=hosts, response={201: Standing}, summary=_("Raise a topic for the office"))
@once(201)
def host_topic(request: HttpRequest, wish: NewTopic) -> Standing:
    person = person_of(request)
    require(request, Right.HOST_TALKS, wish.area)
    proposal = topics.Proposal(wish.title, wish.summary, wish.subject, wish.area, concerned=wish.concerned)
    if not wish.cases:
        return _standing(topics.raise_topic(proposal, by=person))
    cases = list(cases_visible_to(person).filter(number__in=wish.cases))
    if unknown := sorted(set(wish.cases) - {case.number for case in cases}):
        words = gettext("There are no such cases for you to see: %(numbers)s") % {"numbers": " ".join(unknown)}
        raise Refused(422, "invalid", words, {"cases": [words]})
    return _standing(topics.raise_from_cases(proposal, cases, by=person))


@router.post("/host/talks/{topic}/screening", auth=hosts, response=Standing, summary=_("Take a topic up or decline it"))
@once()
def screen_topic(request: HttpRequest, topic: Line, wish: Screening) -> Standing:
    return _step(request, topic, lambda found, by: topics.screen_topic(found, by=by, **wish.model_dump()))


@router.post("/host/talks/{topic}/stage", auth=hosts, response=Standing, summary=_("Take a topic into its next stage"))
@once()
def move_topic(request: HttpRequest, topic: Line, wish: Step) -> Standing:
    return _step(request, topic, lambda found, by: topics.move_on(found, wish.stage, by=by, ends=wish.ends))


@router.put("/host/talks/{topic}/dates", auth=hosts, response=Standing, summary=_("Announce the dates of a stage"))
@once()
def date_topic(request: HttpRequest, topic: Line, wish: StageDates) -> Standing:
    return _step(request, topic, lambda found, by: topics.set_dates(found, by=by, **wish.model_dump()))


@router.get(
    "/host/talks/{topic}/statements",
    auth=hosts,
    response=Page[StatementLine],
    summary=_("All statements of a topic, also those left out"),
)
def list_statements(request: HttpRequest, topic: Line, size: Size, cursor: Cursor) -> Page[StatementLine]:
    rows = _find(request, topic).statements.all()
    return page_of(rows, ("id",), cursor, size, lambda found: [_say_statement(each) for each in found])


@router.post(
    "/host/talks/{topic}/statements",
    auth=hosts,
    response={201: Standing},
    summary=_("Enter what was said at a table, or a statement to begin with"),
)
@once(201)
def add_statement(request: HttpRequest, topic: Line, wish: NewStatement) -> Standing:
    return _step(request, topic, lambda found, by: _add_statement(found, wish, by))


@router.post(
    "/host/talks/{topic}/statements/{statement}/moderation",
    auth=hosts,
    response=Standing,
    summary=_("Leave a statement out, or let it in again"),
)
@once()
def moderate_statement(request: HttpRequest, topic: Line, statement: Id, wish: Moderation) -> Standing:
    def moderate(found: Topic, by: Person) -> None:
        each = _of(found.statements.filter(pk=statement))
        talking.moderate(each, by=by, out=wish.out, reason=wish.reason)

    return _step(request, topic, moderate)


@router.get("/host/talks/{topic}/waves", auth=hosts, response=WavesPage, summary=_("Coordinated answers in a talk"))
def list_waves(request: HttpRequest, topic: Line) -> WavesPage:
    seen = overview_of(_find(request, topic))
    waves = seen.waves
    return WavesPage(
        waves=[_say_wave(tide) for tide in waves.tides] if waves else [],
        groups=seen.sizes,
        groups_without=waves.sizes if waves else seen.sizes,
        lost=[each.text for each in waves.lost] if waves else [],
        gained=[each.text for each in waves.gained] if waves else [],
    )


@router.post("/host/talks/{topic}/meetings", auth=hosts, response={201: Standing}, summary=_("Call a meeting"))
@once(201)
def call_meeting(request: HttpRequest, topic: Line, wish: NewMeeting) -> Standing:
    return _step(request, topic, lambda found, by: meeting.call_meeting(found, by=by, **wish.model_dump()))


@router.post(
    "/host/talks/{topic}/meetings/{meeting_id}/cancellation",
    auth=hosts,
    response=Standing,
    summary=_("Call a meeting off"),
)
@once()
def cancel_meeting(request: HttpRequest, topic: Line, meeting_id: Id, wish: Reason) -> Standing:
    return _meet(request, topic, meeting_id, lambda each, by: meeting.call_off(each, by=by, reason=wish.reason))


@router.put(
    "/host/talks/{topic}/meetings/{meeting_id}/minutes", auth=hosts, response=Standing, summary=_("Write the minutes")
)
@once()
def put_minutes(request: HttpRequest, topic: Line, meeting_id: Id, wish: Minutes) -> Standing:
    return _meet(request, topic, meeting_id, lambda each, by: meeting.write_minutes(each, wish.text, by=by))


@router.post(
    "/host/talks/{topic}/meetings/{meeting_id}/photos",
    auth=hosts,
    response=Standing,
    openapi_extra=with_photos("NewPhotos"),
    summary=_("Show photos of a meeting"),
)
@once()
def add_photos(request: HttpRequest, topic: Line, meeting_id: Id, wish: Annotated[NewPhotos, Either()]) -> Standing:
    def add(each: Meeting, by: Person) -> None:
        meeting.add_photos(each, photos_of(request), says=wish.says, consented=wish.consented, by=by)

    return _meet(request, topic, meeting_id, add)


@router.post("/host/talks/{topic}/questions", auth=hosts, response={201: Standing}, summary=_("Ask a department"))
@once(201)
def ask_department(request: HttpRequest, topic: Line, wish: NewQuestion) -> Standing:
    def ask(found: Topic, by: Person) -> Any:
        return asking.ask_department(found, wish.text, to=_organisation(by, wish.to, "to"), by=by)

    return _step(request, topic, ask)


@router.post(
    "/host/talks/{topic}/drafts", auth=hosts, response={201: Standing}, summary=_("Write a version of the proposal")
)
@once(201)
def add_draft(request: HttpRequest, topic: Line, wish: NewDraft) -> Standing:
    return _step(request, topic, lambda found, by: drafting.write_draft(found, wish.text, by=by))


@router.put("/host/talks/{topic}/decision", auth=hosts, response=Standing, summary=_("Write the question and its rule"))
@once()
def put_decision(request: HttpRequest, topic: Line, wish: NewDecision) -> Standing:
    def draft(found: Topic, by: Person) -> None:
        deciding.draft_decision(found, by=by, **wish.model_dump())

    return _step(request, topic, draft)


@router.put("/host/talks/{topic}/decision/roll", auth=hosts, response=Standing, summary=_("Enter the roll"))
@once()
def put_roll(request: HttpRequest, topic: Line, wish: NewRoll) -> Standing:
    lines = [deciding.Household(each.household, each.phone, each.area_m2) for each in wish.households]
    return _decide(request, topic, lambda decision, by: deciding.enter_roll(decision, lines, by=by))


@router.post("/host/talks/{topic}/decision/proxies", auth=hosts, response=Standing, summary=_("Enter a proxy"))
@once()
def add_proxy(request: HttpRequest, topic: Line, wish: NewProxy) -> Standing:
    return _decide(request, topic, lambda decision, by: deciding.empower(decision, by=by, **wish.model_dump()))


@router.post(
    "/host/talks/{topic}/decision/proxies/withdrawal", auth=hosts, response=Standing, summary=_("Take a proxy back")
)
@once()
def withdraw_proxy(request: HttpRequest, topic: Line, wish: ProxyBack) -> Standing:
    return _decide(request, topic, lambda decision, by: deciding.take_back_proxy(decision, wish.household, by=by))


@router.post("/host/talks/{topic}/decision/publication", auth=hosts, response=Standing, summary=_("Open the vote"))
@once()
def publish_decision(request: HttpRequest, topic: Line) -> Standing:
    return _decide(request, topic, lambda decision, by: deciding.publish_decision(decision, by=by))


@router.post("/host/talks/{topic}/decision/count", auth=hosts, response=Standing, summary=_("Count the votes"))
@once()
def count_votes(request: HttpRequest, topic: Line) -> Standing:
    return _decide(request, topic, lambda decision, by: deciding.count(decision, by=by))


@router.post("/host/talks/{topic}/decision/closing", auth=hosts, response=Standing, summary=_("Throw the vote away"))
@once()
def close_decision(request: HttpRequest, topic: Line, wish: Reason) -> Standing:
    def close(decision: Decision, by: Person) -> None:
        deciding.close_without_result(decision, by=by, reason=wish.reason)

    return _decide(request, topic, close)


@router.put("/host/talks/{topic}/resolution", auth=hosts, response=Standing, summary=_("Write the resolution"))
@once()
def put_resolution(request: HttpRequest, topic: Line, wish: Resolution) -> Standing:
    return _step(request, topic, lambda found, by: doing.resolve(found, wish.text, by=by))


@router.post("/host/talks/{topic}/actions", auth=hosts, response={201: Standing}, summary=_("Name what is to be done"))
@once(201)
def add_action(request: HttpRequest, topic: Line, wish: NewAction) -> Standing:
    def name(found: Topic, by: Person) -> Any:
        owner = _organisation(by, wish.owner, "owner")
        return doing.name_action(found, title=wish.title, owner=owner, due=wish.due, by=by)

    return _step(request, topic, name)


@router.post(
    "/host/talks/{topic}/actions/cases", auth=hosts, response=Standing, summary=_("Open a case for each action")
)
@once()
def open_action_cases(request: HttpRequest, topic: Line) -> Standing:
    return _step(request, topic, lambda found, by: doing.carry_out(found, by=by))


def _find(request: HttpRequest, code: str) -> Topic:
    found: Topic = _of(topics_visible_to(person_of(request)).filter(code=code))
    return found


def _of(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise not_found()
    return found


def _organisation(person: Person, key: int, field: str) -> Organisation:
    found = organisations_visible_to(person).filter(pk=key).first()
    if found is None:
        words = gettext("There is none of this id or number here. Look it up again.")
        raise Refused(422, "invalid", words, {field: [words]})
    return found


def _step(request: HttpRequest, code: str, verb: Callable[[Topic, Person], Any]) -> Standing:
    """Take a step on a topic that the caller hosts, and say where it stands."""
    topic = _find(request, code)
    return _standing(topic, verb(topic, person_of(request)))


def _meet(request: HttpRequest, code: str, key: int, verb: Callable[[Meeting, Person], Any]) -> Standing:
    return _step(request, code, lambda topic, by: verb(_of(topic.meetings.filter(pk=key)), by))


def _decide(request: HttpRequest, code: str, verb: Callable[[Decision, Person], Any]) -> Standing:
    return _step(request, code, lambda topic, by: verb(_of(Decision.objects.filter(topic=topic)), by))


def _add_statement(topic: Topic, wish: NewStatement, by: Person) -> Statement:
    if wish.source == "host":
        return talking.begin_with(topic, [wish.text], by=by, differs=wish.differs)[0]
    statement = talking.say_for_table(topic, wish.text, by=by, differs=wish.differs)
    if wish.hands is not None:
        talking.count_hands(statement, by=by, **wish.hands.model_dump())
    return statement


def _standing(topic: Topic, made: object = None) -> Standing:
    key = str(made.pk) if isinstance(made, Model) else None
    return Standing(code=topic.code, stage=topic.stage, screened=topic.screened_at is not None, id=key)


def _row(topic: Topic) -> HostedRow:
    return HostedRow(**say_row(topic), screened=topic.screened_at is not None)


def _say_statement(each: Statement) -> StatementLine:
    return StatementLine(
        id=str(each.pk),
        text=each.text,
        source=each.source,
        status=each.status,
        reason=each.reason,
        made_at=each.made_at,
    )


def _say_wave(tide: Tide) -> WaveLine:
    return WaveLine(**vars(tide))
