from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.territory.models import Plan

MOST_ALTERNATIVES = 4


class Drawing(models.Model):
    """A planner's desk for one subdistrict. `revision` changes whenever something that plans are computed from does."""

    subdistrict = models.CharField(_("subdistrict"), max_length=9, db_index=True)
    name = models.CharField(_("name"), max_length=100)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    revision = models.PositiveIntegerField(default=0)
    settings = models.JSONField(default=dict)

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def locks(self) -> list[dict[str, Any]]:
        """What must stay together or apart, and the grids that stand: each a kind and the units' keys."""
        return list(self.settings.get("locks", ()))


class SourceMap(models.Model):
    """A map that was brought in: its rows in WGS 84 as compressed GeoJSON, and the outlines among them that are not valid."""

    class Role(models.TextChoices):
        UNITS = "units", _("Units")
        NET = "net", _("Department's net")
        COMMUNITIES = "communities", _("Communities")
        BARRIERS = "barriers", _("Barriers")
        CROSSINGS = "crossings", _("Crossings")

    drawing = models.ForeignKey(Drawing, models.CASCADE, related_name="maps")
    role = models.CharField(_("What it shows"), max_length=12, choices=Role)
    name = models.CharField(_("name"), max_length=60)
    file_name = models.CharField(max_length=200)
    columns = models.JSONField(default=list)
    key_column = models.CharField(max_length=100, blank=True, default="")
    rows = models.PositiveIntegerField(default=0)
    content = models.BinaryField()
    faults = models.JSONField(default=list)
    repairs = models.JSONField(default=list)
    notices = models.JSONField(default=list)

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["drawing", "role", "name"], name="one_source_map_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Alternative(models.Model):
    """A plan that waits to be computed, is being computed, or is done. At most four of a drawing at a time.

    `units` holds the units' keys, `grids` and `micro_grids` the codes of the same units' areas; `edits` what was changed by
    hand, so that it can be taken back.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being computed")
        CANCELLED = "cancelled", _("Broken off")
        REFUSED = "refused", _("Not possible")
        DONE = "done", _("Done")

    drawing = models.ForeignKey(Drawing, models.CASCADE, related_name="alternatives")
    label = models.CharField(_("name"), max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, db_index=True)
    wishes = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    progress = models.FloatField(default=0.0)
    worker = models.CharField(max_length=36, blank=True, default="")
    beat = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    seconds = models.FloatField(default=0.0)
    findings = models.JSONField(default=list)
    units = models.JSONField(default=list)
    grids = models.JSONField(default=list)
    micro_grids = models.JSONField(default=list)
    names = models.JSONField(default=dict)
    edits = models.JSONField(default=list)
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def is_stale(self) -> bool:
        """Whether the maps or settings changed since it was computed."""
        return self.revision != self.drawing.revision

    @property
    def percent(self) -> int:
        return round(self.progress * 100)
