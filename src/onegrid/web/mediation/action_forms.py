"""What each action asks."""

import tomllib
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.mediation.domain.agreements import NewTerm
from onegrid.mediation.domain.dates import NewDate, secret_of
from onegrid.mediation.domain.sessions import present_in
from onegrid.mediation.free import AHEAD, busy_times, free_times, rooms_of
from onegrid.mediation.guessing import guess_sort
from onegrid.mediation.matching import propose_mediators
from onegrid.mediation.models import Agreement, Dispute, FollowUp, Invitee, Mediator, Representative, Session
from onegrid.mediation.models.dispute import Side, Sign, Sort, Way
from onegrid.mediation.queries import experts_of
from onegrid.mediation.signers import missing, signers_of
from onegrid.web.fields import FilesField, PhoneField
from onegrid.web.mediation.dates import offer_dates_in, suits_field
from onegrid.web.mediation.door_form import LONGEST, long_text
from onegrid.web.mediation.papers import FOLDER
from onegrid.web.mediation.place import short_name
from onegrid.web.office.inputs import SayingForm, date_input

MOST_TERMS = 6
MOST_DATES, USUAL_DATES = 5, 3
ON_SCREEN, ON_PAPER = "screen", "paper"
IN_CONFIDENCE = gettext_lazy("Kept encrypted, for who works on this dispute only.")


def moment_field(label: Any, *, required: bool = True) -> forms.DateTimeField:
    """A date and a time, chosen in the browser's own way."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=required, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


class ActionForm(SayingForm):
    """The form of an action on a dispute, or on something of it (`of`)."""

    def __init__(self, dispute: Dispute, of: Any, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        self.dispute, self.of = dispute, of
        self.link_to: Callable[[str], str] = str
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the dispute."""

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields as the page lays them out: those of one row stand side by side."""
        return [[field] for field in self.visible_fields()]

    def choose(self, name: str, options: list[Any]) -> None:
        """What a field offers."""
        self.fields[name].choices = options  # type: ignore[attr-defined]


class NoteForm(ActionForm):
    """Nothing but a note in confidence."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=LONGEST,
        required=False,
        widget=long_text(3),
        help_text=IN_CONFIDENCE,
    )


