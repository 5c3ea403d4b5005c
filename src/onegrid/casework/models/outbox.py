from django.db import models

from onegrid.casework.models.case import Case


class Message(models.Model):
    """Something that a channel must tell somebody, written with the change that it tells of, sent afterwards.

    `to` is 'reporter', 'followers', 'holder', 'person:<id>', or 'given' for the telephone number that stands encrypted in
    `facts["phone"]`; the words are the channel's.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    topic = models.CharField(max_length=40)
    to = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    send_after = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["send_after"], name="message_waiting", condition=models.Q(send_after__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.topic} → {self.to}"
