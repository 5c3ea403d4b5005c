from django.db import models

from onegrid.lib.canonical import canonical_json, sha256_hex

GENESIS = "0" * 64


class Chained(models.Model):
    """A row that has a chain of its own and knows how long it is and how it ends.

    `length` is also the row's revision: a writer who read length n may only write entry n + 1.
    """

    length = models.PositiveIntegerField(default=0, editable=False)
    head = models.CharField(max_length=64, default=GENESIS, editable=False)

    class Meta:
        abstract = True

    @property
    def chain(self) -> str:
        """The name of the row's chain."""
        return f"{self._meta.model_name}:{self.pk}"


class Journal(Chained):
    """The chain of an office's own matters: posts, routes, calendar, plans. The key is its subdistrict's code."""

    key = models.CharField(max_length=40, primary_key=True)


class Entry(models.Model):
    """One line of the record. A trigger in the database refuses every UPDATE and DELETE."""

    chain = models.CharField(max_length=60)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    verb = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="one_entry_per_place_in_a_chain")]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq} {self.verb}"

    def compute_digest(self) -> str:
        """SHA-256 (hex) over the canonical form of everything the entry says, its place and its predecessor."""
        said = (self.chain, self.seq, self.at, self.actor, self.verb, self.reason, self.before, self.after)
        return sha256_hex(canonical_json([*said, self.previous]))


class Anchor(models.Model):
    """A day's digest over the heads of all chains that grew since the anchor before."""

    day = models.DateField(unique=True)
    made_at = models.DateTimeField()
    last_entry = models.BigIntegerField()
    chains = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.digest}"


class AnchoredHead(models.Model):
    """Where one chain ended when an anchor was made."""

    anchor = models.ForeignKey(Anchor, models.CASCADE, related_name="heads")
    chain = models.CharField(max_length=60, db_index=True)
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64)
