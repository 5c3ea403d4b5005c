"""Meeting at a table: calling a meeting, signing in, writing down what was said."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.deliberation.domain.telling import tell_all
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Attendance, Meeting, Participant, Topic
from onegrid.deliberation.voices import voice_of
from onegrid.directory.models import Person
from onegrid.lib.crypto import make_secret


@transaction.atomic
def call_meeting(
    topic: Topic,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    agenda: str,
    by: Person,
    at: datetime | None = None,
) -> Meeting:
    """Call a meeting and tell those who take part. Raises `TalkFault` for one in the past, or that ends before it begins."""
    at = at or timezone.now()
    if starts_at <= at:
        raise TalkFault(_("A meeting cannot be called for a time that is past."), code="past")
    if ends_at <= starts_at:
        raise TalkFault(_("A meeting cannot end before it begins."), code="dates")
    meeting = topic.meetings.create(
        starts_at=starts_at, ends_at=ends_at, place=place.strip(), agenda=agenda.strip(), token=make_secret(length=16)
    )
    when = f"{timezone.localtime(starts_at):%Y-%m-%d %H:%M}"
    tell_all(topic, "meeting", at=at, title=topic.title, when=when, place=meeting.place)
    facts = {"topic": topic.code, "meeting": meeting.pk}
    record_in_journal(topic.subdistrict, "call meeting", actor=by.actor, at=at, after=facts)
    return meeting


def sign_in(meeting: Meeting, participant: Participant, *, at: datetime | None = None) -> bool:
    """Sign in by the code that hangs at the door; False if that was done before. Only on the day of the meeting."""
    at = at or timezone.now()
    if timezone.localdate(at) != timezone.localdate(meeting.starts_at):
        raise TalkFault(_("One signs in on the day of the meeting."), code="day")
    voice = voice_of(participant, meeting.topic)
    return Attendance.objects.get_or_create(meeting=meeting, voice=voice, defaults={"at": at})[1]


@transaction.atomic
def write_minutes(meeting: Meeting, text: str, *, by: Person, at: datetime | None = None) -> None:
    """Write down what was said, once the meeting has begun. Everybody reads it; who changed it when is on record."""
    at = at or timezone.now()
    if at < meeting.starts_at:
        raise TalkFault(_("The meeting has not begun yet. Minutes say what was said."), code="early")
    meeting.minutes = text.strip()
    meeting.save(update_fields=["minutes"])
    facts = {"topic": meeting.topic.code, "meeting": meeting.pk}
    record_in_journal(meeting.topic.subdistrict, "write minutes", actor=by.actor, at=at, after=facts)
