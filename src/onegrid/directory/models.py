import hashlib
from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from onegrid.lib.fields import EncryptedTextField


class Role(models.TextChoices):
    GRID_MEMBER = "grid_member", _("Grid member")
    GRID_LEADER = "grid_leader", _("Grid leader")
    COMMUNITY_OFFICER = "community_officer", _("Community officer")
    DUTY_OFFICER = "duty_officer", _("Duty officer")
    DEPARTMENT_HANDLER = "department_handler", _("Department handler")
    INSPECTOR = "inspector", _("Inspector")
    PLANNER = "planner", _("Planner")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")
    LEADER = "leader", _("Leader")
    MEDIATOR = "mediator", _("Mediator")
    MEDIATION_OFFICER = "mediation_officer", _("Mediation officer")


class Organisation(models.Model):
    """An office, department, committee or company that can hold a case."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("Office of the subdistrict")
        DEPARTMENT = "department", _("Department or station")
        COMMITTEE = "committee", _("Residents' committee")
        PROPERTY = "property", _("Property company")
        OTHER = "other", _("Other organisation")

    subdistrict = models.CharField(_("subdistrict"), max_length=9, db_index=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    area_code = models.CharField(_("area"), max_length=18)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["subdistrict", "name"], name="one_organisation_per_name")]

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    def create_user(self, username: str, name: str, password: str | None = None) -> "Person":
        """A person who may sign in with the password; without one, only by the office's own sign-in."""
        person = self.model(username=username, name=name)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser):
    """Somebody who works or serves here. The telephone number is encrypted at rest."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    phone = EncryptedTextField(_("telephone"), blank=True, default="")
    is_active = models.BooleanField(_("may sign in"), default=True)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> str:
        """How the record names this person."""
        return f"person:{self.pk}"


class PostQuerySet(models.QuerySet["Post"]):
    def in_force(self, on: date | None = None) -> "PostQuerySet":
        """Posts that somebody fills on a date (today, if not given)."""
        on = on or timezone.localdate()
        return self.filter(Q(ends__isnull=True) | Q(ends__gt=on), starts__lte=on, person__is_active=True)


class Post(models.Model):
    """What a person is, where, from a date to a date (exclusive)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    area_code = models.CharField(_("area"), max_length=18, db_index=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("organisation")
    )
    starts = models.DateField(_("from"), default=timezone.localdate)
    ends = models.DateField(_("to"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["role", "area_code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role="department_handler") | Q(organisation__isnull=False),
                name="a_department_handler_has_a_department",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=models.F("starts")), name="a_post_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()}"


class Credential(models.Model):
    """A certificate that a person holds, with its number (encrypted) and the day on which it lapses."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="credentials", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=60)
    number = EncryptedTextField(_("number"), blank=True, default="")
    issued = models.DateField(_("issued"))
    expires = models.DateField(_("expires"), null=True, blank=True)

    class Meta:
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.kind


class Token(models.Model):
    """A key with which a program acts for a person, within scopes. Only its SHA-256 is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("scopes"), default=list)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires = models.DateField(_("expires"), null=True, blank=True)
    revoked = models.BooleanField(_("revoked"), default=False)

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest_of(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()
