"""What a move asks, as form fields: one function for each `Ask`, and no other place that knows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from onegrid.casework.acts import Actor
from onegrid.casework.case_type import Ask, Move
from onegrid.casework.models import Case, CaseClock
from onegrid.casework.numbers import read_number
from onegrid.casework.queries import cases_visible_to
from onegrid.casework.routing import Staffing, staffing_of
from onegrid.casework.words import ASK_TITLES
from onegrid.directory.models import Organisation, Person, Post
from onegrid.directory.queries import organisations_visible_to, people_at_seat
from onegrid.lib.codes import code_range, is_within, path_to
from onegrid.territory.queries import areas_in_force, path_name
from onegrid.web.fields import FilesField

RATINGS = (
    (5, _("5 Very satisfied")),
    (4, _("4 Satisfied")),
    (3, _("3 So-so")),
    (2, _("2 Dissatisfied")),
    (1, _("1 Very dissatisfied")),
)
# What a question means in a particular move, where its usual title says too little.
TITLES = {
    ("answer-call", Ask.REASON): _("Your department's answer"),
    ("call-in", Ask.REASON): _("What you ask of them"),
    ("rate", Ask.REASON): _("Anything to add"),
    ("reopen", Ask.REASON): _("What is still not right"),
    ("withdraw", Ask.REASON): _("Why you withdraw it"),
    ("shelve", Ask.REASON): _("Why it cannot be solved now"),
    ("shelve", Ask.PERSON): _("Who answers for it"),
}
HINTS: dict[Ask | tuple[str, Ask], Any] = {
    Ask.REASON: _("Stays inside the office. The reporter does not read it."),
    ("shelve", Ask.REASON): _("The reporter reads this explanation, word for word."),
    Ask.REPLY: _("The reporter reads this, word for word."),
    Ask.CASE: _("Its number, as 261123-48271632-5."),
    Ask.PARTS: _("One part on each line; each becomes a case of its own."),
}


def ask_fields(move: Move, case: Case, actor: Actor) -> dict[str, forms.Field]:
    """The fields of a move's form, by the names of what it asks and offers, in that order."""
    fields = {}
    for ask in (*move.asks, *move.offers):
        field = _MAKERS[ask](move, case, actor, ask in move.asks)
        field.label = TITLES.get((move.key, ask), ASK_TITLES[ask])
        field.required = ask in move.asks and not isinstance(field, FilesField)
        if not field.help_text and actor.person is not None:
            field.help_text = HINTS.get((move.key, ask)) or HINTS.get(ask, "")
        fields[ask.value] = field
    return fields


class CaseNumberField(forms.CharField):
    """The number of another case that the person may see, cleaned to that case."""

    def __init__(self, viewer: Person, own: Case) -> None:
        self.viewer, self.own = viewer, own
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"list": "similar-cases", "autocomplete": "off"}))

    def clean(self, value: Any) -> Case | None:
        typed = super().clean(value)
        if not typed:
            return None
        number = read_number(typed)
        other = cases_visible_to(self.viewer).filter(number=number).first() if number else None
        if other is None:
            raise ValidationError(_("There is no case of that number that you may see. Compare the digits."))
        if other.pk == self.own.pk:
            raise ValidationError(_("This is the number of the case itself. Give the number of the other one."))
        return other


class PartsField(forms.CharField):
    """Several titles, one on each line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def clean(self, value: Any) -> list[str]:
        parts = [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]
        if len(parts) < 2:
            raise ValidationError(_("Write at least two parts, one on each line."))
        if any(len(part) > 120 for part in parts):
            raise ValidationError(_("A part may have 120 characters at most. Shorten the long one."))
        return parts


class OrganisationField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name


def similar_cases(case: Case, viewer: Person, most: int = 10) -> list[Case]:
    """Open cases of the same kind in the same area: those most likely to be about the same matter."""
    around = cases_visible_to(viewer).filter(area_code=case.area_code, kind=case.kind, ended_at__isnull=True)
    return list(around.exclude(pk=case.pk).order_by("-id")[:most])


def _text(rows: int = 3) -> forms.CharField:
    return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": rows}))


def _area(_move: Move, case: Case, _actor: Actor, _asked: bool) -> forms.Field:
    """The areas below the holder's own that the case can lie in and that somebody fills, by the path of their names."""
    staffed = _staffing(case).areas
    low, high = code_range(case.holder_area)
    below = areas_in_force().filter(code__gt=low, code__lt=high).order_by("code").values_list("code", flat=True)
    codes = [code for code in below if code in staffed and _on_the_way(code, case)]
    return forms.ChoiceField(choices=[("", _("Choose …")), *((code, path_name(code)) for code in codes)])


