"""A problem and a plan as the compiled loops want them: whole numbers in fixed point."""

import numpy as np

from onegrid.planning.graph import Bools, Ints
from onegrid.planning.kernels import BARRED, OUT, SHARE, Arrays, State, Tree, link_members, list_border
from onegrid.planning.problem import Problem, Range, grid_points, grid_reach

BORDER = 1_000_000  # the cost of a typical border
OFFICER = 2 * BORDER
MOVED = 3 * BORDER
DENSE = 200_000_000  # old grids times new grids, up to which meetings are counted


def make_arrays(problem: Problem, aim: Range | None = None) -> Arrays:
    """The problem as arrays; `aim` is a range to be used instead of the problem's."""
    n, k, within = problem.graph.size, problem.grids, aim or problem.range
    labels, meeting = _nets(problem)
    shares, balance = _measures(problem)
    apart_ptr, apart = _both_ways(problem.apart, n)
    far = grid_reach(problem.reach)
    points = grid_points(problem.points) if far and problem.points is not None else np.zeros((n, 2), np.int64)
    home = problem.in_force if problem.in_force is not None else np.full(n, -1, np.int64)
    return Arrays(
        indptr=problem.graph.indptr,
        indices=problem.graph.indices,
        source=problem.graph.source,
        twin=np.lexsort((problem.graph.source, problem.graph.indices)),
        cost=border_costs(problem),
        weight=problem.households.astype(np.int64),
        least=np.full(k, within.least, np.int64),
        most=np.full(k, within.most, np.int64),
        shares=shares,
        balance=balance,
        labels=labels,
        meeting=meeting,
        home=home.astype(np.int64),
        leaving=_leaving(problem),
        apart_ptr=apart_ptr,
        apart=apart,
        x=np.ascontiguousarray(points[:, 0]),
        y=np.ascontiguousarray(points[:, 1]),
        reach2=far**2,
        clash=clash_price(problem),
    )


def make_state(arrays: Arrays, parts: Ints, open_: Bools | None = None) -> State:
    """A plan with its tallies; `open_` says which adjacencies may be proposed, all if not given."""
    n, k, measures = len(parts), len(arrays.least), len(arrays.balance)
    share = np.zeros((measures, k), np.int64)
    for measure in range(measures):
        np.add.at(share[measure], parts, arrays.shares[measure])
    met = np.zeros((k, len(arrays.meeting)), np.int32)
    for labels in arrays.labels:
        known = labels >= 0
        np.add.at(met, (parts[known], labels[known]), 1)
    drawn = (arrays.source < arrays.indices) & (True if open_ is None else open_)
    state = State(
        part=parts.astype(np.int64),
        held=add_up(parts, arrays.weight, k),
        size=np.bincount(parts, minlength=k).astype(np.int64),
        share=share,
        met=met,
        head=np.full(k, -1, np.int64),
        after=np.full(n, -1, np.int64),
        before=np.full(n, -1, np.int64),
        border=np.empty(len(arrays.indices) // 2, np.int64),
        place=np.where(drawn, OUT, BARRED),
        listed=np.zeros(1, np.int64),
    )
    link_members(state)
    list_border(arrays, state)
    return state


def make_tree(arrays: Arrays) -> Tree:
    """Room for spanning trees."""
    n, e = len(arrays.weight), len(arrays.indices)
    order, parent, below = np.empty((3, n), np.int64)
    side, chosen = np.zeros((2, n), bool)
    return Tree(order, parent, below, np.empty(e, np.int64), np.zeros(n + 1, np.int64), side, chosen)


def add_up(parts: Ints, values: Ints, grids: int) -> Ints:
    """The exact sum of whole numbers in each grid."""
    total = np.zeros(grids, np.int64)
    np.add.at(total, parts, values)
    return total


def measure_violation(problem: Problem, parts: Ints) -> int:
    """By how much a plan breaks its hard limits, in households; 0 if it keeps them all."""
    held = add_up(parts, problem.households, problem.grids)
    return int(problem.range.excess(held).sum()) + clash_price(problem) * problem.clashes(parts)


def measure_cost(problem: Problem, parts: Ints) -> int:
    """What a plan costs by the planner's weights; BORDER is one typical border."""
    arrays = make_arrays(problem)
    state = make_state(arrays, parts)
    cut = int(arrays.cost[parts[arrays.source] != parts[arrays.indices]].sum()) // 2
    off = (state.share - SHARE) ** 2 * arrays.balance[:, None]
    met = int(((state.met > 0) * arrays.meeting).sum())
    left = int(arrays.leaving[(arrays.home >= 0) & (arrays.home != parts)].sum())
    return cut + int(off.sum()) + met + left


def border_costs(problem: Problem) -> Ints:
    """The cost of cutting each adjacency: by its border's length, a typical one BORDER."""
    border = problem.graph.border
    if not len(border):
        return np.zeros(0, np.int64)
    typical = np.median(border) or 1.0
    return np.round(problem.weights.border * BORDER * np.minimum(border / typical, 100)).astype(np.int64)


def clash_price(problem: Problem) -> int:
    """How many households one forbidden pair counts as; 0 if no pair is forbidden."""
    if not problem.reach and not len(problem.apart):
        return 0
    return max(1, int(problem.households.sum()) // problem.grids // 8)


def _nets(problem: Problem) -> tuple[Ints, Ints]:
    """The nets' labels, numbered through, and the price of meeting each; none where there would be too many to count."""
    weights = problem.net_weights or (1.0,) * len(problem.nets)
    labels, meeting, first = [], [], 0
    for net, weight in zip(problem.nets, weights, strict=True):
        old = int(net.max(initial=-1)) + 1
        labels.append(np.where(net >= 0, net + first, -1))
        meeting += [round(OFFICER * problem.weights.agreement * weight)] * old
        first += old
    if not any(meeting) or first * problem.grids > DENSE:
        return np.empty((0, problem.graph.size), np.int64), np.empty(0, np.int64)
    return np.array(labels, np.int64), np.array(meeting, np.int64)


def _measures(problem: Problem) -> tuple[Ints, Ints]:
    """Households and workload as shares of a grid's target, and the price of their imbalance."""
    wanted = [(problem.households, problem.weights.balance), (problem.workload, problem.weights.workload)]
    kept = [(values, weight) for values, weight in wanted if values is not None and weight > 0 and values.sum() > 0]
    shares = [np.round(values * (SHARE * problem.grids / int(values.sum()))) for values, _ in kept]
    prices = [max(1, round(weight * 100 * BORDER / SHARE**2)) for _, weight in kept]
    return np.array(shares, np.int64).reshape(-1, problem.graph.size), np.array(prices, np.int64)


def _leaving(problem: Problem) -> Ints:
    typical = max(1.0, problem.households.sum() / max(1, problem.graph.size))
    return np.asarray(np.round(problem.weights.change * MOVED * problem.households / typical), np.int64)


def _both_ways(pairs: Ints, size: int) -> tuple[Ints, Ints]:
    both = np.concatenate([pairs, pairs[:, ::-1]]).astype(np.int64)
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    return np.concatenate([[0], np.cumsum(np.bincount(both[:, 0], minlength=size))]).astype(np.int64), both[:, 1].copy()
