"""Which office a page of administration is about, for whoever answers for one or several."""

from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onegrid.directory.models import Person
from onegrid.directory.rights import Right, has_right, scope_of
from onegrid.lib.codes import Level, is_within
from onegrid.territory.queries import name_of


@dataclass(frozen=True)
class Office:
    """A subdistrict's office as the viewer administers it; `others` are those that they could turn to."""

    viewer: Person
    root: str
    others: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return name_of(self.root)

    @property
    def query(self) -> str:
        """What keeps this office in an address: nothing where there is only one."""
        return f"?office={self.root}" if self.others else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The offices to turn to, by name."""
        return [(root, name_of(root)) for root in (self.root, *self.others)] if self.others else []

    @property
    def seats_url(self) -> str:
        """The address of the seats that nobody fills."""
        return self.url("office-seats")

    @property
    def actor(self) -> str:
        """How the record names the viewer."""
        return self.viewer.actor

    def url(self, name: str, *parts: Any) -> str:
        """The address of another page of the same office."""
        return reverse(name, args=parts) + self.query


def office_of(request: HttpRequest, *rights: Right, whole: bool = True) -> Office:
    """The office that the address names (`office`), or the viewer's first.

    The viewer needs one of the rights there: in the `whole` subdistrict, or else in a part of it. Raises `PermissionDenied`.
    """
    viewer = cast(Person, request.user)
    prefixes = {prefix for right in rights for prefix in scope_of(viewer, right).prefixes}
    digits = Level.SUBDISTRICT.digits
    roots = sorted({prefix[:digits] for prefix in prefixes if not whole or len(prefix) == digits})
    wanted = request.GET.get("office") or next(iter(roots), "")
    if wanted not in roots:
        raise PermissionDenied
    return Office(viewer, wanted, tuple(root for root in roots if root != wanted))


def sections(viewer: Person, current: str, query: str = "") -> list[dict[str, Any]]:
    """The tabs of administration that somebody may enter."""
    return [
        {"title": title, "url": reverse(name) + query, "current": name == current}
        for name, title, rights in SECTIONS
        if any(has_right(viewer, right) for right in rights)
    ]


def refuse(form: BaseForm, fault: ValidationError) -> None:
    """Say a fault at the fields that it names, or above the form."""
    named = fault.message_dict if hasattr(fault, "error_dict") else {None: fault.messages}
    for field, words in named.items():
        form.add_error(field if field in form.fields else None, words)


def covers(office: Office, right: Right, code: str) -> bool:
    """Whether an area lies in the office and the viewer has a right there."""
    return is_within(code, office.root) and has_right(office.viewer, right, code)


_ROUTES, _CALENDAR, _PLANS = (Right.EDIT_ROUTES,), (Right.EDIT_CALENDAR,), (Right.EDIT_PLANS,)
_PEOPLE, _KEYS, _RECORD = (Right.SEE_PEOPLE, Right.EDIT_PEOPLE), (Right.EDIT_PEOPLE,), (Right.SEE_RECORD,)
EVERY_RIGHT = (*_ROUTES, *_CALENDAR, *_PLANS, *_PEOPLE, *_RECORD)
SECTIONS = (
    ("office", _("Overview"), EVERY_RIGHT),
    ("office-people", _("People"), _PEOPLE),
    ("office-routes", _("Routes"), _ROUTES),
    ("office-kinds", _("Kinds"), _ROUTES),
    ("office-calendar", _("Calendar"), _CALENDAR),
    ("office-areas", _("Areas"), _PLANS),
    ("office-record", _("Record"), _RECORD),
    ("office-keys", _("Keys"), _KEYS),
)
