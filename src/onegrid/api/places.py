"""Places as programs say and hear them: degrees in a datum, areas by code and name."""

from typing import Annotated, Any

import numpy as np
import shapely
from ninja import Query
from pydantic import BaseModel, Field

from onegrid.lib.codes import Level, path_to
from onegrid.lib.coordinates import Datum, from_wgs84
from onegrid.territory.queries import name_of

Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
InDatum = Annotated[Datum, Query(Datum.WGS84)]


class AreaName(BaseModel):
    """An area: its code, its level (1 subdistrict … 4 micro-grid) and its name."""

    code: str
    level: int
    name: str


class Position(BaseModel):
    """Degrees in a datum: wgs84, gcj02 or bd09."""

    lon: float
    lat: float
    datum: Datum


def area_name(code: str) -> AreaName:
    """An area by its code."""
    return AreaName(code=code, level=Level.of(code), name=name_of(code))


def area_path(code: str) -> list[AreaName]:
    """An area and those that it lies in, from the subdistrict down."""
    return [area_name(each) for each in path_to(code)]


def position(lon: float | None, lat: float | None, datum: Datum) -> Position | None:
    """A WGS 84 point said in a datum; None if there is no point."""
    if lon is None or lat is None:
        return None
    east, north = from_wgs84(lon, lat, datum)
    return Position(lon=east, lat=north, datum=datum)


def outline(geometry: Any, datum: Datum) -> dict[str, Any]:
    """A WGS 84 polygon or multipolygon as GeoJSON geometry (RFC 7946) in a datum, to a millionth of a degree."""
    shifted = shapely.transform(geometry, lambda ends: np.column_stack(from_wgs84(ends[:, 0], ends[:, 1], datum)))
    rounded = shapely.transform(shifted, lambda ends: ends.round(6))
    said: dict[str, Any] = shapely.geometry.mapping(rounded)
    return said
