from django.db import models

from onegrid.casework.source import default_source


def new_id() -> int:
    """An id made before the row is written, so that a docket can hold rows that name each other."""
    return default_source.ids.next()


class Row(models.Model):
    """A row of this room whose id is known before it is written."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True
