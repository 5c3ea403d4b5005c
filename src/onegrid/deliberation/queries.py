"""Shared reads. Every page and endpoint reads topics through these."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from django.db.models import Count, Q, QuerySet

from onegrid.deliberation.models import Answer, Meeting, Question, Stage, Statement, Topic
from onegrid.deliberation.opinions import picture_of
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
    return topic.meetings.annotate(present=Count("attendances")).order_by("starts_at", "pk")


def questions_of(topic: Topic) -> QuerySet[Question]:
    """What departments were asked, with the cases and their replies."""
    return topic.questions.select_related("to", "case").prefetch_related("case__replies")


def next_statement(topic: Topic, voice: str) -> tuple[Statement | None, int]:
    """A statement that the voice has not answered, and how many it has. Everybody meets them in another order, so that none is
    favoured."""
    mine = Answer.objects.filter(topic=topic, voice=voice) if voice else Answer.objects.none()
    answered = set(mine.values_list("statement", flat=True))
    every = topic.statements.filter(status=Statement.Status.OPEN).values_list("pk", flat=True)
    waiting = [pk for pk in every if pk not in answered]
    chosen = min(waiting, key=lambda pk: crc32(f"{voice} {pk}".encode()), default=None)
    return (Statement.objects.get(pk=chosen) if chosen else None), len(answered)


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


def overview_of(topic: Topic) -> Overview:
    """What a topic's talk shows so far."""
    picture = picture_of(topic)
    texts = {each.pk: each for each in topic.statements.select_related("table")}
    said = {pk: _said(texts[pk], picture, place) for place, pk in enumerate(picture.statements) if pk in texts}
    speaking: list[list[Said]] = [[] for _ in picture.sizes()]
    for each in picture.speaking:
        if each.statement in said:
            speaking[each.group].append(said[each.statement])
    shared = [said[each.statement] for each in picture.shared if each.statement in said][:8]
    return Overview(len(picture.people), picture.sizes(), shared, speaking, picture)


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
