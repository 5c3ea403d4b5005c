"""The forms of residents."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from onegrid.deliberation.domain.talking import LONGEST
from onegrid.deliberation.subjects import ELSEWHERE, SUBJECTS
from onegrid.territory.models import Compound
from onegrid.web.fields import PhoneField, say_what_is_missing
from onegrid.web.places import area_choices


class SayingForm(forms.Form):
    """A form that asks for what was left out as a person would."""

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        say_what_is_missing(self)
        field = self.fields.get("area_code")
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose …")), *area_choices()]


class PhoneForm(SayingForm):
    """A telephone and where its owner lives."""

    phone = PhoneField(label=_("Your telephone number"), help_text=_("A code is sent to it. It is shown to nobody."))
    area_code = forms.ChoiceField(label=_("Where you live"))


class CodeForm(SayingForm):
    """The code that was sent."""

    phone = forms.CharField(widget=forms.HiddenInput)
    area_code = forms.CharField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text=_("Six digits, good for ten minutes."),
    )


class RaiseForm(SayingForm):
    """A topic that a resident raises. The list also offers what cannot be talked over, so that it can say where to go."""

    subject = forms.ChoiceField(label=_("What it is about"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Topic, as a question"), max_length=80)
    summary = forms.CharField(
        label=_("What should change, and why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    area_code = forms.ChoiceField(label=_("Whom it concerns: the area"))
    compound = forms.ModelChoiceField(
        Compound.objects.all(), label=_("Compound"), required=False, empty_label=_("Choose …")
    )
    concerned = forms.CharField(
        label=_("Who else is concerned"),
        max_length=120,
        required=False,
        help_text=_("For instance families with prams."),
    )

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        field = self.fields["subject"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (_("This can be talked over"), [(key, _said(each.title, each.example)) for key, each in SUBJECTS.items()]),
            (_("This is not for a talk"), [(key, each.title) for key, each in ELSEWHERE.items()]),
        ]


class StatementForm(SayingForm):
    """One sentence."""

    text = forms.CharField(
        label=_("What do you think?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One thing in one sentence that others can agree or disagree with. No names."),
    )


def _said(title: Any, example: Any) -> Any:
    return format_lazy("{title}{open}{example}{close}", title=title, open=_(" ("), example=example, close=_(")"))
