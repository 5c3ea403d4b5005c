"""A year of topics: raised, talked over by invented neighbours, decided, and for the older ones done and looked back on.

Everything goes through the room's own verbs at believable times; only the crowd's answers are written in bulk. Its people have no
telephones, so that nobody could ever be reached.
"""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from onegrid.casework.acts import Actor
from onegrid.casework.case_type import Ask
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.moving import apply_move
from onegrid.casework.models import Case
from onegrid.deliberation.domain import deciding, doing, talking, topics
from onegrid.deliberation.models import Answer, Letter, Participant, Stage, Statement, Support, Topic
from onegrid.deliberation.voices import phone_hash, voice_of
from onegrid.demo.history import Staff
from onegrid.directory.models import Organisation, Person
from onegrid.territory.models import Compound

COUNT, CROWD, A_YEAR, WAVE_IN = 40, 160, 365, 5
TOPICS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "texts/talks.toml").read_text())["topic"]


@dataclass
class Course:
    """One topic on its way: who hosts it, who lives there, and what time it is."""

    told: dict[str, Any]
    topic: Topic
    host: Person
    neighbours: list[Participant]
    staff: Staff
    rng: random.Random
    now: datetime
    until: datetime

    def comes(self, days: float) -> bool:
        """Let time pass; False if the present is reached first."""
        self.now += timedelta(days=days * self.rng.uniform(0.7, 1.4), minutes=self.rng.uniform(0, 400))
        return self.now < self.until


def make_topics(staff: Staff, *, seed: int, until: datetime, count: int = COUNT) -> Iterator[int]:
    """Live so many topics of the year before a moment; yields how many are done."""
    rng = random.Random(seed)
    compounds = list(Compound.objects.exclude(area_code="").order_by("pk"))
    crowd = _make_crowd(compounds, rng, until)
    starts = sorted(until - timedelta(days=rng.uniform(1, A_YEAR)) for _ in range(count))
    for number, at in enumerate(starts):
        compound = rng.choice(compounds)
        hosts = [each.person for each in staff.areas.get(compound.area_code[:12], []) if each.person]
        if hosts:
            live_topic(TOPICS[number % len(TOPICS)], compound, rng.choice(hosts), crowd, staff, rng, at, until)
        yield number + 1
    Letter.objects.all().delete()  # nobody is to be told anything


def _make_crowd(compounds: list[Compound], rng: random.Random, until: datetime) -> dict[str, list[Participant]]:
    """Invented neighbours by community."""
    people = []
    for community in sorted({each.area_code[:12] for each in compounds}):
        for number in range(CROWD):
            mark = phone_hash(f"demo {community} {number}")
            people.append(Participant(phone="", phone_hash=mark, area_code=community, verified_at=until, seen_at=until))
    rng.shuffle(people)
    crowd: dict[str, list[Participant]] = {}
    for person in Participant.objects.bulk_create(people, batch_size=500):
        crowd.setdefault(person.area_code, []).append(person)
    return crowd


def live_topic(
    told: dict[str, Any],
    compound: Compound,
    host: Person,
    crowd: dict[str, list[Participant]],
    staff: Staff,
    rng: random.Random,
    at: datetime,
    until: datetime,
) -> Topic:
    """One topic from the day on which it is raised to the present or its end."""
    neighbours = rng.sample(crowd[compound.area_code[:12]], rng.randint(40, 110))
    words = {name: told[name].format(place=compound.name) for name in ("title", "summary")}
    area = compound.area_code[:12]
    proposal = topics.Proposal(subject=told["subject"], area_code=area, compound=compound, **words)
    by_resident = rng.random() < 0.6
    topic = topics.raise_topic(proposal, by=neighbours[0] if by_resident else host, at=at)
    course = Course(told, topic, host, neighbours, staff, rng, at, until)
    for live in (_raise, _talk, _decide, _do, _look_back):
        if not live(course):
            break
    return topic


def _raise(course: Course) -> bool:
    if course.topic.screened_at is None:
        if not course.comes(2):
            return False
        topics.screen_topic(
            course.topic, by=course.host, accepted=True, answer="属于议事清单范围，列入议题。", at=course.now
        )
    backers = course.neighbours[1 : course.rng.randint(12, 30)]
    rows = [Support(topic=course.topic, voice=voice_of(each, course.topic), at=course.now) for each in backers]
    Support.objects.bulk_create(rows)
    return _moves_on(course, Stage.HEAR, 4) and _moves_on(course, Stage.TALK, 5)


def _moves_on(course: Course, stage: str, days: float) -> bool:
    if not course.comes(days):
        return False
    topics.move_on(course.topic, stage, by=course.host, at=course.now)
    return True


def _talk(course: Course) -> bool:
    texts = course.told["statements"]
    talking.begin_with(course.topic, [text[1:] for text in texts], by=course.host, at=course.now)
    statements = list(course.topic.statements.order_by("pk"))
    rows, length = [], (course.until - course.now).total_seconds()
    for person in course.neighbours:
        voice, camp = voice_of(person, course.topic), course.rng.choice("aab")
        at = course.now + timedelta(seconds=course.rng.uniform(0, min(length, 20 * 86_400)))
        for statement, text in zip(statements, texts, strict=True):
            if course.rng.random() < 0.85:
                answer = _answer(text[0], camp, course.rng)
                rows.append(Answer(topic=course.topic, statement=statement, voice=voice, answer=answer, at=at))
    if course.topic.pk % WAVE_IN == 0:
        rows += _wave(course, statements)
    Answer.objects.bulk_create(rows, batch_size=1000)
    if not course.comes(10):
        return False
    hands = course.rng.choice(statements)
    agree, disagree, passed = (course.rng.randint(*span) for span in ((8, 20), (0, 9), (0, 4)))
    day = timezone.localdate(course.now)
    talking.count_hands(hands, agree=agree, disagree=disagree, passed=passed, on=day, by=course.host)
    return course.comes(9)


