from django.db import models

from onegrid.directory.models import Person
from onegrid.lib.fields import EncryptedTextField
from onegrid.mediation.models.dispute import Dispute, Party
from onegrid.mediation.models.row import Row


class Mediator(models.Model):
    """What somebody on the post of a mediator can do, how much, and what would make them partial.

    The certificate is the person's credential in the directory; home and firm are kept, encrypted, for conflicts of interest.
    """

    CERTIFICATE = "人民调解员证"

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="mediator")
    sorts = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    areas = models.JSONField(default=list, blank=True)
    most = models.PositiveSmallIntegerField(default=12)
    chairs = models.BooleanField(default=False)
    home = EncryptedTextField(blank=True, default="")
    firm = EncryptedTextField(blank=True, default="")

    def __str__(self) -> str:
        return self.person.name


class Appointment(Row):
    """A mediator is given a dispute; one of several chairs. The reasons are those that the proposal named."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="appointments")
    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="appointments")
    chair = models.BooleanField(default=True)
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(Party, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-chair", "at", "id"]
        indexes = [
            models.Index(fields=["mediator"], name="appointment_open", condition=models.Q(ended_at__isnull=True)),
        ]


class Expert(Row):
    """Somebody outside whose knowledge is called in: a lawyer, a doctor, a building engineer."""

    subdistrict = models.CharField(max_length=9, db_index=True)
    name = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    organisation = models.CharField(max_length=100, blank=True)
    phone = EncryptedTextField(blank=True, default="")

    class Meta:
        ordering = ["field", "name"]

    def __str__(self) -> str:
        return f"{self.name}（{self.field}）"


class ExpertCall(Row):
    """An expert is asked something about a dispute, and answers."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="expert_calls")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="calls")
    question = EncryptedTextField()
    at = models.DateTimeField()
    answer = EncryptedTextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
