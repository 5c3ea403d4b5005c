"""Units that stand apart (buildings, say) given the land around them, so that grids made of them cover the land."""

from typing import Any

import numpy as np
import shapely

from onegrid.territory.metres import metres_per_degree

COVERED = 0.98
"""If units cover this share of the land, they are the land, and what is missing are their borders."""
SPACING = 8.0
"""Metres between the points of an outline by which the land is divided."""
ROUNDED = 0.5
"""Metres to which those points are rounded: two that are nearer are one, or cells would be thinner than numbers can tell."""
GRID = 1e-9
"""Degrees (a tenth of a millimetre) to which corners of areas are rounded."""


def cover_land(units: Any, land: Any) -> Any:
    """The units' outlines (WGS 84), each made the part of the land that is nearer to it than to another.

    Units that cover the land already come back as they are. A unit that lies wholly in others gets nothing but itself.
    """
    shapes = shapely.make_valid(np.asarray(units, object))
    if shapely.union_all(shapes).intersection(land).area >= COVERED * land.area:
        return shapes
    west, south, _east, north = land.bounds
    scale = np.array(metres_per_degree((south + north) / 2))
    points, owner = _points(_scaled(shapes, lambda ends: (ends - (west, south)) * scale))
    reach = _scaled(land, lambda ends: (ends - (west, south)) * scale)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=reach, ordered=True))
    order = np.argsort(owner, kind="stable")
    parts = np.split(cells[order], np.cumsum(np.bincount(owner, minlength=len(shapes)))[:-1])
    around = np.array([shapely.coverage_union_all(part) for part in parts], object)
    own = shapely.intersection(_scaled(around, lambda ends: ends / scale + (west, south)), land)
    return np.where(shapely.is_empty(own), shapes, own)


def _scaled(shapes: Any, change: Any) -> Any:
    return shapely.transform(shapes, change)


def _points(shapes: Any) -> tuple[Any, Any]:
    """Points along every outline (metres), drawn in a little so that neighbours that touch do not share them; each once."""
    inner = shapely.buffer(shapes, -ROUNDED)
    inner = np.where(shapely.is_empty(inner), shapely.point_on_surface(shapes), inner)
    ends, owner = shapely.get_coordinates(shapely.segmentize(inner, SPACING), return_index=True)
    _once, first = np.unique(np.round(ends / ROUNDED), axis=0, return_index=True)
    first = np.sort(first)
    return np.round(ends[first] / ROUNDED) * ROUNDED, owner[first]
