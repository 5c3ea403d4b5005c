"""The one door: a party brings its dispute on its phone; a grid member, court, police station or hotline through the staff."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from onegrid.casework.acts import REPORTER, Actor
from onegrid.casework.domain.filing import Filed, new_submission
from onegrid.casework.faults import CaseFault
from onegrid.directory.rights import Right, has_right
from onegrid.mediation.domain.disputes import bring_dispute
from onegrid.mediation.models import Dispute
from onegrid.mediation.queries import disputes_visible_to
from onegrid.web.access import needs, open_to_all
from onegrid.web.mediation.door_form import DoorForm
from onegrid.web.mediation.place import viewer_of
from onegrid.web.office.place import refuse
from onegrid.web.public.throttle import Brake
from onegrid.web.public.unlocking import remember_filed

BRINGING = Brake("disputes", 20)


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """A party brings its dispute; staff goes on to their own form."""
    if has_right(request.user, Right.FILE):
        return redirect("mediation-new")
    if request.method == "POST" and BRINGING.is_on(request):
        text = _("Too many disputes came from here within ten minutes. Try again later, or call the mediation office.")
        return _show(request, DoorForm(request.POST, staff=None), fault=text, status=429)
    return _bring(request, staff=False)


@needs(Right.FILE)
@never_cache
@require_http_methods(["GET", "POST"])
def bring_for_somebody(request: HttpRequest) -> HttpResponse:
    """Staff brings a dispute that they met, or that a court, a police station or the hotline hands over."""
    return _bring(request, staff=True)


def _bring(request: HttpRequest, *, staff: bool) -> HttpResponse:
    worker = viewer_of(request) if staff else None
    if request.method != "POST":
        return _show(request, DoorForm(initial={"submission": new_submission()}, staff=worker))
    form = DoorForm(request.POST, staff=worker)
    if form.is_valid():
        actor = Actor.of(worker) if worker else REPORTER
        try:
            return _received(request, bring_dispute(form.brought(), by=actor), staff=staff)
        except CaseFault as fault:
            refuse(form, fault)
    return _show(request, form, status=422)


def _received(request: HttpRequest, done: Filed, *, staff: bool) -> HttpResponse:
    if not staff:
        BRINGING.note(request)
        remember_filed(request, done)
        return redirect("filed")
    dispute = Dispute.objects.get(pk=done.case.pk)
    words = {"number": done.case.number, "sort": dispute.get_sort_display()}
    messages.success(request, _("Received as %(number)s: %(sort)s.") % words)
    works = disputes_visible_to(viewer_of(request)).filter(pk=dispute.pk).exists()
    return redirect("mediation-case", done.case.number) if works else redirect("mediation-new")


def _show(request: HttpRequest, form: DoorForm, *, fault: str = "", status: int = 200) -> HttpResponse:
    words: dict[str, Any] = {"form": form, "staff": form.staff, "fault": fault}
    template = "mediation/bring_desk.html" if form.staff else "mediation/bring.html"
    return render(request, template, words, status=status)
