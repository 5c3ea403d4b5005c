from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import BaseModel

from onegrid.api.auth import Open
from onegrid.api.faults import not_found
from onegrid.api.moments import Moment
from onegrid.api.paging import Cursor, Page, Size, page_of
from onegrid.api.places import AreaName, area_name
from onegrid.api.texts import Line
from onegrid.api.throttles import LOOKING
from onegrid.api.wording import lazily as _
from onegrid.deliberation.domain.deciding import export_votes, roll_of
from onegrid.deliberation.models import Decision, Topic
from onegrid.deliberation.queries import Said, Share, overview_of, public_topics, with_numbers

router = Router(tags=["talks"])


class TopicRow(BaseModel):
    """A topic in a list."""

    code: str
    title: str
    subject: str
    stage: str
    area: AreaName
    compound: str
    raised_at: Moment
    supporters: int
    statements: int


class Shares(BaseModel):
    """Percent of so many answers. Shares of fewer than five answers are not said."""

    agree: int
    disagree: int
    passed: int
    given: int


class SaidStatement(BaseModel):
    """A statement, where it was said (online, table, host), and how all and each group answered it."""

    text: str
    source: str
    all: Shares | None
    groups: list[Shares | None]


class Stands(BaseModel):
    """An action of the resolution and how it stands."""

    title: str
    owner: str
    due: date
    state: str | None
    ended: bool


class Vote(BaseModel):
    """A question with its rule; the outcome once it was counted."""

    question: str
    rule: str
    per: str
    quorum: int
    closes_at: Moment
    seal: str
    roll: int
    cast: int
    carried: bool | None
    counts: dict[str, int]


class TopicPage(TopicRow):
    """A topic with all that was said, decided and done."""

    summary: str
    answer: str
    resolution: str
    people: int
    groups: list[int]
    shared: list[SaidStatement]
    speaking: list[list[SaidStatement]]
    vote: Vote | None
    actions: list[Stands]


@router.get(
    "/talks",
    auth=Open(None),
    throttle=LOOKING,
    response=Page[TopicRow],
    summary=_("What is talked over, the newest first"),
    description=_("Topics that were taken up; with `area`, those that concern it or a part of it."),
)
def list_topics(
    request: HttpRequest,
    area: Annotated[Line, Query("")],
    stage: Annotated[Line, Query("")],
    size: Size,
    cursor: Cursor,
) -> Page[TopicRow]:
    rows = with_numbers(public_topics())
    rows = rows.within(area) if area else rows  # type: ignore[attr-defined]
    rows = rows.filter(stage=stage) if stage else rows
    return page_of(
        rows, ("-raised_at", "-id"), cursor, size, lambda found: [TopicRow(**say_row(each)) for each in found]
    )


@router.get(
    "/talks/{topic}",
    auth=Open(None),
    throttle=LOOKING,
    response=TopicPage,
    summary=_("One topic: what was said, decided and done"),
)
def read_topic(request: HttpRequest, topic: Line) -> TopicPage:
    found = _find(topic)
    seen = overview_of(found)
    return TopicPage(
        **say_row(found),
        summary=found.summary,
        answer=found.answer,
        resolution=found.resolution,
        people=seen.people,
        groups=seen.sizes,
        shared=[_said(each) for each in seen.shared],
        speaking=[[_said(each) for each in group] for group in seen.speaking],
        vote=_vote(found),
        actions=[
            Stands(
                title=each.title,
                owner=each.owner.name,
                due=each.due,
                state=each.case.state if each.case else None,
                ended=bool(each.case and each.case.ended_at),
            )
            for each in found.actions.select_related("owner", "case")
        ],
    )


@router.get(
    "/talks/{topic}/votes",
    auth=Open(None),
    throttle=LOOKING,
    summary=_("All votes of a topic, to count again"),
    description=_("CSV with a receipt, a choice and a floor area on each line; only once the votes were counted."),
)
def list_votes(request: HttpRequest, topic: Line) -> HttpResponse:
    decision = get_object_or_404(Decision, topic=_find(topic), counted_at__isnull=False)
    return HttpResponse(export_votes(decision), content_type="text/csv; charset=utf-8")


def _find(code: str) -> Topic:
    found = with_numbers(public_topics()).filter(code=code).first()
    if found is None:
        raise not_found()
    return found


def say_row(topic: Topic) -> dict[str, Any]:
    """What a list says of a topic that was read with its numbers."""
    return {
        "code": topic.code,
        "title": topic.title,
        "subject": topic.subject,
        "stage": topic.stage,
        "area": area_name(topic.area_code),
        "compound": topic.place,
        "raised_at": topic.raised_at,
        "supporters": topic.supporters,  # type: ignore[attr-defined]
        "statements": topic.said,  # type: ignore[attr-defined]
    }


def _said(said: Said) -> SaidStatement:
    return SaidStatement(
        text=said.statement.text,
        source=said.statement.source,
        all=_shares(said.overall),
        groups=[_shares(each) for each in said.groups],
    )


def _shares(share: Share | None) -> Shares | None:
    return Shares(**vars(share)) if share else None


def _vote(topic: Topic) -> Vote | None:
    decision = Decision.objects.filter(topic=topic, published_at__isnull=False).first()
    if decision is None:
        return None
    return Vote(
        question=decision.question,
        rule=decision.rule,
        per=decision.per,
        quorum=decision.quorum,
        closes_at=decision.closes_at,
        seal=decision.seal,
        roll=roll_of(decision).votes,
        cast=decision.ballots.count(),
        carried=decision.outcome.get("carried"),
        counts=decision.outcome.get("counts", {}),
    )
