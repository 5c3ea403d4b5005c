"""How many grids each piece of an area gets."""

from math import inf

from onegrid.planning.problem import Problem


def spread_grids(households: list[int], units: list[int], problem: Problem) -> list[int]:
    """Share a number of grids out among pieces such that the range is missed least, then most evenly.

    Each piece gets at least one grid and at most one for each unit. Marginal gains decide, one grid at a time: the miss of a
    piece, as a function of its grids, falls and then rises, so that greedy choice is best.
    Raises ValueError if there are more pieces than grids, or more grids than units.
    """
    counts = [1] * len(households)
    if len(counts) > problem.grids:
        raise ValueError(f"{len(counts)} separate pieces cannot make {problem.grids} grids")
    while sum(counts) < problem.grids:
        gains = [
            _miss(held, count + 1, problem) - _miss(held, count, problem) if count < most else inf
            for held, count, most in zip(households, counts, units, strict=True)
        ]
        if min(gains) == inf:
            raise ValueError(f"{sum(units)} units cannot make {problem.grids} grids")
        counts[gains.index(min(gains))] += 1
    return counts


def _miss(households: int, grids: int, problem: Problem) -> float:
    """By how much so many grids miss the range at best, with a little for being off the target."""
    within = problem.range
    target = problem.households.sum() / problem.grids
    miss = max(0, households - grids * within.most, grids * within.least - households)
    return float(miss + (households / grids - target) ** 2 * grids / (1000 * target + 1))
