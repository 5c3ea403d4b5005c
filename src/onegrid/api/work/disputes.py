from datetime import date, timedelta
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from onegrid.api.auth import Key, actor_of, person_of
from onegrid.api.bodies import Wish
from onegrid.api.faults import not_found
from onegrid.api.idempotency import idempotency_key, once
from onegrid.api.moments import Moment
from onegrid.api.paging import Cursor, Page, Size, page_of
from onegrid.api.texts import Address, Id, Line, Name, Paragraph, Phone
from onegrid.api.wording import lazily as _
from onegrid.api.work.cases import AreaCode
from onegrid.api.work.disputing import (
    PRESENT,
    Confidential,
    DisputeLine,
    Proposed,
    WholeDispute,
    say_dispute,
    say_line,
    say_people,
    say_proposal,
)
from onegrid.casework.numbers import read_number
from onegrid.directory.rights import Right, has_right
from onegrid.directory.scopes import Scope
from onegrid.mediation.domain.agreements import decide_confirmation, keep_term
from onegrid.mediation.domain.disputes import Brought, accept_dispute, bring_dispute, route_dispute
from onegrid.mediation.domain.mediators import appoint
from onegrid.mediation.domain.parties import NewParty, read_parties
from onegrid.mediation.domain.sessions import plan_session
from onegrid.mediation.figures import outcome_figures
from onegrid.mediation.guessing import guess_sort
from onegrid.mediation.matching import propose_mediators
from onegrid.mediation.models import Agreement, Dispute, Term
from onegrid.mediation.models.dispute import Door, Side, Sign, Sort, Way
from onegrid.mediation.queries import dispute_visible_to, disputes_visible_to, mediators_of

router = Router(tags=["disputes"])
reads = Key(Scope.DISPUTES_READ, Right.MEDIATE, Right.RUN_MEDIATION)
writes = Key(Scope.DISPUTES_WRITE, Right.MEDIATE, Right.RUN_MEDIATION)


class NewPerson(Wish):
    """A party as it is named by whoever brings the dispute."""

    side: Side
    name: Annotated[Name, Field(min_length=1)]
    phone: Phone = ""
    identity: Line = ""
    home: Address = ""
    firm: Line = ""


class NewDispute(Wish):
    """A dispute as a court, a police station, the hotline or a grid member brings it. Without a sort its words decide."""

    sort: Sort | None = None
    door: Door
    area: AreaCode
    statement: Annotated[Paragraph, Field(min_length=1)]
    wants: Paragraph = ""
    place: Address = ""
    language: Annotated[Line, Field(max_length=20)] = ""
    signs: Annotated[list[Sign], Field(max_length=len(Sign))] = Field(default_factory=list)
    parties: Annotated[list[NewPerson], Field(min_length=1, max_length=30)]


class Received(BaseModel):
    """What was made of it. Who works on it alone reads more."""

    number: str
    sort: str
    risk: str
    way: str
    state: str
    reported_at: Moment
    due_at: Moment | None


class NewRoute(Wish):
    """Where it is settled from now on, and why; the reason is kept in confidence."""

    way: Way
    why: Annotated[Paragraph, Field(min_length=1)]


class NewSession(Wish):
    """When and where the parties meet."""

    starts: AwareDatetime
    ends: AwareDatetime
    room: Annotated[Line, Field(max_length=80)] = ""
    link: Annotated[Line, Field(pattern=r"^(https?://\S+)?$")] = ""


class Chosen(Wish):
    """Who mediates; the first chairs, if nobody does yet."""

    mediators: Annotated[list[Id], Field(min_length=1, max_length=7)]


class Decision(Wish):
    """What became of judicial confirmation: filed or waived, then confirmed or rejected."""

    confirmation: Agreement.Confirmation
    court: Annotated[Line, Field(max_length=80)] = ""


class Performed(Wish):
    """That a term was performed; the note is kept in confidence."""

    note: Paragraph = ""


