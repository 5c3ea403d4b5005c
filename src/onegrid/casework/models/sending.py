from django.db import models

from onegrid.directory.models import Person


class Sending(models.Model):
    """What came from a worker's telephone under a key of its own, and the answer that it got: sent again, it gets that again.

    Written in the transaction of what it did, so there is never one without the other.
    """

    key = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
