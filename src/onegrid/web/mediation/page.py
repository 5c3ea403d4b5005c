"""One dispute: where it stands, what can be done, and, on a page that is put on record, what is confidential."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onegrid.casework.acts import Actor
from onegrid.casework.domain.clocks import clocks_of
from onegrid.casework.models import CaseClock
from onegrid.casework.queries import entries_of
from onegrid.directory.models import Person
from onegrid.mediation.domain.parties import read_parties
from onegrid.mediation.grading import needs_panel
from onegrid.mediation.models import Agreement, Appointment, Dispute, FollowUp, Invitee, Party, Session
from onegrid.mediation.models.dispute import Sign
from onegrid.mediation.signers import Signer, missing, signers_of
from onegrid.mediation.warning import Warning, warnings_for
from onegrid.web.access import signed_in
from onegrid.web.cases.timeline import Line, names_in, timeline_of
from onegrid.web.mediation.actions import HANDS_ON, Action, offered
from onegrid.web.mediation.dates import DateGrid, grid_of
from onegrid.web.mediation.place import dispute_of, short_name, viewer_of

SHOWN_LINES = 30
SIGNED_BY = tuple(f"signatures__{each}" for each in ("party", "representative", "mediator__person", "by"))


@dataclass(frozen=True)
class DisputePage:
    """A dispute as one person who works on it sees it, without what is confidential."""

    dispute: Dispute
    clocks: list[tuple[str, CaseClock]]
    signs: list[str]
    wants_panel: bool
    warnings: list[Warning]
    offers: list[Action]
    parties: list[tuple[Party, str, int]]
    appointments: list[Appointment]
    sessions: list[Session]
    agreements: list[Agreement]
    draft: Agreement | None
    signers: list[tuple[str, Signer]]
    missing: int
    inquiry: DateGrid | None
    visits: list[FollowUp]
    lines: list[Line]


def gather(dispute: Dispute, viewer: Person) -> DisputePage:
    """The page of a dispute, in a number of queries that does not grow with it."""
    entries = list(entries_of(dispute.case))
    titles = dict(Sign.choices)
    present = dispute.appointments.filter(ended_at=None).select_related("mediator__person")
    parties = dispute.parties.prefetch_related("representatives")
    agreements = list(dispute.agreements.prefetch_related("terms", "scans", "signatures"))
    draft = next((each for each in reversed(agreements) if each.state == Agreement.State.DRAFT), None)
    signers = signers_of(draft) if draft else []
    return DisputePage(
        dispute=dispute,
        clocks=_clocks(dispute),
        signs=[str(titles[sign]) for sign in dispute.signs if sign in titles],
        wants_panel=dispute.case.state in HANDS_ON and needs_panel(dispute.risk, dispute.signs) and len(present) < 2,
        warnings=warnings_for(viewer, dispute),
        offers=offered(dispute, viewer),
        parties=[(each, short_name(each.name), len(each.representatives.all())) for each in parties],
        appointments=list(present),
        sessions=list(dispute.sessions.all()),
        agreements=agreements,
        draft=draft,
        signers=[(signer_name(each), each) for each in signers],
        missing=len(missing(signers)),
        inquiry=grid_of(dispute),
        visits=list(dispute.follow_ups.select_related("term")),
        lines=timeline_of(dispute.case, entries, names_in(entries))[::-1][:SHOWN_LINES],
    )


@signed_in
@never_cache
@require_safe
def dispute(request: HttpRequest, number: str) -> HttpResponse:
    """One dispute, for who works on it."""
    found = dispute_of(request, number)
    words: dict[str, Any] = {"page": gather(found, viewer_of(request)), "dispute": found, "today": timezone.localdate()}
    return render(request, "mediation/dispute.html", words)


@signed_in
@never_cache
@require_POST
def confidential(request: HttpRequest, number: str) -> HttpResponse:
    """Names, addresses and what was said, for who works on it. That they looked is put on record first."""
    found = dispute_of(request, number)
    parties = read_parties(found, by=Actor.of(viewer_of(request)))
    words = {
        "dispute": found,
        "parties": parties,
        "sessions": [each for each in found.sessions.all() if each.minutes],
        "agreements": found.agreements.prefetch_related("terms", *SIGNED_BY),
        "invitees": [each for each in _invitees(found) if each.note],
        "routes": [each for each in found.routes.all() if each.why],
        "remarks": [(found.case.type.move(each.about) or None, each) for each in found.remarks.all()],
        "calls": found.expert_calls.select_related("expert"),
        "visits": [each for each in found.follow_ups.all() if each.note],
    }
    return render(request, "mediation/confidential.html", words)


def _invitees(dispute: Dispute) -> QuerySet[Invitee]:
    return Invitee.objects.filter(inquiry__dispute=dispute).select_related("party", "mediator__person")


def signer_name(signer: Signer) -> str:
    """A signer as the page without names calls them; mediators by their name."""
    return signer.name if signer.role == "mediator" else short_name(signer.name)


def _clocks(dispute: Dispute) -> list[tuple[str, CaseClock]]:
    """The latest clock of each sort, with its title."""
    latest = {clock.key: clock for clock in clocks_of(dispute.case)}
    return [(str(clock.title), latest[clock.key]) for clock in dispute.case.type.clocks if clock.key in latest]
