"""The outlines of the areas in force as a browser draws them, kept in memory until the land changes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from onegrid.lib.coordinates import Datum, from_wgs84
from onegrid.territory.domain.locating import plans_in_force
from onegrid.territory.generations import LAND, token_of
from onegrid.territory.models import Area

DECIMALS = 6
"""Of a degree: a tenth of a metre."""
TOLERANCE = 2e-5
"""Degrees, some two metres: corners that make less of a difference are left out. Shared borders stay shared."""


@dataclass(frozen=True)
class Outline:
    """An area as the map draws it; `geometry` is GeoJSON text."""

    code: str
    name: str
    level: int
    kind: str
    geometry: str


_kept: dict[Datum, tuple[str, list[Outline]]] = {}


def land_version() -> str:
    """Changes whenever another set of areas is in force."""
    return f"{token_of(LAND)}-{'-'.join(map(str, sorted(plans_in_force())))}"


def outlines_in_force(datum: Datum = Datum.WGS84) -> list[Outline]:
    """The outlines of all areas in force, by code, in a datum."""
    version = land_version()
    kept = _kept.get(datum)
    if kept is None or kept[0] != version:
        kept = _kept[datum] = (version, _read(datum))
    return kept[1]


def as_geojson(geometry: Any, datum: Datum) -> str:
    """A WGS 84 geometry as GeoJSON text in a datum."""

    def convert(points: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = from_wgs84(points[:, 0], points[:, 1], datum)
        return np.column_stack((lon, lat)).round(DECIMALS)

    return str(shapely.to_geojson(shapely.transform(geometry, convert)))


def _read(datum: Datum) -> list[Outline]:
    areas = list(Area.objects.filter(plan__in=plans_in_force()).order_by("code"))
    outlines = []
    for level in sorted({area.level for area in areas}):
        group = [area for area in areas if area.level == level and not area.geometry.is_empty]
        simple = shapely.coverage_simplify([area.geometry for area in group], TOLERANCE)
        outlines += [
            Outline(area.code, area.name, level, area.kind, as_geojson(shape, datum))
            for area, shape in zip(group, simple, strict=True)
        ]
    return outlines