def _wave(course: Course, statements: list[Statement]) -> list[Answer]:
    """A dozen voices that come within minutes and answer as one, for the page that makes it visible."""
    begins = course.now + timedelta(minutes=10)
    return [
        Answer(
            topic=course.topic,
            statement=statement,
            voice=f"wave {number}",
            answer=1 if place % 3 else -1,
            at=begins + timedelta(seconds=25 * number),
        )
        for number in range(12)
        for place, statement in enumerate(statements)
    ]


def _answer(side: str, camp: str, rng: random.Random) -> int:
    """What somebody of a camp answers: as the camp mostly does, passing at times."""
    if rng.random() < 0.1:
        return 0
    agrees = rng.random() < (0.93 if side == "+" else 0.85 if side == camp else 0.2)
    return 1 if agrees else -1


def _decide(course: Course) -> bool:
    told, topic, host = course.told, course.topic, course.host
    decision = deciding.draft_decision(
        topic,
        question=told["question"].format(place=topic.place),
        rule=told["rule"],
        closes_at=course.now + timedelta(days=7),
        by=host,
        options=told.get("options", ()),
    )
    # A phone is what leads from a line to a participant: the roll bears the marks of the crowd.
    homes = course.neighbours[: min(len(course.neighbours), 60)]
    sizes = [Decimal(course.rng.choice((62, 78, 89, 105, 118))) for _ in homes]
    deciding.enter_roll(
        decision,
        [deciding.Household(f"{n // 12 + 1}-{n % 12 + 101}", "", size) for n, size in enumerate(sizes)],
        by=host,
    )
    lines = list(decision.electors.all())
    for line, neighbour in zip(lines, homes, strict=True):
        line.phone_hash = neighbour.phone_hash
    type(lines[0]).objects.bulk_update(lines, ["phone_hash"])
    deciding.publish_decision(decision, by=host, at=course.now)
    topics.move_on(topic, Stage.DECIDE, by=host, ends=timezone.localdate(decision.closes_at), at=course.now)
    for neighbour in homes:
        if course.rng.random() < 0.86:
            deciding.cast_vote(decision, neighbour, _choice(course), at=course.now)
    course.now = decision.closes_at + timedelta(hours=2)
    if course.now >= course.until:
        return False
    deciding.count(decision, by=host, at=course.now)
    return True


def _choice(course: Course) -> str:
    if "options" in course.told:
        order = [str(place) for place in range(len(course.told["options"]))]
        course.rng.shuffle(order)
        return ",".join(order[: course.rng.randint(1, len(order))])
    share = {"consensus": 0.995, "owners_major": 0.86}.get(course.told["rule"], 0.72)
    return "for" if course.rng.random() < share else course.rng.choice(("against", "against", "abstain"))


def _do(course: Course) -> bool:
    topic, host = course.topic, course.host
    if not topic.decision.outcome["carried"] or not course.comes(2):
        return False
    doing.resolve(topic, course.told["resolution"], by=host, at=course.now)
    for title, owner, days in course.told["actions"]:
        organisation = Organisation.objects.get(subdistrict=topic.subdistrict, name=owner)
        due = timezone.localdate(course.now) + timedelta(days=days)
        doing.name_action(topic, title=title, owner=organisation, due=due, by=host, at=course.now)
    doing.carry_out(topic, by=host, at=course.now)
    topics.move_on(topic, Stage.DO, by=host, at=course.now)
    ends = [_work_on(course, action.case) for action in topic.actions.select_related("case") if action.case]
    course.now = max(ends)
    return course.now < course.until


def _work_on(course: Course, case: Case) -> datetime:
    """The owner takes the case, does it, and somebody verifies it; when that is, or would be."""
    at, docket = course.now, Docket(silent=True)
    worker = course.rng.choice(course.staff.departments[case.holder_organisation_id or 0])
    checker = course.rng.choice(course.staff.inspectors)
    steps: list[tuple[str, Actor, float, dict[Ask, Any]]] = [
        ("take", worker, 1, {}),
        ("resolve", worker, 22, {Ask.REPLY: f"{case.title}已完成，请居民监督。"}),
        ("verify", checker, 2, {Ask.REASON: "现场核查属实。"}),
    ]
    for key, actor, days, answers in steps:
        at += timedelta(days=days * course.rng.uniform(0.6, 1.3))
        if at < course.until:
            apply_move(docket, case, key, actor=actor, at=at, answers=answers)
    docket.write()
    return at


def _look_back(course: Course) -> bool:
    if not _moves_on(course, Stage.LOOK_BACK, 3):
        return False
    for neighbour in course.neighbours[:20]:
        if course.topic.answers.filter(voice=voice_of(neighbour, course.topic)).exists():
            doing.remark(course.topic, neighbour, done=course.rng.random() < 0.9, at=course.now)
    return _moves_on(course, Stage.ENDED, 14)
