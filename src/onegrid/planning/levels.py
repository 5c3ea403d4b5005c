"""Levels of a plan, and how many grids each area gets on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from onegrid.planning.problem import Range


@dataclass(frozen=True)
class Level:
    """A level of grids. Give the range of households, or the number of grids in all with a tolerance on both sides, or both.

    name: the column that will hold its codes. reach: the greatest distance in metres between two units of a grid; 0 for none.
    """

    name: str
    range: Range | None = None
    grids: int | None = None
    tolerance: float = 0.1
    reach: float = 0.0

    def __post_init__(self) -> None:
        if self.range is None and self.grids is None:
            raise ValueError(f"the level {self.name} needs a range of households or a number of grids")
        if self.grids is not None and self.grids < 1:
            raise ValueError(f"the level {self.name} needs at least one grid")

    def least(self, households: int) -> int:
        """The fewest households of a grid, where so many are to be shared out."""
        return self.range.least if self.range else Range.around(households / (self.grids or 1), self.tolerance).least

    def range_for(self, households: int, grids: int) -> Range:
        """The range that holds in an area of so many households and grids."""
        return self.range or Range.around(households / grids, self.tolerance)


def count_grids(level: Level, households: Sequence[int], units: Sequence[int]) -> list[int]:
    """How many grids each area gets: so that grids are of like size, every area has one, and ranges can be kept.

    With a number of grids in all, they are dealt out one by one to the area whose grids would be the largest.
    """
    if level.grids is None:
        assert level.range is not None
        return [_fit(level.range, held) for held in households]
    counts = [1] * len(households)
    for _ in range(level.grids - len(counts)):
        sizes = [
            held / (count * (count + 1)) ** 0.5 if count < most else -1.0
            for held, count, most in zip(households, counts, units, strict=True)
        ]
        if max(sizes) < 0:
            break
        counts[sizes.index(max(sizes))] += 1
    return counts


def _fit(within: Range, households: int) -> int:
    """The number of grids whose mean is nearest the middle of the range; one that can be kept, if there is one."""
    middle = max(1, round(2 * households / (within.least + within.most)))
    possible = within.counts(households)
    return middle if not len(possible) else min(max(middle, possible[0]), possible[-1])
