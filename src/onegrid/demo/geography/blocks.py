"""The land between the ways cut into blocks by lanes, finer in the old town than at the edge."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.ops import split

from onegrid.demo.geography.frame import unturn
from onegrid.demo.geography.ways import Way

LEAST_SIDE = 75.0  # metres: no block is narrower


@dataclass
class Block:
    """A block up to the middle of the streets around it (board metres), and what it is used for."""

    shape: Any
    quarter: str
    use: str = ""
    name: str = ""
    kind: str = ""
    dedicated: str = ""

    @property
    def hectares(self) -> float:
        """Its size, streets counted to the middle."""
        return float(self.shape.area) / 1e4


# The quarters of the town: where (plan metres), and how large a block is there (hectares). The first that fits counts.
QUARTERS = (
    ("works", shapely.box(-3000, 1060, 1000, 3000), 11.0),
    ("old", shapely.box(-1730, -480, -60, 740), 2.3),
    ("centre", shapely.box(-60, -480, 950, 1060), 3.2),
    ("new", shapely.box(880, -1300, 3000, 1180), 6.0),
    ("south", shapely.box(-1730, -3000, 950, -480), 4.0),
    ("edge", shapely.box(-4000, -3000, 4000, 3000), 6.5),
)
SIZES = {name: size for name, _where, size in QUARTERS}


def quarter_of(shape: Any) -> str:
    """The quarter of the town in which a piece of land lies."""
    ((u, v),) = unturn(shapely.get_coordinates(shapely.point_on_surface(shape)))
    return next(name for name, where, _size in QUARTERS if shapely.contains_xy(where, u, v))


def cut_blocks(land: list[Any], rng: np.random.Generator) -> tuple[list[Block], list[Way]]:
    """Blocks, and the lanes that part them."""
    blocks: list[Block] = []
    lanes: list[Way] = []
    for piece in land:
        quarter = quarter_of(piece)
        shapes, lines = _cut(piece, SIZES[quarter], rng)
        blocks += [Block(shape, quarter) for shape in shapes]
        lanes += [Way("road", 3, "", line) for line in lines]
    return blocks, lanes


def _cut(piece: Any, hectares: float, rng: np.random.Generator) -> tuple[list[Any], list[Any]]:
    """Halve a piece of land until it is about as large as a block should be."""
    if piece.area / 1e4 < hectares * rng.uniform(0.9, 1.9):
        return [piece], []
    for _attempt in range(6):
        line = _crossing(piece, rng)
        halves = list(split(piece, line).geoms)
        if len(halves) > 1 and all(_side(half) > LEAST_SIDE for half in halves):
            break
    else:
        return [piece], []
    shapes: list[Any] = []
    lanes = [line.intersection(piece)]
    for half in halves:
        more, lines = _cut(half, hectares, rng)
        shapes += more
        lanes += lines
    return shapes, lanes


def _side(shape: Any) -> float:
    """How wide a shape is at most places."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.hypot(*(corners[1:3] - corners[:2]).T)
    return float(min(sides) * min(1.0, 1.25 * shape.area / np.prod(sides)))


def _crossing(piece: Any, rng: np.random.Generator) -> Any:
    """A line across the longer side, not quite at the middle, not quite square, now and then with a kink."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(piece))
    first, second = corners[1] - corners[0], corners[2] - corners[1]
    long, short = (first, second) if np.hypot(*first) > np.hypot(*second) else (second, first)
    length = np.hypot(*long)
    middle = corners[:4].mean(axis=0) + long * rng.uniform(-0.14, 0.14)
    lean = long / length * np.hypot(*short) * rng.normal(0, 0.03)
    bow = long / length * rng.uniform(-14, 14) * (rng.random() < 0.5)
    reach = short * 0.7 + lean
    return shapely.LineString([middle - reach, middle + bow, middle + reach])
