"""Parties and who speaks for them; whether they agree to mediation; and reading what is confidential."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.casework.acts import SYSTEM, Actor
from onegrid.casework.domain.docket import Docket
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import Message
from onegrid.mediation.conflicts import Ties, conflict_of, ties_of
from onegrid.mediation.domain.acting import entering, move, permit, remark, require
from onegrid.mediation.domain.follow_ups import destroy_scans
from onegrid.mediation.keys import party_keys
from onegrid.mediation.models import (
    Agreement,
    Dispute,
    ExpertCall,
    FollowUp,
    Invitee,
    Party,
    Remark,
    Representative,
    RouteChange,
    Session,
    Signature,
    Term,
)
from onegrid.mediation.models.dispute import Consent, Side
from onegrid.mediation.rules import is_open, works_on_it


@dataclass(frozen=True)
class NewParty:
    """A party as somebody names it. The telephone number is E.164 or ''."""

    side: str
    name: str
    phone: str = ""
    identity: str = ""
    home: str = ""
    firm: str = ""


def make_party(dispute: Dispute, new: NewParty) -> Party:
    """A party with the keys by which it is found again; whoever brings a dispute agrees to its mediation."""
    agreed = new.side == Side.APPLICANT
    return Party(
        dispute=dispute,
        side=new.side,
        name=new.name.strip(),
        phone=new.phone,
        identity=new.identity.strip().upper(),
        home=new.home.strip(),
        firm=new.firm.strip(),
        consent=Consent.GIVEN if agreed else Consent.ASKED,
        **party_keys(phone=new.phone, identity=new.identity.upper(), home=new.home, firm=new.firm),
    )


def add_party(dispute: Dispute, new: NewParty, *, by: Actor, at: datetime | None = None) -> Party:
    """Name another party of a dispute. Raises `CaseFault` if that ties a mediator of it to the parties."""
    permit(works_on_it, by, dispute)
    require(is_open, dispute)
    party = make_party(dispute, new)
    _check_mediators(dispute, ties_of(dispute, [*dispute.parties.all(), party]))
    with entering(dispute, "add party", by=by, at=at or timezone.now(), party=party.pk, side=new.side) as docket:
        docket.add(party)
    return party


def _check_mediators(dispute: Dispute, ties: Ties) -> None:
    """Nobody mediates in their own matter, whoever came first: the mediator or the party."""
    for appointment in dispute.appointments.filter(ended_at=None).select_related("mediator__person"):
        if (why := conflict_of(appointment.mediator, ties)) is not None:
            words = {"mediator": appointment.mediator.person.name, "why": why}
            raise CaseFault(
                _("%(mediator)s mediates this dispute, but %(why)s. Let somebody else mediate first.") % words,
                code="conflict",
            )


def add_representative(
    party: Party, *, name: str, phone: str, power: str, by: Actor, at: datetime | None = None
) -> Representative:
    """Note who speaks for a party, and with which power. Raises `CaseFault` for somebody who mediates the dispute."""
    permit(works_on_it, by, party.dispute)
    require(is_open, party.dispute)
    made = Representative(party=party, name=name.strip(), phone=phone, power=power)
    _check_mediators(party.dispute, ties_of(party.dispute, list(party.dispute.parties.all()), [made]))
    facts = {"party": party.pk, "power": power}
    with entering(party.dispute, "add representative", by=by, at=at or timezone.now(), **facts) as docket:
        docket.add(made)
    return made


def answer_mediation(party: Party, *, agrees: bool, why: str = "", by: Actor, at: datetime | None = None) -> None:
    """Note whether a party agrees to mediation. A refusal of a main party ends it, with the reason, as the law wants it.

    A third party who will not take part just stays away.
    """
    dispute = party.dispute
    permit(works_on_it, by, dispute)
    require(is_open, dispute)
    at = at or timezone.now()
    party.consent, party.answered_at = (Consent.GIVEN if agrees else Consent.REFUSED), at
    docket = Docket()
    docket.change(party)
    docket.enter(dispute.case, "answer mediation", actor=by, at=at, after={"party": party.pk, "agrees": agrees})
    remark(docket, dispute, "answer mediation", why, by=by, at=at)
    if not agrees and party.side != Side.THIRD:
        move(docket, dispute, "refuse", by=by, at=at, reason=_("A party refuses mediation."))
    docket.write()


def read_parties(dispute: Dispute, *, by: Actor, at: datetime | None = None) -> Sequence[Party]:
    """The parties in clear, for who works on the dispute only; that they were read is recorded before they are returned."""
    permit(works_on_it, by, dispute)
    return _read(dispute, "read parties", by=by, at=at)


def print_paper(dispute: Dispute, *, paper: str, by: Actor, at: datetime | None = None) -> Sequence[Party]:
    """The same for a paper that is going to be made; the record says which."""
    permit(works_on_it, by, dispute)
    return _read(dispute, "print paper", by=by, at=at, paper=paper)


def read_agreement(agreement: Agreement, *, by: Actor, at: datetime | None = None) -> None:
    """Put on record that an agreement is opened with its names, as when it is signed on the screen."""
    permit(works_on_it, by, agreement.dispute)
    with entering(agreement.dispute, "read parties", by=by, at=at or timezone.now(), agreement=agreement.pk):
        pass


def _read(dispute: Dispute, verb: str, *, by: Actor, at: datetime | None, **facts: str) -> Sequence[Party]:
    with entering(dispute, verb, by=by, at=at or timezone.now(), **facts):
        pass
    return list(dispute.parties.prefetch_related("representatives"))


def forget_parties(*, at: datetime | None = None, most: int = 200) -> int:
    """Delete what is kept of people in disputes that ended a set time ago; figures stay. Returns how many disputes."""
    at = at or timezone.now()
    over = at - settings.MEDIATION_KEPT
    due = Dispute.objects.filter(case__ended_at__lte=over, forgotten_at__isnull=True).select_related("case")[:most]
    for dispute in due:
        _forget(dispute, at)
    return len(due)


@transaction.atomic
def _forget(dispute: Dispute, at: datetime) -> None:
    gone = {"name": "", "phone": ""}
    Representative.objects.filter(party__dispute=dispute).update(**gone)
    keys = dict.fromkeys(("phone_key", "identity_key", "home_key", "firm_key"), "")
    dispute.parties.update(**gone, identity="", home="", firm="", **keys)
    for model, field in (
        (Session, "minutes"),
        (Agreement, "facts"),
        (FollowUp, "note"),
        (RouteChange, "why"),
        (Remark, "text"),
        (ExpertCall, "question"),
        (ExpertCall, "answer"),
    ):
        model._default_manager.filter(dispute=dispute).update(**{field: ""})
    Term.objects.filter(agreement__dispute=dispute).update(text="")
    Signature.objects.filter(agreement__dispute=dispute).update(image="")
    Invitee.objects.filter(inquiry__dispute=dispute).update(note="")
    destroy_scans(dispute)
    Message.objects.filter(case=dispute.case, to="given").delete()
    dispute.statement = dispute.wants = dispute.place = dispute.place_key = ""
    dispute.forgotten_at = at
    with entering(dispute, "forget parties", by=SYSTEM, at=at) as docket:
        docket.change(dispute)
