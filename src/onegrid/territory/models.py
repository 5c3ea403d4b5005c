from functools import cached_property
from typing import Any

import shapely
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from onegrid.lib.codes import Level, code_range, parent_of


class Generation(models.Model):
    """A token that changes whenever something kept in memory (the land, posts, routes, calendars) changes in the database."""

    key = models.CharField(max_length=20, primary_key=True)
    token = models.CharField(max_length=32)


class Plan(models.Model):
    """A versioned set of areas of one subdistrict: draft, adopted, in force from a date, superseded."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ADOPTED = "adopted", _("Adopted")
        IN_FORCE = "in_force", _("In force")
        SUPERSEDED = "superseded", _("Superseded")

    subdistrict = models.CharField(_("subdistrict"), max_length=9, db_index=True)
    name = models.CharField(_("name"), max_length=100)
    version = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    adopted_at = models.DateTimeField(_("adopted"), null=True, blank=True)
    starts = models.DateField(_("in force from"), null=True, blank=True)
    ends = models.DateField(_("until, exclusive"), null=True, blank=True)

    class Meta:
        ordering = ["subdistrict", "version"]
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "version"], name="one_plan_per_version"),
            models.CheckConstraint(
                condition=Q(starts__isnull=False) | ~Q(status__in=["in_force", "superseded"]),
                name="a_plan_in_force_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def standing(self) -> str:
        """How it stands today, in words: the status, and the day of a change that is still to come."""
        today = timezone.localdate()
        if self.status == self.Status.IN_FORCE and self.starts is not None and self.starts > today:
            return str(_("In force from %(day)s on") % {"day": self.starts.isoformat()})
        if self.status == self.Status.SUPERSEDED and self.ends is not None and self.ends > today:
            return str(_("In force until %(day)s") % {"day": self.ends.isoformat()})
        return self.get_status_display()


class AreaQuerySet(models.QuerySet["Area"]):
    def within(self, prefix: str) -> "AreaQuerySet":
        """The area with this code and all below it."""
        if not prefix:
            return self.all()
        low, high = code_range(prefix)
        return self.filter(code__gte=low, code__lt=high)

    def on_level(self, level: Level) -> "AreaQuerySet":
        return self.filter(level=level)


class Area(models.Model):
    """A node of the territory tree in one plan. The outline is WGS 84, kept as well-known binary."""

    class Kind(models.TextChoices):
        BASIC = "basic", _("Basic")
        DEDICATED = "dedicated", _("Dedicated")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="areas", verbose_name=_("plan"))
    code = models.CharField(_("code"), max_length=18)
    level = models.PositiveSmallIntegerField(_("level"))
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.BASIC)
    households = models.PositiveIntegerField(_("households"), default=0)
    outline = models.BinaryField(_("outline"))

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_area_per_code_in_a_plan"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="four_levels"),
        ]
        indexes = [models.Index(fields=["code"])]

    def __str__(self) -> str:
        return self.name

    @property
    def parent_code(self) -> str:
        return parent_of(self.code)

    @cached_property
    def geometry(self) -> Any:
        """The outline as a shapely polygon or multipolygon."""
        return shapely.from_wkb(bytes(self.outline))


class Compound(models.Model):
    """A housing compound (小区) and its households."""

    class Kind(models.TextChoices):
        COMMERCIAL = "commercial", _("Commercial housing")
        RELOCATION = "relocation", _("Relocation housing")
        OLD = "old", _("Old compound")
        NEW = "new", _("Newly built")
        MIXED = "mixed", _("Mixed or other")

    subdistrict = models.CharField(_("subdistrict"), max_length=9, db_index=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    households = models.PositiveIntegerField(_("households"), default=0)
    address = models.CharField(_("address"), max_length=200, blank=True)
    area_code = models.CharField(_("area"), max_length=18, blank=True, db_index=True)
    lon = models.FloatField(_("longitude"))
    lat = models.FloatField(_("latitude"))
    outline = models.BinaryField(_("outline"), blank=True, default=b"")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["subdistrict", "name"], name="one_compound_per_name")]

    def __str__(self) -> str:
        return self.name


class Feature(models.Model):
    """What the base map draws besides areas: a road, block, building, water, green space or railway."""

    class Kind(models.TextChoices):
        ROAD = "road", _("Road")
        RAIL = "rail", _("Railway")
        BLOCK = "block", _("Block")
        BUILDING = "building", _("Building")
        WATER = "water", _("Water")
        GREEN = "green", _("Green space")

    subdistrict = models.CharField(max_length=9, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=100, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)
    outline = models.BinaryField()

    def __str__(self) -> str:
        return self.name or self.get_kind_display()
