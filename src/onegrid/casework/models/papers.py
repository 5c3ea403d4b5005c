"""What is written or filed in a case: replies for everybody, notes for staff, attachments for one or the other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.casework.models.case import Case
from onegrid.directory.models import Person


class Reply(models.Model):
    """A public answer. Its table is not that of internal notes, so that one can never be taken for the other."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="replies")
    text = models.TextField(_("public reply"))
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class Note(models.Model):
    """An internal note: staff only, never shown to the reporter."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    text = models.TextField(_("internal note"))
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class StoredFile(models.Model):
    """A file kept once, named by the SHA-256 of its bytes."""

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)


class Attachment(models.Model):
    """A file in a case. Photos carry no metadata; `public` ones may be seen with the tracking code."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    public = models.BooleanField(default=False)
    actor = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
