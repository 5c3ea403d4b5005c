"""Why a wish is impossible, and the smallest relaxation that would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from onegrid.planning.arrays import add_up
from onegrid.planning.bounds import least_violation
from onegrid.planning.findings import Finding, found, name_some
from onegrid.planning.graph import Floats, Ints
from onegrid.planning.problem import Problem, grid_reach
from onegrid.planning.solve import Solution


@dataclass(frozen=True)
class Group:
    """Units that stay together, often a single one: their names, and the heaviest of them with its households."""

    names: tuple[str, ...]
    heaviest: str
    households: int


def explain(
    problem: Problem, solution: Solution, name: str, groups: Sequence[Group], *, asked: bool = False
) -> list[Finding]:
    """What a plan for the area `name` breaks of its range and of pairs apart, and why; nothing if it keeps every limit.

    `groups` are the problem's units; `asked` says that the number of grids was asked for, and not chosen. Distances are
    looked at by `explain_reach`, on the units themselves. The ranges that are named as what would do are those of the plan
    that was found: with them, it is a plan.
    """
    if solution.violation == 0:
        return []
    why = [
        *_explain_total(problem, solution, name, groups, asked),
        *_explain_heavy_units(problem, solution, name, groups),
        *_explain_pieces(problem, solution, name, groups),
    ]
    return [*(why or _missed_range(problem, solution, name, groups)), *_missed_pairs(problem, solution, name, groups)]


def explain_reach(
    name: str, names: Sequence[str], points: Floats, parts: Ints, bound: Ints, reach: float
) -> list[Finding]:
    """Grids of the area `name` in which two units are farther apart than `reach` metres.

    points: where the units lie; parts: their grids; bound: units with the same number are held together by a lock.
    """
    findings = []
    for grid in np.unique(parts) if reach else ():
        units = np.flatnonzero(parts == grid)
        one, other, metres = _farthest(points[units])
        if round(metres * 10) <= grid_reach(reach):
            continue
        one, other = int(units[one]), int(units[other])
        pair = {"place": names[one], "other": names[other], "metres": ceil(round(metres, 1)), "reach": round(reach)}
        where = [names[unit] for unit in units.tolist()]
        if bound[one] == bound[other]:
            findings.append(found("lock_too_far", [names[one], names[other]], **pair))
        else:
            findings.append(found("reach_missed", where, community=name, **pair))
    return findings


def _farthest(points: Floats) -> tuple[int, int, float]:
    apart = np.hypot(*(points[:, None] - points[None]).T)
    one, other = np.unravel_index(apart.argmax(), apart.shape)
    return int(one), int(other), float(apart[one, other])


def _wide(problem: Problem, solution: Solution) -> dict[str, int]:
    """The range that a plan keeps, which is no narrower than the one asked for."""
    held = add_up(solution.parts, problem.households, problem.grids)
    return {
        "wide_least": int(min(held.min(), problem.range.least)),
        "wide_most": int(max(held.max(), problem.range.most)),
    }


def _everybody(groups: Sequence[Group]) -> list[str]:
    return [name for group in groups for name in group.names]


def _explain_total(
    problem: Problem, solution: Solution, name: str, groups: Sequence[Group], asked: bool
) -> list[Finding]:
    total, within, grids = int(problem.households.sum()), problem.range, problem.grids
    if grids * within.least <= total <= grids * within.most:
        return []
    where = _everybody(groups)
    values = {"community": name, "households": total, "least": within.least, **_wide(problem, solution)}
    if total < within.least:
        return [found("area_too_small", where, **values)]
    fewest, highest = ceil(total / within.most), total // within.least if within.least else len(problem.households)
    values |= {"most": within.most, "fewest": fewest, "highest": highest}
    if fewest > highest:
        return [found("range_impossible", where, **values)]
    return [found("grids_impossible", where, grids=grids, **values)] if asked else []


def _explain_heavy_units(problem: Problem, solution: Solution, name: str, groups: Sequence[Group]) -> list[Finding]:
    values = {"most": problem.range.most, **_wide(problem, solution)}
    findings: list[Finding] = []
    heavy: list[Group] = []
    for group, households in zip(groups, problem.households.tolist(), strict=True):
        if group.households > problem.range.most:
            heavy.append(group)
        elif households > problem.range.most:
            place = name_some(list(group.names))
            findings.append(found("lock_too_heavy", group.names, place=place, households=households, **values))
    if heavy:
        where = [group.heaviest for group in heavy]
        counted = {"count": len(heavy), "heaviest": max(group.households for group in heavy)}
        findings.append(found("units_too_heavy", where, community=name, place=name_some(where), **counted, **values))
    return findings


def _explain_pieces(problem: Problem, solution: Solution, name: str, groups: Sequence[Group]) -> list[Finding]:
    pieces, piece = problem.graph.pieces()
    held, wide, findings = add_up(piece, problem.households, pieces), _wide(problem, solution), []
    for number in range(pieces) if pieces > 1 else ():
        where = _everybody([groups[unit] for unit in np.flatnonzero(piece == number).tolist()])
        total, values = int(held[number]), {"community": name, "least": problem.range.least, **wide}
        values |= {"place": name_some(where), "households": total}
        if total < problem.range.least:
            findings.append(found("piece_too_small", where, **values))
        elif not len(problem.range.counts(total)):
            findings.append(found("piece_misses_range", where, most=problem.range.most, **values))
    return findings


def _missed_range(problem: Problem, solution: Solution, name: str, groups: Sequence[Group]) -> list[Finding]:
    held = add_up(solution.parts, problem.households, problem.grids)
    missed = np.flatnonzero(problem.range.excess(held) > 0)
    if not len(missed):
        return []
    where = _everybody([groups[unit] for unit in np.flatnonzero(np.isin(solution.parts, missed)).tolist()])
    values = {"count": len(missed), "least": problem.range.least, "most": problem.range.most}
    proof = _say_proof(problem, solution)
    return [found("range_missed", where, community=name, proof=proof, **values, **_wide(problem, solution))]


def _missed_pairs(problem: Problem, solution: Solution, name: str, groups: Sequence[Group]) -> list[Finding]:
    values = {"community": name, "grids": problem.grids, "proof": _say_proof(problem, solution)}
    findings = []
    for one, other in problem.apart.tolist():
        if solution.parts[one] == solution.parts[other]:
            place, beside = name_some(list(groups[one].names)), name_some(list(groups[other].names))
            where = (*groups[one].names, *groups[other].names)
            findings.append(found("apart_missed", where, place=place, other=beside, **values))
    return findings


def _say_proof(problem: Problem, solution: Solution) -> str:
    return "possible" if solution.proven or solution.violation == least_violation(problem) else "found"
