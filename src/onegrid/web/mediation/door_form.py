from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onegrid.directory.models import Person
from onegrid.directory.rights import posts_of
from onegrid.mediation.domain.disputes import Brought
from onegrid.mediation.domain.parties import NewParty
from onegrid.mediation.guessing import guess_sort
from onegrid.mediation.models.dispute import Door, Side, Sign, Sort
from onegrid.territory.queries import areas_below, subdistricts_in_force
from onegrid.web.fields import PhoneField
from onegrid.web.office.choices import areas
from onegrid.web.office.inputs import SayingForm

LONGEST = 2000


def long_text(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DoorForm(SayingForm):
    """A dispute as it is brought. The type may be left to the words; the other side may be unknown but by name."""

    submission = forms.CharField(widget=forms.HiddenInput, max_length=64)
    door = forms.ChoiceField(label=_("Who brings it"), choices=Door.choices)
    statement = forms.CharField(
        label=_("What the dispute is about"),
        max_length=LONGEST,
        widget=long_text(5),
        help_text=_("With whom, about what, since when, what has been tried."),
    )
    wants = forms.CharField(label=_("What you ask for"), max_length=LONGEST, required=False, widget=long_text(2))
    sort = forms.ChoiceField(
        label=_("Type of dispute"),
        required=False,
        help_text=_("Leave it open if you are not sure: it then follows from your words and can be changed later."),
    )
    area_code = forms.ChoiceField(label=_("Community"))
    place = forms.CharField(
        label=_("Where exactly"),
        max_length=200,
        required=False,
        help_text=_("Road and number, building, or what is nearby."),
    )
    language = forms.CharField(
        label=_("Dialect or language, if an interpreter would help"), max_length=20, required=False
    )
    signs = forms.MultipleChoiceField(
        label=_("What makes it risky"), choices=Sign.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(label=_("Your name"), max_length=60)
    phone = PhoneField(label=_("Your telephone"))
    home = forms.CharField(label=_("Your address"), max_length=200, required=False)
    other_name = forms.CharField(label=_("Name of the other side"), max_length=60)
    other_phone = PhoneField(label=_("Telephone of the other side"), required=False)
    other_home = forms.CharField(label=_("Address of the other side"), max_length=200, required=False)

    def __init__(self, *data: Any, staff: Person | None, **more: Any) -> None:
        super().__init__(*data, **more)
        self.staff = staff
        self._choices("sort", [("", _("By the words above")), *Sort.choices])
        if staff is None:
            communities = [pair for root in subdistricts_in_force() for pair in areas_below(root)]
            self._choices("area_code", [("", _("Choose …")), *communities])
            for name in ("door", "signs", "language"):
                del self.fields[name]
            return
        roots = sorted({post.area_code[:9] for post in posts_of(staff)})
        whole = [option for root in roots for option in areas(root, whole=root)]
        self._choices("area_code", [("", _("Choose …")), *whole])
        self.fields["area_code"].label = _("Where it lies")
        self.fields["name"].label = _("Name of the applicant")
        self.fields["phone"].label = _("Telephone of the applicant")
        self.fields["phone"].required = False
        self.fields["home"].label = _("Address of the applicant")

    def _choices(self, name: str, options: list[Any]) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    def brought(self) -> Brought:
        """What was said, as the room takes it."""
        asked = self.cleaned_data
        words = f"{asked['statement']} {asked['wants']}"
        applicant = NewParty(Side.APPLICANT, asked["name"], phone=asked["phone"], home=asked["home"])
        other = NewParty(Side.RESPONDENT, asked["other_name"], phone=asked["other_phone"], home=asked["other_home"])
        return Brought(
            sort=asked["sort"] or guess_sort(words).sort,
            door=asked.get("door") or Door.RESIDENT,
            area_code=asked["area_code"],
            statement=asked["statement"],
            wants=asked["wants"],
            place=asked["place"],
            language=asked.get("language", ""),
            signs=asked.get("signs", ()),
            parties=(applicant, other),
            submission=asked["submission"],
        )
