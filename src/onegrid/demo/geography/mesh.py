"""Cells fitted together exactly, and which of them are neighbours, over what kind of street."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from onegrid.demo.geography.ways import SNAP, Way

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# How hard two neighbours hold together, per metre of common side: borders would rather follow large streets.
WITHIN_COMPOUND, OVER_A_LANE, OVER_A_STREET, OVER_AN_ARTERIAL, OVER_WATER = 3.0, 1.0, 0.7, 0.4, 0.35


@dataclass(frozen=True)
class Mesh:
    """Neighbouring cells (m × 2 indexes), how hard they hold together, and each cell's weight, middle and size (m²)."""

    pairs: Ints
    ties: Floats
    weights: Floats
    middles: Floats
    sizes: Floats


def fit_cells(shapes: Sequence[Any]) -> list[Any]:
    """The same cells with shared vertices: no gap, no overlap. Raises ValueError if one cannot be fitted."""
    edges = shapely.union_all(shapely.boundary(np.array(shapes, dtype=object)), grid_size=SNAP)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    found, owner = shapely.STRtree(shapes).query(shapely.point_on_surface(faces), predicate="within")
    fitted: list[Any] = [None] * len(shapes)
    for face, cell in zip(faces[found], owner, strict=True):
        fitted[cell] = face if fitted[cell] is None else shapely.union(fitted[cell], face)
    if any(cell is None or cell.geom_type != "Polygon" for cell in fitted):
        raise ValueError("a cell of the invented subdistrict vanished when lines were joined: choose another seed")
    return fitted


def weave(cells: Sequence[Any], blocks: Sequence[int], homes: Sequence[int], ways: Sequence[Way]) -> Mesh:
    """The neighbourhood of fitted cells. `blocks` tells which cells stand in one compound."""
    pairs, lengths, middles = _common_sides(cells)
    block = np.asarray(blocks)
    strength = np.where(block[pairs[:, 0]] == block[pairs[:, 1]], WITHIN_COMPOUND, OVER_A_LANE)
    points = shapely.points(middles)
    for kind, rank, tie in (("road", 2, OVER_A_STREET), ("road", 1, OVER_AN_ARTERIAL), ("water", 2, OVER_WATER)):
        lines = shapely.union_all([way.line for way in ways if (way.kind, way.rank) == (kind, rank)])
        shapely.prepare(lines)
        strength[shapely.dwithin(lines, points, 0.5)] = tie
    once, where = np.unique(pairs, axis=0, return_inverse=True)
    ties = sum_by(where.ravel(), strength * lengths, len(once))
    long = sum_by(where.ravel(), lengths, len(once)) > 15  # cells that meet at a corner only are no neighbours
    centres = shapely.get_coordinates(shapely.centroid(list(cells)))
    return Mesh(once[long], ties[long], np.asarray(homes, dtype=float), centres, shapely.area(list(cells)))


def sum_by(label: Ints, values: Floats, count: int) -> Floats:
    """The sum of the values of each label from 0 up to a count."""
    return np.bincount(label, weights=values, minlength=count).astype(np.float64)


def _common_sides(cells: Sequence[Any]) -> tuple[Ints, Floats, Floats]:
    """Every line segment that two cells share: the two, its length and its middle."""
    rings = shapely.get_rings(list(cells))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    owners = np.repeat(np.arange(len(cells)), [shapely.get_num_interior_rings(cell) + 1 for cell in cells])
    inside = ring[1:] == ring[:-1]
    start, stop, owner = xy[:-1][inside], xy[1:][inside], owners[ring[1:][inside]]
    forward = (start[:, 0] < stop[:, 0]) | ((start[:, 0] == stop[:, 0]) & (start[:, 1] < stop[:, 1]))
    segments = np.where(forward[:, None], np.hstack((start, stop)), np.hstack((stop, start)))
    _once, which = np.unique(segments, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    same = which.ravel()[order][1:] == which.ravel()[order][:-1]
    one, other = order[:-1][same], order[1:][same]
    pairs = np.sort(np.column_stack((owner[one], owner[other])), axis=1)
    shared = segments[one]
    return pairs, np.hypot(*(shared[:, 2:] - shared[:, :2]).T), (shared[:, :2] + shared[:, 2:]) / 2
