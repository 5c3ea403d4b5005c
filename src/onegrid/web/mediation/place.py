"""What the pages of this room look up: the dispute of an address, for whoever works on it, and names that may be shown."""

from typing import cast

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from onegrid.directory.models import Person
from onegrid.directory.rights import Right, scope_of
from onegrid.mediation.models import Dispute
from onegrid.mediation.queries import dispute_visible_to

LONGEST_PERSONAL = 4


def viewer_of(request: HttpRequest) -> Person:
    """Whoever looks, on a page for those who are signed in."""
    return cast(Person, request.user)


def dispute_of(request: HttpRequest, number: str) -> Dispute:
    """The dispute of a number. Raises `Http404` as if there were none for everybody who does not work on it."""
    try:
        return dispute_visible_to(viewer_of(request), number)
    except Dispute.DoesNotExist:
        raise Http404(_("There is no dispute of this number on which you work.")) from None


def office_root(person: Person) -> str:
    """The subdistrict whose mediation somebody runs. Raises `Http404` if there is none."""
    prefixes = sorted(scope_of(person, Right.RUN_MEDIATION).prefixes)
    if not prefixes:
        raise Http404(_("There is no mediation office of yours."))
    return prefixes[0][:9]


def short_name(name: str) -> str:
    """A name by which who works on a dispute tells the parties apart, without saying who they are: 林某; a firm's first signs.

    >>> short_name("林阿姨"), short_name("东城运输有限公司")
    ('林某', '东城运输…')
    """
    if not name:
        return "—"
    return f"{name[:1]}某" if len(name) <= LONGEST_PERSONAL else f"{name[:LONGEST_PERSONAL]}…"
