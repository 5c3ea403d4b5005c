"""Why a wish is impossible, and the smallest relaxation that would do."""

from math import ceil

import numpy as np

from onegrid.planning.arrays import add_up
from onegrid.planning.bounds import least_violation
from onegrid.planning.findings import Finding, found, name_some
from onegrid.planning.problem import Problem, grid_reach
from onegrid.planning.solve import Solution


def explain(problem: Problem, solution: Solution, name: str, names: list[str]) -> list[Finding]:
    """What a plan for the area `name` breaks, and why; nothing if it keeps every limit. `names` are the units'."""
    if solution.violation == 0:
        return []
    total, least = int(problem.households.sum()), problem.range.least
    if problem.grids == 1 and total < least:
        return [found("area_too_small", community=name, households=total, least=least)]
    return [
        *_explain_total(problem, name),
        *_explain_heavy_units(problem, name, names),
        *_explain_small_pieces(problem, name, names),
        *_missed_range(problem, solution, name),
        *_missed_pairs(problem, solution, names),
    ]


def _explain_total(problem: Problem, name: str) -> list[Finding]:
    total, within, grids = int(problem.households.sum()), problem.range, problem.grids
    if grids * within.least <= total <= grids * within.most:
        return []
    least, most = min(within.least, total // grids), max(within.most, ceil(total / grids))
    values = {"households": total, "most": within.most, "least": within.least, "wide_least": least, "wide_most": most}
    highest = total // within.least if within.least else len(problem.households)
    return [found("range_impossible", community=name, fewest=ceil(total / within.most), highest=highest, **values)]


def _explain_heavy_units(problem: Problem, name: str, names: list[str]) -> list[Finding]:
    heavy = np.flatnonzero(problem.households > problem.range.most)
    if not len(heavy):
        return []
    heaviest, most = int(problem.households[heavy].max()), problem.range.most
    findings = [
        found("lock_too_heavy", place=names[unit], households=int(problem.households[unit]), most=most)
        for unit in heavy
        if " + " in names[unit]
    ]
    single = [names[unit] for unit in heavy if " + " not in names[unit]]
    if single:
        values = {"count": len(single), "heaviest": heaviest, "most": most}
        findings.append(found("units_too_heavy", community=name, place=name_some(single), **values))
    return findings


def _explain_small_pieces(problem: Problem, name: str, names: list[str]) -> list[Finding]:
    pieces, piece = problem.graph.pieces()
    held = add_up(piece, problem.households, pieces)
    return [
        found(
            "piece_too_small",
            place=name_some([names[unit] for unit in np.flatnonzero(piece == number)]),
            households=int(held[number]),
            community=name,
            least=problem.range.least,
        )
        for number in np.flatnonzero(held < problem.range.least)
        if pieces > 1
    ]


def _missed_range(problem: Problem, solution: Solution, name: str) -> list[Finding]:
    held = add_up(solution.parts, problem.households, problem.grids)
    count = int((problem.range.excess(held) > 0).sum())
    if not count:
        return []
    wide = {
        "wide_least": int(min(held.min(), problem.range.least)),
        "wide_most": int(max(held.max(), problem.range.most)),
    }
    proof = "possible" if solution.proven or solution.violation == least_violation(problem) else "found"
    return [
        found(
            "range_missed",
            place=name,
            count=count,
            least=problem.range.least,
            most=problem.range.most,
            proof=proof,
            **wide,
        )
    ]


def _missed_pairs(problem: Problem, solution: Solution, names: list[str]) -> list[Finding]:
    parts = solution.parts
    findings = [
        found("apart_missed", place=names[one], other=names[other])
        for one, other in problem.apart
        if parts[one] == parts[other]
    ]
    if problem.reach and problem.points is not None:
        for grid in range(problem.grids):
            units = np.flatnonzero(parts == grid)
            apart = np.hypot(*(problem.points[units][:, None] - problem.points[units][None]).T)
            if round(float(apart.max(initial=0)) * 10) > grid_reach(problem.reach):
                place = name_some([names[unit] for unit in units])
                findings.append(
                    found("reach_missed", place=place, metres=round(float(apart.max())), reach=round(problem.reach))
                )
    return findings
