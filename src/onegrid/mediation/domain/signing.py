"""Signing on the screen: everybody at the mediator's own device, one after the other, witnessed by whoever holds it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.casework.acts import Actor
from onegrid.casework.faults import CaseFault
from onegrid.lib.canonical import sha256_hex
from onegrid.mediation.domain.acting import entering, permit, require
from onegrid.mediation.models import Agreement, Signature
from onegrid.mediation.rules import is_a_draft, works_on_it
from onegrid.mediation.signers import Signer, digest_of, signers_of
from onegrid.mediation.strokes import clean_strokes


@transaction.atomic
def sign_on_screen(
    agreement: Agreement, signer: str, strokes: str, *, by: Actor, at: datetime | None = None
) -> Signature:
    """Keep a signature (a PNG as a data address) with its time and its witness. Whoever signs again replaces their first.

    `signer` is the key of one of `signers_of`. The record holds the digests of what was signed and of the picture. Raises
    `CaseFault` for an agreement that is signed, somebody who does not sign it, or a picture without strokes.
    """
    dispute = agreement.dispute
    permit(works_on_it, by, dispute)
    require(is_a_draft, agreement)
    who, image = _find(agreement, signer), clean_strokes(strokes)
    if who.signature is not None:
        who.signature.delete()
    made = Signature(
        agreement=agreement,
        image=image,
        digest=digest_of(agreement),
        by=by.person,
        at=at or timezone.now(),
        **{who.role: who.who},
    )
    facts = {"agreement": agreement.pk, "signer": signer, "text": made.digest, "strokes": sha256_hex(image.encode())}
    with entering(dispute, "sign on screen", by=by, at=made.at, **facts) as docket:
        docket.add(made)
    return made


def _find(agreement: Agreement, key: str) -> Signer:
    for each in signers_of(agreement):
        if each.key == key:
            return each
    raise CaseFault(_("Nobody of that name signs this agreement. Open the page again."), code="signer")
