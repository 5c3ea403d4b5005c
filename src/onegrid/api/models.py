from django.db import models

from onegrid.lib.fields import EncryptedTextField


class KeptAnswer(models.Model):
    """What a write was answered, kept for a while under its idempotency key so that asking again writes nothing again.

    `key` is the SHA-256 of who asked and the key that they chose, `request` that of what they asked. The answer may hold
    personal data, so it is encrypted.
    """

    key = models.CharField(max_length=64, primary_key=True)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = EncryptedTextField(blank=True, default="")
    made_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
