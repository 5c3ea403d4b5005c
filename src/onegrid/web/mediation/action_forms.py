"""What each action asks, but for those about sessions and agreements."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.mediation.guessing import guess_sort
from onegrid.mediation.matching import propose_mediators
from onegrid.mediation.models import FollowUp, Mediator, Representative
from onegrid.mediation.models.dispute import Side, Sign, Sort, Way
from onegrid.mediation.queries import experts_of
from onegrid.web.fields import PhoneField
from onegrid.web.mediation.action_form import IN_CONFIDENCE, ActionForm
from onegrid.web.mediation.door_form import LONGEST, long_text
from onegrid.web.mediation.place import short_name
from onegrid.web.office.inputs import date_input


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
        known = [(str(each.pk), str(each)) for each in experts_of(self.dispute.case.area_code[:9])]
        self.choose("expert", known)
        if not known:
            self.fields["expert"].help_text = _("No expert is on the list yet. The mediation office adds them there.")


class ExpertAnswerForm(ActionForm):
    answer = forms.CharField(
        label=gettext_lazy("Answer"), max_length=LONGEST, widget=long_text(4), help_text=IN_CONFIDENCE
    )


class VisitForm(ActionForm):
    due_on = forms.DateField(label=gettext_lazy("On"), widget=date_input())


class FollowUpForm(ActionForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What was found"), choices=FollowUp.Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=LONGEST, required=False, widget=long_text(3), help_text=IN_CONFIDENCE
    )
