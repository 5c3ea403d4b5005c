"""Sessions: planned ahead, announced to everybody expected, held with minutes, adjourned or cancelled."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    docket, at = Docket(), at or timezone.now()
    session = Session(dispute=dispute, starts=starts, ends=ends, room=room.strip(), link=link.strip(), by=by.person)
    plan_in(docket, session, by=by, at=at)
    docket.write()
    return session


def plan_in(
    docket: Docket, session: Session, *, by: Actor, at: datetime, links: Mapping[int, str] | None = None
) -> None:
    """The same in a docket that somebody else writes; `links` are addresses for the parties with those ids."""
    dispute = session.dispute
    check_meeting(dispute)
    mediators = present_in(dispute)
    check_session(session, mediators, at)
    parties = [each for each in dispute.parties.prefetch_related("representatives") if each.takes_part]
    put_session(docket, session, parties=parties, mediators=mediators, by=by, at=at)
    tell_parties(docket, dispute, parties, "session planned", at, facts=_when_and_where(session), links=links)


def check_meeting(dispute: Dispute) -> None:
    """Raise `CaseFault` unless there is somebody to meet, and somebody to mediate."""
    for rule in (is_open, has_both_sides, somebody_mediates):
        require(rule, dispute)


def check_session(session: Session, mediators: Collection[int], at: datetime) -> None:
    """Raise `CaseFault` unless a session lies ahead, ends on its day, has a place, and its place and mediators are free."""
    require(lies_ahead, session.starts, at)
    require(ends_later, timezone.localtime(session.starts), timezone.localtime(session.ends))
    require(says_where, session.room, session.link)
    require(is_free, session, mediators)


def put_session(
    docket: Docket,
    session: Session,
    *,
    parties: Sequence[Party],
    mediators: Sequence[int],
    by: Actor,
    at: datetime,
) -> list[Attendance]:
    """A planned session and who is expected, in a docket that somebody else writes; returns who is expected."""
    facts = {"session": session.pk, "starts": session.starts.isoformat()}
    docket.enter(session.dispute.case, "plan session", actor=by, at=at, after=facts)
    expected = [Attendance(session=session, party=party) for party in parties]
    expected += [Attendance(session=session, mediator_id=key) for key in mediators]
    docket.add(session, *expected)
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
        following = Session(
            dispute=dispute,
            starts=next_starts,
            ends=next_ends,
            room=session.room,
            link=session.link,
            by=by.person,
        )
        check_session(following, present_in(dispute), at)
    session.state = Session.State.ADJOURNED if following else Session.State.HELD
    session.minutes = minutes.strip()
    verb = "adjourn session" if following else "hold session"
    with entering(dispute, verb, by=by, at=at, session=session.pk, came=len(came)) as docket:
        docket.change(session)
        for each in session.attendances.all():
            each.came = each.pk in came
            docket.change(each)
        if following:
            plan_in(docket, following, by=by, at=at)
    return following


def cancel_session(session: Session, *, by: Actor, at: datetime | None = None) -> None:
    """A planned session does not take place; who was invited is told."""
    permit(works_on_it, by, session.dispute)
    require(is_pending, session.state == Session.State.PLANNED)
    at = at or timezone.now()
    session.state, session.sequence = Session.State.CANCELLED, session.sequence + 1
    with entering(session.dispute, "cancel session", by=by, at=at, session=session.pk) as docket:
        docket.change(session)
        parties = session.dispute.parties.prefetch_related("representatives")
        tell_parties(docket, session.dispute, parties, "session cancelled", at, facts=_when_and_where(session))


def present_in(dispute: Dispute) -> list[int]:
    """The ids of who mediates a dispute now."""
    return list(dispute.appointments.filter(ended_at__isnull=True).values_list("mediator", flat=True))


def tell_parties(
    docket: Docket,
    dispute: Dispute,
    parties: Iterable[Party],
    topic: str,
    at: datetime,
    *,
    facts: Mapping[str, str] | None = None,
    links: Mapping[int, str] | None = None,
) -> None:
    """To the telephone numbers that parties and who speaks for them left; names stand in no message.

    Numbers and links are encrypted until the message is sent, and go from it then.
    """
    seal = data_cipher().encrypt
    for party in parties:
        link = (links or {}).get(party.pk, "")
        for phone in dict.fromkeys([party.phone, *(each.phone for each in party.representatives.all())]):
            if phone:
                sealed = {"phone": seal(phone)} | ({"link": seal(link)} if link else {})
                docket.tell(dispute.case, topic, to="given", at=at, **(facts or {}), **sealed)


def _when_and_where(session: Session) -> dict[str, str]:
    when = timezone.localtime(session.starts).strftime("%Y-%m-%d %H:%M")
    return {"when": when, "where": session.room or session.link}
