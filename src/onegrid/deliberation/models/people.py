from django.db import models

from onegrid.lib.fields import EncryptedTextField


class Participant(models.Model):
    """Whoever has shown that a telephone is theirs. Nothing else is known but the area that they say they live in.

    The number is encrypted, kept to ask at the end whether it was done, and deleted with the row when nothing runs any more.
    """

    phone = EncryptedTextField()
    phone_hash = models.CharField(max_length=64, unique=True)
    area_code = models.CharField(max_length=18)
    verified_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"participant {self.pk}"


class SentCode(models.Model):
    """A code that was sent to a telephone, as a keyed hash, until it is used, guessed at too often, or too old."""

    phone_hash = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sends = models.PositiveSmallIntegerField(default=0)
    first_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"code until {self.expires_at:%H:%M}"


class Letter(models.Model):
    """A short message to a participant's telephone, written with what it tells of, sent afterwards, and deleted once sent.

    Number and facts are encrypted: the facts of a letter may be a code.
    """

    phone = EncryptedTextField()
    topic = models.CharField(max_length=40)
    facts = EncryptedTextField(default="{}")
    made_at = models.DateTimeField()
    send_after = models.DateTimeField(null=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.topic
