"""Acting together, and putting off openly."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.casework.models.case import Case
from onegrid.directory.models import Organisation, Person


class Call(models.Model):
    """A department called to a case (吹哨) by its lead, and its answer (报到)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="calls")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="calls")
    question = models.TextField(_("what is asked"))
    called_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    case_ended = models.BooleanField(default=False)
    """As the case says it, written with it: what a department was ever called to grows, what is open of it hardly does."""

    class Meta:
        ordering = ["called_at", "id"]
        indexes = [
            models.Index(fields=["organisation"], name="call_unanswered", condition=models.Q(answered_at__isnull=True)),
            models.Index(fields=["organisation", "case"], name="call_open", condition=models.Q(case_ended=False)),
        ]


class Shelving(models.Model):
    """What cannot be solved now (挂账): why, who answers for it, and when it is looked at again."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="shelvings")
    explanation = models.TextField(_("explanation"))
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    review_on = models.DateField(_("review on"))
    shelved_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["shelved_at"]
