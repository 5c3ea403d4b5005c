"""Which dates suit? The page behind a secret link, on which somebody invited answers for themselves. It names nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from onegrid.casework.domain.filing import secret_hash
from onegrid.casework.faults import CaseFault
from onegrid.mediation.domain.dates import INVITED, answer_dates
from onegrid.mediation.domain.sessions import present_in
from onegrid.mediation.models import DateInquiry, Dispute, Invitee, OfferedDate
from onegrid.web.access import open_to_all
from onegrid.web.mediation.place import short_name
from onegrid.web.mediation.session_file import as_file
from onegrid.web.office.inputs import SayingForm
from onegrid.web.office.place import refuse
from onegrid.web.public.throttle import WRONG_CODES


def suits_field() -> forms.MultipleChoiceField:
    """Ticks for the dates that suit; none of them may be one's answer too."""
    return forms.MultipleChoiceField(
        label=gettext_lazy("Which dates suit"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Leave all open if none of them suits."),
    )


def offer_dates_in(form: forms.Form, invitee: Invitee) -> None:
    """Let a form offer what is asked, with what was answered so far."""
    options = [(str(each.pk), say_date(each)) for each in invitee.inquiry.dates.all()]
    form.fields["suits"].choices = options  # type: ignore[attr-defined]
    form.initial = {"suits": [str(key) for key in invitee.suits]}


def say_date(date: OfferedDate) -> str:
    """A date with its times and its place."""
    starts, ends = timezone.localtime(date.starts), timezone.localtime(date.ends)
    return f"{starts:%Y-%m-%d %H:%M}–{ends:%H:%M}　{date.room or _('by video')}"


@dataclass(frozen=True)
class DateRow:
    """An offered date: who answered that it suits them, in the order of the invited (None: no answer yet)."""

    date: OfferedDate
    answers: list[bool | None]

    @property
    def suits_all(self) -> bool:
        return all(self.answers)

    @property
    def count(self) -> int:
        """Of how many it is known to suit."""
        return sum(bool(each) for each in self.answers)


@dataclass(frozen=True)
class DateGrid:
    """The dates that are being asked for, against the people who are asked, by a name that may be shown."""

    inquiry: DateInquiry
    invitees: list[tuple[str, Invitee]]
    rows: list[DateRow]


def grid_of(dispute: Dispute) -> DateGrid | None:
    """Which date suits whom, while dates are being asked for. Whoever mediates no more is left out. Five queries."""
    inquiry = dispute.inquiries.filter(state=DateInquiry.State.OPEN).first()
    if inquiry is None:
        return None
    present = set(present_in(dispute))
    asked = inquiry.invitees.select_related("party", "mediator__person")
    invitees = [each for each in asked if each.party or each.mediator_id in present]
    names = [short_name(each.name) if each.party else each.name for each in invitees]
    rows = [
        DateRow(date, [date.pk in each.suits if each.answered_at else None for each in invitees])
        for date in inquiry.dates.all()
    ]
    return DateGrid(inquiry, list(zip(names, invitees, strict=True)), rows)


def links_of(request: HttpRequest) -> Callable[[str], str]:
    """Makes the whole address of the page of a secret."""
    return lambda secret: request.build_absolute_uri(reverse("mediation-dates", args=[secret]))


class SuitsMeForm(SayingForm):
    """Which dates suit whoever reads the page."""

    suits = suits_field()
    note = forms.CharField(
        label=gettext_lazy("What the mediator should know"),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Other times that suit you, or that you can only join by video. Kept encrypted."),
    )

    def __init__(self, invitee: Invitee, *data: Any) -> None:
        super().__init__(*data)
        offer_dates_in(self, invitee)


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def dates(request: HttpRequest, secret: str) -> HttpResponse:
    """The offered dates, to be answered; once one is chosen, that one and its calendar file."""
    invitee = _invitee(request, secret)
    form = SuitsMeForm(invitee, *([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            answer_dates(invitee, {int(key) for key in asked["suits"]}, note=asked["note"], by=INVITED)
        except CaseFault as fault:
            refuse(form, fault)
        else:
            messages.success(request, _("Thank you. You can change your answer until a date has been chosen."))
            return redirect("mediation-dates", secret)
    inquiry = invitee.inquiry
    words = {
        "form": form,
        "invitee": invitee,
        "number": inquiry.dispute.case.number,
        "asked": inquiry.state == DateInquiry.State.OPEN and inquiry.dispute.case.is_open,
        "session": inquiry.session,
        "secret": secret,
    }
    return render(request, "mediation/dates.html", words, status=422 if form.errors else 200)


@open_to_all
@never_cache
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The chosen date for somebody's calendar."""
    session = _invitee(request, secret).inquiry.session
    if session is None:
        raise Http404(_("There is no such session."))
    return as_file(session)


def _invitee(request: HttpRequest, secret: str) -> Invitee:
    """Who was given a secret. Raises `Http404`, and after too many tries also for a good one."""
    invitees = Invitee.objects.select_related("inquiry__dispute__case", "inquiry__session__dispute__case")
    found = None if WRONG_CODES.is_on(request) else invitees.filter(secret=secret_hash(secret)).first()
    if found is None:
        WRONG_CODES.note(request)
        raise Http404(_("This link leads nowhere. Ask your mediator for a new one."))
    return found
