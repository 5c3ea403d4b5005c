"""What the studio's maps draw, as GeoJSON: maps that were brought in, areas of an alternative, its units."""

import json
from typing import Any

import numpy as np
import shapely
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from onegrid.directory.rights import Right
from onegrid.planning.findings import Refused
from onegrid.studio.desk import Desk, NotReady, desk_of
from onegrid.studio.editing import Codes
from onegrid.studio.maps import names_of, unpack
from onegrid.studio.models import Alternative, Drawing
from onegrid.studio.saving import count_households, outlines
from onegrid.territory.queries import name_of
from onegrid.web.access import needs
from onegrid.web.studio.areas import called, codes_in_force, fitting_desk
from onegrid.web.studio.place import find_alternative, find_drawing, find_source

DECIMALS = 1e-6


@needs(Right.EDIT_PLANS)
@gzip_page
@require_GET
def source_layer(request: HttpRequest, drawing: int, source: int) -> HttpResponse:
    """The rows of a map, each with its name; those that are not valid are marked."""
    _office, found = find_drawing(request, drawing)
    given = find_source(found, source)
    frame = unpack(given)
    faulty = {fault["place"] for fault in given.faults}
    names = names_of(frame, given.key_column)
    rows = [
        (shape, {"key": name, "name": name, "fault": name in faulty})
        for shape, name in zip(frame.geometry, names, strict=True)
        if shape is not None and not shape.is_empty
    ]
    return _geojson(rows)


@needs(Right.EDIT_PLANS)
@gzip_page
@require_GET
def area_layer(request: HttpRequest, drawing: int, alternative: int) -> HttpResponse:
    """The grids and micro-grids of an alternative, with names, households, and a step from 0 (few) to 4 (many)."""
    _office, found = find_drawing(request, drawing)
    given, desk = _open(found, alternative)
    return _areas(desk, Codes(given.grids, given.micro_grids), called(found, given, desk))


@needs(Right.EDIT_PLANS)
@gzip_page
@require_GET
def force_layer(request: HttpRequest, drawing: int) -> HttpResponse:
    """The same of the plan in force, as far as units lie in it."""
    _office, found = find_drawing(request, drawing)
    try:
        desk = desk_of(found)
    except (NotReady, Refused) as fault:
        raise Http404(str(fault)) from fault
    codes = codes_in_force(desk)
    return _areas(desk, codes, {code: name_of(code) for code in {*codes.grids, *codes.micro_grids}})


def _areas(desk: Desk, codes: Codes, names: dict[str, str]) -> HttpResponse:
    held = count_households(desk, codes)
    rows = [
        (
            shape,
            {
                "code": code,
                "name": names[code],
                "short": code[-3:].lstrip("0"),
                "level": len(code) // 3 - 2,
                "households": held[code],
                "step": _step(held, code),
            },
        )
        for code, shape in outlines(desk, codes).items()
    ]
    return _geojson(rows)


@needs(Right.EDIT_PLANS)
@gzip_page
@require_GET
def unit_layer(request: HttpRequest, drawing: int, alternative: int) -> HttpResponse:
    """The units of an alternative, with their key, households and areas."""
    _office, found = find_drawing(request, drawing)
    given, desk = _open(found, alternative)
    rows = [
        (shape, {"key": key, "name": key, "households": int(households), "code": code})
        for shape, key, households, code in zip(
            desk.outlines, desk.keys, desk.survey.units.households, given.micro_grids, strict=True
        )
    ]
    return _geojson(rows)


def _open(drawing: Drawing, pk: int) -> tuple[Alternative, Desk]:
    """An alternative and the desk that it was computed on. Raises `Http404` if that has changed."""
    given = find_alternative(drawing, pk, done=True)
    desk = fitting_desk(drawing, given)
    if desk is None:
        raise Http404(_("The maps of this drawing have changed since; have the alternative computed anew."))
    return given, desk


def _step(held: dict[str, int], code: str) -> int:
    """How an area stands among its level: a fifth of the span from the fewest to the most households each."""
    level = [households for each, households in held.items() if len(each) == len(code) and households]
    least, most = min(level, default=0), max(level, default=0)
    return max(0, min(4, int(5 * (held[code] - least) / max(1, most - least))))


def _geojson(rows: list[tuple[Any, dict[str, Any]]]) -> HttpResponse:
    shapes = shapely.set_precision(np.array([shape for shape, _said in rows], object), DECIMALS, mode="pointwise")
    features = ",".join(
        f'{{"type":"Feature","properties":{json.dumps(said, ensure_ascii=False)},"geometry":{shapely.to_geojson(shape)}}}'
        for shape, (_shape, said) in zip(shapes, rows, strict=True)
    )
    answer = HttpResponse(
        f'{{"type":"FeatureCollection","features":[{features}]}}', content_type="application/geo+json"
    )
    patch_cache_control(answer, private=True, no_cache=True)
    return answer
