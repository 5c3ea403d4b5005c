"""What an office may set without code: routes, calendar, limits and wording."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.directory.models import Organisation


class Route(models.Model):
    """Which seat gets cases of a kind, category and area. An empty field stands for any; the most particular route wins."""

    subdistrict = models.CharField(_("subdistrict"), max_length=9, db_index=True)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    category = models.CharField(_("category"), max_length=40, blank=True)
    area_prefix = models.CharField(_("area"), max_length=18, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, verbose_name=_("to organisation"), related_name="+"
    )
    level = models.PositiveSmallIntegerField(_("to level"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "category", "area_prefix"]
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "kind", "category", "area_prefix"], name="one_route_per_sort_of_case"
            ),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False, level__isnull=True)
                | models.Q(organisation__isnull=True, level__gte=1, level__lte=4),
                name="a_route_leads_to_one_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind or '*'}/{self.category or '*'}/{self.area_prefix or '*'}"


class OfficeWeek(models.Model):
    """The office hours of a subdistrict, as "09:00-12:00 13:30-17:30"."""

    subdistrict = models.CharField(_("subdistrict"), max_length=9, primary_key=True)
    hours = models.CharField(_("office hours"), max_length=60, default="09:00-12:00 13:30-17:30")


class CalendarDay(models.Model):
    """A day that an administrator declared a holiday or a make-up working day, ahead of or against the published calendar."""

    subdistrict = models.CharField(_("subdistrict"), max_length=9)
    day = models.DateField(_("day"))
    working = models.BooleanField(_("working day"))
    note = models.CharField(_("note"), max_length=60, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["subdistrict", "day"], name="one_rule_per_day")]

    def __str__(self) -> str:
        return f"{self.day}"


class KindSetting(models.Model):
    """An office's own wording and limits of a kind, or that the office no longer takes it."""

    subdistrict = models.CharField(_("subdistrict"), max_length=9)
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("own title"), max_length=60, blank=True)
    allowed = models.JSONField(_("own limits"), default=dict, blank=True)
    retired = models.BooleanField(_("no longer taken"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "kind"], name="one_setting_per_kind")]

    def __str__(self) -> str:
        return self.kind
