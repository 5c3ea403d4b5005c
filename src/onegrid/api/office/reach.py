"""Which subdistricts somebody administers."""

from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from onegrid.api.auth import person_of
from onegrid.api.faults import Refused
from onegrid.directory.models import Organisation
from onegrid.directory.rights import Right, has_right

Subdistrict = Annotated[str, Field(pattern=r"^[0-9]{9}$")]
AskedSubdistrict = Annotated[str, Query(..., pattern=r"^[0-9]{9}$")]


def require(request: HttpRequest, right: Right, code: str) -> None:
    """Raises `PermissionDenied` unless the caller has the right in the area of the code."""
    if not has_right(person_of(request), right, code):
        raise PermissionDenied(_("You may not do this in %(code)s.") % {"code": code})


def find_organisation(subdistrict: str, key: int | None) -> Organisation | None:
    """The subdistrict's organisation of an id, None for none. Raises `Refused` if there is none of that id."""
    if key is None:
        return None
    found = Organisation.objects.filter(subdistrict=subdistrict, pk=key).first()
    if found is None:
        fault = _("There is none of this id or number here. Look it up again.")
        raise Refused(422, "invalid", fault, {"organisation": [fault]})
    return found
