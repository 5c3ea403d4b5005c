"""Naming a case to somebody who may join in it, but is told no number."""

from django.core import signing

from onegrid.casework.models import Case

SALT, DAY_S = "me too", 86_400


def ticket_for(case: Case) -> str:
    """A name for the case that is good for a day and tells nothing."""
    return signing.dumps(case.pk, salt=SALT)


def read_ticket(ticket: str) -> int | None:
    """The id of the case that a ticket names; None for one that was not made here, or is too old."""
    try:
        return int(signing.loads(ticket, salt=SALT, max_age=DAY_S))
    except signing.BadSignature:
        return None
