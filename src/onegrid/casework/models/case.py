from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onegrid.audit.models import Chained
from onegrid.casework.case_type import CaseType, State
from onegrid.casework.cut_words import CutWordsField
from onegrid.casework.prefixes import Prefix
from onegrid.casework.registry import case_type
from onegrid.directory.models import Organisation, Person
from onegrid.lib.codes import Level, code_range
from onegrid.lib.fields import EncryptedTextField
from onegrid.territory.models import Plan

_IN_SUBDISTRICT = Prefix("area_code", Level.SUBDISTRICT)


class Channel(models.TextChoices):
    RESIDENT = "resident", _("Resident's phone")
    GRID_MEMBER = "grid_member", _("Grid member")
    RIDER = "rider", _("Rider")
    HOTLINE = "hotline", _("Hotline 12345")
    COUNTER = "counter", _("Counter")
    CHARGER = "charger", _("Charger")
    PROGRAM = "program", _("Another system")
    IMPORT = "import", _("Import")


class CaseQuerySet(models.QuerySet["Case"]):
    def within(self, prefix: str) -> "CaseQuerySet":
        """Cases in the area with this code."""
        low, high = code_range(prefix)
        return self.filter(area_code__gte=low, area_code__lt=high)

    def filed_within(self, prefix: str, plan: Plan | None = None) -> "CaseQuerySet":
        """Cases that were filed in the area with this code, whatever plan has moved them since; of one plan, if given.

        By this the figures of a past year are counted: they do not change when the grids do.
        """
        low, high = code_range(prefix)
        stayed = Q(filed_area="", area_code__gte=low, area_code__lt=high)
        moved = Q(filed_area__gte=low, filed_area__lt=high)
        if plan is not None:
            stayed, moved = stayed & Q(plan=plan), moved & Q(filed_plan=plan)
        return self.filter(stayed | moved)

    def open(self) -> "CaseQuerySet":
        """Cases that have not come to an end."""
        return self.filter(ended_at__isnull=True)


class Case(Chained):
    """A matter that someone must answer by a date.

    Its kind version stays as it was at filing. So do its codes and plan, unless a new plan comes in force while it is open:
    then it lies where the new plan has it, and `filed_area` and `filed_plan` keep what they were at filing. The holder is a
    seat: an organisation, or else the area whose seat must act, which is always the case's own area or lies above it.
    """

    id = models.BigIntegerField(primary_key=True)
    number = models.CharField(_("number"), max_length=20, unique=True)
    secret = models.CharField(max_length=64)
    submission = models.CharField(max_length=64, unique=True, null=True)
    kind = models.CharField(_("kind"), max_length=40)
    kind_version = models.PositiveIntegerField()
    category = models.CharField(_("category"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=20)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    details = models.JSONField(default=dict, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    address = models.CharField(_("place"), max_length=200, blank=True)
    area_code = models.CharField(_("area"), max_length=18)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    filed_area = models.CharField(max_length=18, blank=True, default="")
    filed_plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    holder_area = models.CharField(max_length=18)
    holder_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    handler = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    handled_by = models.JSONField(default=list, blank=True)
    came_from = models.JSONField(default=dict, blank=True)

    reported_at = models.DateTimeField(_("reported"))
    changed_at = models.DateTimeField(_("changed"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    amber_at = models.DateTimeField(null=True, blank=True)
    alert_after = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    on_time = models.BooleanField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    returned = models.PositiveSmallIntegerField(default=0)
    escalated = models.PositiveSmallIntegerField(default=0)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", db_index=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    duplicate_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="duplicates", db_index=False
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["alert_after"], name="case_alert", condition=Q(alert_after__isnull=False)),
            models.Index(fields=["due_at", "id"], name="case_open_due", condition=Q(ended_at__isnull=True)),
            models.Index(
                fields=["area_code", "due_at", "amber_at"], name="case_open_area", condition=Q(ended_at__isnull=True)
            ),
            # All that the map piles up, so that it reads no row of the table.
            models.Index(
                fields=["area_code", "lat", "lon", "due_at", "amber_at"],
                name="case_open_point",
                condition=Q(ended_at__isnull=True, lat__isnull=False),
            ),
            models.Index(
                fields=["holder_organisation", "due_at"],
                name="case_open_organisation",
                condition=Q(ended_at__isnull=True, holder_organisation__isnull=False),
            ),
            models.Index(
                fields=["holder_area", "due_at", "id"],
                name="case_open_seat",
                condition=Q(ended_at__isnull=True, holder_organisation__isnull=True),
            ),
            models.Index(
                _IN_SUBDISTRICT,
                "due_at",
                "id",
                name="case_root_done",
                condition=Q(ended_at__isnull=True, state="resolved"),
            ),
            models.Index(fields=["area_code", "id"], name="case_area"),
            models.Index(fields=["plan", "id"], name="case_open_plan", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["filed_area"], name="case_filed_area", condition=~Q(filed_area="")),
            models.Index(_IN_SUBDISTRICT, "due_at", "id", name="case_root_open", condition=Q(ended_at__isnull=True)),
            models.Index(_IN_SUBDISTRICT, "id", name="case_root_ended", condition=Q(ended_at__isnull=False)),
            models.Index(_IN_SUBDISTRICT, "id", name="case_root_all"),
            models.Index(
                fields=["holder_organisation", "id"],
                name="case_organisation",
                condition=Q(holder_organisation__isnull=False),
            ),
            *(
                models.Index(fields=[name], name=f"case_{name}", condition=Q(**{f"{name}__isnull": False}))
                for name in ("parent", "merged_into", "duplicate_of")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5), name="rated_one_to_five"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.number])

    @property
    def type(self) -> CaseType:
        """The case type under whose version the case was opened."""
        return case_type(self.kind, self.kind_version)

    @property
    def state_now(self) -> State:
        return self.type.state(self.state)

    @property
    def kind_title(self) -> str:
        return str(self.type.title)

    @property
    def category_title(self) -> str:
        category = self.type.category(self.category)
        return str(category.title) if category else ""

    @property
    def subdistrict(self) -> str:
        return self.area_code[:9]

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def holder(self) -> dict[str, Any]:
        """The seat that must act now, as the record writes it."""
        return {"area": self.holder_area, "organisation": self.holder_organisation_id, "handler": self.handler_id}


class Contact(models.Model):
    """How to reach who reported a case. Encrypted, shown to the holder only, deleted a set time after the end."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="contact")
    name = EncryptedTextField(blank=True, default="")
    phone = EncryptedTextField(blank=True, default="")


class Follower(models.Model):
    """Somebody else who reported, or cares about, the same matter, and is told what becomes of it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="followers")
    secret = models.CharField(max_length=64, unique=True)
    phone = EncryptedTextField(blank=True, default="")
    since = models.DateTimeField()


class SearchText(models.Model):
    """The words of a case, cut for search, with its area codes as words of their own so that a scope is part of the query.

    On PostgreSQL the words are indexed by GIN; on SQLite they live in an FTS5 table beside this one. See migration 0002.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+", db_constraint=False)
    words = CutWordsField()
