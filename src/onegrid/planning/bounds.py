"""What no plan can do better, seen from the households alone: units are not divided."""

import numpy as np

from onegrid.planning.problem import Problem


def least_violation(problem: Problem) -> int:
    """Households by which every plan misses the range at least, all grids together; 0 if nothing speaks against keeping it.

    A plan that misses by no more is proved best in this. Two reasons are looked at, and the stronger one counts: how
    many households there are in all, in steps that all units have in common; and units too heavy for any grid.
    """
    return max(_miss_of_even_shares(problem), _miss_of_heavy_units(problem))


def _miss_of_even_shares(problem: Problem) -> int:
    """The miss grows ever faster with the distance from the range, so the most even shares miss least."""
    step = max(1, int(np.gcd.reduce(problem.households)))
    share, more = divmod(int(problem.households.sum()) // step, problem.grids)
    shares = np.array([share, share + 1]) * step
    return int(problem.range.excess(shares) @ [problem.grids - more, more])


def _miss_of_heavy_units(problem: Problem) -> int:
    """At best each has a grid of its own, and the others share the rest."""
    within, grids = problem.range, problem.grids
    heavy = problem.households[problem.households > within.most]
    alone = min(len(heavy), grids)
    rest = int(problem.households.sum() - heavy.sum())
    return int(heavy.sum()) - alone * within.most + max(0, (grids - alone) * within.least - rest) if alone else 0
