"""Rivers, railways and arterial roads cut adjacency; bridges and crossings mend it."""

import numpy as np
import shapely

from onegrid.planning.adjacency import Links
from onegrid.planning.findings import Finding, found
from onegrid.planning.geodata import Shapes

BANK = 15.0  # metres from a barrier within which a border runs along it
REACH = 40.0  # metres from a crossing to the border, or the units, that it joins


def cut_at_barriers(
    links: Links, shapes: Shapes, barriers: Shapes, crossings: Shapes, names: list[str]
) -> tuple[Links, list[Finding]]:
    """Links without those across a barrier, except at crossings; a crossing also joins units that do not touch.

    A border is across a barrier if most of it runs along one; a line between buildings, if one crosses it. All in metres.
    `names` are the units'.
    """
    if not len(barriers):
        return links, []
    barrier = shapely.union_all(barriers)
    kept = ~_is_across(links, barrier)
    if len(crossings):
        shapely.prepare(where := shapely.union_all(shapely.buffer(crossings, REACH)))
        kept |= shapely.intersects(where, links.line)
    open_links = Links(links.pairs[kept], links.border[kept], links.line[kept], links.touching)
    return _bridge(open_links, shapes, barrier, crossings, names)


def _is_across(links: Links, barrier: shapely.Geometry) -> np.ndarray:
    if not links.touching:
        shapely.prepare(barrier)
        return np.asarray(shapely.intersects(barrier, links.line))
    bank = shapely.buffer(barrier, BANK)
    along = shapely.length(shapely.intersection(links.line, bank))
    return np.asarray(along > 0.5 * np.maximum(shapely.length(links.line), 1e-9))


def _bridge(
    links: Links, shapes: Shapes, barrier: shapely.Geometry, crossings: Shapes, names: list[str]
) -> tuple[Links, list[Finding]]:
    """Join the units at both ends of each crossing that no link joins yet."""
    tree, findings = shapely.STRtree(shapes), []
    known = {tuple(pair) for pair in links.pairs.tolist()}
    typical = float(np.median(links.border)) if len(links.border) else 1.0
    pairs, lines = [], []
    for number, crossing in enumerate(crossings):
        near = np.sort(tree.query(crossing, predicate="dwithin", distance=REACH))
        order = near[np.argsort(shapely.distance(shapes[near], crossing), kind="stable")]
        middles = shapely.point_on_surface(shapes[order])
        across = [i for i in range(1, len(order)) if _divides(barrier, middles[0], middles[i])]
        if not across:
            near_by = names[int(tree.nearest(crossing))]
            findings.append(found("crossing_leads_nowhere", [near_by], number=number + 1, place=near_by))
            continue
        pair = tuple(sorted((int(order[0]), int(order[across[0]]))))
        if pair not in known:
            known.add(pair)
            pairs.append(pair)
            lines.append(shapely.shortest_line(shapes[pair[0]], shapes[pair[1]]))
    if not pairs:
        return links, findings
    joined = np.concatenate([links.pairs, np.array(pairs, np.int64)])
    border, line = np.append(links.border, [typical] * len(pairs)), np.append(links.line, lines)
    return Links(joined, border, line, links.touching), findings


def _divides(barrier: shapely.Geometry, one: shapely.Geometry, other: shapely.Geometry) -> bool:
    return bool(shapely.intersects(barrier, shapely.linestrings([one.coords[0], other.coords[0]])))
