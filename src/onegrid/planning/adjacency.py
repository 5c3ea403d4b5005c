"""Which units touch, and how long their common border is; for buildings, which stand next to each other."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import Delaunay, QhullError

from onegrid.planning.geodata import Shapes
from onegrid.planning.graph import Floats, Ints

GAP = 0.5  # metres by which two borders that should be one may differ
NEXT_TO = 200.0  # metres between buildings that still count as next to each other
CLOSE = 20.0  # metres at which a link between buildings is worth half


@dataclass(frozen=True, eq=False)
class Links:
    """Pairs of units (m × 2, lower first), the metres of their border, and the border or the way from one to the other."""

    pairs: Ints
    border: Floats
    line: Shapes
    touching: bool  # the lines are borders, not ways


def find_links(shapes: Shapes) -> Links:
    """Shared borders, if most units have one; else neighbours among buildings that stand apart."""
    touching = find_borders(shapes)
    alone = len(shapes) - len(np.unique(touching.pairs))
    return touching if alone <= len(shapes) / 3 else find_neighbours(shapes)


def find_borders(shapes: Shapes) -> Links:
    """Units that share a border, or nearly so: gaps and overlaps up to `GAP` are bridged; corners alone do not count."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=GAP)
    kept = one < other
    one, other = one[kept], other[kept]
    edges = shapely.boundary(shapes)
    common = shapely.intersection(edges[one], edges[other])
    length = shapely.length(common)
    doubtful = np.flatnonzero(length < 2 * GAP)
    wide = shapely.buffer(shapes[one[doubtful]], GAP, quad_segs=2)
    common[doubtful] = shapely.intersection(edges[other[doubtful]], wide)
    length[doubtful] = np.maximum(0, shapely.length(common[doubtful]) - 6 * GAP)
    kept = length > 0
    pairs = np.column_stack([one[kept], other[kept]]).astype(np.int64)
    return _sorted(Links(pairs, np.round(length[kept], 2), common[kept], True))


def find_neighbours(shapes: Shapes) -> Links:
    """Buildings next to each other: neighbours in the Delaunay triangulation of their middles, no more than `NEXT_TO` apart."""
    points = shapely.get_coordinates(shapely.centroid(shapes))
    try:
        corners = Delaunay(points).simplices
    except (QhullError, ValueError):  # too few, or all in a line
        corners = np.array([[i, i + 1, i + 1] for i in np.lexsort(points.T)[:-1]], np.int64).reshape(-1, 3)
    ends = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1)
    ends = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0).astype(np.int64)
    gap = shapely.distance(shapes[ends[:, 0]], shapes[ends[:, 1]])
    ends, gap = ends[gap <= NEXT_TO], gap[gap <= NEXT_TO]
    ways = shapely.shortest_line(shapes[ends[:, 0]], shapes[ends[:, 1]])
    return Links(ends, np.round(CLOSE / (CLOSE + gap), 3), ways, False)


def _sorted(links: Links) -> Links:
    order = np.lexsort((links.pairs[:, 1], links.pairs[:, 0]))
    return Links(links.pairs[order], links.border[order], links.line[order], links.touching)
