"""Meeting at a table: calling a meeting, signing in, writing down what was said, showing photos of it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.casework.domain.attachments import Cleaned, Upload, clean, path_of, store
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import StoredFile
from onegrid.deliberation import rules
from onegrid.deliberation.domain.telling import tell_all
from onegrid.deliberation.faults import TalkFault, require
from onegrid.deliberation.models import Attendance, Meeting, MeetingPhoto, Participant, Topic
from onegrid.deliberation.voices import voice_of
from onegrid.directory.models import Person
from onegrid.lib.crypto import make_secret

MOST_PHOTOS = 9


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
    _record(meeting, "call meeting", by, at)
    return meeting


@transaction.atomic
def call_off(meeting: Meeting, *, by: Person, reason: str, at: datetime | None = None) -> None:
    """Call a meeting off that has not begun, and tell those who take part. Calendars that hold it strike it out."""
    at = at or timezone.now()
    require(rules.is_not_called_off(meeting), rules.is_not_called_off)
    if at >= meeting.starts_at:
        raise TalkFault(_("This meeting has begun. What was said belongs into the minutes."), code="late")
    if not reason.strip():
        raise TalkFault(_("Say why the meeting is called off."), code="no_reason")
    meeting.called_off = reason.strip()[:200]
    meeting.save(update_fields=["called_off"])
    when = f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}"
    tell_all(meeting.topic, "called off", at=at, title=meeting.topic.title, when=when, reason=meeting.called_off)
    _record(meeting, "call off meeting", by, at, reason=meeting.called_off)


def sign_in(meeting: Meeting, participant: Participant, *, at: datetime | None = None) -> bool:
    """Sign in by the code that hangs at the door; False if that was done before. Only on the day of the meeting."""
    at = at or timezone.now()
    require(rules.is_not_called_off(meeting), rules.is_not_called_off)
    if timezone.localdate(at) != timezone.localdate(meeting.starts_at):
        raise TalkFault(_("One signs in on the day of the meeting."), code="day")
    voice = voice_of(participant, meeting.topic)
    return Attendance.objects.get_or_create(meeting=meeting, voice=voice, defaults={"at": at})[1]


@transaction.atomic
def write_minutes(meeting: Meeting, text: str, *, by: Person, at: datetime | None = None) -> None:
    """Write down what was said, once the meeting has begun. Everybody reads it; who changed it when is on record."""
    at = at or timezone.now()
    require(rules.is_not_called_off(meeting), rules.is_not_called_off)
    if at < meeting.starts_at:
        raise TalkFault(_("The meeting has not begun yet. Minutes say what was said."), code="early")
    meeting.minutes = text.strip()
    meeting.save(update_fields=["minutes"])
    _record(meeting, "write minutes", by, at)


@transaction.atomic
def add_photos(
    meeting: Meeting, uploads: Iterable[Upload], *, says: str, consented: bool, by: Person, at: datetime | None = None
) -> int:
    """Show photos of a meeting, without metadata; returns how many are new.

    Raises `TalkFault` before the meeting began, without consent, beyond `MOST_PHOTOS`, and for a file that is no photo.
    """
    at = at or timezone.now()
    require(rules.everybody_consents(consented), rules.everybody_consents)
    if at < meeting.starts_at:
        raise TalkFault(_("The meeting has not begun yet. Photos show what was."), code="early")
    try:
        files = [clean(upload) for upload in uploads]
    except CaseFault as fault:
        raise TalkFault(" ".join(fault.messages), code="not_a_photo") from fault
    if not files or meeting.photos.count() + len(files) > MOST_PHOTOS:
        raise TalkFault(_("Choose photos, at most nine for a meeting."), code="photos")
    new = [_keep_photo(meeting, file, says=says.strip(), by=by, at=at) for file in files]
    _record(meeting, "add photos", by, at, photos=sum(new))
    return sum(new)


def _keep_photo(meeting: Meeting, file: Cleaned, *, says: str, by: Person, at: datetime) -> bool:
    digest = store(file.content)
    StoredFile.objects.get_or_create(digest=digest, defaults={"size": len(file.content), "media_type": file.media_type})
    row = {"says": says, "consented": True, "added_by": by, "added_at": at}
    return MeetingPhoto.objects.get_or_create(meeting=meeting, file_id=digest, defaults=row)[1]


def take_photo_away(photo: MeetingPhoto, *, by: Person, reason: str = "", at: datetime | None = None) -> None:
    """Show a photo no more, as when somebody in it thinks better of it; its bytes go too, unless a case holds the same."""
    digest, meeting = photo.file_id, photo.meeting
    with transaction.atomic():
        photo.delete()
        _record(meeting, "take photo away", by, at or timezone.now(), reason=reason)
    try:
        StoredFile.objects.filter(digest=digest).delete()
    except ProtectedError:
        return
    Path(path_of(digest)).unlink(missing_ok=True)


def _record(meeting: Meeting, verb: str, by: Person, at: datetime, *, reason: str = "", **more: object) -> None:
    facts = {"topic": meeting.topic.code, "meeting": meeting.pk, **more}
    record_in_journal(meeting.topic.subdistrict, verb, actor=by.actor, at=at, reason=reason, after=facts)
