"""Doing: what a resolution names becomes cases, and at the end those who took part say whether it was done."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.casework.acts import Actor
from onegrid.casework.domain.filing import Report, open_case
from onegrid.casework.models.case import Channel
from onegrid.deliberation import rules
from onegrid.deliberation.faults import TalkFault, require
from onegrid.deliberation.models import Action, Participant, Remark, Stage, Topic
from onegrid.deliberation.voices import voice_of
from onegrid.directory.models import Organisation, Person

KIND = "resolution-action"


@transaction.atomic
def resolve(topic: Topic, text: str, *, by: Person, at: datetime | None = None) -> None:
    """Write what was resolved. Only once the votes are counted."""
    require(rules.is_counted(topic), rules.is_counted)
    if not text.strip():
        raise TalkFault(_("Write what was resolved."), code="empty")
    topic.resolution = text.strip()
    topic.save(update_fields=["resolution"])
    record_in_journal(topic.subdistrict, "write resolution", actor=by.actor, at=at, after={"topic": topic.code})


def name_action(
    topic: Topic, *, title: str, owner: Organisation, due: date, by: Person, at: datetime | None = None
) -> Action:
    """Name what is to be done, by whom, until when."""
    require(rules.is_counted(topic), rules.is_counted)
    if due <= timezone.localdate(at):
        raise TalkFault(_("Name a day that is still to come."), code="due")
    return topic.actions.create(title=title.strip(), owner=owner, due=due)


def carry_out(topic: Topic, *, by: Person, at: datetime | None = None) -> int:
    """Open a case for each action that has none, held by its owner and due on its day; returns how many were opened."""
    at = at or timezone.now()
    if not topic.resolution:
        raise TalkFault(_("Write what was resolved."), code="empty")
    waiting = list(topic.actions.filter(case__isnull=True))
    for action in waiting:
        with transaction.atomic():
            action.case = open_case(_report(topic, action), actor=Actor.of(by), at=at).case
            action.save(update_fields=["case"])
    return len(waiting)


def _report(topic: Topic, action: Action) -> Report:
    return Report(
        kind=KIND,
        category=topic.subject,
        title=action.title,
        description=_("Resolved on “%(title)s” (topic %(code)s): %(resolution)s")
        % {"title": topic.title, "code": topic.code, "resolution": topic.resolution},
        channel=Channel.COUNTER,
        area_code=topic.area_code,
        organisation=action.owner_id,
        limits={"handle": timezone.make_aware(datetime.combine(action.due, time(23, 59)))},
        details={"topic": topic.code},
    )


def remark(
    topic: Topic, participant: Participant, *, done: bool, words: str = "", at: datetime | None = None
) -> Remark:
    """Say whether it was done, as one of those who took part; again is a change of mind."""
    if topic.stage != Stage.LOOK_BACK:
        raise TalkFault(_("Whether it was done is asked once everything that was resolved has ended."), code="stage")
    voice = voice_of(participant, topic)
    there = topic.answers.filter(voice=voice).exists() or topic.supports.filter(voice=voice).exists()
    voted = (
        hasattr(topic, "decision")
        and topic.decision.electors.filter(phone_hash=participant.phone_hash, voted=True).exists()
    )
    require(rules.took_part(there or voted), rules.took_part)
    row = {"done": done, "words": words.strip()[:200], "at": at or timezone.now()}
    return Remark.objects.update_or_create(topic=topic, voice=voice, defaults=row)[0]
