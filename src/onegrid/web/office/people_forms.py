"""The forms for people, posts and certificates."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.directory.models import Organisation, Role
from onegrid.directory.rights import SEAT_ROLE
from onegrid.lib.codes import Level
from onegrid.web.fields import PhoneField
from onegrid.web.office import choices
from onegrid.web.office.inputs import SayingForm, date_input


class FilterForm(forms.Form):
    """What narrows the list of the staff."""

    q = forms.CharField(
        label=gettext_lazy("Name or user name"), required=False, widget=forms.TextInput({"type": "search"})
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)

    def __init__(self, root: str, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["role"].choices = [("", _("all")), *Role.choices]  # type: ignore[attr-defined]
        self.fields["area"].choices = choices.areas(root, whole="")  # type: ignore[attr-defined]


class PersonForm(SayingForm):
    """Who somebody is."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    phone = PhoneField(label=gettext_lazy("Telephone"), required=False)
    is_active = forms.BooleanField(
        label=gettext_lazy("May sign in"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Whoever may not sign in fills no post: their cases are handed on."),
    )


class PasswordForm(SayingForm):
    """A new password."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 10 characters, and none that is easily guessed."),
    )


class PostForm(SayingForm):
    """What somebody is, where, from when."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    area_code = forms.ChoiceField(label=gettext_lazy("Area"))
    organisation = forms.ChoiceField(
        label=gettext_lazy("Organisation"), required=False, help_text=gettext_lazy("A department handler needs one.")
    )
    starts = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=date_input(), initial=timezone.localdate
    )
    ends = forms.DateField(label=gettext_lazy("Until"), required=False, widget=date_input())

    def __init__(self, root: str, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        self.root = root
        self.fields["role"].choices = [("", _("Choose …")), *Role.choices]  # type: ignore[attr-defined]
        self.fields["area_code"].choices = choices.areas(root, whole=root)  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [("", _("none")), *choices.organisations(root)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        role, code = found.get("role"), found.get("area_code")
        level = next((level for level, seat in SEAT_ROLE.items() if seat == role), None)
        if role and code and level is not None and Level.of(code) is not level:
            self.add_error("area_code", LEVEL_FAULTS[level])
        if role == Role.DEPARTMENT_HANDLER and not found.get("organisation"):
            self.add_error("organisation", _("A department handler needs a department. Choose one."))
        return found

    def facts(self) -> dict[str, Any]:
        """What `fill_post` wants to know."""
        asked = self.cleaned_data
        key = asked["organisation"]
        organisation = Organisation.objects.filter(subdistrict=self.root, pk=key).first() if key else None
        dates = {name: asked[name] for name in ("starts", "ends")}
        return {"role": asked["role"], "area_code": asked["area_code"], "organisation": organisation, **dates}


LEVEL_FAULTS = {
    Level.MICRO_GRID: gettext_lazy("A grid member's post is in a micro-grid. Choose one."),
    Level.GRID: gettext_lazy("A grid leader's post is in a grid. Choose one."),
    Level.COMMUNITY: gettext_lazy("A community officer's post is in a community. Choose one."),
    Level.SUBDISTRICT: gettext_lazy("A duty officer's post is in the subdistrict. Choose it."),
}


class NewPersonForm(PostForm):
    """Somebody new, with a first post."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=60,
        help_text=gettext_lazy("What the person signs in with: letters and digits, no spaces."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    phone = PhoneField(label=gettext_lazy("Telephone"), required=False)
    password = forms.CharField(
        label=gettext_lazy("First password"),
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "At least 10 characters; the person should change it. Leave it empty if they use the office's own sign-in."
        ),
    )
    field_order = ("name", "username", "password", "phone", "role", "area_code", "organisation", "starts", "ends")


class EndForm(SayingForm):
    """The end of a post."""

    on = forms.DateField(
        label=gettext_lazy("Ends on"),
        help_text=gettext_lazy("From this day on the post gives no rights."),
        widget=date_input(),
        initial=timezone.localdate,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < timezone.localdate():
            raise ValidationError(_("What was done until now was done in this post. Choose today or a later day."))
        return on


class OrganisationForm(SayingForm):
    """An organisation that can hold cases."""

    name = forms.CharField(label=gettext_lazy("Name of the organisation"), max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of organisation"), choices=Organisation.Kind.choices)
    area_code = forms.ChoiceField(label=gettext_lazy("It works for"), required=False)

    def __init__(self, root: str, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["area_code"].choices = choices.areas(root, whole=root)  # type: ignore[attr-defined]


class CredentialForm(SayingForm):
    """A certificate."""

    kind = forms.CharField(
        label=gettext_lazy("Certificate"),
        max_length=60,
        widget=forms.TextInput({"list": "known-certificates", "autocomplete": "off"}),
        help_text=gettext_lazy("As it stands on the certificate. Dispatch looks for those that the list offers."),
    )
    number = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=60)
    issued = forms.DateField(label=gettext_lazy("Issued"), widget=date_input())
    expires = forms.DateField(label=gettext_lazy("Lapses"), required=False, widget=date_input())
