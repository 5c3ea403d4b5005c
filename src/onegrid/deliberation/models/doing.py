from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.casework.models import Case
from onegrid.deliberation.models.topic import Topic
from onegrid.directory.models import Organisation


class Action(models.Model):
    """What a resolution has somebody do by a day. Once it is under way, its case says how it stands."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="actions")
    title = models.CharField(_("what is to be done"), max_length=100)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("by whom"))
    due = models.DateField(_("by when"))
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="action")

    class Meta:
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.title


class Remark(models.Model):
    """At the end: whether it was done, says one of those who took part."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="remarks")
    voice = models.CharField(max_length=64)
    done = models.BooleanField()
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "voice"], name="one_remark_per_person")]

    def __str__(self) -> str:
        return "done" if self.done else "not done"
