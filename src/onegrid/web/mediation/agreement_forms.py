"""What is asked about agreements: their terms, how they were signed, what the court said."""

import tomllib
from datetime import date
from functools import cache

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.mediation.domain.agreements import NewTerm
from onegrid.mediation.models import Agreement
from onegrid.mediation.signers import missing, signers_of
from onegrid.web.fields import FilesField
from onegrid.web.mediation.action_form import IN_CONFIDENCE, ActionForm
from onegrid.web.mediation.door_form import long_text
from onegrid.web.mediation.papers import FOLDER
from onegrid.web.office.inputs import date_input

MOST_TERMS = 6
ON_SCREEN, ON_PAPER = "screen", "paper"


@cache
def model_terms() -> dict[str, list[str]]:
    """Terms as they are commonly worded, by type of dispute."""
    return tomllib.loads((FOLDER / "mediation_terms.toml").read_text(encoding="utf-8"))


class AgreementForm(ActionForm):
    form = forms.ChoiceField(label=gettext_lazy("Form"), choices=Agreement.Form.choices, widget=forms.RadioSelect)
    facts = forms.CharField(
        label=gettext_lazy("Main facts and what is disputed"),
        max_length=4000,
        widget=long_text(5),
        help_text=IN_CONFIDENCE,
    )

    def prepare(self) -> None:
        self.model_terms = model_terms()[self.dispute.sort]
        for place in range(1, MOST_TERMS + 1):
            words = {"place": place}
            self.fields[f"text_{place}"] = forms.CharField(
                label=_("Term %(place)d") % words, max_length=500, required=False, widget=long_text(2)
            )
            self.fields[f"due_{place}"] = forms.DateField(
                label=_("Term %(place)d: by") % words, required=False, widget=date_input()
            )

    def rows(self) -> list[list[forms.BoundField]]:
        terms = [[self[f"text_{place}"], self[f"due_{place}"]] for place in range(1, MOST_TERMS + 1)]
        return [[self["form"]], [self["facts"]], *terms]

    def terms(self) -> list[NewTerm]:
        """The terms as typed; one whose day is missing is refused by the room, not here."""
        asked = self.cleaned_data
        found: list[tuple[str, date | None]] = [
            (asked.get(f"text_{place}", "").strip(), asked.get(f"due_{place}")) for place in range(1, MOST_TERMS + 1)
        ]
        return [NewTerm(text, due) for text, due in found if text]


class RedraftForm(AgreementForm):
    """The draft as it stands, to be changed."""

    def prepare(self) -> None:
        super().prepare()
        draft: Agreement = self.of
        self.initial = {"form": draft.form, "facts": draft.facts}
        for place, term in enumerate(draft.terms.all(), 1):
            self.initial[f"text_{place}"], self.initial[f"due_{place}"] = term.text, term.due_on


class SignForm(ActionForm):
    how = forms.ChoiceField(
        label=gettext_lazy("How it was signed"),
        choices=((ON_SCREEN, gettext_lazy("On the screen")), (ON_PAPER, gettext_lazy("On paper"))),
        widget=forms.RadioSelect,
    )
    signed_on = forms.DateField(
        label=gettext_lazy("Signed on"),
        widget=date_input(),
        help_text=gettext_lazy("From this day on the thirty days for judicial confirmation are counted."),
    )
    scan = FilesField(
        label=gettext_lazy("Signed paper, scanned or photographed"),
        required=False,
        papers=True,
        help_text=gettext_lazy("Kept encrypted. It can be filed later as well."),
    )

    def prepare(self) -> None:
        self.initial["signed_on"] = timezone.localdate()
        if self.of.form == Agreement.Form.ORAL:
            del self.fields["how"]
            self.fields["signed_on"].label = _("Agreed on")
        elif not missing(signers_of(self.of)):
            self.initial["how"] = ON_SCREEN


class ScanForm(ActionForm):
    scan = FilesField(label=gettext_lazy("Signed paper, scanned or photographed"), required=True, papers=True)


class ConfirmationForm(ActionForm):
    confirmation = forms.ChoiceField(label=gettext_lazy("What became of it"), widget=forms.RadioSelect)
    court = forms.CharField(label=gettext_lazy("Court"), max_length=80, required=False)

    def prepare(self) -> None:
        states = Agreement.Confirmation
        opened = self.of.confirmation == states.OPEN
        keys = (states.FILED, states.WAIVED) if opened else (states.CONFIRMED, states.REJECTED)
        self.choose("confirmation", [(key.value, key.label) for key in keys])
