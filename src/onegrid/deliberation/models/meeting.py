from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from onegrid.casework.models import Case, StoredFile
from onegrid.deliberation.models.topic import Topic
from onegrid.directory.models import Organisation, Person


class Meeting(models.Model):
    """A table at which a topic is talked over: when, where, about what; afterwards what was said. `token` is in its QR code."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=100)
    agenda = models.TextField(_("agenda"), max_length=1000)
    minutes = models.TextField(_("minutes"), max_length=4000, blank=True)
    token = models.CharField(max_length=32, unique=True)
    called_off = models.CharField(_("why it was called off"), max_length=200, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="a_meeting_ends_later")
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def is_to_come(self) -> bool:
        """Whether one can still come: it is not over and was not called off."""
        return not self.called_off and self.ends_at > timezone.now()


class MeetingPhoto(models.Model):
    """A photo of a meeting, for everybody to see. It carries no metadata, and who is in it has consented, says the host."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    says = models.CharField(_("what it shows"), max_length=100)
    consented = models.BooleanField(default=False)
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "file"], name="one_photo_once"),
            models.CheckConstraint(condition=models.Q(consented=True), name="a_photo_is_shown_with_consent"),
        ]

    def __str__(self) -> str:
        return self.says


class Attendance(models.Model):
    """Somebody was there, by a pseudonym that holds for this topic only."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    voice = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "voice"], name="one_attendance_per_person")]

    def __str__(self) -> str:
        return f"at {self.meeting}"


class Question(models.Model):
    """A question to a department. Its case has the clock and the answer."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=300)
    to = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("to whom"))
    asked_at = models.DateTimeField()
    case = models.OneToOneField(Case, models.PROTECT, related_name="talk_question")

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return self.text
