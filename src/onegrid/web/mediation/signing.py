"""Signing on the screen: the text, then a field for each who signs, at the device of whoever witnesses it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from onegrid.casework.acts import Actor
from onegrid.casework.faults import CaseFault
from onegrid.mediation.domain.parties import read_agreement
from onegrid.mediation.domain.signing import sign_on_screen
from onegrid.mediation.models import Agreement
from onegrid.mediation.signers import missing, signers_of
from onegrid.web.access import signed_in
from onegrid.web.mediation.place import dispute_of, viewer_of


@signed_in
@never_cache
@require_POST
def signing(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The agreement with names, to be read and signed by those who are present. That it was opened is put on record first;
    each signature is an entry of its own, and the last one leads back to the dispute."""
    dispute, by = dispute_of(request, number), Actor.of(viewer_of(request))
    agreement = get_object_or_404(Agreement, dispute=dispute, pk=pk)
    agreement.dispute = dispute
    if agreement.state != Agreement.State.DRAFT or dispute.case.state != "mediating":
        raise Http404(_("There is nothing to sign here."))
    fault = ""
    if signer := request.POST.get("signer", ""):
        try:
            sign_on_screen(agreement, signer, request.POST.get("strokes", ""), by=by)
        except CaseFault as refused:
            fault = str(refused)
    else:
        read_agreement(agreement, by=by)
    signers = signers_of(agreement)
    if signer and not fault and not missing(signers):
        messages.success(request, _("Everybody has signed. Note now that it is signed."))
        return redirect("mediation-case", number)
    words = {
        "dispute": dispute,
        "agreement": agreement,
        "signers": signers,
        "fault": fault,
        "at_fault": signer if fault else "",
    }
    return render(request, "mediation/signing.html", words, status=422 if fault else 200)
