"""Sessions: planned ahead, announced to everybody expected, held with minutes, adjourned or cancelled."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone

from onegrid.casework.acts import Actor
from onegrid.casework.domain.docket import Docket
from onegrid.lib.fields import data_cipher
from onegrid.mediation.domain.acting import entering, permit, require
from onegrid.mediation.models import Attendance, Dispute, Party, Session
from onegrid.mediation.rules import (
    ends_later,
    has_both_sides,
    is_free,
    is_open,
    is_pending,
    lies_ahead,
    says_where,
    somebody_mediates,
    works_on_it,
)


def plan_session(
    dispute: Dispute,
    *,
    starts: datetime,
    ends: datetime,
    room: str = "",
    link: str = "",
    by: Actor,
    at: datetime | None = None,
) -> Session:
    """Plan a session and invite the parties and the mediators. Raises `CaseFault` if it lies in the past."""
    permit(works_on_it, by, dispute)
    at = at or timezone.now()
    for rule, told in (
        (is_open, (dispute,)),
        (has_both_sides, (dispute,)),
        (somebody_mediates, (dispute,)),
        (lies_ahead, (starts, at)),
        (ends_later, (timezone.localtime(starts), timezone.localtime(ends))),
        (says_where, (room, link)),
    ):
        require(rule, *told)
    session = Session(dispute=dispute, starts=starts, ends=ends, room=room.strip(), link=link.strip(), by=by.person)
    docket, mediators = Docket(), _present(dispute)
    require(is_free, session, mediators)
    put_session(docket, session, parties=list(dispute.parties.all()), mediators=mediators, by=by, at=at)
    docket.write()
    return session


def put_session(
    docket: Docket,
    session: Session,
    *,
    parties: Sequence[Party],
    mediators: Sequence[int],
    by: Actor,
    at: datetime,
) -> list[Attendance]:
    """A planned session and its invitations, in a docket that somebody else writes; returns who is expected."""
    facts = {"session": session.pk, "starts": session.starts.isoformat()}
    docket.enter(session.dispute.case, "plan session", actor=by, at=at, after=facts)
    expected = [Attendance(session=session, party=party) for party in parties]
    expected += [Attendance(session=session, mediator_id=key) for key in mediators]
    docket.add(session, *expected)
    _tell(docket, session, parties, "session planned", at)
    return expected


def hold_session(
    session: Session,
    *,
    came: Collection[int],
    minutes: str,
    next_starts: datetime | None = None,
    next_ends: datetime | None = None,
    by: Actor,
    at: datetime | None = None,
) -> Session | None:
    """Note who came (ids of attendances) and the minutes; with a next date the session is adjourned to it, which is returned."""
    dispute = session.dispute
    permit(works_on_it, by, dispute)
    require(is_open, dispute)
    require(is_pending, session.state == Session.State.PLANNED)
    at = at or timezone.now()
    following = None
    if next_starts is not None and next_ends is not None:
        require(lies_ahead, next_starts, at)
        require(ends_later, timezone.localtime(next_starts), timezone.localtime(next_ends))
        following = Session(
            dispute=dispute,
            starts=next_starts,
            ends=next_ends,
            room=session.room,
            link=session.link,
            by=by.person,
        )
        require(is_free, following, _present(dispute))
    session.state = Session.State.ADJOURNED if following else Session.State.HELD
    session.minutes = minutes.strip()
    verb = "adjourn session" if following else "hold session"
    with entering(dispute, verb, by=by, at=at, session=session.pk, came=len(came)) as docket:
        docket.change(session)
        for each in session.attendances.all():
            each.came = each.pk in came
            docket.change(each)
        if following:
            everybody = list(dispute.parties.all())
            put_session(docket, following, parties=everybody, mediators=_present(dispute), by=by, at=at)
    return following


def cancel_session(session: Session, *, by: Actor, at: datetime | None = None) -> None:
    """A planned session does not take place; who was invited is told."""
    permit(works_on_it, by, session.dispute)
    require(is_pending, session.state == Session.State.PLANNED)
    at = at or timezone.now()
    session.state, session.sequence = Session.State.CANCELLED, session.sequence + 1
    with entering(session.dispute, "cancel session", by=by, at=at, session=session.pk) as docket:
        docket.change(session)
        _tell(docket, session, list(session.dispute.parties.all()), "session cancelled", at)


def _present(dispute: Dispute) -> list[int]:
    return list(dispute.appointments.filter(ended_at__isnull=True).values_list("mediator", flat=True))


def _tell(docket: Docket, session: Session, parties: Sequence[Party], topic: str, at: datetime) -> None:
    """To the telephone numbers that parties left, encrypted until they are sent; names stand in no message."""
    when = timezone.localtime(session.starts).strftime("%Y-%m-%d %H:%M")
    for party in parties:
        if party.phone:
            phone = data_cipher().encrypt(party.phone)
            where = session.room or session.link
            docket.tell(session.dispute.case, topic, to="given", at=at, phone=phone, when=when, where=where)
