"""Where a matter stands, for whoever has its number and code; and what the reporter may still do: rate, reopen, withdraw."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.moving import check_move
from onegrid.casework.faults import MoveNotAllowed
from onegrid.casework.models import Case
from onegrid.casework.numbers import read_number
from onegrid.web.access import open_to_all
from onegrid.web.cases.moving import blank_form, kept_files, try_move
from onegrid.web.cases.offers import offered_moves
from onegrid.web.public import unlocking
from onegrid.web.public.forms import TrackForm
from onegrid.web.public.throttle import WRONG_CODES
from onegrid.web.public.timeline import public_events

THANKS = {
    "rate": gettext_lazy("Thank you. Your rating stands in the record of the case."),
    "reopen": gettext_lazy("The case is open again. Whoever handled it has been told."),
    "withdraw": gettext_lazy("Your report is withdrawn. Nothing more will be done about it."),
}


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Asks for the number and the code."""
    if request.method == "GET":
        return _ask(request, TrackForm(initial={"number": request.GET.get("number", "")}))
    form = TrackForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=422)
    return _unlock(request, form, form.cleaned_data["number"], form.cleaned_data["code"])


@open_to_all
@never_cache
@require_GET
def tracking_link(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """The link that a reporter kept: opens the case, and leaves the secret behind in no address."""
    form = TrackForm({"number": number, "code": secret})
    return _unlock(request, form, read_number(number) or "", secret)


@open_to_all
@never_cache
@require_GET
def tracked(request: HttpRequest, number: str) -> HttpResponse:
    """How the matter stands, to somebody who has shown the code."""
    role = unlocking.role_for(request.session, number)
    if role is None:
        return redirect(f"{reverse('track')}?number={number}")
    case = get_object_or_404(Case.objects.select_related("holder_organisation", "merged_into"), number=number)
    if case.merged_into:
        unlocking.follow(request.session, case.merged_into)
    moves = offered_moves(REPORTER, case) if role == unlocking.REPORTER else []
    rate = next((move for move in moves if move.key == "rate"), None)
    words = {
        "case": case,
        "events": public_events(case),
        "photos": case.attachments.filter(public=True, file__media_type__startswith="image/"),
        "parts": _parts(case),
        "moves": [move for move in moves if move is not rate],
        "rate": rate,
        "rate_form": blank_form(case, rate, REPORTER) if rate else None,
    }
    return render(request, "public/tracked.html", words)


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def reporter_move(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Rate, reopen or withdraw; whatever else a kind leaves to its reporter."""
    if unlocking.role_for(request.session, number) != unlocking.REPORTER:
        return redirect(f"{reverse('track')}?number={number}")
    case = get_object_or_404(Case, number=number)
    if case.type.move(key) is None:
        raise Http404
    try:
        move = check_move(case, key, REPORTER)
    except MoveNotAllowed as fault:
        messages.error(request, fault.messages[0])
        return redirect("tracked", number)
    words = {"case": case, "move": move}
    if request.method == "GET":
        return render(request, "public/move.html", {**words, "form": blank_form(case, move, REPORTER)})
    attempt = try_move(request, case, move, REPORTER)
    if not attempt.made:
        found = {"form": attempt.form, "attempt": attempt, "staged": kept_files(attempt.form)}
        return render(request, "public/move.html", {**words, **found}, status=attempt.status)
    messages.success(request, THANKS.get(key) or _("Done: %(move)s.") % {"move": move.title})
    return redirect("tracked", number)


def _unlock(request: HttpRequest, form: TrackForm, number: str, code: str) -> HttpResponse:
    if WRONG_CODES.is_on(request):
        form.add_error(None, _("Too many wrong codes came from here. Please try again in ten minutes."))
        return _ask(request, form, status=429)
    case = unlocking.unlock_by_code(request, number, code) if number else None
    if case is None:
        WRONG_CODES.note(request)
        form.add_error(None, _("No case has this number and code together. Compare both with what you were given."))
        return _ask(request, form, status=422)
    return redirect("tracked", case.number)


def _ask(request: HttpRequest, form: TrackForm, *, status: int = 200) -> HttpResponse:
    return render(request, "public/track.html", {"form": form}, status=status)


def _parts(case: Case) -> tuple[int, int] | None:
    """How many parts of a divided case are done, and how many there are."""
    ends = list(case.children.values_list("ended_at", flat=True)) if case.state == "divided" else []
    return (sum(end is not None for end in ends), len(ends)) if ends else None
