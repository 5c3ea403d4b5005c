from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.deliberation.counting import Rule
from onegrid.deliberation.models.topic import Topic
from onegrid.lib.fields import EncryptedTextField

RULE_TITLES = {
    Rule.CONSENSUS: _("Consensus: nobody is against it"),
    Rule.MAJORITY: _("Majority: more for it than half of those for or against"),
    Rule.TWO_THIRDS: _("Two thirds of those for or against"),
    Rule.OWNERS: _(
        "Owners, usual matters: two thirds take part, more than half of those agree (Civil Code, article 278)"
    ),
    Rule.OWNERS_MAJOR: _(
        "Owners, major matters: two thirds take part, three quarters of those agree (Civil Code, article 278)"
    ),
    Rule.RANKED: _("Ranked choice: the weakest drops out until one has more than half"),
}


class Decision(models.Model):
    """A question and the rule by which it is decided. Once published neither changes: `seal` is a digest of all and the roll."""

    class Per(models.TextChoices):
        PERSON = "person", _("One vote per person")
        HOUSEHOLD = "household", _("One vote per household")

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="decision")
    question = models.CharField(_("question"), max_length=200)
    rule = models.CharField(_("rule"), max_length=14, choices=[(rule.value, RULE_TITLES[rule]) for rule in Rule])
    per = models.CharField(_("who counts"), max_length=10, choices=Per, default=Per.HOUSEHOLD)
    quorum = models.PositiveSmallIntegerField(_("quorum in percent of the roll"), default=50)
    closes_at = models.DateTimeField(_("votes until"))
    published_at = models.DateTimeField(null=True, blank=True)
    seal = models.CharField(max_length=64, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.question


class Option(models.Model):
    """One of the answers that can be given, for ranked choice."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="options")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["decision", "place"], name="one_option_per_place")]

    def __str__(self) -> str:
        return self.title


class Elector(models.Model):
    """Who may vote, by the host's roll: a household, its floor area, a telephone. It knows that they voted, not how.

    `proxy_hash` is the telephone of whom they empowered in writing; `proxy_note` says where the paper is.
    """

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="electors")
    household = EncryptedTextField()
    household_hash = models.CharField(max_length=64)
    area_m2 = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    phone = EncryptedTextField(blank=True, default="")
    phone_hash = models.CharField(max_length=64)
    proxy_hash = models.CharField(max_length=64, blank=True)
    proxy_note = models.CharField(max_length=120, blank=True)
    voted = models.BooleanField(default=False)
    forgotten = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "household_hash", "phone_hash"], name="once_on_the_roll")
        ]

    def __str__(self) -> str:
        return f"elector {self.pk}"


class Ballot(models.Model):
    """A vote without a name or a time: the receipt is known to whoever cast it. Rows are never in the order of casting."""

    receipt = models.CharField(max_length=16, primary_key=True)
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="ballots")
    choice = models.CharField(max_length=60)
    area_m2 = models.DecimalField(max_digits=8, decimal_places=2, default=0)

    class Meta:
        ordering = ["receipt"]

    def __str__(self) -> str:
        return self.receipt
