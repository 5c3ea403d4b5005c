from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.casework.models import StoredFile
from onegrid.directory.models import Person
from onegrid.lib.fields import EncryptedTextField
from onegrid.mediation.models.dispute import Dispute, Party, Representative
from onegrid.mediation.models.mediator import Mediator
from onegrid.mediation.models.row import Noted, Row


class Agreement(Row):
    """What the parties settled, in writing or recorded as spoken. Its number counts the subdistrict's agreements of a year."""

    class Form(models.TextChoices):
        WRITTEN = "written", _("Written agreement")
        ORAL = "oral", _("Oral agreement, recorded")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SIGNED = "signed", _("signed")
        KEPT = "kept", _("performed")
        BROKEN = "broken", _("broken")

    class Confirmation(models.TextChoices):
        OPEN = "open", _("not asked for yet")
        WAIVED = "waived", _("not wanted")
        FILED = "filed", _("applied for")
        CONFIRMED = "confirmed", _("confirmed by the court")
        REJECTED = "rejected", _("rejected by the court")

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="agreements")
    form = models.CharField(max_length=8, choices=Form)
    subdistrict = models.CharField(max_length=9)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    facts = EncryptedTextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField()
    signed_on = models.DateField(null=True)
    confirmation = models.CharField(max_length=10, choices=Confirmation, default=Confirmation.OPEN)
    court = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "year", "serial"], name="one_agreement_per_number")
        ]


class Term(Row):
    """One thing that a party undertakes, and the day by which it does."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="terms")
    place = models.PositiveSmallIntegerField()
    text = EncryptedTextField()
    due_on = models.DateField()
    kept_on = models.DateField(null=True)

    class Meta:
        ordering = ["place"]


class Signature(Noted):
    """Somebody signed an agreement on the screen of whoever witnessed it (`by`), for themselves or for whom they speak.

    The strokes are a PNG picture in base64; `digest` is the SHA-256 of the text that was signed, so that a signature cannot
    be carried over to another one.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="+")
    representative = models.ForeignKey(Representative, models.CASCADE, null=True, related_name="+")
    mediator = models.ForeignKey(Mediator, models.PROTECT, null=True, related_name="+")
    image = EncryptedTextField(blank=True, default="")
    digest = models.CharField(max_length=64)

    class Meta(Noted.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(party__isnull=False, representative__isnull=True, mediator__isnull=True)
                | models.Q(party__isnull=True, representative__isnull=False, mediator__isnull=True)
                | models.Q(party__isnull=True, representative__isnull=True, mediator__isnull=False),
                name="one_signer_per_signature",
            ),
            *(
                models.UniqueConstraint(fields=["agreement", who], name=f"one_signature_per_{who}")
                for who in ("party", "representative", "mediator")
            ),
        ]

    @property
    def name(self) -> str:
        """Whose signature it is."""
        who = self.party or self.representative
        return who.name if who else str(self.mediator)


class Scan(Noted):
    """A signed paper, filed as it was scanned. It belongs to the dispute and never to the case, which more people see."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="scans")
    agreement = models.ForeignKey(Agreement, models.CASCADE, null=True, related_name="scans")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)


class FollowUp(Row):
    """A visit or a call after the agreement: was the term kept, how do they get on."""

    class Outcome(models.TextChoices):
        GOOD = "good", _("kept, all is well")
        SLOW = "slow", _("kept in part, goes on")
        BAD = "bad", _("not kept")

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="follow_ups")
    term = models.ForeignKey(Term, models.CASCADE, null=True, related_name="follow_ups")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    note = EncryptedTextField(blank=True, default="")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]
