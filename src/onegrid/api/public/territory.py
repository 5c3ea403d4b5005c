from datetime import date
from typing import Annotated, Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Query, Router
from pydantic import BaseModel, Field

from onegrid.api.auth import Open
from onegrid.api.bodies import Wish
from onegrid.api.faults import Refused, not_found
from onegrid.api.paging import Cursor, Page, Size, page_of
from onegrid.api.places import AreaName, InDatum, Latitude, Longitude, area_name, area_path, outline
from onegrid.api.texts import Line
from onegrid.api.throttles import LOOKING
from onegrid.api.wording import lazily as _
from onegrid.lib.codes import code_range
from onegrid.lib.coordinates import Datum, to_wgs84
from onegrid.territory.domain.locating import locate, locate_many, plans_in_force
from onegrid.territory.models import Area
from onegrid.territory.queries import areas_in_force

router = Router(tags=["places"])
MOST_POINTS = 100_000
Day = Annotated[date | None, Query(None)]


class Located(BaseModel):
    """Where a point lies: its lowest area and those above it. Outside, all null but the nearest area and its distance."""

    area: AreaName | None
    path: list[AreaName]
    nearest: AreaName | None
    distance_m: int | None


class Points(Wish):
    """Points, as two lists of the same length."""

    lon: Annotated[list[float], Field(max_length=MOST_POINTS)]
    lat: Annotated[list[float], Field(max_length=MOST_POINTS)]
    datum: Datum = Datum.WGS84
    on: date | None = None


class Codes(BaseModel):
    """The code of each point's lowest area, in the order of the points; null outside."""

    codes: list[str | None]


class AreaDrawn(AreaName):
    """An area with its outline as GeoJSON geometry in the datum that was asked for."""

    kind: str
    households: int
    path: list[AreaName]
    datum: Datum
    outline: dict[str, Any]


@router.get(
    "/locate",
    auth=Open(None),
    throttle=LOOKING,
    response=Located,
    summary=_("Which area a point lies in"),
    description=_(
        "By the plans in force today, or `on` another day. A point on a border belongs to one area, always the same."
    ),
)
def locate_point(
    request: HttpRequest,
    lon: Annotated[Longitude, Query(...)],
    lat: Annotated[Latitude, Query(...)],
    datum: InDatum,
    on: Day,
) -> Located:
    place = locate(*to_wgs84(lon, lat, datum), on=on)
    distance = place.distance_m
    return Located(
        area=area_name(place.code) if place.code else None,
        path=area_path(place.code) if place.code else [],
        nearest=area_name(place.nearest) if place.nearest else None,
        distance_m=None if distance is None else round(distance),
    )


@router.post(
    "/locate",
    auth=Open(None),
    throttle=LOOKING,
    response=Codes,
    summary=_("Which areas many points lie in"),
    description=_("At most 100,000 points at a time."),
)
def locate_points(request: HttpRequest, points: Points) -> HttpResponse | Codes:
    lons, lats = np.array(points.lon, float), np.array(points.lat, float)
    if lons.size != lats.size:
        fault = gettext("There must be as many as longitudes.")
        raise Refused(422, "invalid", fault, {"lat": [fault]})
    found = locate_many(*to_wgs84(lons, lats, points.datum), on=points.on)
    return Codes(codes=[code or None for code in found.tolist()])


@router.get(
    "/areas",
    auth=Open(None),
    throttle=LOOKING,
    response=Page[AreaName],
    summary=_("The areas in force, by code"),
    description=_(
        "Those of one `level` (1 subdistrict, 2 community, 3 grid, 4 micro-grid), or those in the area `prefix`."
    ),
)
def list_areas(
    request: HttpRequest,
    level: Annotated[int | None, Query(None, ge=1, le=4)],
    prefix: Annotated[Line, Query("", pattern=r"^[0-9]{0,18}$")],
    on: Day,
    cursor: Cursor,
    size: Size,
) -> Page[AreaName]:
    areas = areas_in_force(on)
    if prefix:
        low, high = code_range(prefix)
        areas = areas.filter(code__gte=low, code__lt=high)
    if level:
        areas = areas.filter(level=level)
    return page_of(
        areas,
        ("code",),
        cursor,
        size,
        lambda rows: [AreaName(code=row.code, level=row.level, name=row.name) for row in rows],
    )


@router.get(
    "/areas/{code}",
    auth=Open(None),
    throttle=LOOKING,
    response=AreaDrawn,
    summary=_("One area with its outline"),
)
def show_area(request: HttpRequest, code: Line, datum: InDatum, on: Day) -> AreaDrawn:
    area = Area.objects.filter(plan__in=plans_in_force(on), code=code).first()
    if area is None:
        raise not_found()
    return AreaDrawn(
        code=area.code,
        level=area.level,
        name=area.name,
        kind=area.kind,
        households=area.households,
        path=area_path(area.code),
        datum=datum,
        outline=outline(area.geometry, datum),
    )
