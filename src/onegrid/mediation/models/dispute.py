from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.casework.models import Case
from onegrid.lib.fields import EncryptedTextField
from onegrid.mediation.models.row import Noted, Row


class Sort(models.TextChoices):
    """What a dispute is about. The keys are those of the categories of its kind of case."""

    FAMILY = "family", _("Family dispute")
    NEIGHBOURS = "neighbours", _("Neighbour dispute")
    PROPERTY = "property", _("Property management dispute")
    HOUSE = "house", _("Housing dispute")
    LABOUR = "labour", _("Labour dispute")
    DAMAGES = "damages", _("Damages dispute")
    CONSUMER = "consumer", _("Consumer dispute")
    TRAFFIC = "traffic", _("Traffic accident dispute")
    CONTRACT = "contract", _("Contract and debt dispute")
    LAND = "land", _("Land and demolition dispute")
    MEDICAL = "medical", _("Medical dispute")
    OTHER = "other", _("Other dispute")


class Door(models.TextChoices):
    """Who brought a dispute."""

    RESIDENT = "resident", _("A party itself")
    GRID_MEMBER = "grid_member", _("Grid member")
    COURT = "court", _("Court")
    POLICE = "police", _("Police station")
    HOTLINE = "hotline", _("Hotline 12345")


class Way(models.TextChoices):
    """Where a dispute is settled."""

    PEOPLE = "people", _("People's mediation")
    ADMINISTRATIVE = "administrative", _("Administrative mediation")
    INDUSTRY = "industry", _("Industry mediation")
    ARBITRATION = "arbitration", _("Arbitration")
    COURT = "court", _("Court proceedings")


MEDIATED = frozenset({Way.PEOPLE, Way.ADMINISTRATIVE, Way.INDUSTRY})
"""The ways on which mediators of this room work; on the others the dispute is handed on and followed."""


class Risk(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Sign(models.TextChoices):
    """What makes a dispute risky."""

    VIOLENCE = "violence", _("Threats or violence")
    HARM = "harm", _("Somebody may harm themselves")
    CROWD = "crowd", _("Ten people or more")
    MINORS = "minors", _("Minors, aged or disabled people concerned")
    REPEATED = "repeated", _("Mediated before without success")
    LIVELIHOOD = "livelihood", _("Wages or a home at stake")
    AMOUNT = "amount", _("More than 100,000 yuan")


class Dispute(models.Model):
    """What is confidential of a dispute, beside its case, which carries no words. Texts are encrypted at rest."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="dispute")
    sort = models.CharField(max_length=12, choices=Sort)
    door = models.CharField(max_length=12, choices=Door)
    way = models.CharField(max_length=16, choices=Way, default=Way.PEOPLE)
    risk = models.CharField(max_length=8, choices=Risk, default=Risk.LOW)
    signs = models.JSONField(default=list, blank=True)
    statement = EncryptedTextField(blank=True, default="")
    wants = EncryptedTextField(blank=True, default="")
    place = EncryptedTextField(blank=True, default="")
    place_key = models.CharField(max_length=64, blank=True, default="")
    language = models.CharField(max_length=20, blank=True, default="")
    accepted_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["place_key"], name="dispute_place", condition=~models.Q(place_key="")),
        ]

    def __str__(self) -> str:
        return self.case.number


class RouteChange(Noted):
    """Which way a dispute was sent, and why; the first one is how it was received."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="routes")
    way = models.CharField(max_length=16, choices=Way)
    why = EncryptedTextField()


class Remark(Noted):
    """What was said with a step, in confidence: the record of the case, which more people read, names only a common reason."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="remarks")
    about = models.CharField(max_length=40)
    text = EncryptedTextField()


class Side(models.TextChoices):
    APPLICANT = "applicant", _("Applicant")
    RESPONDENT = "respondent", _("Respondent")
    THIRD = "third", _("Third party")


class Consent(models.TextChoices):
    ASKED = "asked", _("not answered yet")
    GIVEN = "given", _("agrees to mediation")
    REFUSED = "refused", _("refuses mediation")


class Party(Row):
    """Somebody whose dispute it is. Readable only by who works on it, each reading in the record.

    The keys are keyed hashes of the telephone number, the identity number, the home and the firm, by which the same people
    are found again without their names being kept in clear.
    """

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="parties")
    side = models.CharField(max_length=10, choices=Side)
    name = EncryptedTextField()
    phone = EncryptedTextField(blank=True, default="")
    identity = EncryptedTextField(blank=True, default="")
    home = EncryptedTextField(blank=True, default="")
    firm = EncryptedTextField(blank=True, default="")
    phone_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    identity_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    home_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    firm_key = models.CharField(max_length=64, blank=True, default="")
    consent = models.CharField(max_length=8, choices=Consent, default=Consent.ASKED)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["side", "id"]

    @property
    def takes_part(self) -> bool:
        """A third party who does not want to take part just stays away."""
        return self.side != Side.THIRD or self.consent != Consent.REFUSED


class Representative(Row):
    """Who speaks for a party."""

    class Power(models.TextChoices):
        GENERAL = "general", _("general power")
        SPECIAL = "special", _("special power: may settle and sign")
        GUARDIAN = "guardian", _("guardian")

    party = models.ForeignKey(Party, models.CASCADE, related_name="representatives")
    name = EncryptedTextField()
    phone = EncryptedTextField(blank=True, default="")
    power = models.CharField(max_length=8, choices=Power)
