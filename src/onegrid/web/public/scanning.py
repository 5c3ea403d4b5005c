"""The QR codes fixed at buildings and compounds: what is printed on a sheet, and where a scan of it leads.

A code says where it hangs: an area by its number, a compound as 'c' and its own. It holds nothing that could grow wrong but
that; what the place is called and where it lies is looked up at each scan.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import segno
import shapely
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_valid_filename
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from onegrid.directory.models import Person
from onegrid.directory.rights import Right, scope_of
from onegrid.lib.codes import Level, code_range
from onegrid.lib.typesetting import typeset
from onegrid.territory.models import Area, Compound
from onegrid.territory.queries import areas_in_force, name_of, path_name
from onegrid.web.access import needs, open_to_all

TEMPLATE = Path(__file__).parent.parent / "papers/qr_sheet.typ"
MOST_SHEETS = 300


@open_to_all
@never_cache
@require_GET
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """A code was scanned: on to the report form, which knows the place already."""
    place = _place_of(code)
    if place is None:
        return render(request, "public/scan_unknown.html", status=404)
    return redirect(f"{reverse('report')}?{urlencode(place)}")


@needs(Right.DISPATCH, Right.EDIT_PLANS)
@never_cache
@require_GET
def sheets(request: HttpRequest) -> HttpResponse:
    """Choose the area whose sheets are to be printed."""
    areas = [(area.code, path_name(area.code)) for area in _areas_of(request).exclude(level=Level.MICRO_GRID)]
    return render(request, "public/sheets.html", {"areas": areas, "chosen": request.GET.get("area", "")})


@needs(Right.DISPATCH, Right.EDIT_PLANS)
@never_cache
@require_GET
def sheets_pdf(request: HttpRequest) -> HttpResponse:
    """The sheets of an area, ready to print: one for each compound, then one for each micro-grid."""
    area = _areas_of(request).filter(code=request.GET.get("area", "")).first()
    if area is None:
        raise Http404(_("There is no such area, or it is not yours."))
    host = request.build_absolute_uri("/")
    data = sheets_of(area, host, compounds_only=request.GET.get("only") == "compounds")
    response = HttpResponse(typeset(TEMPLATE, data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="qr-{get_valid_filename(area.code)}.pdf"'
    return response


def sheets_of(area: Area, host: str, *, compounds_only: bool = False) -> dict[str, Any]:
    """What stands on the sheets of an area, as plain data: a code, a name and a few words each; `MOST_SHEETS` at most.

    `host` is the address under which residents reach the office, with a slash at the end.
    """
    places = [*_compounds(area), *(() if compounds_only else _micro_grids(area))][:MOST_SHEETS]
    return {
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "office": name_of(area.code[: Level.SUBDISTRICT.digits]),
        "call": _("Scan to report"),
        "lines": [
            _("A broken lamp, rubbish, a blocked passage: photograph it and send it off. No account is needed."),
            _("You get a number and a code, and see who has it and by when it is due."),
        ],
        "danger": _("In danger call 110, 119 or 120. Other matters by telephone: hotline 12345."),
        "sheets": [{"name": name, "place": place, "svg": _svg(f"{host}r/{code}/")} for code, name, place in places],
    }


def _areas_of(request: HttpRequest) -> Any:
    """The areas in force for which somebody may print."""
    viewer = cast(Person, request.user)
    scopes = [scope_of(viewer, right) for right in (Right.DISPATCH, Right.EDIT_PLANS)]
    return areas_in_force().filter(scopes[0].as_filter("code") | scopes[1].as_filter("code")).order_by("code")


def _compounds(area: Area) -> Iterator[tuple[str, str, str]]:
    low, high = code_range(area.code)
    for compound in Compound.objects.filter(area_code__gte=low, area_code__lt=high).order_by("area_code", "name"):
        yield f"c{compound.pk}", compound.name, path_name(compound.area_code)


def _micro_grids(area: Area) -> Iterator[tuple[str, str, str]]:
    low, high = code_range(area.code)
    for each in areas_in_force().filter(level=Level.MICRO_GRID, code__gte=low, code__lt=high).order_by("code"):
        yield each.code, each.name, path_name(each.code)


def _place_of(code: str) -> dict[str, Any] | None:
    """Where a code hangs, as the report form takes it."""
    if code.startswith("c") and code[1:].isdigit():
        compound = Compound.objects.filter(pk=int(code[1:])).first()
        return {"lon": compound.lon, "lat": compound.lat, "address": compound.name} if compound else None
    area = areas_in_force().filter(code=code).first() if code.isdigit() else None
    if area is None:
        return None
    if area.level != Level.MICRO_GRID:
        return {"area_code": area.code}
    inside = shapely.from_wkb(bytes(area.outline)).representative_point()
    if inside.is_empty:
        return {"area_code": area.code[: Level.GRID.digits]}
    return {"lon": round(inside.x, 6), "lat": round(inside.y, 6), "address": area.name}


def _svg(link: str) -> str:
    """A code that can be read with a quarter of it gone: it hangs outside for years."""
    return str(segno.make(link, error="q", micro=False).svg_inline(border=2, dark="#16232e", light="#ffffff"))
