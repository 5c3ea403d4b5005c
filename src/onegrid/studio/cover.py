"""Units that stand apart (buildings, say) given the land around them, so that grids made of them cover the land."""

from typing import Any

import numpy as np
import shapely

COVERED = 0.98
"""If units cover this share of the land, they are the land, and what is missing are their borders."""
SPACING = 1e-4
"""Degrees (some ten metres) between the points of an outline by which the land is divided."""


def cover_land(units: Any, land: Any) -> Any:
    """The units' outlines (WGS 84), each enlarged by the land that is nearer to it than to another; overlaps are kept as drawn.

    Units that cover the land already come back as they are.
    """
    shapes = shapely.make_valid(np.asarray(units, object))
    if shapely.union_all(shapes).intersection(land).area >= COVERED * land.area:
        return shapes
    points, owner = _points(shapes)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=land, ordered=True))
    around = [shapely.union_all(cells[owner == unit]) for unit in range(len(shapes))]
    shapely.prepare(land)
    return np.array([shape.intersection(land) for shape in around], object)


def _points(shapes: Any) -> tuple[Any, Any]:
    """Points along every outline, drawn in a little so that neighbours that touch do not share them, each once."""
    inner = shapely.buffer(shapes, -SPACING / 20)
    inner = np.where(shapely.is_empty(inner), shapely.point_on_surface(shapes), inner)
    dense = shapely.segmentize(inner, SPACING)
    ends, owner = shapely.get_coordinates(dense, return_index=True)
    once, first = np.unique(ends, axis=0, return_index=True)
    return once[np.argsort(first)], owner[np.sort(first)]