class Outcome(BaseModel):
    """How many disputes of a sort (all, if empty) came how far; null for a number under five, or one that would give it away."""

    sort: str
    brought: int | None
    accepted: int | None
    settled: int | None
    performed: int | None
    confirmed: int | None
    days: float | None


@router.get(
    "/disputes",
    auth=reads,
    response=Page[DisputeLine],
    summary=_("The disputes on which you work, the newest first"),
    description=_("Those of your mediation office's area, and those that were given to you. Nobody is named."),
)
def list_disputes(
    request: HttpRequest,
    sort: Annotated[Sort | None, Query(None)],
    state: Annotated[Line, Query("")],
    open: Annotated[bool | None, Query(None)],
    size: Size,
    cursor: Cursor,
) -> Page[DisputeLine]:
    rows = disputes_visible_to(person_of(request)).prefetch_related(PRESENT)
    rows = rows.filter(sort=sort) if sort else rows
    rows = rows.filter(case__state=state) if state else rows
    rows = rows if open is None else rows.filter(case__ended_at__isnull=open)
    return page_of(rows, ("-case_id",), cursor, size, lambda found: [say_line(each) for each in found])


@router.post(
    "/disputes",
    auth=Key(Scope.DISPUTES_WRITE, Right.FILE),
    response={201: Received},
    summary=_("Bring a dispute"),
    description=_(
        "For a court, a police station, the hotline or a grid member: the one door for all of them. It is typed by its "
        "words if no sort is given, its risk follows from its signs and its route from its sort. What was said and who "
        "the parties are is kept encrypted and comes back only to those who work on it."
    ),
)
@once(201)
def receive_dispute(request: HttpRequest, dispute: NewDispute) -> Received:
    given = dispute.model_dump(exclude={"sort", "area", "parties"})
    brought = Brought(
        **given,
        sort=dispute.sort or guess_sort(f"{dispute.statement} {dispute.wants}").sort,
        area_code=dispute.area,
        parties=[NewParty(**each.model_dump()) for each in dispute.parties],
        submission=idempotency_key(request),
    )
    made = Dispute.objects.select_related("case").get(pk=bring_dispute(brought, by=actor_of(request)).case.pk)
    return Received(
        number=made.case.number,
        sort=made.sort,
        risk=made.risk,
        way=made.way,
        state=made.case.state,
        reported_at=made.case.reported_at,
        due_at=made.case.due_at,
    )


@router.get("/disputes/{number}", auth=reads, response=WholeDispute, summary=_("One dispute, without its people"))
def show_dispute(request: HttpRequest, number: Line) -> WholeDispute:
    return say_dispute(_find(request, number))


@router.post(
    "/disputes/{number}/people",
    auth=Key(Scope.DISPUTES_PEOPLE, Right.MEDIATE, Right.RUN_MEDIATION),
    response=Confidential,
    summary=_("Read the people in a dispute and what they said"),
    description=_("For whoever works on it. Each reading is recorded, so this takes no idempotency key."),
)
def read_people(request: HttpRequest, number: Line) -> Confidential:
    dispute = _find(request, number)
    return say_people(dispute, list(read_parties(dispute, by=actor_of(request))))


@router.post(
    "/disputes/{number}/acceptance",
    auth=writes,
    response=WholeDispute,
    summary=_("Accept a dispute for mediation: its thirty days begin"),
)
@once()
def accept_mediation(request: HttpRequest, number: Line) -> WholeDispute:
    dispute = _find(request, number)
    accept_dispute(dispute, by=actor_of(request))
    return _again(request, dispute)


@router.get(
    "/disputes/{number}/proposals",
    auth=reads,
    response=list[Proposed],
    summary=_("Who should mediate, the most fitting first, and who may not, and why"),
)
def list_proposals(request: HttpRequest, number: Line) -> list[Proposed]:
    return [say_proposal(each) for each in propose_mediators(_find(request, number))]


