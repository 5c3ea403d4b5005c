"""A small invented town of square blocks, in metres around a point of North China."""

from itertools import pairwise
from typing import Any

import geopandas
import numpy as np
import shapely

UTM = 32650


def make_blocks(width: int = 12, height: int = 8, side: float = 100.0, *, gap: float = 0.0) -> Any:
    """Blocks in rows from the south-west, with a key and households; two communities, west and east."""
    x, y = np.meshgrid(np.arange(width) * side, np.arange(height) * side)
    x, y = x.ravel() + 500_000, y.ravel() + 4_000_000
    boxes = shapely.box(x, y, x + side - gap, y + side - gap)
    households = np.random.default_rng(5).integers(20, 60, len(x))
    community = np.where(np.arange(len(x)) % width < width // 2, "371502009001", "371502009002")
    keys = [f"block {number}" for number in range(len(x))]
    table = {"key": keys, "households": households, "community": community}
    return geopandas.GeoDataFrame(table, geometry=boxes, crs=UTM)


def make_net(edges: list[float], width: int = 12, height: int = 8, side: float = 100.0) -> Any:
    """A net of upright strips between shares of the width."""
    west, south, top = 500_000, 4_000_000, 4_000_000 + height * side
    bounds = [west + share * width * side for share in edges]
    strips = [shapely.box(left, south, right, top) for left, right in pairwise(bounds)]
    return geopandas.GeoDataFrame({"name": [f"strip {n}" for n in range(len(strips))]}, geometry=strips, crs=UTM)


def line(*points: tuple[float, float]) -> Any:
    """A line through points given in blocks from the south-west corner."""
    where = [(500_000 + 100 * x, 4_000_000 + 100 * y) for x, y in points]
    return geopandas.GeoDataFrame(geometry=[shapely.linestrings(where)], crs=UTM)


def point(x: float, y: float) -> Any:
    """A point given in blocks from the south-west corner."""
    return geopandas.GeoDataFrame(geometry=[shapely.Point(500_000 + 100 * x, 4_000_000 + 100 * y)], crs=UTM)


def make_town(text: str, households: list[int], side: float = 100.0) -> Any:
    """A town drawn in characters: '#' is water, every other cell a unit ('u0' …, row by row) of the community of its letter."""
    rows = [row.strip() for row in text.strip().splitlines()]
    cells = [(x, y, letter) for y, row in enumerate(rows) for x, letter in enumerate(row) if letter != "#"]
    boxes = [
        shapely.box(500_000 + x * side, 4_000_000 - y * side, 500_000 + (x + 1) * side, 4_000_000 - y * side + side)
        for x, y, _letter in cells
    ]
    table = {
        "key": [f"u{number}" for number in range(len(cells))],
        "households": households[: len(cells)],
        "community": [f"37150200900{ord(letter) % 10}" for _x, _y, letter in cells],
    }
    return geopandas.GeoDataFrame(table, geometry=boxes, crs=UTM)
