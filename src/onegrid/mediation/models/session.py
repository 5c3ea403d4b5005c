from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.directory.models import Person
from onegrid.lib.fields import EncryptedTextField
from onegrid.mediation.models.dispute import Dispute, Party
from onegrid.mediation.models.mediator import Mediator
from onegrid.mediation.models.row import Row


class Session(Row):
    """The parties meet, at a table or by video. `sequence` grows with each change, as iCalendar wants it."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        ADJOURNED = "adjourned", _("adjourned")
        CANCELLED = "cancelled", _("cancelled")

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="sessions")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    room = models.CharField(max_length=80, blank=True)
    link = models.URLField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    sequence = models.PositiveSmallIntegerField(default=0)
    minutes = EncryptedTextField(blank=True, default="")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["starts", "id"]


class Attendance(Row):
    """Somebody is expected at a session: a party, or a mediator. `came` is None until it was held."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="attendances")
    mediator = models.ForeignKey(Mediator, models.CASCADE, null=True, related_name="attendances")
    came = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(party__isnull=True) ^ models.Q(mediator__isnull=True), name="one_attendant_per_row"
            )
        ]
