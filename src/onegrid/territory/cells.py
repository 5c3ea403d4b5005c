"""A pyramid of cells over a plane cut by edges: which cells are crossed by an edge, level by level.

A cell that no edge touches lies wholly inside or wholly outside every outline, so one point of it answers for all its
points. A cell with an edge in it is 'cut': it is split into smaller cells, and again while the budget lasts.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Indices = NDArray[np.int64]

OUTSIDE = -1
FIRST_CUT = -2
"""A cell's value: an area's number, OUTSIDE, or FIRST_CUT - n for the n-th cut cell of its level."""

PAD = 2.0**-10
"""Edges are widened by this share of a cell: far more than rounding can move a point."""


@dataclass(frozen=True)
class Frame:
    """The root cells in WGS 84, with an empty ring of cells around the bounds."""

    west: float
    south: float
    columns_per_degree: float
    rows_per_degree: float
    columns: int
    rows: int

    @classmethod
    def over(cls, bounds: Floats, cells: int) -> "Frame":
        """About `cells` cells over the bounds (west, south, east, north in degrees), nearly square on the ground."""
        west, south, east, north = (float(value) for value in bounds)
        shrink = max(float(np.cos(np.radians((south + north) / 2))), 0.01)
        width, height = max((east - west) * shrink, 1e-9), max(north - south, 1e-9)
        side = max(float(np.sqrt(width * height / cells)), width / cells, height / cells)
        columns, rows = int(np.ceil(width / side)), int(np.ceil(height / side))
        return cls(west, south, shrink / side, 1.0 / side, columns + 3, rows + 3)

    def place(self, lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
        """Positions measured in root cells; what lies beyond, or is no number, falls into the empty ring."""
        u = (lons - self.west) * self.columns_per_degree + 1.5
        v = (lats - self.south) * self.rows_per_degree + 1.5
        return _hold(u, self.columns), _hold(v, self.rows)

    def place_one(self, lon: float, lat: float) -> tuple[float, float]:
        """`place` for one point, with the same arithmetic."""
        u = (lon - self.west) * self.columns_per_degree + 1.5
        v = (lat - self.south) * self.rows_per_degree + 1.5
        return (u if 0.0 <= u < self.columns else 0.0), (v if 0.0 <= v < self.rows else 0.0)

    def coordinates(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Longitudes and latitudes of positions measured in root cells."""
        return (u - 1.5) / self.columns_per_degree + self.west, (v - 1.5) / self.rows_per_degree + self.south


def _hold(values: Floats, end: int) -> Floats:
    return np.fmax(np.fmin(values, end - 0.5, out=values), 0.0, out=values)


@dataclass(frozen=True)
class Edges:
    """Straight edges from (u0, v0) to (u1, v1) in root cells, each belonging to an area (its number)."""

    u0: Floats
    v0: Floats
    u1: Floats
    v1: Floats
    owner: Ints

    def cells(self, scale: float) -> tuple[Indices, Indices, Ints]:
        """Columns, rows and owners of the cells that edges touch, with `scale` cells to a root cell. May repeat."""
        edge, row = _expand(
            np.floor(np.minimum(self.v0, self.v1) * scale - PAD), np.floor(np.maximum(self.v0, self.v1) * scale + PAD)
        )
        u0, v0 = self.u0[edge] * scale, self.v0[edge] * scale
        run, rise = self.u1[edge] * scale - u0, self.v1[edge] * scale - v0
        flat = rise == 0.0
        rise[flat] = 1.0
        low = np.where(flat, 0.0, np.clip((row - PAD - v0) / rise, 0.0, 1.0))
        high = np.where(flat, 1.0, np.clip((row + 1 + PAD - v0) / rise, 0.0, 1.0))
        one, other = u0 + low * run, u0 + high * run
        piece, column = _expand(np.floor(np.minimum(one, other) - PAD), np.floor(np.maximum(one, other) + PAD))
        return column, row[piece], self.owner[edge[piece]]


def _expand(first: Floats | Indices, last: Floats | Indices) -> tuple[Indices, Indices]:
    """For ranges first..last: the number of the range and each whole number in it."""
    counts = (last - first).astype(np.int64) + 1
    source = np.repeat(np.arange(counts.size), counts)
    offset = np.arange(source.size) - np.repeat(np.cumsum(counts) - counts, counts)
    return source, first.astype(np.int64)[source] + offset


@dataclass(frozen=True)
class Level:
    """The cells made by splitting each cut cell of the level above `split` × `split`; values as for FIRST_CUT."""

    split: int
    scale: float
    values: Ints


@dataclass(frozen=True)
class Candidates:
    """For each cut cell n of a level, the areas that may cover a point of it: `areas[starts[n]:starts[n + 1]]`."""

    starts: Indices
    areas: Ints

    def of(self, cell: int) -> list[int]:
        """The candidates of one cell."""
        return [int(area) for area in self.areas[self.starts.item(cell) : self.starts.item(cell + 1)]]

    def pairs(self, cells: Indices) -> tuple[Indices, Ints]:
        """For cells: (place in `cells`, area) for every candidate of each."""
        first = self.starts[cells]
        place, at = _expand(first, self.starts[cells + 1] - 1)
        return place, self.areas[at]


@dataclass
class Pyramid:
    """Cells in levels: `root` covers the frame, each of `levels` splits what was cut in the one before."""

    frame: Frame
    root: Ints
    levels: list[Level] = field(default_factory=list)

    def look_up(self, u: Floats, v: Floats) -> Ints:
        """The value of the smallest cell around each position (in root cells, within the frame)."""
        values = self.root.take(v.astype(np.int32) * self.frame.columns + u.astype(np.int32))
        cut = np.flatnonzero(values <= FIRST_CUT) if self.levels else np.empty(0, np.int64)
        inner, u, v = values[cut], u[cut], v[cut]
        for level in self.levels:
            inner = _descend(level, inner, u, v)
            values[cut] = inner
            deeper = np.flatnonzero(inner <= FIRST_CUT)
            cut, inner, u, v = cut[deeper], inner[deeper], u[deeper], v[deeper]
        return values

    def look_up_one(self, u: float, v: float) -> int:
        """`look_up` for one position."""
        value = self.root.item(int(v) * self.frame.columns + int(u))
        for level in self.levels:
            if value > FIRST_CUT:
                break
            row, column = int(v * level.scale) % level.split, int(u * level.scale) % level.split
            value = level.values.item(((FIRST_CUT - value) * level.split + row) * level.split + column)
        return int(value)


def _descend(level: Level, nodes: Ints, u: Floats, v: Floats) -> Ints:
    mask = level.split - 1
    rows = (v * level.scale).astype(np.int32) & mask
    columns = (u * level.scale).astype(np.int32) & mask
    inner: Ints = level.values.take(((FIRST_CUT - nodes) * level.split + rows) * level.split + columns)
    return inner
