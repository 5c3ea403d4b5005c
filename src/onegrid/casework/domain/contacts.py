from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.casework.acts import Actor
from onegrid.casework.domain.docket import docket
from onegrid.casework.domain.filing import secret_hash
from onegrid.casework.faults import CaseFault, MoveNotAllowed
from onegrid.casework.models import Case, Contact, Follower
from onegrid.casework.permits import is_holder
from onegrid.lib.crypto import make_secret


@dataclass(frozen=True)
class Reachable:
    """How to reach a reporter, in plain text."""

    name: str
    phone: str


def read_contact(case: Case, *, actor: Actor, at: datetime | None = None) -> Reachable:
    """The reporter's contact details, for the holder only; that they were read is recorded before they are returned.

    Raises `MoveNotAllowed` for anybody else, and `CaseFault` if there are none.
    """
    if actor.person is None or not is_holder(actor.person, case):
        raise MoveNotAllowed(_("Only whoever holds the case may see how to reach the reporter."), code="who")
    contact = Contact.objects.filter(case=case).first()
    if contact is None:
        raise CaseFault(_("The reporter left no contact details, or they have been deleted."), code="none")
    with docket() as waiting:
        waiting.enter(case, "read contact", actor=actor, at=at or timezone.now())
    return Reachable(contact.name, contact.phone)


def follow_case(case: Case, *, phone: str = "", at: datetime | None = None) -> str:
    """Follow a case that somebody else reported; returns the follower's own tracking code."""
    secret = make_secret()
    Follower.objects.create(case=case, secret=secret_hash(secret), phone=phone, since=at or timezone.now())
    return secret
