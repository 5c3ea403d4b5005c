import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from onegrid.deliberation.domain.deciding import Household, draft_decision, enter_roll
from onegrid.deliberation.domain.topics import Proposal, move_on, raise_topic
from onegrid.deliberation.models import Answer, Decision, Participant, Stage, Topic
from onegrid.deliberation.opinions import forget_pictures
from onegrid.deliberation.voices import phone_hash
from onegrid.directory.models import Person
from tests.conftest import COMMUNITY, MICRO_GRID, Cast


@pytest.fixture(autouse=True)
def _no_pictures_of_other_tests() -> Iterator[None]:
    forget_pictures()
    yield
    forget_pictures()


def number(n: int) -> str:
    """An invented telephone number."""
    return f"+861380013{n:04}"


def make_participant(n: int = 1, area_code: str = MICRO_GRID) -> Participant:
    now = timezone.now()
    return Participant.objects.create(
        phone=number(n), phone_hash=phone_hash(number(n)), area_code=area_code, verified_at=now, seen_at=now
    )


def make_topic(host: Person, *, stage: str = Stage.RAISE, **more: str) -> Topic:
    facts = {
        "title": "电动车棚建在哪里",
        "summary": "南门还是北门？",
        "subject": "safety",
        "area_code": COMMUNITY,
    } | more
    topic = raise_topic(Proposal(**facts), by=host)
    for each in (Stage.HEAR, Stage.TALK):
        if stage != Stage.RAISE:
            move_on(topic, each, by=host)
        if each == stage:
            break
    return topic


def make_decision(
    topic: Topic, host: Person, *, rule: str = "majority", voters: int = 4, area: str = "80", **more: object
) -> Decision:
    """A decision that is drafted, with a roll of households 1-101, 1-102 …, whose telephones are number(1), number(2) …"""
    closes = timezone.now() + timedelta(days=3)
    decision = draft_decision(topic, question="把车棚建在南门？", rule=rule, closes_at=closes, by=host, **more)  # type: ignore[arg-type]
    roll = [Household(f"1-{100 + n}", number(n), Decimal(area)) for n in range(1, voters + 1)]
    enter_roll(decision, roll, by=host)
    return decision


@pytest.fixture
def host(cast: Cast) -> Person:
    return cast.community_officer


@pytest.fixture
def topic(host: Person) -> Topic:
    """A topic that is being talked about."""
    return make_topic(host, stage=Stage.TALK)


Maker = Callable[..., Participant]


def make_waves(topic: Topic, *, neighbours: int = 40, bots: int = 12) -> None:
    """Neighbours of two camps who come on any of ten days, and telephones that come within minutes with one mind between them.

    The topic needs ten statements or more.
    """
    statements = list(topic.statements.order_by("pk"))
    dice, began, rows = random.Random(7), timezone.now() - timedelta(days=12), list[Answer]()
    for n in range(neighbours + bots):
        bot = n >= neighbours
        at = began + (timedelta(days=11, seconds=20 * n) if bot else timedelta(days=dice.uniform(0, 10)))
        for place, statement in enumerate(statements):
            agrees = place % 3 == 0 if bot else dice.random() < (0.8 if (place + n) % 2 else 0.3)
            value = 1 if agrees else -1
            rows.append(Answer(topic=topic, statement=statement, voice=f"voice {n:02}", answer=value, at=at))
    Answer.objects.bulk_create(rows)
