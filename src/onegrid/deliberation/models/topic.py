from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onegrid.casework.models import Case
from onegrid.deliberation.subjects import SUBJECTS
from onegrid.directory.models import Person
from onegrid.lib.codes import code_range
from onegrid.territory.models import Compound


class Stage(models.TextChoices):
    RAISE = "raise", _("Raised")
    HEAR = "hear", _("Hearing")
    TALK = "talk", _("Talking")
    DECIDE = "decide", _("Deciding")
    DO = "do", _("Doing")
    LOOK_BACK = "look_back", _("Looking back")
    ENDED = "ended", _("Ended")
    DECLINED = "declined", _("Not taken up")


class Origin(models.TextChoices):
    RESIDENT = "resident", _("A resident")
    GRID_MEMBER = "grid_member", _("A grid member")
    CASES = "cases", _("Like cases")
    OFFICE = "office", _("The office")


class TopicQuerySet(models.QuerySet["Topic"]):
    def within(self, prefix: str) -> "TopicQuerySet":
        """Topics that concern the area with this code or one in it."""
        low, high = code_range(prefix)
        return self.filter(area_code__gte=low, area_code__lt=high)

    def public(self) -> "TopicQuerySet":
        """Topics that everybody may read: those that were screened."""
        return self.exclude(stage=Stage.RAISE, screened_at__isnull=True).exclude(stage=Stage.DECLINED)


class Topic(models.Model):
    """A matter of many: what it is about, whom it concerns, and where it stands."""

    code = models.CharField(_("number"), max_length=12, unique=True)
    title = models.CharField(_("title"), max_length=80)
    summary = models.TextField(_("what it is about"), max_length=2000)
    subject = models.CharField(
        _("subject"), max_length=20, choices=[(key, each.title) for key, each in SUBJECTS.items()]
    )
    origin = models.CharField(_("raised by"), max_length=12, choices=Origin)
    area_code = models.CharField(_("area"), max_length=18)
    compound = models.ForeignKey(
        Compound, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("compound")
    )
    concerned = models.CharField(_("who is concerned"), max_length=120, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.RAISE)
    host = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("host"))
    raised_at = models.DateTimeField(_("raised"))
    raised_by = models.CharField(max_length=64, blank=True)
    screened_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("what the office said"), blank=True)
    resolution = models.TextField(_("resolution"), blank=True)
    cases = models.ManyToManyField(Case, related_name="topics", blank=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [models.Index(fields=["area_code", "stage"], name="topic_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["raise", "declined"]) | Q(screened_at__isnull=False),
                name="only_a_screened_topic_goes_on",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.code])

    @property
    def subdistrict(self) -> str:
        return self.area_code[:9]

    @property
    def place(self) -> Any:
        """The compound that it is about, if it is about one."""
        return self.compound.name if self.compound else ""


class Period(models.Model):
    """From when to when a topic is in a stage; the last day is part of it. Without one the end is open."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="periods")
    stage = models.CharField(max_length=10, choices=Stage)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "stage"], name="one_period_per_stage"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")), name="a_period_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.stage}"


class Support(models.Model):
    """Somebody wants the topic to be talked about. Who, is a pseudonym that holds for this topic only."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="supports")
    voice = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "voice"], name="one_support_per_person")]

    def __str__(self) -> str:
        return f"support of {self.topic}"
