from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.directory.models import Person
from onegrid.lib.fields import EncryptedTextField


class SavedFilter(models.Model):
    """A choice of the queue that somebody keeps under a name.

    `chosen` is the query string that chooses it. It is encrypted, and so is the name, since people search for people.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = EncryptedTextField(_("name"))
    chosen = EncryptedTextField(blank=True, default="")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class DeskHabit(models.Model):
    """How somebody likes their desk: the columns of the queue (none: the usual ones), and whether single keys act."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    columns = models.JSONField(default=list, blank=True)
    single_keys = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class BulkAct(models.Model):
    """One move made of many cases at once, and what became of each, so that its maker can read it and take it back.

    `lines` holds for each case its number, whether the move was made, why not, and how the case stood before and after.
    """

    key = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    move = models.CharField(max_length=40)
    at = models.DateTimeField(db_index=True)
    lines = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.move} {self.at}"
