"""One area to be cut into grids: what is given, what must hold, what is wished."""

from dataclasses import dataclass, field, replace
from math import ceil, floor

import numpy as np

from onegrid.planning.graph import Floats, Graph, Ints


@dataclass(frozen=True)
class Range:
    """Households that a grid may have, both ends included."""

    least: int
    most: int

    def __post_init__(self) -> None:
        if self.least < 0 or self.most < max(1, self.least):
            raise ValueError(f"a range must run from 0 or more to at least as many, not {self.least} to {self.most}")

    @classmethod
    def around(cls, target: float, tolerance: float) -> "Range":
        """A target with a tolerance (a share) on both sides, rounded inwards; never empty.

        >>> Range.around(19.5, 0.02)
        Range(least=20, most=20)
        """
        least, most = ceil(target * (1 - tolerance) - 1e-9), floor(target * (1 + tolerance) + 1e-9)
        return cls(least, most) if least <= most else cls(round(target + 1e-9), round(target + 1e-9))

    def counts(self, households: int) -> range:
        """How many grids of this range so many households could make, at fewest and at most."""
        return range(max(1, ceil(households / self.most)), (households // self.least if self.least else households) + 1)

    def excess(self, held: Ints) -> Ints:
        """By how many households each grid misses the range."""
        return np.maximum(0, np.maximum(held - self.most, self.least - held))


@dataclass(frozen=True)
class Weights:
    """What a planner cares for. 0 ignores a wish; 1 is usual. The currency is a typical border between two units.

    border: of drawing a border there. balance, workload: one border for a grid 10 % off its target, rising with the square.
    agreement: two borders for each further officer (old grid) that a new grid meets, in each net. change: three borders for
    moving a unit of typical households out of its grid of the plan in force.
    """

    border: float = 1.0
    balance: float = 0.3
    workload: float = 0.3
    agreement: float = 1.0
    change: float = 1.0


@dataclass(frozen=True, eq=False)
class Problem:
    """An area of n units to be cut into `grids` connected grids.

    households and workload: n whole numbers. nets: for each department's net n numbers of old grids, -1 for none.
    in_force: n numbers of grids, -1 for none. apart: m × 2 units that must not share a grid. points: n × 2 metres, needed only
    with `reach`, the greatest distance in metres between two units of one grid. net_weights: multiplies `weights.agreement`.
    """

    graph: Graph
    households: Ints
    grids: int
    range: Range
    workload: Ints | None = None
    nets: tuple[Ints, ...] = ()
    net_weights: tuple[float, ...] = ()
    in_force: Ints | None = None
    apart: Ints = field(default_factory=lambda: np.empty((0, 2), np.int64))
    points: Floats | None = None
    reach: float = 0.0
    weights: Weights = Weights()

    def __post_init__(self) -> None:
        n = self.graph.size
        given = [self.households, self.workload, self.in_force, self.points, *self.nets]
        if any(array is not None and len(array) != n for array in given):
            raise ValueError(f"every array must have one row for each of {n} units")
        if not 1 <= self.grids <= n:
            raise ValueError(f"{n} units cannot make {self.grids} grids")
        if self.reach and self.points is None:
            raise ValueError("a limit of distance needs the units' points")
        if n and int(np.min(self.households)) < 0:
            raise ValueError("households cannot be negative")

    def part_of(self, units: Ints, grids: int) -> "Problem":
        """The same wishes for some of the units."""
        number = np.full(self.graph.size, -1, np.int64)
        number[units] = np.arange(len(units))
        apart = number[self.apart]
        return replace(
            self,
            graph=self.graph.subgraph(units),
            households=self.households[units],
            grids=grids,
            workload=None if self.workload is None else self.workload[units],
            nets=tuple(net[units] for net in self.nets),
            in_force=None if self.in_force is None else self.in_force[units],
            apart=apart[(apart >= 0).all(axis=1)] if len(apart) else apart,
            points=None if self.points is None else self.points[units],
        )

    def clashes(self, parts: Ints) -> int:
        """Pairs of units that share a grid though they must be apart or are too far from each other."""
        return len(self.clashing(parts))

    def clashing(self, parts: Ints) -> Ints:
        """The grid of each pair of units that shares one though it must not."""
        together = parts[self.apart[:, 0]] == parts[self.apart[:, 1]]
        near = parts[self.apart[together, 0]]
        return np.concatenate([near, self._stretched(parts)]) if self.reach else near

    def _stretched(self, parts: Ints) -> Ints:
        """The grid of each pair of units that shares one and is too far apart."""
        assert self.points is not None
        points, found = grid_points(self.points), []
        for grid in np.unique(parts):
            own = points[parts == grid]
            far = ((own[:, None] - own[None]) ** 2).sum(axis=2) > grid_reach(self.reach) ** 2
            found.append(np.full(int(far.sum()) // 2, grid))
        return np.concatenate(found)


def grid_points(points: Floats) -> Ints:
    """Points in whole decimetres, so that distances are compared alike everywhere."""
    return np.round(points * 10).astype(np.int64)


def grid_reach(reach: float) -> int:
    """A limit of distance in decimetres."""
    return round(reach * 10)
