"""What no plan can do better, seen from the households alone: units are not divided."""

import numpy as np

from onegrid.planning.graph import Ints
from onegrid.planning.problem import Problem, Range


def least_violation(problem: Problem) -> int:
    """Households by which every plan misses the range at least, all grids together; 0 if nothing speaks against keeping it.

    A plan that misses by no more is proved best in this. Two reasons are looked at, and the stronger one counts: how
    many households there are in all, in steps that all units have in common; and units too heavy for any grid.
    """
    return least_miss(problem.households, problem.grids, problem.range)


def least_miss(households: Ints, grids: int, within: Range) -> int:
    """The same, for so many grids of units with such households."""
    return max(_miss_of_even_shares(households, grids, within), _miss_of_heavy_units(households, grids, within))


def _miss_of_even_shares(households: Ints, grids: int, within: Range) -> int:
    """The miss grows ever faster with the distance from the range, so the most even shares miss least."""
    step = max(1, int(np.gcd.reduce(households)))
    share, more = divmod(int(households.sum()) // step, grids)
    shares = np.array([share, share + 1]) * step
    return int(within.excess(shares) @ [grids - more, more])


def _miss_of_heavy_units(households: Ints, grids: int, within: Range) -> int:
    """At best each has a grid of its own, and the others share the rest."""
    heavy = households[households > within.most]
    alone = min(len(heavy), grids)
    rest = int(households.sum() - heavy.sum())
    return int(heavy.sum()) - alone * within.most + max(0, (grids - alone) * within.least - rest) if alone else 0
