"""Raising a topic, screening it, and taking it from stage to stage."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.casework.models import Case
from onegrid.deliberation import rules
from onegrid.deliberation.domain.telling import tell_all
from onegrid.deliberation.faults import TalkFault, require
from onegrid.deliberation.models import Participant, Period, Stage, Support, Topic
from onegrid.deliberation.models.topic import Origin
from onegrid.deliberation.subjects import ELSEWHERE, SUBJECTS
from onegrid.deliberation.voices import voice_of
from onegrid.directory.models import Person
from onegrid.territory.models import Compound
from onegrid.territory.queries import plan_with


@dataclass(frozen=True)
class Proposal:
    """What somebody wants to be talked about: a subject of the published list, and the area that it concerns."""

    title: str
    summary: str
    subject: str
    area_code: str
    compound: Compound | None = None
    concerned: str = ""


def raise_topic(proposal: Proposal, *, by: Participant | Person, origin: str = "", at: datetime | None = None) -> Topic:
    """Raise a topic, as a resident (then supporters are wanted), as a grid member of the area, or for the office (then it counts
    as screened).

    Raises `TalkFault` for a subject outside the published list, saying where to go instead, and for an area that there is not.
    """
    at = at or timezone.now()
    check_subject(proposal.subject)
    if plan_with(proposal.area_code) is None:
        raise TalkFault(_("There is no area with the code %(code)s.") % {"code": proposal.area_code}, code="no_area")
    of_office = isinstance(by, Person) and origin != Origin.GRID_MEMBER
    if isinstance(by, Person) and not of_office:
        require(rules.works_there(by, proposal.area_code), rules.works_there)
    topic = Topic(
        code=_draw_code(at),
        title=proposal.title.strip(),
        summary=proposal.summary.strip(),
        subject=proposal.subject,
        area_code=proposal.area_code,
        compound=proposal.compound,
        concerned=proposal.concerned.strip(),
        origin=origin or (Origin.OFFICE if of_office else Origin.RESIDENT),
        raised_at=at,
        screened_at=at if of_office else None,
        host=by if of_office and isinstance(by, Person) else None,
    )
    with transaction.atomic():
        topic.save()
        topic.periods.create(stage=Stage.RAISE, starts=timezone.localdate(at))
        if isinstance(by, Participant):
            topic.raised_by = voice_of(by, topic)
            topic.save(update_fields=["raised_by"])
            topic.supports.create(voice=topic.raised_by, at=at)
        _record(topic, "raise topic", by.actor if isinstance(by, Person) else "resident", at, subject=topic.subject)
    return topic


def raise_from_cases(proposal: Proposal, cases: Iterable[Case], *, by: Person, at: datetime | None = None) -> Topic:
    """Raise a topic from like cases, so that what comes up again and again is settled once."""
    found = list(cases)
    if len(found) < 2:
        raise TalkFault(_("Name two cases or more that are about the same."), code="few_cases")
    topic = raise_topic(proposal, by=by, origin=Origin.CASES, at=at)
    topic.cases.set(found)
    return topic


def check_subject(subject: str) -> None:
    """Raise `TalkFault` unless the subject is on the published list; what is off it is told where to go instead."""
    if subject in SUBJECTS:
        return
    if elsewhere := ELSEWHERE.get(subject):
        raise TalkFault(str(elsewhere.advice), code="elsewhere")
    raise TalkFault(_("Choose a subject from the list."), code="no_subject")


@transaction.atomic
def screen_topic(
    topic: Topic, *, by: Person, accepted: bool, answer: str, host: Person | None = None, at: datetime | None = None
) -> None:
    """Take a topic up, or decline it. Either way the answer says why, and if declined where to go instead."""
    at = at or timezone.now()
    if not answer.strip():
        raise TalkFault(_("Say why, and if the topic is declined, where to go instead."), code="no_answer")
    topic.answer, topic.host = answer.strip(), host or topic.host or by
    topic.screened_at = at
    topic.stage = topic.stage if accepted else Stage.DECLINED
    topic.save()
    _record(topic, "take up topic" if accepted else "decline topic", by.actor, at, reason=topic.answer)


def support_topic(topic: Topic, participant: Participant, *, at: datetime | None = None) -> bool:
    """Support a topic; False if that had been done before."""
    require(rules.may_be_supported(topic), rules.may_be_supported)
    require(rules.lives_in_the_area(participant, topic), rules.lives_in_the_area)
    row = {"at": at or timezone.now()}
    return Support.objects.get_or_create(topic=topic, voice=voice_of(participant, topic), defaults=row)[1]


@transaction.atomic
def move_on(
    topic: Topic, stage: str, *, by: Person, ends: date | None = None, reason: str = "", at: datetime | None = None
) -> None:
    """Take a topic into its next stage, until a day. Raises `TalkFault` if something that must come before is missing."""
    at = at or timezone.now()
    require(rules.is_screened(topic), rules.is_screened)
    require(rules.is_the_next_stage(topic, stage), rules.is_the_next_stage)
    for rule in BEFORE.get(stage, ()):
        require(rule(topic), rule)
    today = timezone.localdate(at)
    topic.periods.filter(stage=topic.stage).update(ends=today)
    before, topic.stage = topic.stage, stage
    topic.save(update_fields=["stage"])
    Period.objects.update_or_create(topic=topic, stage=stage, defaults={"starts": today, "ends": ends})
    if stage == Stage.LOOK_BACK:
        tell_all(topic, "done?", at=at, title=topic.title)
    _record(topic, f"topic to {stage}", by.actor, at, reason=reason, before=before)


BEFORE: dict[str, tuple[Callable[[Topic], bool], ...]] = {
    Stage.HEAR: (rules.has_supporters,),
    Stage.TALK: (rules.has_supporters,),
    Stage.DECIDE: (rules.has_a_published_decision,),
    Stage.DO: (rules.is_counted, rules.every_action_is_under_way),
    Stage.LOOK_BACK: (rules.every_action_has_ended,),
}


def set_dates(
    topic: Topic, stage: str, *, starts: date, ends: date | None, by: Person, at: datetime | None = None
) -> None:
    """Announce from when to when a stage is to last."""
    if ends is not None and ends < starts:
        raise TalkFault(_("A stage cannot end before it begins."), code="dates")
    Period.objects.update_or_create(topic=topic, stage=stage, defaults={"starts": starts, "ends": ends})
    _record(topic, "set dates", by.actor, at or timezone.now(), stage=stage)


def _draw_code(at: datetime) -> str:
    """A number that people can read out: the year and six digits drawn at random, none taken."""
    for _attempt in range(5):
        code = f"{timezone.localdate(at):%y}-{secrets.randbelow(10**6):06}"
        if not Topic.objects.filter(code=code).exists():
            return code
    raise IntegrityError("no free number was found")


def _record(topic: Topic, verb: str, actor: str, at: datetime, *, reason: str = "", **facts: object) -> None:
    record_in_journal(topic.subdistrict, verb, actor=actor, at=at, reason=reason, after={"topic": topic.code, **facts})
