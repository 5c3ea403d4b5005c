"""Which drawing, and which alternative of it, a page of the studio is about."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from onegrid.directory.rights import Right
from onegrid.studio.models import Alternative, Drawing, SourceMap
from onegrid.studio.queries import drawings_visible_to
from onegrid.web.office.place import Office, office_of, sections


def find_drawing(request: HttpRequest, pk: int) -> tuple[Office, Drawing]:
    """The office and its drawing. Raises `Http404` if the viewer sees no such drawing there."""
    office = office_of(request, Right.EDIT_PLANS)
    found = drawings_visible_to(office.viewer).filter(subdistrict=office.root, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such drawing."))
    return office, found


def find_source(drawing: Drawing, pk: int) -> SourceMap:
    """A map of the drawing. Raises `Http404`."""
    found = drawing.maps.select_related("drawing").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such map on this drawing."))
    return found


def find_alternative(drawing: Drawing, pk: int, *, done: bool = False) -> Alternative:
    """An alternative of the drawing; with `done`, only one that is computed. Raises `Http404`."""
    found = drawing.alternatives.select_related("drawing", "plan").filter(pk=pk).first()
    if found is None or (done and not found.is_done):
        raise Http404(_("There is no such alternative of this drawing."))
    return found


def show(
    request: HttpRequest,
    template: str,
    office: Office,
    drawing: Drawing | None = None,
    *,
    status: int = 200,
    **words: Any,
) -> HttpResponse:
    """A page of the studio, under the tabs of administration."""
    tabs = sections(office.viewer, "office-areas", office.query)
    shown = {"office": office, "tabs": tabs, "drawing": drawing, **words}
    return render(request, f"studio/{template}.html", shown, status=status)
