"""Which area is a point in? From memory, exactly, for one point or for millions."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from onegrid.territory.cells import FIRST_CUT, OUTSIDE, Floats, Ints
from onegrid.territory.cutting import build_pyramid
from onegrid.territory.outlines import Outlines

ROOT_CELLS_PER_AREA, MOST_ROOT_CELLS = 2048, 1 << 20
CELLS_PER_AREA, MOST_CELLS = 4096, 1 << 24
BATCH = 1 << 15
CROWD = 12
"""A cell with more candidates than this is asked of the search tree."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where a point lies: `code` if in an area; if not, the nearest area and how far it is in metres.

    For a position that is no number, and when there are no areas, nothing is nearest.
    """

    code: str | None
    nearest_code: str | None = None
    distance_m: float | None = None


class Locator:
    """Areas in memory that say which of them covers a point.

    A point on a border is covered by every area that it touches; of all areas that cover a point, the one with the
    lowest code (in the order of strings) is the answer. So the order in which areas are given does not matter, and
    single points and arrays get the same answer. Exact: what cells cannot decide, a robust test against the outline
    does. Meant for areas that hardly overlap. Never changes once built; may be used from several threads.
    """

    def __init__(self, codes: Sequence[str], geometries: Sequence[Any] | NDArray[np.object_]) -> None:
        """Prepare areas: a code each, and a polygon or multipolygon in WGS 84 each (None or empty covers nothing).

        Raises `ValueError` if the lengths differ, a code stands twice, or a geometry is of another kind.
        """
        if len(codes) != len(geometries):
            raise ValueError(f"{len(codes)} codes for {len(geometries)} geometries")
        order = sorted(range(len(codes)), key=codes.__getitem__)
        self.codes: tuple[str, ...] = tuple(codes[at] for at in order)
        """All codes, ascending; a position is a place in here."""
        if len(set(self.codes)) != len(self.codes):
            twice = sorted({one for one, next_ in zip(self.codes, self.codes[1:], strict=False) if one == next_})
            raise ValueError(f"codes stand twice: {', '.join(twice)}")
        self._outlines = Outlines([geometries[at] for at in order])
        if not self._outlines.are_empty:
            self._pyramid, self._candidates = build_pyramid(
                self._outlines,
                root_cells=min(len(codes) * ROOT_CELLS_PER_AREA, MOST_ROOT_CELLS),
                budget=min(len(codes) * CELLS_PER_AREA, MOST_CELLS),
            )

    def __len__(self) -> int:
        return len(self.codes)

    def locate(self, lon: float, lat: float) -> Located:
        """The area that covers a point (degrees, WGS 84), or the nearest one and its distance."""
        position = self.position(lon, lat)
        if position != OUTSIDE:
            return Located(self.codes[position])
        if self._outlines.are_empty or not (isfinite(lon) and isfinite(lat)):
            return Located(None)
        nearest, distance = self._outlines.nearest(lon, lat)
        return Located(None, self.codes[nearest], distance)

    def near(self, lon: float, lat: float, metres: float) -> list[str]:
        """The codes of the areas of which some part lies within so many metres of a point, ascending."""
        if self._outlines.are_empty or not (isfinite(lon) and isfinite(lat)):
            return []
        return [self.codes[area] for area in self._outlines.within(lon, lat, metres)]

    def position(self, lon: float, lat: float) -> int:
        """The place in `codes` of the area that covers a point, or -1: `locate_many` for one point."""
        if self._outlines.are_empty:
            return OUTSIDE
        value = self._pyramid.look_up_one(*self._pyramid.frame.place_one(lon, lat))
        if value > FIRST_CUT:
            return value
        areas = self._candidates.of(FIRST_CUT - value)
        if len(areas) > CROWD:
            return int(self._outlines.lowest(np.array([lon]), np.array([lat]))[0])
        return next((area for area in areas if self._outlines.covers_one(area, lon, lat)), OUTSIDE)

    def locate_many(self, lons: ArrayLike, lats: ArrayLike) -> Ints:
        """For points (two one-dimensional arrays of degrees, WGS 84), the place in `codes` of each one's area, or -1.

        Raises `ValueError` if the arrays differ in length.
        """
        x, y = np.asarray(lons, np.float64), np.asarray(lats, np.float64)
        if x.ndim != 1 or x.shape != y.shape:
            raise ValueError(f"longitudes and latitudes must be two arrays of one length, not {x.shape} and {y.shape}")
        if self._outlines.are_empty:
            return np.full(x.size, OUTSIDE, np.int32)
        found = self._look_up(x, y)
        cut = np.flatnonzero(found <= FIRST_CUT)
        if cut.size:
            found[cut] = self._test(FIRST_CUT - found[cut], x[cut], y[cut])
        return found

    def codes_of(self, positions: Ints) -> list[str | None]:
        """The codes of what `locate_many` returned; None where outside."""
        return [None if position == OUTSIDE else self.codes[position] for position in positions.tolist()]

    def _look_up(self, lons: Floats, lats: Floats) -> Ints:
        """The value of each point's cell, batch by batch, so that the work stays in the processor's cache."""
        values = np.empty(lons.size, np.int32)
        with np.errstate(over="ignore"):
            for start in range(0, lons.size, BATCH):
                part = slice(start, start + BATCH)
                values[part] = self._pyramid.look_up(*self._pyramid.frame.place(lons[part], lats[part]))
        return values

    def _test(self, cells: Ints, lons: Floats, lats: Floats) -> Ints:
        """For points in cut cells: try each cell's candidates in turn, area by area, which is kinder to the cache."""
        found = np.full(cells.size, OUTSIDE, np.int32)
        at, end = self._candidates.starts[cells], self._candidates.starts[cells + 1]
        crowded = end - at > CROWD
        if crowded.any():
            found[crowded] = self._outlines.lowest(lons[crowded], lats[crowded])
        left = np.flatnonzero(~crowded)
        while left.size:
            area = self._candidates.areas[at[left]]
            order = np.argsort(area)
            left, area = left[order], area[order]
            hit = self._outlines.covers(area, lons[left], lats[left])
            found[left[hit]] = area[hit]
            at[left] += 1
            left = left[~hit & (at[left] < end[left])]
        return found
