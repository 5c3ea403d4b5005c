"""Laying out a small graph in columns from left to right, so that no box and no label lies on another.

Sugiyama, Tagawa and Toda's method (1981) in its plainest form: what an edge passes on its way gets a place of its own in
every column, columns are put in order by the mean of their neighbours, and then drawn level with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 12
GAP = 14.0


@dataclass(eq=False)
class Item:
    """Something that takes up room in a column. Once it is laid out, x and y are its centre and `span` is the width of its
    column, in pixels; what passes through has no size of its own."""

    column: int
    width: float = 0.0
    height: float = 0.0
    span: float = 0.0
    x: float = 0.0
    y: float = 0.0
    before: list["Item"] = field(default_factory=list)
    after: list["Item"] = field(default_factory=list)

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2

    @property
    def column_left(self) -> float:
        return self.x - self.span / 2

    @property
    def column_right(self) -> float:
        return self.x + self.span / 2


def connect(chain: Sequence[Item]) -> None:
    """Make neighbours of items in consecutive columns."""
    for one, other in pairwise(chain):
        one.after.append(other)
        other.before.append(one)


def lay_out(items: Sequence[Item], *, spacing: float) -> tuple[float, float]:
    """Give every item its place, `spacing` pixels between columns; returns the width and height of the whole."""
    columns: list[list[Item]] = [[] for _ in range(1 + max(item.column for item in items))]
    for item in items:
        columns[item.column].append(item)
    for column in columns:
        _stack(column)
    for sweep in range(SWEEPS):
        _sweep(columns if sweep % 2 == 0 else columns[::-1], "before" if sweep % 2 == 0 else "after")
    for column in columns:
        _level(column, [*(_mean(item, item.before + item.after) for item in column)])
    width = _place_columns(columns, spacing)
    top = min(item.y - item.height / 2 for item in items)
    for item in items:
        item.y -= top
    return width, max(item.y + item.height / 2 for item in items)


def _sweep(columns: Sequence[list[Item]], side: str) -> None:
    for column in columns[1:]:
        wishes = {id(item): _mean(item, getattr(item, side)) for item in column}
        column.sort(key=lambda item: wishes[id(item)])
        _level(column, [wishes[id(item)] for item in column])


def _mean(item: Item, neighbours: Sequence[Item]) -> float:
    return sum(each.y for each in neighbours) / len(neighbours) if neighbours else item.y


def _stack(column: Sequence[Item]) -> None:
    """One below the other, around the middle."""
    height = sum(item.height for item in column) + GAP * (len(column) - 1)
    y = -height / 2
    for item in column:
        item.y = y + item.height / 2
        y += item.height + GAP


def _level(column: Sequence[Item], wishes: Sequence[float]) -> None:
    """As near to where they wish to be as their order and size allow; what is too much goes half up, half down."""
    for item, wish in zip(column, wishes, strict=True):
        item.y = wish
    for one, other in pairwise(column):
        other.y = max(other.y, one.y + (one.height + other.height) / 2 + GAP)
    drift = sum(item.y - wish for item, wish in zip(column, wishes, strict=True)) / len(column)
    for item in column:
        item.y -= drift


def _place_columns(columns: Sequence[Sequence[Item]], spacing: float) -> float:
    """Side by side; returns the width of all."""
    x = 0.0
    for column in columns:
        width = max((item.width for item in column), default=0.0)
        for item in column:
            item.x, item.span = x + width / 2, width
        x += width + spacing
    return x - spacing
