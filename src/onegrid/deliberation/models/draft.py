from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.deliberation.models.topic import Topic
from onegrid.directory.models import Person


class Draft(models.Model):
    """A proposal as it stood at a moment. A later one never changes an earlier one."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="drafts")
    version = models.PositiveSmallIntegerField()
    text = models.TextField(_("proposal"), max_length=6000)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["topic", "version"], name="one_draft_per_version")]

    def __str__(self) -> str:
        return f"{self.topic} v{self.version}"
