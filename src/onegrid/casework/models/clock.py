from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.casework.models.case import Case
from onegrid.directory.models import Person


class CaseClock(models.Model):
    """One deadline of one case. `history` holds what moved it, so that a changed calendar can recompute it."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        STOPPED = "stopped", _("Stopped")

    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks")
    key = models.CharField(max_length=20)
    allowed = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    amber_at = models.DateTimeField()
    alert_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    history = models.JSONField(default=list)

    class Meta:
        ordering = ["started_at", "id"]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"

    @property
    def met(self) -> bool | None:
        """Whether it was stopped in time; None while it is still undecided."""
        if self.expired_at is not None:
            return False
        if self.state == self.State.STOPPED and self.stopped_at is not None:
            return self.stopped_at <= self.due_at
        return None


class Extension(models.Model):
    """A wish for more time, with the reason, and what the approver said to it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="extensions")
    clock = models.CharField(max_length=20)
    days = models.PositiveSmallIntegerField()
    reason = models.TextField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
