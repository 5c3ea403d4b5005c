"""Do areas cover the land once and only once? Overlaps, gaps and what juts out, each with its size and place."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from onegrid.territory.files.columns import AreaRow
from onegrid.territory.metres import square_metres

Geometries = NDArray[np.object_]

TOLERANCE_M2 = 10.0
"""Smaller faults come from drawing and rounding: less than a parking space."""
TOUCH = 1e-7
"""Degrees (a centimetre) within which an area counts as bordering on a gap."""


class FaultKind(StrEnum):
    """An overlap is covered twice, a gap not at all; an overhang lies beyond the parent."""

    OVERLAP = "overlap"
    GAP = "gap"
    OVERHANG = "overhang"


@dataclass(frozen=True)
class Fault:
    """One thing wrong: the areas that it concerns, its size in square metres, and its outline in WGS 84."""

    kind: FaultKind
    codes: tuple[str, ...]
    area_m2: float
    geometry: Any


def check_coverage(
    codes: Sequence[str],
    geometries: Sequence[Any] | Geometries,
    *,
    parent: Any = None,
    tolerance_m2: float = TOLERANCE_M2,
) -> list[Fault]:
    """Faults larger than a tolerance among siblings, the largest first.

    `geometries` are valid polygons or multipolygons in WGS 84 (see `files.repair`). With the outline of their `parent`,
    gaps are what they leave of it and overhangs what lies beyond it; without, gaps are holes in their union.
    """
    shapes = _array(geometries)
    faults = [*_overlaps(codes, shapes, tolerance_m2), *_gaps(codes, shapes, parent, tolerance_m2)]
    if parent is not None:
        faults += _overhangs(codes, shapes, parent, tolerance_m2)
    return _largest_first(faults)


def check_levels(rows: Iterable[AreaRow], *, tolerance_m2: float = TOLERANCE_M2) -> list[Fault]:
    """Faults in nested areas, level by level, the largest first.

    On each level no two areas may overlap. Children must fill their parent, where the parent's outline is among the
    rows; areas whose parents are not must leave no hole in their union.
    """
    all_rows = list(rows)
    outlines = {row.code: row.geometry for row in all_rows}
    faults = []
    for level in sorted({row.level or 0 for row in all_rows}):
        group = [row for row in all_rows if (row.level or 0) == level]
        faults += _overlaps([row.code for row in group], _array([row.geometry for row in group]), tolerance_m2)
        for parent in sorted({row.parent if row.parent in outlines else "" for row in group}):
            children = [row for row in group if (row.parent if row.parent in outlines else "") == parent]
            codes, shapes = [row.code for row in children], _array([row.geometry for row in children])
            faults += _gaps(codes, shapes, outlines.get(parent), tolerance_m2)
            if parent:
                faults += _overhangs(codes, shapes, outlines[parent], tolerance_m2)
    return _largest_first(faults)


def faults_geojson(faults: Iterable[Fault]) -> dict[str, Any]:
    """The faults as a GeoJSON feature collection, numbered from 1 as on the map."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": number,
                "properties": {"kind": str(fault.kind), "codes": list(fault.codes), "area_m2": round(fault.area_m2, 1)},
                "geometry": shapely.geometry.mapping(fault.geometry),
            }
            for number, fault in enumerate(faults, 1)
        ],
    }


def _overlaps(codes: Sequence[str], shapes: Geometries, tolerance_m2: float) -> list[Fault]:
    one, other = shapely.STRtree(shapes).query(shapes)
    one, other = one[one < other], other[one < other]
    shapely.prepare(shapes)
    for test in (shapely.intersects, _not_touches):
        hit = test(shapes[one], shapes[other])
        one, other = one[hit], other[hit]
    common = _polygons(shapely.intersection(shapes[one], shapes[other]))
    pairs = [tuple(sorted((codes[a], codes[b]))) for a, b in zip(one.tolist(), other.tolist(), strict=True)]
    return _faults(FaultKind.OVERLAP, common, lambda at: pairs[at], tolerance_m2)


def _not_touches(one: Geometries, other: Geometries) -> NDArray[np.bool_]:
    return ~np.asarray(shapely.touches(one, other), bool)


def _gaps(codes: Sequence[str], shapes: Geometries, parent: Any, tolerance_m2: float) -> list[Fault]:
    union = shapely.union_all(shapes)
    rest = [parent.difference(union)] if parent is not None else _holes(union)
    parts = shapely.get_parts(_polygons(_array(rest)))
    tree = shapely.STRtree(shapes)

    def touched(at: int) -> tuple[str, ...]:
        return tuple(
            sorted(codes[near] for near in tree.query(parts[at], predicate="dwithin", distance=TOUCH).tolist())
        )

    return _faults(FaultKind.GAP, parts, touched, tolerance_m2)


def _holes(union: Any) -> list[Any]:
    return [shapely.Polygon(ring) for part in shapely.get_parts(union) for ring in part.interiors]


def _overhangs(codes: Sequence[str], shapes: Geometries, parent: Any, tolerance_m2: float) -> list[Fault]:
    shapely.prepare(parent)
    out = np.flatnonzero(~shapely.covers(parent, shapes))
    beyond = _polygons(shapely.difference(shapes[out], parent))
    return _faults(FaultKind.OVERHANG, beyond, lambda at: (codes[out[at]],), tolerance_m2)


def _faults(
    kind: FaultKind, shapes: Geometries, codes_of: Callable[[int], tuple[str, ...]], tolerance_m2: float
) -> list[Fault]:
    sizes = square_metres(shapes)
    return [
        Fault(kind, codes_of(at), float(sizes[at]), shapes[at]) for at in np.flatnonzero(sizes > tolerance_m2).tolist()
    ]


def _polygons(shapes: Geometries) -> Geometries:
    """Only what has an area: overlays of neighbours also bring the lines and points in which they touch."""
    kept = [shapely.MultiPolygon([part for part in shapely.get_parts(shape) if part.area]) for shape in shapes]
    return _array([shape.geoms[0] if len(shape.geoms) == 1 else shape for shape in kept])


def _array(shapes: Sequence[Any] | Geometries) -> Geometries:
    array = np.empty(len(shapes), object)
    array[:] = shapes
    return array


def _largest_first(faults: list[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: (-fault.area_m2, fault.kind, fault.codes))
