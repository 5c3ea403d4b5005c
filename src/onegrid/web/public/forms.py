"""The form by which a matter is reported, by a resident or by staff for one, and the one by which it is found again."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from onegrid.casework.case_type import CaseType, Field
from onegrid.casework.domain.attachments import Upload
from onegrid.casework.domain.filing import Report
from onegrid.casework.faults import CaseFault
from onegrid.casework.models.case import Channel
from onegrid.casework.numbers import read_number
from onegrid.lib.coordinates import Datum
from onegrid.web.fields import FilesField, PhoneField, say_what_is_missing
from onegrid.web.kinds import kind_titles
from onegrid.web.places import area_choices, read_point

DETAIL = "detail_"
LONGEST_DESCRIPTION = 2000
STAFF_CHANNELS = (Channel.GRID_MEMBER, Channel.RIDER, Channel.HOTLINE, Channel.COUNTER)
# Which field of the form a fault of the engine is about.
FAULT_FIELDS = {"outside": "address", "no_place": "address", "not_a_photo": "photos", "retired": "kind"}


class ReportForm(forms.Form):
    """Asks what a kind asks. The kind is chosen before; its categories and questions are fields of the form."""

    submission = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What kind of matter"),
        error_messages={"invalid_choice": _("There is no such kind of matter any more. Choose one from the list.")},
    )
    category = forms.ChoiceField(
        label=_("What exactly"), required=False, widget=forms.RadioSelect(attrs={"class": "choices-row"})
    )
    description = forms.CharField(
        label=_("What is the matter"),
        max_length=LONGEST_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In your own words: what you see, since when, how bad it is."),
    )
    title = forms.CharField(
        label=_("Short title"), max_length=60, required=False, help_text=_("Left empty, the first sentence serves.")
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    datum = forms.ChoiceField(
        required=False, widget=forms.HiddenInput, choices=[(datum.value, datum.value) for datum in Datum]
    )
    area_code = forms.ChoiceField(label=_("Community or grid"), required=False)
    address = forms.CharField(
        label=_("Where exactly"),
        max_length=200,
        required=False,
        help_text=_("Road and number, building, or what is nearby."),
    )
    photos = FilesField(label=_("Photos"), required=False)
    name = forms.CharField(
        label=_("Your name"), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(label=_("Your telephone number"), required=False)

    def __init__(
        self, *args: Any, kinds: Iterable[CaseType], kind: CaseType, staff: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.case_type = kind
        titles = kind_titles()
        self.choice("kind").choices = [(each.key, titles[each.key]) for each in kinds]
        categories = [(each.key, each.title) for each in kind.categories]
        self.choice("category").choices = [*categories, ("", _("I am not sure"))] if categories else []
        self.choice("area_code").choices = [("", _("Choose …")), *area_choices()]
        for field in kind.fields:
            self.fields[DETAIL + field.key] = detail_field(field)
        if staff:
            self.fields["channel"] = forms.ChoiceField(
                label=_("How it came in"), choices=[(each.value, each.label) for each in STAFF_CHANNELS]
            )
            self.fields["name"].label = _("Reporter's name")
            self.fields["phone"].label = _("Reporter's telephone number")
        self.order_fields(["submission", "channel", "kind", "category", *(DETAIL + field.key for field in kind.fields)])
        say_what_is_missing(self)

    def choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def details(self) -> list[Any]:
        """The bound fields of the questions that only this kind asks."""
        return [self[name] for name in self.fields if name.startswith(DETAIL)]

    @property
    def sent_files(self) -> list[Upload]:
        """The files that came along now and will do, whether or not the rest of the form will. Only after `is_valid`."""
        field = self.fields["photos"]
        assert isinstance(field, FilesField)
        return field.good

    def clean(self) -> dict[str, Any]:
        """One way of saying where must have been used, unless the kind needs no place."""
        cleaned = super().clean() or self.cleaned_data
        lon, lat = cleaned.get("lon"), cleaned.get("lat")
        if lon is not None and lat is not None:
            try:
                cleaned["lon"], cleaned["lat"] = read_point(lon, lat, cleaned.get("datum") or Datum.WGS84)
            except ValueError:
                self.add_error("address", _("There is no such place. Choose it again on the map."))
        elif self.case_type.needs_place and not cleaned.get("area_code") and "area_code" not in self.errors:
            self.add_error(
                "address", ValidationError(_("Say where it is: choose a place on the map or an area."), code="no_place")
            )
        return cleaned

    def report(self, uploads: list[Upload]) -> Report:
        """The report as the engine takes it. Only after `is_valid`."""
        given = self.cleaned_data
        plain = ("submission", "kind", "category", "title", "description", "area_code", "address", "name", "phone")
        details = {field.key: given[DETAIL + field.key] for field in self.case_type.fields if given[DETAIL + field.key]}
        return Report(
            **{name: given[name] for name in plain},
            lon=given["lon"] if given["lat"] is not None else None,
            lat=given["lat"] if given["lon"] is not None else None,
            channel=given.get("channel", Channel.RESIDENT),
            details=details,
            uploads=uploads,
        )

    def add_fault(self, fault: CaseFault) -> None:
        """Show what the engine says beside the field that it is about."""
        field = FAULT_FIELDS.get(fault.code or "")
        self.add_error(field, ValidationError(fault.messages, code=fault.code))


def detail_field(field: Field) -> forms.Field:
    """The form field of a kind's own question."""
    words = {"label": field.title, "required": field.required, "help_text": field.help}
    if field.choices:
        choices = [*field.choices] if field.required else [("", _("Not stated")), *field.choices]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect(attrs={"class": "choices-row"}), **words)
    return forms.CharField(max_length=200, **words)


class TrackForm(forms.Form):
    """A case's number and its secret code, as people type them."""

    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("15 digits, as 261123-48271632-5."),
    )
    code = forms.CharField(
        label=_("Secret code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("12 letters and digits; capitals and spaces do not matter."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        say_what_is_missing(self)

    def clean_number(self) -> str:
        number = read_number(self.cleaned_data["number"])
        if number is None:
            raise ValidationError(
                _("This number cannot be right. Compare it with what you were given, digit by digit.")
            )
        return number
