from django.db import models

from onegrid.casework.source import default_source
from onegrid.directory.models import Person


def new_id() -> int:
    """An id made before the row is written, so that a docket can hold rows that name each other."""
    return default_source.ids.next()


class Row(models.Model):
    """A row of this room whose id is known before it is written."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class Noted(Row):
    """A row that somebody (the system, if nobody) noted at a moment."""

    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["at", "id"]
