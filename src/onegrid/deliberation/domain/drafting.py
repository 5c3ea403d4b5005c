"""Drafts of a proposal: each version stays, so that everybody sees what changed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Draft, Stage, Topic
from onegrid.directory.models import Person


@transaction.atomic
def write_draft(topic: Topic, text: str, *, by: Person, at: datetime | None = None) -> Draft:
    """The next version of the proposal. Only while the topic is heard or talked over, and only if something changed."""
    at = at or timezone.now()
    if topic.stage not in (Stage.HEAR, Stage.TALK):
        raise TalkFault(_("A proposal is drafted while a topic is heard or talked over."), code="stage")
    last = topic.drafts.order_by("-version").select_for_update().first()
    if not text.strip() or (last and last.text == text.strip()):
        raise TalkFault(_("Nothing has changed since the last version."), code="same")
    version = last.version + 1 if last else 1
    draft = Draft.objects.create(topic=topic, version=version, text=text.strip(), made_at=at, made_by=by)
    facts = {"topic": topic.code, "version": draft.version}
    record_in_journal(topic.subdistrict, "write draft", actor=by.actor, at=at, after=facts)
    return draft
