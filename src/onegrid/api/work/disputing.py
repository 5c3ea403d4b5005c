"""A dispute as programs hear of it: first without the people in it, then, where the reading was recorded, with them."""

from datetime import date

from django.db.models import Prefetch
from pydantic import BaseModel

from onegrid.api.moments import Moment
from onegrid.api.places import AreaName, area_name
from onegrid.api.work.saying import Limit, Named, named, say_limit
from onegrid.mediation.matching import Proposal
from onegrid.mediation.models import Agreement, Appointment, Attendance, Dispute, Party, Session
from onegrid.mediation.signers import missing, signers_of


class DisputeLine(BaseModel):
    """A dispute in a list."""

    number: str
    revision: int
    sort: str
    sort_title: str
    door: str
    way: str
    way_title: str
    risk: str
    signs: list[str]
    state: str
    state_title: str
    area: AreaName
    mediators: list[Named]
    reported_at: Moment
    due_at: Moment | None
    ended_at: Moment | None


class StandingParty(BaseModel):
    """A party without its name: on which side it stands, and whether it agrees to mediation."""

    id: str
    side: str
    consent: str
    represented: bool


class SessionLine(BaseModel):
    """A session and how many of those expected came."""

    id: str
    state: str
    starts: Moment
    ends: Moment
    room: str
    link: str
    expected: int
    came: int | None


class Undertaking(BaseModel):
    """A term without its words: the day by which it is to be performed, and on which it was."""

    id: str
    place: int
    due_on: date
    kept_on: date | None


class Settled(BaseModel):
    """An agreement without its words. `unsigned` is how many have not signed a draft on the screen yet."""

    id: str
    year: int
    serial: int
    form: str
    state: str
    signed_on: date | None
    confirmation: str
    court: str
    unsigned: int | None
    terms: list[Undertaking]


class FollowedUp(BaseModel):
    """A visit or a call after the agreement, and what it found."""

    id: str
    term: str | None
    due_on: date
    done_at: Moment | None
    outcome: str


class WholeDispute(DisputeLine):
    """Everything of a dispute but its people and their words."""

    accepted_at: Moment | None
    settled_at: Moment | None
    confirmed_at: Moment | None
    limits: list[Limit]
    parties: list[StandingParty]
    sessions: list[SessionLine]
    agreements: list[Settled]
    follow_ups: list[FollowedUp]


class Speaker(BaseModel):
    """Who speaks for a party, and with which power."""

    name: str
    phone: str
    power: str


class NamedParty(BaseModel):
    """A party in clear."""

    id: str
    side: str
    name: str
    phone: str
    identity: str
    home: str
    firm: str
    representatives: list[Speaker]


class Confidential(BaseModel):
    """What only those who work on a dispute read."""

    statement: str
    wants: str
    place: str
    parties: list[NamedParty]


class Proposed(BaseModel):
    """A mediator for a dispute: why they fit, or what bars them."""

    mediator: Named
    reasons: list[str]
    barred: str | None


PRESENT = Prefetch(
    "appointments",
    Appointment.objects.filter(ended_at=None).select_related("mediator__person"),
    to_attr="present",
)


def say_line(dispute: Dispute) -> DisputeLine:
    """A dispute that was read with `PRESENT`, for a list."""
    case = dispute.case
    return DisputeLine(
        number=case.number,
        revision=case.length,
        sort=dispute.sort,
        sort_title=dispute.get_sort_display(),
        door=dispute.door,
        way=dispute.way,
        way_title=dispute.get_way_display(),
        risk=dispute.risk,
        signs=dispute.signs,
        state=case.state,
        state_title=str(case.state_now.title),
        area=area_name(case.area_code),
        mediators=[named(each.mediator.person) for each in dispute.present],  # type: ignore[attr-defined]
        reported_at=case.reported_at,
        due_at=case.due_at,
        ended_at=case.ended_at,
    )


def say_dispute(dispute: Dispute) -> WholeDispute:
    """A dispute that was read with `PRESENT`, in a number of queries that does not grow with it."""
    agreements = dispute.agreements.prefetch_related("terms")
    sessions = dispute.sessions.prefetch_related("attendances")
    parties = dispute.parties.prefetch_related("representatives")
    draft = dispute.agreements.filter(state=Agreement.State.DRAFT).last()
    return WholeDispute(
        **say_line(dispute).model_dump(),
        accepted_at=dispute.accepted_at,
        settled_at=dispute.settled_at,
        confirmed_at=dispute.confirmed_at,
        limits=[say_limit(clock, dispute.case) for clock in dispute.case.clocks.all()],
        parties=[_side(each) for each in parties],
        sessions=[_meeting(each, list(each.attendances.all())) for each in sessions],
        agreements=[_settled(each, draft) for each in agreements],
        follow_ups=[
            FollowedUp(
                id=str(each.pk),
                term=str(each.term_id) if each.term_id else None,
                due_on=each.due_on,
                done_at=each.done_at,
                outcome=each.outcome,
            )
            for each in dispute.follow_ups.all()
        ],
    )


def say_people(dispute: Dispute, parties: list[Party]) -> Confidential:
    """What is confidential, after the reading was recorded; `parties` are read with their representatives."""
    return Confidential(
        statement=dispute.statement,
        wants=dispute.wants,
        place=dispute.place,
        parties=[_person(each) for each in parties],
    )


def say_proposal(proposal: Proposal) -> Proposed:
    """A mediator who is proposed, or barred."""
    bar = None if proposal.bar is None else str(proposal.bar)
    return Proposed(mediator=named(proposal.mediator.person), reasons=list(proposal.reasons), barred=bar)


def _side(party: Party) -> StandingParty:
    represented = bool(party.representatives.all())
    return StandingParty(id=str(party.pk), side=party.side, consent=party.consent, represented=represented)


def _meeting(session: Session, expected: list[Attendance]) -> SessionLine:
    known = [each.came for each in expected if each.came is not None]
    return SessionLine(
        id=str(session.pk),
        state=session.state,
        starts=session.starts,
        ends=session.ends,
        room=session.room,
        link=session.link,
        expected=len(expected),
        came=sum(known) if known else None,
    )


def _settled(agreement: Agreement, draft: Agreement | None) -> Settled:
    return Settled(
        id=str(agreement.pk),
        year=agreement.year,
        serial=agreement.serial,
        form=agreement.form,
        state=agreement.state,
        signed_on=agreement.signed_on,
        confirmation=agreement.confirmation,
        court=agreement.court,
        unsigned=len(missing(signers_of(agreement))) if agreement == draft else None,
        terms=[
            Undertaking(id=str(each.pk), place=each.place, due_on=each.due_on, kept_on=each.kept_on)
            for each in agreement.terms.all()
        ],
    )


def _person(party: Party) -> NamedParty:
    return NamedParty(
        id=str(party.pk),
        side=party.side,
        name=party.name,
        phone=party.phone,
        identity=party.identity,
        home=party.home,
        firm=party.firm,
        representatives=[
            Speaker(name=each.name, phone=each.phone, power=each.power) for each in party.representatives.all()
        ],
    )
