"""Dates that suit everybody: offered to parties and mediators, answered by each, and one of them chosen."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.casework.acts import Actor
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.filing import secret_hash
from onegrid.casework.faults import CaseFault
from onegrid.lib.crypto import derive_secret
from onegrid.lib.fields import data_cipher
from onegrid.mediation.domain.acting import entering, permit, require
from onegrid.mediation.domain.sessions import check_meeting, check_session, plan_in, present_in, tell_parties
from onegrid.mediation.models import DateInquiry, Dispute, Invitee, Mediator, OfferedDate, Session
from onegrid.mediation.rules import asks_for_no_dates, is_still_asked, offers_a_choice, works_on_it

INVITED = Actor("invited")
"""Whoever answers by their secret link; which of the invited it was stands beside it in the record."""
Link = Callable[[str], str]
"""Makes the address to which a secret leads."""


@dataclass(frozen=True)
class NewDate:
    """A date that is offered, in a room or by a link."""

    starts: datetime
    ends: datetime
    room: str = ""
    link: str = ""


def offer_dates(
    dispute: Dispute, dates: Sequence[NewDate], *, link_to: Link, by: Actor, at: datetime | None = None
) -> DateInquiry:
    """Ask everybody which dates suit them, each by a link of their own; whoever offers them is free on all, if they mediate.

    Raises `CaseFault` for fewer than two dates, for one that could not be a session, and while others are being asked for.
    """
    permit(works_on_it, by, dispute)
    at, mediators = at or timezone.now(), present_in(dispute)
    check_meeting(dispute)
    require(asks_for_no_dates, dispute)
    require(offers_a_choice, dates)
    for each in dates:
        _check(dispute, each, mediators, at)
    inquiry = DateInquiry(dispute=dispute, by=by.person, at=at)
    offered = [OfferedDate(inquiry=inquiry, **vars(each)) for each in dates]
    parties = [each for each in dispute.parties.prefetch_related("representatives") if each.takes_part]
    of_parties = [_invite(Invitee(inquiry=inquiry, party=each)) for each in parties]
    of_mediators = [_invite(Invitee(inquiry=inquiry, mediator_id=key)) for key in mediators]
    for invitee in of_mediators:
        if by.person is not None and invitee.mediator_id == by.person.pk:
            invitee.suits, invitee.answered_at = [each.pk for each in offered], at
    with entering(dispute, "offer dates", by=by, at=at, inquiry=inquiry.pk, dates=len(dates)) as docket:
        docket.add(inquiry, *offered, *of_parties, *of_mediators)
        links = {each.party_id: link_to(secret_of(each)) for each in of_parties if each.party_id}
        tell_parties(docket, dispute, parties, "dates offered", at, links=links)
        _tell_mediators(docket, dispute, [each for each in of_mediators if each.answered_at is None], link_to, at)
    return inquiry


def answer_dates(
    invitee: Invitee, suits: Collection[int], *, note: str = "", by: Actor, at: datetime | None = None
) -> None:
    """Note which dates (by id) suit one of the invited: by who works on the dispute, or by `INVITED` with their link.

    They may say otherwise until a date is chosen. Raises `CaseFault` when none are asked for any more.
    """
    inquiry = invitee.inquiry
    permit(works_on_it, by, inquiry.dispute)
    require(is_still_asked, inquiry)
    at = at or timezone.now()
    invitee.suits = [each.pk for each in inquiry.dates.all() if each.pk in suits]
    invitee.answered_at, invitee.note = at, note.strip()
    facts = {"invited": invitee.pk, "suits": len(invitee.suits)}
    with entering(inquiry.dispute, "answer dates", by=by, at=at, **facts) as docket:
        docket.change(invitee)


def choose_date(date: OfferedDate, *, link_to: Link, by: Actor, at: datetime | None = None) -> Session:
    """A date becomes a session, to which everybody is invited. Raises `CaseFault` if it is taken or past by now."""
    inquiry = date.inquiry
    dispute, at = inquiry.dispute, at or timezone.now()
    permit(works_on_it, by, dispute)
    require(is_still_asked, inquiry)
    session = _session(dispute, date, by)
    inquiry.state, inquiry.session = DateInquiry.State.CHOSEN, session
    links = {each.party_id: link_to(secret_of(each)) for each in inquiry.invitees.all() if each.party_id}
    with entering(dispute, "choose date", by=by, at=at, inquiry=inquiry.pk) as docket:
        plan_in(docket, session, by=by, at=at, links=links)
        docket.change(inquiry)
    return session


def drop_dates(inquiry: DateInquiry, *, by: Actor, at: datetime | None = None) -> None:
    """Nobody is asked any more; other dates can be offered."""
    permit(works_on_it, by, inquiry.dispute)
    require(is_still_asked, inquiry)
    inquiry.state = DateInquiry.State.DROPPED
    with entering(inquiry.dispute, "drop dates", by=by, at=at or timezone.now(), inquiry=inquiry.pk) as docket:
        docket.change(inquiry)


def secret_of(invitee: Invitee) -> str:
    """The secret that belongs to somebody invited: the same each time, and stored nowhere."""
    return derive_secret(settings.CODE_KEY, f"dates {invitee.pk}", length=16)


def _invite(invitee: Invitee) -> Invitee:
    invitee.secret = secret_hash(secret_of(invitee))
    return invitee


def _check(dispute: Dispute, date: NewDate, mediators: Collection[int], at: datetime) -> None:
    """What is wrong is said of which date."""
    try:
        check_session(_session(dispute, date, INVITED), mediators, at)
    except CaseFault as fault:
        words = {"when": f"{timezone.localtime(date.starts):%Y-%m-%d %H:%M}", "fault": fault}
        raise CaseFault(_("%(when)s: %(fault)s") % words, code=fault.code) from fault


def _session(dispute: Dispute, date: NewDate | OfferedDate, by: Actor) -> Session:
    where = {"room": date.room.strip(), "link": date.link.strip()}
    return Session(dispute=dispute, starts=date.starts, ends=date.ends, by=by.person, **where)


def _tell_mediators(docket: Docket, dispute: Dispute, invitees: Sequence[Invitee], link_to: Link, at: datetime) -> None:
    people = Mediator.objects.select_related("person").in_bulk(
        [each.mediator_id for each in invitees if each.mediator_id]
    )
    for each in invitees:
        link = data_cipher().encrypt(link_to(secret_of(each)))
        docket.tell(dispute.case, "dates asked", to=people[each.mediator_id].person.actor, at=at, link=link)
