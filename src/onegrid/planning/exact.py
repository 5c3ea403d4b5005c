"""Small areas solved to the end: all grids that could be, and the cheapest set of them that covers every unit once."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from onegrid.planning.arrays import BORDER, add_up, make_arrays, measure_cost
from onegrid.planning.graph import Bools, Floats, Ints
from onegrid.planning.kernels import SHARE, Arrays, grow_subsets
from onegrid.planning.problem import Problem, grid_points, grid_reach

MOST_UNITS: Final = 62  # a set is a whole number of 64 bits
MOST_SETS: Final = 30_000
FEW_SETS: Final = 3_000  # with so few no plan need be known, though knowing one makes the proof far quicker
FEWEST_SETS: Final = 250  # with so few the proof is quicker than a search
MOST_NEAREST: Final = 4_000  # where no plan can keep the limits
NODES: Final = 2_000  # of branch and bound; counted, so that a slow machine answers the same


@dataclass(frozen=True)
class Exact:
    """What was proved: the cheapest plan, or that there is none (parts is None)."""

    parts: Ints | None


def solve_exactly(problem: Problem, known: Ints | None = None, most: int = MOST_SETS) -> Exact | None:
    """The cheapest plan within all limits, or the proof that none exists; None if more sets than `most` could be grids.

    A good plan already `known` makes the proof quick: no grid need be looked at that is too dear to beat it.
    """
    sets = enumerate_grids(problem, problem.range.least, problem.range.most, most)
    if sets is None:
        return None
    start = np.zeros(problem.graph.size, np.int64) if known is None else known
    return _cover(problem, sets, np.zeros(len(sets), np.int64), start)


def solve_nearest(problem: Problem, known: Ints) -> Exact | None:
    """The plan that misses the range by the fewest households in all (then the cheapest); None if too large to say.

    Pairs that must be apart, and walking distance, are not relaxed.
    """
    held = add_up(known, problem.households, problem.grids)
    missed = int(problem.range.excess(held).sum())  # no single grid of a better plan misses more
    sets = enumerate_grids(problem, max(0, problem.range.least - missed), problem.range.most + missed, MOST_NEAREST)
    if sets is None:
        return None
    return _cover(problem, sets, problem.range.excess(sets @ problem.households), known)


def enumerate_grids(problem: Problem, least: int, most: int, count: int = MOST_SETS) -> Bools | None:
    """Every connected set of units (rows) that could be a grid; None if there are more than `count`."""
    n = problem.graph.size
    if n > MOST_UNITS:
        return None
    near = np.array([sum(1 << int(u) for u in problem.graph.neighbours(v)) for v in range(n)], np.int64)
    found, stack = np.empty(count, np.int64), np.empty((n + 2, 4), np.int64)
    met = grow_subsets(near, problem.households.astype(np.int64), most, least, found, stack)
    if met < 0:
        return None
    sets = (found[:met, None] >> np.arange(n) & 1).astype(bool)
    return np.asarray(sets[_allowed(problem, sets)])


def _allowed(problem: Problem, sets: Bools) -> Bools:
    allowed = np.ones(len(sets), bool)
    pairs = problem.apart
    if problem.reach and problem.points is not None:
        points = grid_points(problem.points)
        far = ((points[:, None] - points[None]) ** 2).sum(axis=2) > grid_reach(problem.reach) ** 2
        pairs = np.concatenate([pairs, np.argwhere(np.triu(far))])
    for one, other in pairs:
        allowed &= ~(sets[:, one] & sets[:, other])
    return allowed


def _cover(problem: Problem, sets: Bools, excess: Ints, known: Ints) -> Exact | None:
    """The set of grids that covers every unit once, with least excess, then at least cost."""
    if not len(sets):
        return Exact(None)
    sets, excess, cost, home = _with_homes(problem, sets, excess, _costs(make_arrays(problem), sets))
    dear = 1.0 + float(measure_cost(problem, known)) / BORDER  # one household missed outweighs any saving
    price = excess * dear + cost / BORDER
    rows, right = _rows(sets, home, problem.grids)
    if not problem.clashes(known):
        missed = problem.range.excess(add_up(known, problem.households, problem.grids)).sum()
        if missed == 0 or excess.any():
            kept = _not_too_dear(rows, right, price, missed * dear + measure_cost(problem, known) / BORDER)
            if kept is None:
                return Exact(None)
            sets, home, price, rows = sets[kept], home[kept], price[kept], rows[:, kept]
    limits = LinearConstraint(rows, np.where(np.isinf(right[0]), 0, right[0]), right[1])
    options = {"node_limit": NODES, "mip_rel_gap": 1e-9}
    found = milp(price, integrality=np.ones(len(sets)), bounds=Bounds(0, 1), constraints=limits, options=options)
    if found.status == 2:
        return Exact(None)
    return Exact(_number(sets, home, found.x > 0.5, problem.grids)) if found.status == 0 else None


def _rows(sets: Bools, home: Ints, grids: int) -> tuple[csr_array, tuple[Floats, Floats]]:
    """Every unit once, so many grids, each home at most once: a matrix over the sets, and its lower and upper bounds."""
    homes = np.unique(home[home >= 0])
    matrix = np.vstack([sets.T, np.ones(len(sets)), *(home == each for each in homes)]).astype(float)
    exact, once = np.append(np.ones(sets.shape[1]), grids), np.ones(len(homes))
    return csr_array(matrix), (np.append(exact, once - np.inf), np.append(exact, once))


def _not_too_dear(rows: csr_array, right: tuple[Floats, Floats], price: Floats, known: float) -> Ints | None:
    """The sets that could be in a plan as cheap as the known one, by their reduced cost in the linear relaxation.

    None if even the relaxation has no solution. Source: reduced-cost fixing, e.g. L. Wolsey, Integer Programming, 7.4.
    """
    lower, upper = right
    equal = np.isfinite(lower)
    at_most = None if equal.all() else rows[np.flatnonzero(~equal)]
    relaxed = linprog(
        price,
        A_eq=rows[np.flatnonzero(equal)],
        b_eq=upper[equal],
        A_ub=at_most,
        b_ub=None if at_most is None else upper[~equal],
        method="highs-ds",
    )
    if relaxed.status == 2:
        return None
    if relaxed.status != 0:
        return np.arange(len(price))
    reduced = price - rows[np.flatnonzero(equal)].T @ relaxed.eqlin.marginals
    if at_most is not None:
        reduced = reduced - at_most.T @ relaxed.ineqlin.marginals
    return np.flatnonzero(reduced <= known - relaxed.fun + 1e-6)


def _number(sets: Bools, home: Ints, chosen: Bools, grids: int) -> Ints:
    """Numbers for the chosen grids: their home's, or the lowest that is free."""
    parts = np.empty(sets.shape[1], np.int64)
    free = iter(sorted(set(range(grids)) - set(home[chosen].tolist())))
    for row in np.flatnonzero(chosen):
        parts[sets[row]] = home[row] if home[row] >= 0 else next(free)
    return parts


