"""What a host can do with a topic: a form for each step, and the verb that it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onegrid.deliberation.domain import asking, deciding, doing, drafting, meeting, talking, topics
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Decision, Meeting, MeetingPhoto, Stage, Statement, Topic
from onegrid.deliberation.models.decision import RULE_TITLES
from onegrid.directory.models import Organisation, Person
from onegrid.directory.queries import organisations_visible_to
from onegrid.lib.phones import BadPhone, normalise_phone
from onegrid.web.deliberation.forms import SayingForm
from onegrid.web.fields import FilesField, PhoneField
from onegrid.web.office.inputs import date_input


class ScreenForm(SayingForm):
    """Take a topic up, or not."""

    accepted = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[("1", _("Take it up")), ("0", _("Decline it"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("What the office says to it"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Why, and if it is declined, where to go instead. Everybody reads it."),
    )


class MoveForm(SayingForm):
    """Into the next stage."""

    stage = forms.ChoiceField(label=_("Into"), choices=[(each.value, each.label) for each in list(Stage)[1:7]])
    ends = forms.DateField(label=_("until"), required=False, widget=date_input())


class BeginForm(SayingForm):
    """Statements to begin with, one a line."""

    texts = forms.CharField(
        label=_("Statements to begin with"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("One a line.")
    )


class TableForm(SayingForm):
    """What was said at a table, and how many hands were counted."""

    text = forms.CharField(label=_("What was said"), max_length=140)
    on = forms.DateField(label=_("Day of the meeting"), widget=date_input(), initial=timezone.localdate)
    agree = forms.IntegerField(label=_("Hands for it"), min_value=0, max_value=999, initial=0)
    disagree = forms.IntegerField(label=_("Hands against it"), min_value=0, max_value=999, initial=0)
    passed = forms.IntegerField(label=_("Neither"), min_value=0, max_value=999, initial=0)


class MeetingForm(SayingForm):
    """A meeting to come."""

    on = forms.DateField(label=_("Day of the meeting"), widget=date_input())
    begins = forms.TimeField(label=_("Begins at"), widget=forms.TimeInput({"type": "time"}))
    ends = forms.TimeField(label=_("Ends at"), widget=forms.TimeInput({"type": "time"}))
    place = forms.CharField(label=_("Place of the meeting"), max_length=100)
    agenda = forms.CharField(label=_("Agenda"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class DatesForm(SayingForm):
    """From when to when a stage is to last."""

    stage = forms.ChoiceField(label=_("Stage"), choices=[(each.value, each.label) for each in list(Stage)[:6]])
    starts = forms.DateField(label=_("from"), widget=date_input())
    ends = forms.DateField(label=_("until"), required=False, widget=date_input())


class CallOffForm(SayingForm):
    """A meeting that does not take place."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label=_("Meeting"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class PhotosForm(SayingForm):
    """Photos of a meeting."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label=_("Meeting"))
    photos = FilesField(label=_("Photos"), help_text=_("Where and when they were taken is removed from them."))
    says = forms.CharField(label=_("What they show"), max_length=100)
    consented = forms.BooleanField(
        label=_("Everybody whose face can be recognised has consented that everybody may see it"), required=False
    )


class PhotoAwayForm(SayingForm):
    """A photo that is shown no more."""

    photo = forms.IntegerField(widget=forms.HiddenInput)


class MinutesForm(SayingForm):
    """What was said at a meeting."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label=_("Meeting"))
    minutes = forms.CharField(
        label=_("Minutes of the meeting"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody reads them. No names of residents."),
    )


class AskForm(SayingForm):
    """A question to a department."""

    text = forms.CharField(label=_("Question"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    to = forms.ModelChoiceField(Organisation.objects.none(), label=_("To whom"))


class DraftForm(SayingForm):
    """The proposal."""

    text = forms.CharField(
        label=_("Proposal"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("A point a line. Versions are compared line by line."),
    )


class ModerateForm(SayingForm):
    """Leave a statement out, or let it in again."""

    statement = forms.IntegerField(widget=forms.HiddenInput)
    out = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class DecideForm(SayingForm):
    """The question and its rule."""

    question = forms.CharField(label=_("Question"), max_length=200)
    rule = forms.ChoiceField(label=_("Rule"), choices=[(rule.value, title) for rule, title in RULE_TITLES.items()])
    per = forms.ChoiceField(label=_("Who counts"), choices=Decision.Per.choices, initial=Decision.Per.HOUSEHOLD)
    quorum = forms.IntegerField(label=_("Quorum in percent of the roll"), min_value=0, max_value=100, initial=50)
    closes = forms.DateField(label=_("Votes until the end of"), widget=date_input())
    options = forms.CharField(
        label=_("Options, for ranked choice"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line."),
    )


class RollForm(SayingForm):
    """The roll as a list."""

    roll = forms.CharField(
        label=_("Roll of those who may vote"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "A household a line: name, telephone, floor area in m², with commas or tabs between; copied from a table."
        ),
    )

    def clean_roll(self) -> list[deciding.Household]:
        return [
            _household(number, line)
            for number, line in enumerate(self.cleaned_data["roll"].splitlines(), 1)
            if line.strip()
        ]


class ProxyForm(SayingForm):
    """Somebody votes for a household."""

    household = forms.CharField(label=_("Household"), max_length=60)
    phone = PhoneField(label=_("Telephone of the one who votes for it"))
    note = forms.CharField(label=_("Where the signed paper is kept"), max_length=120)


class TakeBackForm(SayingForm):
    """A household votes for itself after all."""

    household = forms.CharField(label=_("Household"), max_length=60)


class CloseForm(SayingForm):
    """Throw a vote away."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class ResolveForm(SayingForm):
    """What was resolved."""

    text = forms.CharField(label=_("Resolution"), widget=forms.Textarea(attrs={"rows": 3}))


class ActionForm(SayingForm):
    """One thing to do."""

    title = forms.CharField(label=_("What is to be done"), max_length=100)
    owner = forms.ModelChoiceField(Organisation.objects.none(), label=_("By whom"))
    due = forms.DateField(label=_("By when"), widget=date_input())


class NoForm(SayingForm):
    """A step that asks nothing."""


Verb = Callable[[Topic, dict[str, Any], Person], object]


@dataclass(frozen=True)
class Step:
    """A step: what the button says, what it asks, what it calls; in which stages it is offered."""

    key: str
    title: Any
    form: type[forms.Form]
    verb: Verb
    stages: tuple[str, ...]
    danger: bool = False


def _screen(topic: Topic, given: dict[str, Any], by: Person) -> None:
    topics.screen_topic(topic, by=by, accepted=given["accepted"] == "1", answer=given["answer"])


def _move(topic: Topic, given: dict[str, Any], by: Person) -> None:
    topics.move_on(topic, given["stage"], by=by, ends=given["ends"])


def _begin(topic: Topic, given: dict[str, Any], by: Person) -> None:
    talking.begin_with(topic, [line for line in given["texts"].splitlines() if line.strip()], by=by)


def _table(topic: Topic, given: dict[str, Any], by: Person) -> None:
    statement = talking.say_for_table(topic, given.pop("text"), by=by)
    talking.count_hands(statement, by=by, **given)


def _meeting(topic: Topic, given: dict[str, Any], by: Person) -> None:
    begins, ends = (timezone.make_aware(datetime.combine(given["on"], given[name])) for name in ("begins", "ends"))
    meeting.call_meeting(topic, starts_at=begins, ends_at=ends, place=given["place"], agenda=given["agenda"], by=by)


def _dates(topic: Topic, given: dict[str, Any], by: Person) -> None:
    topics.set_dates(topic, given["stage"], starts=given["starts"], ends=given["ends"], by=by)


def _call_off(topic: Topic, given: dict[str, Any], by: Person) -> None:
    meeting.call_off(given["meeting"], by=by, reason=given["reason"])


def _photos(topic: Topic, given: dict[str, Any], by: Person) -> None:
    meeting.add_photos(given["meeting"], given["photos"], says=given["says"], consented=given["consented"], by=by)


def _photo_away(topic: Topic, given: dict[str, Any], by: Person) -> None:
    meeting.take_photo_away(get_object_or_404(MeetingPhoto, meeting__topic=topic, pk=given["photo"]), by=by)


def _take_back(topic: Topic, given: dict[str, Any], by: Person) -> None:
    deciding.take_back_proxy(_decision(topic), given["household"], by=by)


def _minutes(topic: Topic, given: dict[str, Any], by: Person) -> None:
    meeting.write_minutes(given["meeting"], given["minutes"], by=by)


def _ask(topic: Topic, given: dict[str, Any], by: Person) -> None:
    asking.ask_department(topic, given["text"], to=given["to"], by=by)


def _draft(topic: Topic, given: dict[str, Any], by: Person) -> None:
    drafting.write_draft(topic, given["text"], by=by)


def _moderate(topic: Topic, given: dict[str, Any], by: Person) -> None:
    statement = get_object_or_404(Statement, topic=topic, pk=given["statement"])
    talking.moderate(statement, by=by, out=given["out"] == "1", reason=given["reason"])


def _decide(topic: Topic, given: dict[str, Any], by: Person) -> None:
    closes = timezone.make_aware(datetime.combine(given.pop("closes"), time(23, 59, 59)))
    options = given.pop("options").splitlines()
    deciding.draft_decision(topic, closes_at=closes, options=options, by=by, **given)


def _roll(topic: Topic, given: dict[str, Any], by: Person) -> None:
    deciding.enter_roll(_decision(topic), given["roll"], by=by)


def _empower(topic: Topic, given: dict[str, Any], by: Person) -> None:
    deciding.empower(_decision(topic), given["household"], phone=given["phone"], note=given["note"], by=by)


def _publish(topic: Topic, given: dict[str, Any], by: Person) -> None:
    deciding.publish_decision(_decision(topic), by=by)


def _count(topic: Topic, given: dict[str, Any], by: Person) -> None:
    deciding.count(_decision(topic), by=by)


def _close(topic: Topic, given: dict[str, Any], by: Person) -> None:
    deciding.close_without_result(_decision(topic), by=by, reason=given["reason"])


def _resolve(topic: Topic, given: dict[str, Any], by: Person) -> None:
    doing.resolve(topic, given["text"], by=by)


def _action(topic: Topic, given: dict[str, Any], by: Person) -> None:
    doing.name_action(topic, by=by, **given)


def _carry_out(topic: Topic, given: dict[str, Any], by: Person) -> None:
    doing.carry_out(topic, by=by)


TALKED = (Stage.RAISE, Stage.HEAR, Stage.TALK)
STEPS = {
    step.key: step
    for step in (
        Step("screen", _("Screen it"), ScreenForm, _screen, (Stage.RAISE,)),
        Step("move-on", _("Go on"), MoveForm, _move, tuple(list(Stage)[:6])),
        Step("begin", _("Give it something to begin with"), BeginForm, _begin, TALKED),
        Step("table", _("Enter what was said at a table"), TableForm, _table, (Stage.HEAR, Stage.TALK)),
        Step("meeting", _("Call a meeting"), MeetingForm, _meeting, (Stage.HEAR, Stage.TALK, Stage.DECIDE)),
        Step("dates", _("Set the dates of a stage"), DatesForm, _dates, tuple(list(Stage)[:6])),
        Step("call-off", _("Call a meeting off"), CallOffForm, _call_off, (Stage.HEAR, Stage.TALK, Stage.DECIDE)),
        Step("photos", _("Show photos of a meeting"), PhotosForm, _photos, tuple(list(Stage)[1:7])),
        Step("photo-away", _("Take the photo away"), PhotoAwayForm, _photo_away, ()),
        Step("minutes", _("Write the minutes"), MinutesForm, _minutes, tuple(list(Stage)[1:7])),
        Step("ask", _("Ask a department"), AskForm, _ask, (Stage.HEAR, Stage.TALK)),
        Step("draft", _("Draft the proposal"), DraftForm, _draft, (Stage.HEAR, Stage.TALK)),
        Step("moderate", _("Moderate"), ModerateForm, _moderate, ()),
        Step("decide", _("Write the question and its rule"), DecideForm, _decide, (Stage.TALK, Stage.DECIDE)),
        Step("roll", _("Enter the roll"), RollForm, _roll, (Stage.TALK, Stage.DECIDE)),
        Step("proxy", _("Enter a proxy"), ProxyForm, _empower, (Stage.TALK, Stage.DECIDE)),
        Step("take-back", _("Take a proxy back"), TakeBackForm, _take_back, (Stage.TALK, Stage.DECIDE)),
        Step("publish", _("Publish it and open the vote"), NoForm, _publish, (Stage.TALK, Stage.DECIDE)),
        Step("count", _("Count the votes"), NoForm, _count, (Stage.DECIDE,)),
        Step("close", _("Throw the vote away"), CloseForm, _close, (Stage.TALK, Stage.DECIDE), danger=True),
        Step("resolve", _("Write the resolution"), ResolveForm, _resolve, (Stage.DECIDE,)),
        Step("action", _("Name what is to be done"), ActionForm, _action, (Stage.DECIDE, Stage.DO)),
        Step("carry-out", _("Open the cases"), NoForm, _carry_out, (Stage.DECIDE, Stage.DO)),
    )
}


def blank_form(step: Step, topic: Topic, viewer: Person, data: Any = None, files: Any = None) -> forms.Form:
    """The form of a step, for somebody who may choose among the organisations that they see and the meetings that it fits."""
    form = step.form(data, files, prefix=step.key)
    organisations = organisations_visible_to(viewer)
    meetings = topic.meetings.filter(called_off="")
    now = timezone.now()
    meetings = meetings.filter(starts_at__gt=now) if step.key == "call-off" else meetings.filter(starts_at__lte=now)
    choices: dict[str, QuerySet[Any]] = {"owner": organisations, "to": organisations, "meeting": meetings}
    for name, rows in choices.items():
        field = form.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows
    return form


def _next_stage(topic: Topic) -> str:
    order = list(Stage)
    return order[min(order.index(Stage(topic.stage)) + 1, 6)]


def offered_steps(topic: Topic, viewer: Person) -> list[tuple[Step, forms.Form]]:
    """The steps that make sense now, each with its form."""
    decision = Decision.objects.filter(topic=topic).first()
    kept = [step for step in STEPS.values() if topic.stage in step.stages and _fits(step.key, topic, decision)]
    offered = [(step, blank_form(step, topic, viewer)) for step in kept]
    for step, form in offered:
        if step.key == "move-on":
            form.initial["stage"] = _next_stage(topic)
        if step.key == "draft" and (last := topic.drafts.last()):
            form.initial["text"] = last.text
    return offered


def _fits(key: str, topic: Topic, decision: Decision | None) -> bool:
    if key == "screen":
        return topic.screened_at is None
    if topic.screened_at is None:
        return False
    published = decision is not None and decision.published_at is not None
    counted = decision is not None and decision.counted_at is not None
    meetings, now = topic.meetings.filter(called_off=""), timezone.now()
    fits = {
        "decide": not published,
        "roll": decision is not None and not published,
        "publish": decision is not None and not published,
        "proxy": decision is not None and not counted,
        "count": published and not counted,
        "close": published and not counted,
        "minutes": meetings.filter(starts_at__lte=now).exists(),
        "photos": meetings.filter(starts_at__lte=now).exists(),
        "call-off": meetings.filter(starts_at__gt=now).exists(),
        "take-back": decision is not None and not counted and decision.electors.exclude(proxy_hash="").exists(),
        "resolve": counted,
        "action": counted,
        "carry-out": bool(topic.resolution) and topic.actions.filter(case__isnull=True).exists(),
    }
    return fits.get(key, True)


def _decision(topic: Topic) -> Decision:
    decision = Decision.objects.filter(topic=topic).first()
    if decision is None:
        raise TalkFault(gettext("Write the question and its rule first."), code="no_decision")
    return decision


def _household(number: int, line: str) -> deciding.Household:
    """A line of the roll. Raises `ValidationError` that names the line."""
    parts = [part.strip() for part in line.replace("，", ",").replace("\t", ",").split(",")]
    name, phone, area = (*parts, "", "", "")[:3]
    try:
        return deciding.Household(name, normalise_phone(phone) if phone else "", Decimal(area or 0))
    except (BadPhone, InvalidOperation):
        words = {"number": number, "line": line[:40]}
        raise ValidationError(gettext("Line %(number)d cannot be read: %(line)s") % words) from None