def _on_the_way(code: str, case: Case) -> bool:
    return is_within(code, case.area_code) or is_within(case.area_code, code)


def _organisations(case: Case, actor: Actor) -> QuerySet[Organisation]:
    """The staffed organisations of the case's subdistrict to which the person may hand on, but for the present holder."""
    assert actor.person is not None
    known = organisations_visible_to(actor.person).filter(subdistrict=case.subdistrict)
    return known.filter(pk__in=_staffing(case).organisations).exclude(pk=case.holder_organisation_id or 0)


def _organisation(_move: Move, case: Case, actor: Actor, _asked: bool) -> forms.Field:
    return OrganisationField(_organisations(case, actor), empty_label=_("Choose …"))


def _several(_move: Move, case: Case, actor: Actor, _asked: bool) -> forms.Field:
    called = case.calls.filter(answered_at__isnull=True).values("organisation")
    fresh = _organisations(case, actor).exclude(pk__in=called)
    return forms.ModelMultipleChoiceField(fresh, widget=forms.CheckboxSelectMultiple)


def _person(_move: Move, case: Case, actor: Actor, asked: bool) -> forms.Field:
    """Whoever sits at the holder's seat; where a person is merely offered, also everybody on the case's path."""
    seat = people_at_seat(area_code=case.holder_area, organisation=case.holder_organisation)
    people = seat
    if not asked:
        path = Post.objects.in_force().filter(area_code__in=path_to(case.area_code))
        people = Person.objects.filter(Q(pk__in=seat.values("pk")) | Q(pk__in=path.values("person")))
    empty = _("Choose …") if asked else _("Yourself")
    return forms.ModelChoiceField(people.order_by("name"), empty_label=empty)


def _clock(_move: Move, case: Case, _actor: Actor, _asked: bool) -> forms.Field:
    running = case.clocks.exclude(state=CaseClock.State.STOPPED)
    choices = [(clock.key, case.type.clock(clock.key).title) for clock in running]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, initial=choices[-1][0] if choices else None)


def _review_on(_move: Move, _case: Case, _actor: Actor, _asked: bool) -> forms.Field:
    tomorrow = timezone.localdate() + timedelta(days=1)
    widget = forms.DateInput(attrs={"type": "date", "min": tomorrow.isoformat()}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d"])


def _other_case(_move: Move, case: Case, actor: Actor, _asked: bool) -> forms.Field:
    assert actor.person is not None
    return CaseNumberField(actor.person, case)


def _rating(_move: Move, _case: Case, _actor: Actor, _asked: bool) -> forms.Field:
    return forms.TypedChoiceField(choices=RATINGS, coerce=int, widget=forms.RadioSelect)


def _staffing(case: Case) -> Staffing:
    return staffing_of(case.subdistrict, timezone.localdate())


Maker = Callable[[Move, Case, Actor, bool], forms.Field]
_MAKERS: dict[Ask, Maker] = {
    Ask.REASON: lambda *_of: _text(),
    Ask.REPLY: lambda *_of: _text(4),
    Ask.NOTE: lambda *_of: _text(),
    Ask.AREA: _area,
    Ask.ORGANISATION: _organisation,
    Ask.ORGANISATIONS: _several,
    Ask.PERSON: _person,
    Ask.REVIEW_ON: _review_on,
    Ask.RATING: _rating,
    Ask.PHOTO: lambda _move, _case, actor, _asked: FilesField(papers=actor.person is not None),
    Ask.CLOCK: _clock,
    Ask.DAYS: lambda *_of: forms.IntegerField(min_value=1, max_value=60),
    Ask.CASE: _other_case,
    Ask.PARTS: lambda *_of: PartsField(),
}
