"""Levels of a plan, and how many grids each area gets on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from onegrid.planning.bounds import least_miss
from onegrid.planning.graph import Ints
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


def count_grids(level: Level, areas: Sequence[Sequence[Ints]]) -> list[int]:
    """How many grids each area gets: so that grids are of like size, every area has one, and ranges can be kept.

    An area is given by its pieces, a piece by the households of its units. With a number of grids in all, they are dealt out
    one by one to the area whose grids would be the largest.
    """
    if level.grids is None:
        assert level.range is not None
        within = level.range
        return [max(1, sum(_fit(within, piece) for piece in pieces)) for pieces in areas]
    held = [sum(int(piece.sum()) for piece in pieces) for pieces in areas]
    units = [max(1, sum(len(piece) for piece in pieces)) for pieces in areas]
    counts = [1] * len(areas)
    for _ in range(level.grids - len(counts)):
        sizes = [
            held / (count * (count + 1)) ** 0.5 if count < most else -1.0
            for held, count, most in zip(held, counts, units, strict=True)
        ]
        if max(sizes) < 0:
            break
        counts[sizes.index(max(sizes))] += 1
    return counts


def _fit(within: Range, households: Ints) -> int:
    """The number of grids whose mean is nearest the middle of the range, among those by which the range is missed least.

    Units heavier than a grid may be count: each takes a grid of its own, and the others have the rest to share.
    """
    middle, heavy = (within.least + within.most) / 2, households[households > within.most]
    likely = [int(households.sum()) / middle, len(heavy) + int(households.sum() - heavy.sum()) / middle]
    near = {int(number) + step for number in (*likely, len(heavy)) for step in (-1, 0, 1, 2)}
    possible = within.counts(int(households.sum()))
    near |= {possible[0], possible[-1]} if len(possible) else set()
    counts = sorted(number for number in near if 1 <= number <= len(households)) or [1]
    return min(counts, key=lambda count: (least_miss(households, count, within), abs(count - likely[0]), count))
