"""Buildings in rows on a block, and the block cut into cells between them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.affinity import rotate, translate

KERB = 11.0  # metres from the middle of a lane to the fence
SHOPS = 13.0  # metres: how deep a row of shops is


@dataclass(frozen=True)
class Rows:
    """How buildings stand: their size, the distance from one to the next, floors, homes on a floor, share built."""

    use: str
    width: float
    depth: float
    across: float
    along: float
    floors: tuple[int, int]
    homes: int
    built: float = 1.0


@dataclass(frozen=True)
class Footprint:
    """One building (board metres)."""

    shape: Any
    use: str
    floors: int
    homes: int = 0


@dataclass(frozen=True)
class Cell:
    """An indivisible bit of land up to the middle of the streets and paths around it, and what stands on it."""

    shape: Any
    block: int
    prints: tuple[Footprint, ...] = ()

    @property
    def homes(self) -> int:
        """Households in it."""
        return sum(footprint.homes for footprint in self.prints)


def facing(shape: Any) -> float:
    """The angle (radians, within ±45°) of the block's side that runs nearest to east: houses here face south."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    side = corners[1] - corners[0]
    angle = np.arctan2(side[1], side[0])
    return float((angle + np.pi / 4) % (np.pi / 2) - np.pi / 4)


def turn(shape: Any, angle: float) -> Any:
    """A shape turned about the middle of the board."""
    return rotate(shape, angle, origin=(0, 0), use_radians=True)


def build_rows(area: Any, rows: Rows, rng: np.random.Generator) -> list[Footprint]:
    """As many buildings as fit wholly into an area whose sides run east and north. Floors are the same within one area."""
    west, south, east, north = shapely.bounds(area)
    if np.isnan(west):
        return []
    x, y = _starts(west, east, rows.width, rows.across), _starts(south, north, rows.depth, rows.along)
    xs, ys = (grid.ravel() for grid in np.meshgrid(x, y[::-1]))
    boxes = shapely.box(xs, ys, xs + rows.width, ys + rows.depth)
    shapely.prepare(area)
    fits = shapely.contains(area, boxes) & (rng.random(len(boxes)) < rows.built)
    low, high = rows.floors
    usual = rng.integers(low, high + 1)
    floors = np.clip(usual + rng.integers(-1, 2, len(boxes)) * (high - low > 3), low, high)
    return [
        Footprint(box, rows.use, int(levels), int(levels) * rows.homes)
        for box, levels in zip(boxes[fits], floors[fits], strict=True)
    ]


def cut_cells(shape: Any, prints: list[Footprint], most: int) -> list[tuple[Any, list[Footprint]]]:
    """Land halved between its buildings until each bit holds at most so many homes, or one building."""
    if len(prints) < 2 or sum(footprint.homes for footprint in prints) <= most:
        return [(shape, prints)]
    bounds = shapely.bounds([footprint.shape for footprint in prints])
    spread = bounds[:, 2:].max(axis=0) - bounds[:, :2].min(axis=0)
    for axis in np.argsort(-spread):
        at = _gap(bounds[:, axis], bounds[:, axis + 2], np.array([footprint.homes for footprint in prints]))
        halves = _halve(shape, int(axis), at) if at is not None else ()
        if halves:
            sides = [
                [p for p, low in zip(prints, bounds[:, axis], strict=True) if (low < at) == first]
                for first in (True, False)
            ]
            return [cell for half, side in zip(halves, sides, strict=True) for cell in cut_cells(half, side, most)]
    return [(shape, prints)]


def part_shops(area: Any, side: tuple[int, int]) -> tuple[Any, Any]:
    """A row of shops along one side of an area, and what is left of the area behind it."""
    dx, dy = side
    shops = area.difference(translate(area, -dx * SHOPS, -dy * SHOPS))
    rest = area.intersection(translate(area, -dx * (SHOPS + 8), -dy * (SHOPS + 8)))
    return shops, rest


def _starts(low: float, high: float, size: float, pitch: float) -> Any:
    count = int((high - low - size) // pitch) + 1
    slack = high - low - size - (count - 1) * pitch
    return low + slack / 2 + pitch * np.arange(max(count, 0))


def _gap(low: Any, high: Any, homes: Any) -> float | None:
    """Where a straight cut passes between buildings and parts the homes most evenly."""
    order = np.argsort(low, kind="stable")
    reach = np.maximum.accumulate(high[order])[:-1]
    following = low[order][1:]
    free = following > reach + 2
    if not free.any():
        return None
    before = np.cumsum(homes[order])[:-1]
    best = np.argmin(np.where(free, np.abs(before - homes.sum() / 2), np.inf))
    return float((reach[best] + following[best]) / 2)


def _halve(shape: Any, axis: int, at: float) -> tuple[Any, ...]:
    """The two sides of an upright (axis 0) or level (axis 1) cut; nothing if a side would fall apart."""
    far = 1e4
    first = shapely.box(-far, -far, at, far) if axis == 0 else shapely.box(-far, -far, far, at)
    second = shapely.box(at, -far, far, far) if axis == 0 else shapely.box(-far, at, far, far)
    halves = (shape.intersection(first), shape.intersection(second))
    return halves if all(half.geom_type == "Polygon" for half in halves) else ()
