"""What is asked about sessions: their times and places, which dates suit, who came and what was said."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.mediation.domain.dates import NewDate, secret_of
from onegrid.mediation.domain.sessions import present_in
from onegrid.mediation.free import AHEAD, busy_times, free_times, rooms_of
from onegrid.mediation.models import Invitee, Session
from onegrid.web.mediation.action_form import IN_CONFIDENCE, ActionForm, moment_field
from onegrid.web.mediation.dates import offer_dates_in, suits_field
from onegrid.web.mediation.door_form import LONGEST, long_text
from onegrid.web.mediation.place import short_name

MOST_DATES, USUAL_DATES = 5, 3


class MeetingForm(ActionForm):
    """A form that asks for times and rooms, and shows which of them are taken."""

    def prepare(self) -> None:
        root, at = self.dispute.case.area_code[:9], timezone.now()
        self.busy, self.rooms = busy_times(root, since=at, until=at + AHEAD), rooms_of(root)

    def room_field(self) -> forms.CharField:
        return forms.CharField(
            label=_("Room"), max_length=80, required=False, widget=forms.TextInput({"list": "rooms"})
        )


class SessionForm(MeetingForm):
    starts = moment_field(gettext_lazy("Begins"))
    ends = moment_field(gettext_lazy("Ends"))
    link = forms.URLField(label=gettext_lazy("Video link"), required=False, assume_scheme="https")

    def prepare(self) -> None:
        super().prepare()
        self.fields["room"] = self.room_field()

    def rows(self) -> list[list[forms.BoundField]]:
        return [[self["starts"], self["ends"]], [self["room"], self["link"]]]


class DatesForm(MeetingForm):
    """Several dates; the next times at which whoever mediates is free stand there already."""

    link = forms.URLField(label=gettext_lazy("Video link"), required=False, assume_scheme="https")

    def prepare(self) -> None:
        super().prepare()
        root = self.dispute.case.area_code[:9]
        free = free_times(root, present_in(self.dispute), self.busy, at=timezone.now(), most=USUAL_DATES)
        for place in range(1, MOST_DATES + 1):
            words = {"place": place}
            self.fields[f"starts_{place}"] = moment_field(_("Date %(place)d begins") % words, required=False)
            self.fields[f"ends_{place}"] = moment_field(_("Date %(place)d ends") % words, required=False)
            self.fields[f"room_{place}"] = self.room_field()
            if place <= len(free):
                self.initial[f"starts_{place}"], self.initial[f"ends_{place}"] = free[place - 1]
                self.initial[f"room_{place}"] = self.rooms[0] if self.rooms else ""

    def rows(self) -> list[list[forms.BoundField]]:
        each = ("starts", "ends", "room")
        return [[self[f"{name}_{place}"] for name in each] for place in range(1, MOST_DATES + 1)] + [[self["link"]]]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for place in range(1, MOST_DATES + 1):
            starts, ends = found.get(f"starts_{place}"), found.get(f"ends_{place}")
            if bool(starts) != bool(ends) and not self.has_error(f"starts_{place}" if ends else f"ends_{place}"):
                self.add_error(f"ends_{place}" if starts else f"starts_{place}", _("Give both times, or none."))
        return found

    def dates(self) -> list[NewDate]:
        """The dates as typed."""
        asked = self.cleaned_data
        return [
            NewDate(asked[f"starts_{place}"], asked[f"ends_{place}"], asked[f"room_{place}"], asked["link"])
            for place in range(1, MOST_DATES + 1)
            if asked[f"starts_{place}"]
        ]


class SuitsForm(ActionForm):
    """Which of the offered dates suit somebody, as they told the mediator."""

    suits = suits_field()
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=LONGEST, required=False, widget=long_text(2), help_text=IN_CONFIDENCE
    )

    def prepare(self) -> None:
        invitee: Invitee = self.of
        offer_dates_in(self, invitee)
        self.of_whom = short_name(invitee.name) if invitee.party else invitee.name

    @property
    def address(self) -> str:
        """Where this one answers for themselves."""
        return self.link_to(secret_of(self.of))


class HoldForm(ActionForm):
    came = forms.MultipleChoiceField(
        label=gettext_lazy("Who came"), required=False, widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.CharField(
        label=gettext_lazy("Minutes"), max_length=6000, widget=long_text(8), help_text=IN_CONFIDENCE
    )
    next_starts = moment_field(gettext_lazy("Adjourned to"), required=False)
    next_ends = moment_field(gettext_lazy("Adjourned session ends"), required=False)

    def prepare(self) -> None:
        session: Session = self.of
        expected = session.attendances.select_related("party", "mediator__person")
        self.choose("came", [(str(each.pk), _attendant(each)) for each in expected])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("next_starts")) != bool(found.get("next_ends")):
            raise ValidationError(_("Give both times of the next session, or none."))
        return found


def _attendant(each: Any) -> str:
    return short_name(each.party.name) if each.party else each.mediator.person.name
