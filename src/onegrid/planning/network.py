"""From prepared units to the graph that is cut: adjacency, barriers, islands, slivers."""

from typing import Any

import numpy as np
import shapely

from onegrid.planning.adjacency import find_links
from onegrid.planning.barriers import cut_at_barriers
from onegrid.planning.findings import Finding, found
from onegrid.planning.geodata import Frame, Shapes
from onegrid.planning.graph import Floats, Graph
from onegrid.planning.islands import join_islands
from onegrid.planning.placing import place
from onegrid.planning.units import Units

SLIVER = 2.0  # square metres
THIN = 0.01  # of the typical unit's area, for a unit without households


def build_graph(
    units: Units, *, barriers: Frame | None, crossings: Frame | None, least: int
) -> tuple[Graph, list[tuple[str, str]], list[Finding]]:
    """The graph inside communities, pairs (sliver and neighbour) that stay together, and what was found.

    Pieces of a community with fewer households than `least` are joined to the rest.
    """
    links = find_links(units.shapes)
    obstacles, placed = lines_of(barriers, units.crs, "the map of barriers")
    ways, also = lines_of(crossings, units.crs, "the map of crossings")
    links, said = cut_at_barriers(links, units.shapes, obstacles, ways, units.names)
    findings = placed + also + said
    whole = Graph.from_pairs(len(units.names), links.pairs, links.border)
    barrier = shapely.union_all(obstacles) if len(obstacles) else None
    graph, joined = join_islands(
        whole, units.shapes, units.households, units.community, least, barrier, (units.names, units.communities)
    )
    pairs, slivers = _slivers(units, graph)
    pieces = _remark_pieces(units, graph)
    return graph, pairs, findings + joined + slivers + pieces + _remark_overlaps(units, links.pairs)


def lines_of(frame: Frame | None, crs: Any, name: str) -> tuple[Shapes, list[Finding]]:
    """The shapes of a layer in metres, and what was found on the way; none for no layer."""
    if frame is None or not len(frame):
        return np.empty(0, object), []
    placed, findings = place(frame, name)
    shapes = placed.geometry.to_crs(crs).to_numpy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return np.asarray(shapely.make_valid(shapes[there])), findings


def _slivers(units: Units, graph: Graph) -> tuple[list[tuple[str, str]], list[Finding]]:
    """Tiny units that nobody lives in stay with the neighbour that they share most border with."""
    area = shapely.area(units.shapes)
    tiny = (area < max(SLIVER, 0.0)) | ((area < THIN * np.median(area)) & (_thinness(units.shapes) < 0.02))
    pairs, findings = [], []
    for unit in np.flatnonzero(tiny & (units.households == 0)).tolist():
        near = graph.neighbours(unit)
        if len(near):
            other = int(near[graph.border[graph.indptr[unit] : graph.indptr[unit + 1]].argmax()])
            pairs.append((units.names[unit], units.names[other]))
            size = round(float(area[unit]), 1)
            pair = {"place": units.names[unit], "other": units.names[other]}
            findings.append(found("sliver", pair.values(), **pair, square_metres=size))
    return pairs, findings


def _thinness(shapes: Shapes) -> Floats:
    """1 for a circle, near 0 for a thread (Polsby and Popper)."""
    return np.asarray(4 * np.pi * shapely.area(shapes) / np.maximum(shapely.length(shapes), 1e-9) ** 2)


def _remark_overlaps(units: Units, pairs: np.ndarray) -> list[Finding]:
    one, other = units.shapes[pairs[:, 0]], units.shapes[pairs[:, 1]]
    doubtful = np.flatnonzero(shapely.intersects(one, other) & ~shapely.touches(one, other))
    shared = shapely.area(shapely.intersection(one[doubtful], other[doubtful]))
    smaller = np.minimum(shapely.area(one[doubtful]), shapely.area(other[doubtful]))
    findings = []
    for i in np.flatnonzero((shared > SLIVER) & (shared > 0.01 * smaller)):
        place, beside = (units.names[unit] for unit in pairs[doubtful[i]])
        size = round(float(shared[i]), 1)
        findings.append(found("units_overlap", [place, beside], place=place, other=beside, square_metres=size))
    return findings


def _remark_pieces(units: Units, graph: Graph) -> list[Finding]:
    """Communities in pieces; all units but those of the largest piece are named, so that it can be seen what is cut off."""
    findings = []
    for number, community in enumerate(units.communities):
        own = np.flatnonzero(units.community == number)
        pieces, piece = graph.subgraph(own).pieces() if len(own) else (1, own)
        if pieces > 1:
            off = own[piece != np.bincount(piece).argmax()]
            where = [units.names[unit] for unit in off]
            findings.append(found("community_in_pieces", where, community=community, pieces=pieces))
    return findings