@router.post(
    "/disputes/{number}/appointments", auth=writes, response=WholeDispute, summary=_("Appoint a mediator or a panel")
)
@once()
def appoint_mediators(request: HttpRequest, number: Line, chosen: Chosen) -> WholeDispute:
    dispute = _find(request, number)
    known = {each.pk: each for each in mediators_of(dispute.case.area_code[:9]).filter(pk__in=chosen.mediators)}
    if len(known) != len(set(chosen.mediators)):
        raise not_found()
    appoint(dispute, [known[key] for key in dict.fromkeys(chosen.mediators)], by=actor_of(request))
    return _again(request, dispute)


@router.post(
    "/disputes/{number}/route",
    auth=writes,
    response=WholeDispute,
    summary=_("Send a dispute another way, or take it back"),
)
@once()
def change_dispute_route(request: HttpRequest, number: Line, route: NewRoute) -> WholeDispute:
    dispute = _find(request, number)
    route_dispute(dispute, way=route.way, why=route.why, by=actor_of(request))
    return _again(request, dispute)


@router.post("/disputes/{number}/sessions", auth=writes, response=WholeDispute, summary=_("Plan a session"))
@once()
def add_session(request: HttpRequest, number: Line, session: NewSession) -> WholeDispute:
    dispute = _find(request, number)
    plan_session(dispute, by=actor_of(request), **session.model_dump())
    return _again(request, dispute)


@router.post(
    "/disputes/{number}/agreements/{agreement}/confirmation",
    auth=writes,
    response=WholeDispute,
    summary=_("Note what became of judicial confirmation"),
    description=_("First `filed` or `waived`, which stops the thirty days; then what the court decided."),
)
@once()
def decide_on_confirmation(request: HttpRequest, number: Line, agreement: Id, decision: Decision) -> WholeDispute:
    dispute = _find(request, number)
    found = Agreement.objects.get(dispute=dispute, pk=agreement)
    found.dispute = dispute
    decide_confirmation(found, by=actor_of(request), **decision.model_dump())
    return _again(request, dispute)


@router.post(
    "/disputes/{number}/terms/{term}/performance",
    auth=writes,
    response=WholeDispute,
    summary=_("Note that a term was performed; the last one closes the dispute"),
)
@once()
def note_performance(request: HttpRequest, number: Line, term: Id, performed: Performed) -> WholeDispute:
    dispute = _find(request, number)
    found = Term.objects.select_related("agreement").get(agreement__dispute=dispute, pk=term)
    found.agreement.dispute = dispute
    keep_term(found, note=performed.note, by=actor_of(request))
    return _again(request, dispute)


@router.get(
    "/dispute-outcomes",
    auth=Key(Scope.DISPUTES_READ, Right.SEE_FIGURES),
    response=list[Outcome],
    summary=_("What came of the disputes of a period, by sort"),
    description=_("From a day to a day, both included; a year until today unless said. No number under five is given."),
)
def list_outcomes(
    request: HttpRequest,
    area: Annotated[AreaCode, Query(...)],
    since: Annotated[date | None, Query(None)],
    until: Annotated[date | None, Query(None)],
) -> list[Outcome]:
    if not has_right(person_of(request), Right.SEE_FIGURES, area):
        raise not_found()
    last = until or timezone.localdate()
    rows = outcome_figures(area, since=since or last - timedelta(days=364), until=last)
    return [Outcome(sort=row.sort, days=row.days, **row.counts) for row in rows]


def _find(request: HttpRequest, number: str) -> Dispute:
    """The dispute of a number as people write it. Raises `Dispute.DoesNotExist`, also if the caller does not work on it."""
    found = dispute_visible_to(person_of(request), read_number(number) or "")
    return _with_mediators(found)


def _again(request: HttpRequest, dispute: Dispute) -> WholeDispute:
    """How it stands after a verb."""
    return say_dispute(_with_mediators(dispute))


def _with_mediators(dispute: Dispute) -> Dispute:
    return Dispute.objects.select_related("case").prefetch_related(PRESENT).get(pk=dispute.pk)
