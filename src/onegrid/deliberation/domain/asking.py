"""Asking a department on behalf of a talk: a case with a clock, whose public reply stands on the topic's page."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.casework.acts import Actor
from onegrid.casework.domain.filing import Report, open_case
from onegrid.casework.models.case import Channel
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Question, Stage, Topic
from onegrid.directory.models import Organisation, Person

KIND = "talk-question"


@transaction.atomic
def ask_department(topic: Topic, text: str, *, to: Organisation, by: Person, at: datetime | None = None) -> Question:
    """Ask. Only while the topic is heard or talked about; the department has five working days."""
    at, text = at or timezone.now(), " ".join(text.split())
    if topic.stage not in (Stage.HEAR, Stage.TALK):
        raise TalkFault(_("Departments are asked while a topic is heard or talked over."), code="stage")
    if not text:
        raise TalkFault(_("Write the question."), code="empty")
    words = {"title": topic.title, "code": topic.code}
    report = Report(
        kind=KIND,
        category=topic.subject,
        title=text[:120],
        description=_("Asked in the talk on “%(title)s” (topic %(code)s): ") % words + text,
        channel=Channel.COUNTER,
        area_code=topic.area_code,
        organisation=to.pk,
        details={"topic": topic.code},
    )
    case = open_case(report, actor=Actor.of(by), at=at).case
    return topic.questions.create(text=text, to=to, asked_at=at, case=case)
