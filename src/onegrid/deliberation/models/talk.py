from django.db import models
from django.utils.translation import gettext_lazy as _

from onegrid.deliberation.models.topic import Topic
from onegrid.directory.models import Person


class Statement(models.Model):
    """One short sentence that others agree with, disagree with or pass."""

    class Source(models.TextChoices):
        ONLINE = "online", _("On line")
        TABLE = "table", _("At the table")
        HOST = "host", _("By the host")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        OUT = "out", _("Left out")

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="statements")
    text = models.CharField(_("statement"), max_length=140)
    source = models.CharField(_("where it was said"), max_length=8, choices=Source, default=Source.ONLINE)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    moderated_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    voice = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="open") | ~models.Q(reason=""), name="a_statement_is_left_out_with_a_reason"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Answer(models.Model):
    """One answer of one pseudonym to one statement: 1 agrees, 0 passes, -1 disagrees. Rows are only added; the last counts."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="answers", db_index=False)
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="answers")
    voice = models.CharField(max_length=64)
    answer = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["topic", "id"], name="answer_topic"),
            models.Index(fields=["topic", "voice"], name="answer_voice"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(answer__in=[-1, 0, 1]), name="an_answer_is_one_of_three")
        ]

    def __str__(self) -> str:
        return f"{self.answer:+d}"


class TableCount(models.Model):
    """Hands shown at a table on a statement, as its host counted them. They stand beside the votes and are not among them."""

    statement = models.OneToOneField(Statement, models.CASCADE, primary_key=True, related_name="table")
    agree = models.PositiveSmallIntegerField(_("agree"), default=0)
    disagree = models.PositiveSmallIntegerField(_("disagree"), default=0)
    passed = models.PositiveSmallIntegerField(_("pass"), default=0)
    on = models.DateField(_("day"))
    entered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.agree} / {self.disagree} / {self.passed}"