def _costs(arrays: Arrays, sets: Bools) -> Ints:
    """What each grid costs by itself: half its border, its imbalance, the officers that it meets."""
    once = arrays.source < arrays.indices
    cut = sets[:, arrays.source[once]] != sets[:, arrays.indices[once]]
    cost = cut @ arrays.cost[once] // 2
    for shares, price in zip(arrays.shares, arrays.balance, strict=True):
        cost += (sets @ shares - SHARE) ** 2 * price
    for labels in arrays.labels:
        for old in np.unique(labels[labels >= 0]):
            cost += sets[:, labels == old].any(axis=1) * arrays.meeting[old]
    return np.asarray(cost)


def _with_homes(problem: Problem, sets: Bools, excess: Ints, cost: Ints) -> tuple[Bools, Ints, Ints, Ints]:
    """Each grid as a new one, and as the successor of each grid in force of which it has a unit; those cost less."""
    fresh = np.full(len(sets), -1, np.int64)
    if problem.in_force is None or not problem.weights.change:
        return sets, excess, cost, fresh
    arrays = make_arrays(problem)
    copies = [(sets, excess, cost + sets @ np.where(arrays.home >= 0, arrays.leaving, 0), fresh)]
    for old in np.unique(arrays.home[(arrays.home >= 0) & (arrays.home < problem.grids)]):
        own = sets[:, arrays.home == old].any(axis=1)
        left = sets[own] @ np.where((arrays.home >= 0) & (arrays.home != old), arrays.leaving, 0)
        copies.append((sets[own], excess[own], cost[own] + left, np.full(own.sum(), old, np.int64)))
    return tuple(np.concatenate(column) for column in zip(*copies, strict=True))  # type: ignore[return-value]
