"""Islands: pieces of a community that nothing joins to the rest."""

import numpy as np
import shapely

from onegrid.planning.findings import Finding, found
from onegrid.planning.geodata import Shapes
from onegrid.planning.graph import Graph, Ints

NEAR = 1.0
"""Metres to a barrier at which a way crosses it: units that touch along a river have a way of no length."""


def join_islands(
    graph: Graph,
    shapes: Shapes,
    households: Ints,
    community: Ints,
    least: int,
    barrier: shapely.Geometry | None,
    names: tuple[list[str], list[str]],
) -> tuple[Graph, list[Finding]]:
    """Join each piece of a community that is too small to be a grid to the nearest unit of the rest, unless a barrier divides
    them. `names` are the units' and the communities'."""
    findings: list[Finding] = []
    ends, border = graph.pairs()
    inside = community[ends[:, 0]] == community[ends[:, 1]]
    ends, border, typical = ends[inside], border[inside], float(np.median(border)) if len(border) else 1.0
    while True:
        inner = Graph.from_pairs(graph.size, ends, border)
        new = [
            link
            for number in np.unique(community)
            if (link := _shortest(inner, shapes, households, np.flatnonzero(community == number), least, barrier))
        ]
        if not new:
            return inner, findings
        for one, other, metres in new:
            units, communities = names
            place = {"place": units[one], "community": communities[community[one]], "other": units[other]}
            findings.append(found("island_linked", [units[one], units[other]], **place, metres=round(metres)))
        ends = np.concatenate([ends, np.array([link[:2] for link in new], np.int64)])
        border = np.append(border, [typical] * len(new))


def _shortest(
    graph: Graph, shapes: Shapes, households: Ints, own: Ints, least: int, barrier: shapely.Geometry | None
) -> tuple[int, int, float] | None:
    """The shortest way from the smallest piece to the others: both units and the metres between; None if none is needed."""
    pieces, piece = graph.subgraph(own).pieces()
    if pieces == 1:
        return None
    held = np.bincount(piece, households[own], pieces)
    for small in np.argsort(held, kind="stable"):
        if held[small] >= max(1, least):
            return None
        island, rest = own[piece == small], own[piece != small]
        near, metres = shapely.STRtree(shapes[rest]).query_nearest(
            shapes[island], all_matches=False, return_distance=True
        )
        for i in np.argsort(metres, kind="stable"):
            one, other = int(island[near[0, i]]), int(rest[near[1, i]])
            line = shapely.buffer(shapely.shortest_line(shapes[one], shapes[other]), NEAR)
            if barrier is None or not shapely.intersects(barrier, line):
                return one, other, float(metres[i])
    return None