class ReasonForm(NoteForm):
    """A common reason, which stands in the record, and a note in confidence."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stands in the record of the case, where more people read it."),
    )
    REASONS: tuple[Any, ...] = ()
    field_order = ("days", "reason", "note")

    def prepare(self) -> None:
        self.choose("reason", [(str(each), each) for each in self.REASONS])


class ExtendForm(ReasonForm):
    REASONS = (gettext_lazy("All parties agreed to go on"),)
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=1, max_value=30, initial=15)


class PauseForm(ReasonForm):
    REASONS = (
        gettext_lazy("An expert opinion is awaited"),
        gettext_lazy("Documents are awaited"),
        gettext_lazy("A party is absent for a while"),
    )


class FailForm(ReasonForm):
    REASONS = (
        gettext_lazy("The parties are too far apart"),
        gettext_lazy("A party stayed away twice"),
        gettext_lazy("The facts cannot be settled here"),
    )


class WithdrawForm(ReasonForm):
    REASONS = (gettext_lazy("The parties settled it themselves"), gettext_lazy("The applicant gives it up"))


class EndReferredForm(ReasonForm):
    REASONS = (gettext_lazy("Decided by court"), gettext_lazy("Decided by arbitration"), gettext_lazy("Given up there"))


class BreakForm(ReasonForm):
    REASONS = (
        gettext_lazy("A payment was not made"),
        gettext_lazy("Something else was not done"),
        gettext_lazy("A party disputes the agreement"),
    )


class GradeForm(ActionForm):
    sort = forms.ChoiceField(label=gettext_lazy("Type of dispute"), choices=Sort.choices)
    signs = forms.MultipleChoiceField(
        label=gettext_lazy("What makes it risky"),
        choices=Sign.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.CharField(
        label=gettext_lazy("Dialect or language, if an interpreter would help"), max_length=20, required=False
    )

    def prepare(self) -> None:
        self.initial = {
            "sort": self.dispute.sort,
            "signs": self.dispute.signs,
            "language": self.dispute.language,
        }
        guess = guess_sort(f"{self.dispute.statement} {self.dispute.wants}")
        if guess.sure and guess.sort != self.dispute.sort:
            words = {"sort": Sort(guess.sort).label, "sure": round(100 * guess.sure)}
            self.fields["sort"].help_text = _("Its words sound like: %(sort)s (%(sure)d %%).") % words


class RouteForm(ActionForm):
    way = forms.ChoiceField(label=gettext_lazy("Where it is settled"), widget=forms.RadioSelect)
    why = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST, widget=long_text(3), help_text=IN_CONFIDENCE)

    def prepare(self) -> None:
        self.choose("way", [pair for pair in Way.choices if pair[0] != self.dispute.way])


class PartyForm(ActionForm):
    side = forms.ChoiceField(label=gettext_lazy("Side"), choices=Side.choices)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    phone = PhoneField(label=gettext_lazy("Telephone"), required=False)
    identity = forms.CharField(
        label=gettext_lazy("Identity number"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Only if a court is to confirm the agreement."),
    )
    home = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    firm = forms.CharField(label=gettext_lazy("Employer or own firm"), max_length=100, required=False)


class RepresentativeForm(ActionForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    phone = PhoneField(label=gettext_lazy("Telephone"), required=False)
    power = forms.ChoiceField(label=gettext_lazy("Power"), choices=Representative.Power.choices)


class AnswerForm(ActionForm):
    agrees = forms.TypedChoiceField(
        label=gettext_lazy("Does this party agree to mediation?"),
        choices=[("1", gettext_lazy("Yes")), ("0", gettext_lazy("No: the mediation then ends"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=gettext_lazy("Note"), max_length=LONGEST, required=False, widget=long_text(2), help_text=IN_CONFIDENCE
    )


class AppointForm(ActionForm):
    chair = forms.ChoiceField(label=gettext_lazy("Mediator, or chair of a panel"), widget=forms.RadioSelect)
    others = forms.MultipleChoiceField(
        label=gettext_lazy("Others of a panel"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        self.proposals = propose_mediators(self.dispute)
        free = [each for each in self.proposals if each.bar is None]
        labels = [(str(each.mediator.pk), f"{each.mediator.person.name}　{'、'.join(each.reasons)}") for each in free]
        self.choose("chair", labels)
        self.choose("others", [(key, label.split("　")[0]) for key, label in labels])
        self.by_key = {str(each.mediator.pk): each.mediator for each in free}

    def chosen(self) -> list[Mediator]:
        keys = [self.cleaned_data["chair"], *self.cleaned_data["others"]]
        return [self.by_key[key] for key in dict.fromkeys(keys)]


class RefuseForm(ActionForm):
    party = forms.ChoiceField(
        label=gettext_lazy("Which party does not want this mediator"),
        help_text=gettext_lazy("Nobody has to say why. The mediator is not proposed again."),
    )

    def prepare(self) -> None:
        self.choose("party", [(str(each.pk), short_name(each.name)) for each in self.dispute.parties.all()])


class ExpertForm(ActionForm):
    expert = forms.ChoiceField(label=gettext_lazy("Expert"))
    question = forms.CharField(
        label=gettext_lazy("Question"), max_length=LONGEST, widget=long_text(3), help_text=IN_CONFIDENCE
    )

    def prepare(self) -> None:
        known = experts_of(self.dispute.case.area_code[:9])
        self.choose("expert", [(str(each.pk), str(each)) for each in known])


class ExpertAnswerForm(ActionForm):
    answer = forms.CharField(
        label=gettext_lazy("Answer"), max_length=LONGEST, widget=long_text(4), help_text=IN_CONFIDENCE
    )


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


class VisitForm(ActionForm):
    due_on = forms.DateField(label=gettext_lazy("On"), widget=date_input())


class FollowUpForm(ActionForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What was found"), choices=FollowUp.Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=LONGEST, required=False, widget=long_text(3), help_text=IN_CONFIDENCE
    )
