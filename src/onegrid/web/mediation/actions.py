"""What can be done with a dispute: one entry each, of what it asks, in which states, by whom, and which verb does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from onegrid.casework.acts import Actor
from onegrid.casework.faults import CaseFault
from onegrid.directory.models import Person
from onegrid.mediation.domain import agreements, dates, disputes, follow_ups, mediators, parties, sessions
from onegrid.mediation.domain.parties import NewParty
from onegrid.mediation.models import (
    Agreement,
    Appointment,
    DateInquiry,
    Dispute,
    Expert,
    ExpertCall,
    FollowUp,
    Invitee,
    OfferedDate,
    Party,
    Session,
    Term,
)
from onegrid.mediation.rules import runs_mediation, somebody_mediates, works_on_it
from onegrid.web.access import signed_in
from onegrid.web.mediation import action_forms as forms
from onegrid.web.mediation import agreement_forms, meeting_forms
from onegrid.web.mediation.action_form import ActionForm
from onegrid.web.mediation.dates import links_of
from onegrid.web.mediation.place import dispute_of, viewer_of
from onegrid.web.office.place import refuse

Do = Callable[[Dispute, Any, Any, Actor], Any]
HANDS_ON = ("new", "mediating")
OPEN = ("new", "mediating", "paused", "referred", "performing")
ANY = (*OPEN, "closed", "unsettled", "refused", "withdrawn")
# What an action may be about besides the dispute itself, and how that leads to the dispute.
THINGS: dict[str, tuple[Any, str]] = {
    "party": (Party, "dispute"),
    "appointment": (Appointment, "dispute"),
    "session": (Session, "dispute"),
    "agreement": (Agreement, "dispute"),
    "term": (Term, "agreement__dispute"),
    "visit": (FollowUp, "dispute"),
    "call": (ExpertCall, "dispute"),
    "inquiry": (DateInquiry, "dispute"),
    "date": (OfferedDate, "inquiry__dispute"),
    "invitee": (Invitee, "inquiry__dispute"),
}


@dataclass(frozen=True)
class Action:
    """One thing that can be done. `about` names what of the dispute it is done to; `final` ones end something.

    The form of one that `reads` shows what is confidential: it is opened by a POST, and that is put on record first.
    """

    key: str
    title: Any
    form: type[ActionForm]
    do: Do
    states: tuple[str, ...]
    about: str = ""
    rule: Callable[[Person, Dispute], bool] = works_on_it
    final: bool = False
    reads: bool = False


def _to_dispute(verb: Callable[..., Any]) -> Do:
    """A verb of the dispute that takes what the form asks."""
    return lambda dispute, _of, form, by: verb(dispute, by=by, **form.cleaned_data)


def _to_thing(verb: Callable[..., Any]) -> Do:
    """A verb of what the action is about."""
    return lambda _dispute, of, form, by: verb(of, by=by, **form.cleaned_data)


def _step(key: str) -> Do:
    def do(dispute: Dispute, _of: Any, form: Any, by: Actor) -> None:
        disputes.step(dispute, key, by=by, **form.cleaned_data)

    return do


def _scan(dispute: Dispute, of: Agreement, form: Any, by: Actor) -> None:
    for upload in form.cleaned_data.get("scan") or []:
        follow_ups.file_scan(dispute, upload, agreement=of, by=by)


def _sign(dispute: Dispute, of: Agreement, form: Any, by: Actor) -> None:
    asked = form.cleaned_data
    agreements.sign_agreement(
        of, signed_on=asked["signed_on"], on_screen=asked.get("how") == agreement_forms.ON_SCREEN, by=by
    )
    _scan(dispute, of, form, by)


def _break(_dispute: Dispute, of: Agreement, form: Any, by: Actor) -> None:
    agreements.break_agreement(of, why=form.cleaned_data["reason"], note=form.cleaned_data["note"], by=by)


def _offer(dispute: Dispute, _of: Any, form: Any, by: Actor) -> None:
    dates.offer_dates(dispute, form.dates(), link_to=form.link_to, by=by)


def _answer_dates(_dispute: Dispute, of: Invitee, form: Any, by: Actor) -> None:
    asked = form.cleaned_data
    dates.answer_dates(of, {int(key) for key in asked["suits"]}, note=asked["note"], by=by)


def _choose(_dispute: Dispute, of: OfferedDate, form: Any, by: Actor) -> None:
    dates.choose_date(of, link_to=form.link_to, by=by)


def _redraft(_dispute: Dispute, of: Agreement, form: Any, by: Actor) -> None:
    asked = form.cleaned_data
    agreements.redraft_agreement(of, form=asked["form"], facts=asked["facts"], terms=form.terms(), by=by)


def _hold(_dispute: Dispute, of: Session, form: Any, by: Actor) -> None:
    asked = form.cleaned_data
    came = {int(key) for key in asked["came"]}
    following = {name: asked[name] for name in ("next_starts", "next_ends")}
    sessions.hold_session(of, came=came, minutes=asked["minutes"], by=by, **following)


def _refuse(dispute: Dispute, of: Appointment, form: Any, by: Actor) -> None:
    mediators.refuse_mediator(of, party=dispute.parties.get(pk=form.cleaned_data["party"]), by=by)


def _call(dispute: Dispute, _of: Any, form: Any, by: Actor) -> None:
    expert = Expert.objects.get(pk=form.cleaned_data["expert"])
    mediators.call_expert(dispute, expert, question=form.cleaned_data["question"], by=by)


def _draft(dispute: Dispute, _of: Any, form: Any, by: Actor) -> None:
    asked = form.cleaned_data
    agreements.draft_agreement(dispute, form=asked["form"], facts=asked["facts"], terms=form.terms(), by=by)


ACTIONS: tuple[Action, ...] = (
    Action(
        "accept",
        gettext_lazy("Accept for mediation"),
        ActionForm,
        _to_dispute(disputes.accept_dispute),
        ("new",),
        rule=runs_mediation,
    ),
    Action(
        "session",
        gettext_lazy("Plan a session"),
        meeting_forms.SessionForm,
        _to_dispute(sessions.plan_session),
        ("mediating",),
    ),
    Action("dates", gettext_lazy("Ask which dates suit"), meeting_forms.DatesForm, _offer, ("mediating",)),
    Action(
        "answer-dates",
        gettext_lazy("Note which dates suit"),
        meeting_forms.SuitsForm,
        _answer_dates,
        ("mediating",),
        about="invitee",
    ),
    Action("choose-date", gettext_lazy("Choose this date"), ActionForm, _choose, ("mediating",), about="date"),
    Action(
        "drop-dates",
        gettext_lazy("Drop these dates"),
        ActionForm,
        _to_thing(dates.drop_dates),
        ("mediating", "paused"),
        about="inquiry",
        final=True,
    ),
    Action("agreement", gettext_lazy("Draft an agreement"), agreement_forms.AgreementForm, _draft, ("mediating",)),
    Action(
        "appoint",
        gettext_lazy("Appoint mediators"),
        forms.AppointForm,
        lambda dispute, _of, form, by: mediators.appoint(dispute, form.chosen(), by=by),
        HANDS_ON,
        rule=runs_mediation,
    ),
    Action(
        "party",
        gettext_lazy("Add a party"),
        forms.PartyForm,
        lambda dispute, _of, form, by: parties.add_party(dispute, NewParty(**form.cleaned_data), by=by),
        ("new", "mediating", "paused"),
    ),
    Action(
        "grade",
        gettext_lazy("Set type and risk"),
        forms.GradeForm,
        _to_dispute(disputes.grade_dispute),
        OPEN,
    ),
    Action(
        "route",
        gettext_lazy("Change the route"),
        forms.RouteForm,
        _to_dispute(disputes.route_dispute),
        ("new", "mediating", "referred"),
    ),
    Action("expert", gettext_lazy("Ask an expert"), forms.ExpertForm, _call, ("mediating", "paused")),
    Action("extend", gettext_lazy("Extend by agreement"), forms.ExtendForm, _step("extend"), ("mediating",)),
    Action("pause", gettext_lazy("Pause"), forms.PauseForm, _step("pause"), ("mediating",)),
    Action("resume", gettext_lazy("Resume"), forms.NoteForm, _step("resume"), ("paused",)),
    Action("fail", gettext_lazy("Mediation failed"), forms.FailForm, _step("fail"), ("mediating",), final=True),
    Action(
        "end-referred",
        gettext_lazy("Decided elsewhere"),
        forms.EndReferredForm,
        _step("end-referred"),
        ("referred",),
        final=True,
    ),
    Action(
        "withdraw",
        gettext_lazy("Withdraw the request"),
        forms.WithdrawForm,
        _step("withdraw"),
        ("new", "mediating", "paused"),
        final=True,
    ),
    Action(
        "visit",
        gettext_lazy("Plan a visit"),
        forms.VisitForm,
        _to_dispute(follow_ups.plan_visit),
        ("performing", "closed", "unsettled"),
    ),
    Action(
        "answer",
        gettext_lazy("Note the answer"),
        forms.AnswerForm,
        _to_thing(parties.answer_mediation),
        HANDS_ON,
        about="party",
    ),
    Action(
        "representative",
        gettext_lazy("Note a representative"),
        forms.RepresentativeForm,
        _to_thing(parties.add_representative),
        OPEN,
        about="party",
    ),
    Action("refuse", gettext_lazy("A party refuses"), forms.RefuseForm, _refuse, HANDS_ON, about="appointment"),
    Action("hold", gettext_lazy("Note what was said"), meeting_forms.HoldForm, _hold, ("mediating",), about="session"),
    Action(
        "cancel",
        gettext_lazy("Cancel the session"),
        ActionForm,
        _to_thing(sessions.cancel_session),
        OPEN,
        about="session",
        final=True,
    ),
    Action(
        "expert-answer",
        gettext_lazy("Note the answer"),
        forms.ExpertAnswerForm,
        _to_thing(mediators.note_answer),
        ANY,
        about="call",
    ),
    Action(
        "redraft",
        gettext_lazy("Change the draft"),
        agreement_forms.RedraftForm,
        _redraft,
        ("mediating",),
        about="agreement",
        reads=True,
    ),
    Action("sign", gettext_lazy("It is signed"), agreement_forms.SignForm, _sign, ("mediating",), about="agreement"),
    Action("scan", gettext_lazy("File the signed paper"), agreement_forms.ScanForm, _scan, ANY, about="agreement"),
    Action(
        "confirmation",
        gettext_lazy("Judicial confirmation"),
        agreement_forms.ConfirmationForm,
        _to_thing(agreements.decide_confirmation),
        ("performing", "closed"),
        about="agreement",
    ),
    Action(
        "keep",
        gettext_lazy("It was performed"),
        forms.NoteForm,
        _to_thing(agreements.keep_term),
        ("performing",),
        about="term",
    ),
    Action(
        "break",
        gettext_lazy("It is not kept: mediate again"),
        forms.BreakForm,
        _break,
        ("performing",),
        about="agreement",
        final=True,
    ),
    Action(
        "follow-up",
        gettext_lazy("Note what was found"),
        forms.FollowUpForm,
        _to_thing(follow_ups.follow_up),
        ANY,
        about="visit",
    ),
)
BY_KEY = {action.key: action for action in ACTIONS}


def offered(dispute: Dispute, viewer: Person) -> list[Action]:
    """What the viewer may do with the dispute itself now, the likeliest first."""
    here = [each for each in ACTIONS if not each.about and dispute.case.state in each.states]
    if dispute.case.state == "mediating" and not somebody_mediates(dispute):
        here.sort(key=lambda each: each.key != "appoint")
    allowed = {rule: rule(viewer, dispute) for rule in {each.rule for each in here}}
    return [each for each in here if allowed[each.rule]]


@signed_in
@require_http_methods(["GET", "POST"])
def action(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """The form of an action, and the doing of it."""
    dispute, chosen = dispute_of(request, number), BY_KEY.get(key)
    if chosen is None:
        raise Http404(_("There is no such action."))
    of = _thing(dispute, chosen, request.GET.get("of", ""))
    if dispute.case.state not in chosen.states:
        messages.error(request, _("“%(action)s” is not possible any more.") % {"action": chosen.title})
        return redirect("mediation-case", number)
    opens = request.method == "GET" or (chosen.reads and "opening" in request.POST)
    if chosen.reads and request.method == "GET":
        return redirect("mediation-case", number)
    if chosen.reads and opens:
        parties.read_agreement(of, by=Actor.of(viewer_of(request)))
    form = chosen.form(dispute, of, *(() if opens else (request.POST, request.FILES)))
    form.link_to = links_of(request)
    if not opens and form.is_valid():
        try:
            chosen.do(dispute, of, form, Actor.of(viewer_of(request)))
        except CaseFault as fault:
            refuse(form, fault)
        else:
            messages.success(request, _("Done: %(action)s.") % {"action": chosen.title})
            return redirect("mediation-case", number) if _still_mine(request, number) else redirect("mediation")
    words = {"dispute": dispute, "action": chosen, "form": form}
    return render(request, "mediation/action.html", words, status=422 if form.errors else 200)


def _still_mine(request: HttpRequest, number: str) -> bool:
    try:
        dispute_of(request, number)
    except Http404:
        return False
    return True


def _thing(dispute: Dispute, chosen: Action, key: str) -> Any:
    """What the action is about. Raises `Http404` unless it belongs to the dispute."""
    if not chosen.about:
        return None
    model, way = THINGS[chosen.about]
    found = model.objects.filter(**{way: dispute, "pk": key}).first() if key.isdigit() and len(key) < 20 else None
    if found is None:
        raise Http404(_("There is no such thing in this dispute."))
    owner = getattr(found, between) if (between := way.rpartition("__")[0]) else found
    owner.dispute = dispute
    return found
