"""Shared reads. Every page and endpoint reads topics through these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet, Value
from django.utils import timezone

from onegrid.deliberation.models import Answer, Meeting, Question, Stage, Statement, Topic
from onegrid.deliberation.opinions import Seen, look_at
from onegrid.directory.models import Person
from onegrid.directory.rights import Right, scope_of
from onegrid.opinion.talk import Picture

FEWEST = 5  # answers before any share is shown
STAGES = (Stage.RAISE, Stage.HEAR, Stage.TALK, Stage.DECIDE, Stage.DO, Stage.LOOK_BACK)


def public_topics() -> QuerySet[Topic]:
    """What everybody may read."""
    return Topic.objects.public().select_related("compound", "host")


def topics_visible_to(viewer: Person) -> QuerySet[Topic]:
    """The topics of the areas where the viewer hosts talks, also those that wait to be screened."""
    scope = scope_of(viewer, Right.HOST_TALKS)
    return Topic.objects.filter(scope.as_filter("area_code")).select_related("compound", "host")


def with_numbers(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    """With how many support each topic and how much was said, for lists."""
    statements = Count("statements", filter=Q(statements__status=Statement.Status.OPEN), distinct=True)
    numbered = topics.annotate(supporters=Count("supports", distinct=True), said=statements)
    return numbered.order_by("-raised_at", "-pk")


def meetings_of(topic: Topic) -> QuerySet[Meeting]:
    """The meetings on a topic, with how many signed in at each."""
    return topic.meetings.annotate(present=Count("attendances")).prefetch_related("photos").order_by("starts_at", "pk")


def meetings_to_come() -> QuerySet[Meeting]:
    """Meetings that everybody may come to, the next first, also such as were called off."""
    rows = Meeting.objects.filter(topic__in=public_topics(), ends_at__gte=timezone.now())
    return rows.select_related("topic", "topic__compound").order_by("starts_at", "pk")


def questions_of(topic: Topic) -> QuerySet[Question]:
    """What departments were asked, with the cases and their replies."""
    return topic.questions.select_related("to", "case").prefetch_related("case__replies")


def next_statement(topic: Topic, voice: str) -> tuple[Statement | None, int]:
    """A statement that the voice has not answered, and how many it has. Everybody meets them in another order, so that none is
    favoured."""
    # A list of one's own, not one look for each statement: that would read everybody's answers to it.
    mine = Answer.objects.filter(topic=topic, voice=voice).values("statement")
    told = ExpressionWrapper(Q(pk__in=mine), BooleanField()) if voice else Value(False)
    every = list(topic.statements.filter(status=Statement.Status.OPEN).values_list("pk", told))
    waiting = [pk for pk, answered in every if not answered]
    chosen = min(waiting, key=lambda pk: crc32(f"{voice} {pk}".encode()), default=None)
    statement = Statement.objects.only("text", "source").get(pk=chosen) if chosen else None
    return statement, len(every) - len(waiting)


@dataclass(frozen=True)
class Share:
    """What a group answers to a statement, in percent of its answers; `given` is how many answered."""

    agree: int
    disagree: int
    passed: int
    given: int


@dataclass(frozen=True)
class Said:
    """A statement and how it was answered, over all and by group. Shares of fewer than five answers are left out."""

    statement: Statement
    overall: Share | None
    groups: Sequence[Share | None]


@dataclass(frozen=True)
class Overview:
    """A topic's talk for people: how many took part, groups with what speaks for each, and what all share."""

    people: int
    sizes: list[int]
    shared: list[Said]
    speaking: list[list[Said]]
    picture: Picture
    waves: "Waves | None"


@dataclass(frozen=True)
class Tide:
    """One wave for people: when, how many, on how many statements; and of `rest` others how many answered like it."""

    people: int
    begins: datetime
    ends: datetime
    statements: int
    came: int
    rest_alike: int
    rest: int


@dataclass(frozen=True)
class Waves:
    """Answers that came within a short time and almost alike, and what the talk would show without them."""

    tides: list[Tide]
    people: int
    sizes: list[int]
    lost: list[Statement]  # common ground that would not be any more
    gained: list[Statement]  # what would be common ground


def overview_of(topic: Topic) -> Overview:
    """What a topic's talk shows so far."""
    seen = look_at(topic)
    picture = seen.picture
    texts = {each.pk: each for each in topic.statements.select_related("table")}
    said = {pk: _said(texts[pk], picture, place) for place, pk in enumerate(picture.statements) if pk in texts}
    speaking: list[list[Said]] = [[] for _ in picture.sizes()]
    for each in picture.speaking:
        if each.statement in said:
            speaking[each.group].append(said[each.statement])
    shared = [said[each.statement] for each in picture.shared if each.statement in said][:8]
    return Overview(len(picture.people), picture.sizes(), shared, speaking, picture, _waves(seen, texts))


def _waves(seen: Seen, texts: dict[int, Statement]) -> Waves | None:
    if seen.without is None:
        return None
    with_all, without = ({each.statement: each.answer for each in one.shared} for one in (seen.picture, seen.without))
    lost, gained = (
        [texts[pk] for pk, answer in one.items() if other.get(pk) != answer and pk in texts]
        for one, other in ((with_all, without), (without, with_all))
    )
    tides = [
        Tide(
            len(wave.people),
            _moment(wave.begins),
            _moment(wave.ends),
            wave.statements,
            wave.came,
            wave.rest_alike,
            wave.rest,
        )
        for wave in seen.waves
    ]
    return Waves(tides, sum(tide.people for tide in tides), seen.without.sizes(), lost, gained)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.get_current_timezone())


def _said(statement: Statement, picture: Picture, place: int) -> Said:
    counts = picture.counts
    columns = [
        (int(counts.agree[g, place]), int(counts.disagree[g, place]), int(counts.given[g, place]))
        for g in range(len(counts.given))
    ]
    total = tuple(sum(column[part] for column in columns) for part in range(3))
    return Said(statement, _share(*total), [_share(*column) for column in columns])


def _share(agree: int = 0, disagree: int = 0, given: int = 0) -> Share | None:
    if given < FEWEST:
        return None
    yes, no = round(100 * agree / given), round(100 * disagree / given)
    return Share(yes, no, max(100 - yes - no, 0), given)
