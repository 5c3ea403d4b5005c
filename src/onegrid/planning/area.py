"""One area of a plan: its locks are made part of the problem, it is cut, and what could not be kept is explained."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from onegrid.planning.arrays import add_up
from onegrid.planning.bounds import least_miss
from onegrid.planning.explain import Group, explain, explain_reach
from onegrid.planning.findings import Finding, found, name_some
from onegrid.planning.graph import Floats, Graph, Ints
from onegrid.planning.problem import Problem, Range, Weights
from onegrid.planning.solve import Solution, solve
from onegrid.planning.watch import Watch

OTHERS = (1, -1, 2, -2, 3, -3)
"""Grids more or fewer than likely, which are tried where the range is missed."""


@dataclass(frozen=True, eq=False)
class Area:
    """Some units of a community or of a grid, to be cut. All arrays have one row for each of its units; labels are numbers."""

    name: str
    names: tuple[str, ...]
    graph: Graph
    households: Ints
    workload: Ints | None
    points: Floats
    nets: tuple[Ints, ...]
    net_weights: tuple[float, ...]
    in_force: Ints | None
    together: Ints
    apart: Ints
    fixed: tuple[Ints, ...]
    dedicated: tuple[Ints, ...]
    grids: int  # besides those
    asked: bool  # the number of grids was asked for, not chosen
    range: Range
    reach: float
    weights: Weights

    @property
    def whole(self) -> tuple[Ints, ...]:
        """Grids that stand as they are."""
        return (*self.fixed, *self.dedicated)


def cut_area(
    area: Area, *, seed: int, effort: float, workers: int = 1, watch: Watch | None = None
) -> tuple[Ints, list[Finding]]:
    """The grid of each unit, 0 …, and what could not be kept. Whole grids come last."""
    parts = np.full(area.graph.size, -1, np.int64)
    free = np.ones(area.graph.size, bool)
    for group in area.whole:
        free[group] = False
    findings: list[Finding] = []
    count = 0
    if free.any():
        own, findings = _cut_free(area, np.flatnonzero(free), seed, effort, workers, watch or Watch())
        parts[free] = own
        count = int(own.max()) + 1
    for number, group in enumerate(area.whole):
        parts[group] = count + number
    return parts, findings + _explain_fixed(area) + _explain_reach(area, parts)


def _cut_free(
    area: Area, units: Ints, seed: int, effort: float, workers: int, watch: Watch
) -> tuple[Ints, list[Finding]]:
    _, group = np.unique(area.together[units], return_inverse=True)
    problem, findings = _pose(area, units, group.astype(np.int64))
    problem, found_ = _solve(area, problem, seed=seed, effort=effort, workers=workers, watch=watch)
    groups = [_group(area, units[group == number]) for number in range(problem.graph.size)]
    return found_.parts[group], findings + explain(problem, found_, area.name, groups, asked=area.asked)


def _solve(area: Area, problem: Problem, *, watch: Watch, **how: Any) -> tuple[Problem, Solution]:
    """The cut, and the problem that it solves: if a limit is broken and nobody asked for a number of grids, others are tried."""
    best = problem, solve(problem, watch=watch, **how)
    if area.asked:
        return best
    fewest = problem.graph.pieces()[0]
    for step in OTHERS:
        grids = problem.grids + step
        if not best[1].violation:
            break
        if (
            fewest <= grids <= problem.graph.size
            and least_miss(problem.households, grids, problem.range) < best[1].violation
        ):
            other = replace(problem, grids=grids)
            best = min(best, (other, solve(other, watch=watch.part(0), **how)), key=lambda each: each[1].violation)
    return best


def _group(area: Area, units: Ints) -> Group:
    heaviest = int(units[area.households[units].argmax()])
    return Group(tuple(area.names[unit] for unit in units), area.names[heaviest], int(area.households[heaviest]))


def _explain_fixed(area: Area) -> list[Finding]:
    """Fixed grids that miss the range."""
    findings, within = [], area.range
    for group in area.fixed:
        held, where = int(area.households[group].sum()), [area.names[unit] for unit in group]
        if not within.least <= held <= within.most:
            values = {"households": held, "least": within.least, "most": within.most}
            findings.append(found("fixed_misses_range", where, place=name_some(where), **values))
    return findings


def _explain_reach(area: Area, parts: Ints) -> list[Finding]:
    bound = area.together.copy()
    for number, group in enumerate(area.whole, 1):
        bound[group] = -number
    return explain_reach(area.name, area.names, area.points, parts, bound, area.reach)


def _pose(area: Area, units: Ints, group: Ints) -> tuple[Problem, list[Finding]]:
    """The problem of an area, with one unit for each group that must stay together."""
    graph = area.graph.subgraph(units).contract(group)
    size, pieces = graph.size, graph.pieces()[0]
    findings, grids = [], max(1, area.grids)
    where = [area.names[unit] for unit in units]
    if grids < pieces and area.asked:
        findings.append(found("more_pieces_than_grids", where, community=area.name, pieces=pieces, grids=grids))
    grids = min(max(grids, pieces), size)
    first = np.unique(group, return_index=True)[1]
    weight = np.bincount(group, minlength=size)
    number = np.full(area.graph.size, -1, np.int64)
    number[units] = group
    apart = number[area.apart]
    problem = Problem(
        graph,
        add_up(group, area.households[units], size),
        grids,
        area.range,
        workload=None if area.workload is None else add_up(group, area.workload[units], size),
        nets=tuple(_compact(net[units][first]) for net in area.nets),
        net_weights=area.net_weights,
        in_force=None if area.in_force is None else rank_homes(area.in_force[units], area.households[units])[first],
        apart=apart[(apart >= 0).all(axis=1)],
        points=np.column_stack([np.bincount(group, area.points[units, axis]) / weight for axis in (0, 1)]),
        reach=area.reach,
        weights=area.weights,
    )
    return problem, findings


def rank_homes(in_force: Ints, households: Ints) -> Ints:
    """Grids in force numbered by their households, most first: the first are those that a plan of fewer grids keeps."""
    known = in_force >= 0
    if not known.any():
        return np.full(len(in_force), -1, np.int64)
    held = add_up(in_force[known], households[known] + 1, int(in_force.max()) + 1)
    rank = np.empty(len(held), np.int64)
    rank[np.argsort(-held, kind="stable")] = np.arange(len(held))
    return np.where(known, rank[in_force], -1)


def _compact(labels: Ints) -> Ints:
    """Labels numbered 0 … without gaps; -1 stays."""
    values, numbers = np.unique(labels, return_inverse=True)
    return np.asarray(numbers - int(len(values) > 0 and values[0] == -1), np.int64)
