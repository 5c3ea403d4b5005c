"""Where the search begins: METIS's cut, or the plan in force, made whole."""

from heapq import heappop, heappush

import numpy as np
import pymetis
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, dijkstra

from onegrid.planning.arrays import BORDER, add_up, border_costs
from onegrid.planning.graph import Graph, Ints
from onegrid.planning.problem import Problem

SMALL_INT = 1_000_000_000  # METIS counts in 32 bits


def cut_by_metis(problem: Problem, seed: int, *, recursive: bool) -> Ints:
    """METIS's cut into the wanted number of grids; it may miss the range, and recursive cuts may fall into pieces."""
    if problem.grids == 1:
        return np.zeros(problem.graph.size, np.int64)
    households = problem.households
    households = households // max(1, int(households.sum()) // SMALL_INT + 1) + (households > 0)
    options = pymetis.Options(seed=seed, contig=not recursive)
    try:
        _, parts = pymetis.part_graph(
            problem.grids,
            pymetis.CSRAdjacency(problem.graph.indptr, problem.graph.indices),
            vweights=households,
            eweights=_edge_weights(problem),
            recursive=recursive,
            options=options,
        )
    except RuntimeError:  # METIS gives up on recursive cuts of a million units
        if not recursive:
            raise
        return cut_by_metis(problem, seed, recursive=False)
    return make_whole(problem.graph, np.array(parts, np.int64), problem.grids, problem.households)


def grow_from_seeds(problem: Problem, seed: int) -> Ints:
    """Grids grown from seeds, always the lightest: the units that most others must be apart from, then those farthest off."""
    graph, parts = problem.graph, np.full(problem.graph.size, -1, np.int64)
    rivals = np.bincount(problem.apart.ravel(), minlength=graph.size)
    order = np.random.default_rng(seed).permutation(graph.size)
    seeds = order[np.argsort(-rivals[order], kind="stable")][: min(problem.grids, int((rivals > 0).sum()))].tolist()
    matrix = csr_array((np.ones(len(graph.indices)), graph.indices, graph.indptr), shape=(graph.size, graph.size))
    far = dijkstra(matrix, unweighted=True, indices=seeds or [int(order[0])], min_only=True)
    while len(seeds) < problem.grids:
        seeds.append(int(np.where(np.isin(np.arange(graph.size), seeds), -1, far).argmax()))
        far = np.minimum(far, dijkstra(matrix, unweighted=True, indices=seeds[-1]))
    parts[seeds] = np.arange(len(seeds))
    heap = [(int(problem.households[unit]), grid) for grid, unit in enumerate(seeds)]
    borders = [graph.neighbours(unit).tolist() for unit in seeds]
    while heap:
        held, grid = heappop(heap)
        border = borders[grid]
        while border and parts[border[0]] >= 0:
            border.pop(0)
        if border:
            unit = border.pop(0)
            parts[unit] = grid
            border += graph.neighbours(unit).tolist()
            heappush(heap, (held + int(problem.households[unit]), grid))
    return make_whole(graph, parts, problem.grids, problem.households)


def start_from_force(problem: Problem) -> Ints:
    """The plan in force with as many grids as wanted: the heaviest are halved, the lightest given to their neighbours."""
    assert problem.in_force is not None
    parts = _fill(problem.graph, np.where(problem.in_force < problem.grids, problem.in_force, -1))
    return make_whole(problem.graph, parts, problem.grids, problem.households)


def make_whole(graph: Graph, parts: Ints, grids: int, households: Ints) -> Ints:
    """Give every grid one piece and at least one unit: lesser pieces go to neighbours, empty grids get half of the heaviest."""
    parts = parts.copy()
    while (loose := _loose_pieces(graph, parts, households)).any():
        parts = _fill(graph, np.where(loose, -1, parts))
    for empty in np.flatnonzero(np.bincount(parts, minlength=grids) == 0):
        held = add_up(parts, households, grids)
        held[np.bincount(parts, minlength=grids) < 2] = -1
        parts[_outer_half(graph, np.flatnonzero(parts == held.argmax()), households)] = empty
    return parts


def _loose_pieces(graph: Graph, parts: Ints, households: Ints) -> np.ndarray:
    """Units outside their grid's heaviest piece (of equals, the one with the lowest unit)."""
    count, piece = graph.pieces(parts)
    grid = np.zeros(count, np.int64)
    grid[piece] = parts
    lowest = np.full(count, graph.size)
    np.minimum.at(lowest, piece, np.arange(graph.size))
    order = np.lexsort((lowest, -add_up(piece, households, count), grid))
    first = np.concatenate([[True], np.diff(grid[order]) != 0])
    loose = np.ones(count, bool)
    loose[order[first]] = False
    return np.asarray(loose[piece])


def _fill(graph: Graph, parts: Ints) -> Ints:
    """Give each unit without a grid to the one that most of its neighbours have, from the borders inwards."""
    parts = parts.copy()
    left = np.flatnonzero(parts < 0)
    while len(left):
        near = [parts[graph.neighbours(unit)] for unit in left.tolist()]
        chosen = np.array([np.bincount(grids[grids >= 0]).argmax() if (grids >= 0).any() else -1 for grids in near])
        if (chosen < 0).all():
            parts[left] = 0
            break
        parts[left] = chosen
        left = left[chosen < 0]
    return parts


def _outer_half(graph: Graph, units: Ints, households: Ints) -> Ints:
    """About half of a grid's households in one piece, such that the rest stays in one piece as nearly as can be."""
    inner = graph.subgraph(units)
    matrix = csr_array((np.ones(len(inner.indices)), inner.indices, inner.indptr), shape=(inner.size, inner.size))
    start = breadth_first_order(matrix, 0, return_predecessors=False)[-1]
    order = breadth_first_order(matrix, start, return_predecessors=False)
    reached = np.cumsum(households[units[order]])
    take = int(np.clip(np.searchsorted(reached, reached[-1] / 2) + 1, 1, len(order) - 1))
    tail = np.setdiff1d(np.arange(len(units)), order[:take])
    count, piece = inner.subgraph(tail).pieces()
    main = np.bincount(piece, minlength=count).argmax()
    return np.asarray(units[np.concatenate([order[:take], tail[piece != main]])])


def _edge_weights(problem: Problem) -> Ints:
    """Borders by their cost, dearer between units that a department's grid holds together: METIS cannot count officers."""
    weights = border_costs(problem) // (BORDER // 10)
    source, target = problem.graph.source, problem.graph.indices
    for net in problem.nets:
        same = (net[source] == net[target]) & (net[source] >= 0)
        weights = weights + np.round(10 * problem.weights.agreement * same).astype(np.int64)
    return np.asarray(np.maximum(1, weights))
