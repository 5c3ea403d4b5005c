from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.lib.fields import EncryptedTextField
from onegrid.mediation.models.dispute import Dispute, Party
from onegrid.mediation.models.mediator import Mediator
from onegrid.mediation.models.row import Noted, Row
from onegrid.mediation.models.session import Session


class DateInquiry(Noted):
    """Which of several dates suits everybody? Open until one is chosen, which becomes a session, or it is dropped."""

    class State(models.TextChoices):
        OPEN = "open", _("being asked")
        CHOSEN = "chosen", _("a date was chosen")
        DROPPED = "dropped", _("dropped")

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="inquiries")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    session = models.ForeignKey(Session, models.SET_NULL, null=True, related_name="+")

    class Meta(Noted.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"], condition=models.Q(state="open"), name="one_open_inquiry_per_dispute"
            )
        ]


class OfferedDate(Row):
    """A date that is offered, with its room or link."""

    inquiry = models.ForeignKey(DateInquiry, models.CASCADE, related_name="dates")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    room = models.CharField(max_length=80, blank=True)
    link = models.URLField(blank=True)

    class Meta:
        ordering = ["starts", "id"]


class Invitee(Row):
    """Somebody who is asked, a party or a mediator, and may answer for themselves by a secret link.

    The secret is derived from the id by the deployment's own key and stored nowhere; `secret` is its keyed hash. `suits` are
    the ids of the dates that suit them, `answered_at` is empty until they said so. The note is kept in confidence.
    """

    inquiry = models.ForeignKey(DateInquiry, models.CASCADE, related_name="invitees")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="+")
    mediator = models.ForeignKey(Mediator, models.CASCADE, null=True, related_name="+")
    secret = models.CharField(max_length=64, unique=True)
    suits = models.JSONField(default=list)
    answered_at = models.DateTimeField(null=True)
    note = EncryptedTextField(blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(party__isnull=True) ^ models.Q(mediator__isnull=True), name="one_invitee_per_row"
            )
        ]

    @property
    def name(self) -> str:
        """Who is asked."""
        return self.party.name if self.party else str(self.mediator)
