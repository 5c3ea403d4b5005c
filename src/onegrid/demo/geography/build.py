"""What is built on a block, by its use; and the block cut into the cells that grids are made of."""

from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from onegrid.demo.geography.blocks import Block
from onegrid.demo.geography.rows import KERB, Cell, Footprint, Rows, build_rows, cut_cells, facing, part_shops, turn

HOMES = {
    "commercial": Rows("slab", 50, 14, 66, 45, (6, 11), 4),
    "relocation": Rows("slab", 54, 14, 70, 43, (6, 11), 6),
    "old": Rows("slab", 44, 12, 58, 35, (5, 6), 6),
    "new": Rows("tower", 32, 18, 70, 74, (18, 26), 4),
    "mixed": Rows("house", 13, 10, 18, 19, (1, 2), 1, built=0.8),
}
WORKPLACES = {
    "works": Rows("works", 72, 36, 92, 58, (1, 3), 0, built=0.85),
    "school": Rows("school", 50, 15, 66, 36, (4, 5), 0),
    "office": Rows("office", 34, 34, 58, 58, (14, 26), 0),
    "market": Rows("market", 60, 24, 76, 38, (1, 2), 0),
    "hospital": Rows("hospital", 46, 20, 62, 44, (5, 9), 0),
    "trade": Rows("shop", 38, 14, 44, 40, (1, 3), 0, built=0.8),
    "hall": Rows("hall", 44, 20, 60, 40, (4, 5), 0),
}
MOST = {"hospital": 3, "hall": 1, "office": 4}
MOST_HOMES_IN_A_CELL = 70


def build_homes(index: int, block: Block, rng: np.random.Generator) -> list[Cell]:
    """A housing compound on the block: rows of houses, shops along one street, cells between them."""
    angle = facing(block.shape)
    shape = turn(block.shape, -angle)
    area = shape.buffer(-KERB, join_style="mitre")
    shops, rest = shapely.Polygon(), area
    if block.kind != "mixed":
        shops, rest = part_shops(area, ((0, -1), (1, 0), (0, 1), (-1, 0))[rng.integers(4)])
    prints = build_rows(rest.buffer(-3, join_style="mitre"), HOMES[block.kind], rng)
    prints = [replace(p, homes=1) if p.use == "house" else p for p in prints]
    return [
        Cell(turn(bit, angle), index, tuple(_turned([*inside, *_shops(shops, bit)], angle)))
        for bit, inside in cut_cells(shape, prints, MOST_HOMES_IN_A_CELL)
    ]


def build_workplace(index: int, block: Block, rng: np.random.Generator) -> Cell:
    """The block as one cell, with what its use puts on it."""
    if block.use == "mall":
        return Cell(block.shape, index, (Footprint(_rounded(block.shape), "mall", 5),))
    if block.use not in WORKPLACES:
        return Cell(block.shape, index)
    angle = facing(block.shape)
    area = turn(block.shape, -angle).buffer(-KERB - 6, join_style="mitre")
    if block.use == "school":
        area = _northern_half(area)
    prints = build_rows(area, WORKPLACES[block.use], rng)[: MOST.get(block.use)]
    return Cell(block.shape, index, tuple(_turned(prints, angle)))


def sports_ground(block: Block) -> Any:
    """The running track south of a school's buildings."""
    angle = facing(block.shape)
    area = turn(block.shape, -angle).buffer(-KERB - 8, join_style="mitre")
    west, south, east, north = area.bounds
    reach = min(0.36 * (north - south), 0.42 * (east - west), 75)
    middle = shapely.Point((west + east) / 2, south + 0.27 * (north - south))
    track = shapely.LineString([(middle.x - reach * 0.55, middle.y), (middle.x + reach * 0.55, middle.y)]).buffer(
        reach * 0.5
    )
    return turn(track.intersection(area), angle)


def lake_in(shape: Any, rng: np.random.Generator) -> Any:
    """A lake with a wavy shore in the middle of a park."""
    middle = shape.centroid
    angles = np.linspace(0, 2 * np.pi, 73)[:-1]
    a, b = rng.uniform(0, 2 * np.pi, 2)
    waves = 0.68 + 0.1 * np.sin(2 * angles + a) + 0.07 * np.sin(3 * angles + b)
    rays = np.column_stack((np.cos(angles), np.sin(angles))) * 2000
    shore = []
    for ray, share in zip(rays, waves, strict=True):
        out = shapely.LineString([middle, (middle.x + ray[0], middle.y + ray[1])]).intersection(shape).length
        shore.append((middle.x + ray[0] / 2000 * out * share, middle.y + ray[1] / 2000 * out * share))
    return shapely.Polygon(shore).buffer(-30).buffer(30)


def _shops(shops: Any, bit: Any) -> list[Footprint]:
    """The shops of one cell, leaving a passage between neighbours."""
    parts = shapely.get_parts(shops.intersection(bit.buffer(-4)))
    return [Footprint(part, "shop", 2) for part in parts if part.geom_type == "Polygon" and part.area > 150]


def _turned(prints: list[Footprint], angle: float) -> list[Footprint]:
    return [replace(footprint, shape=turn(footprint.shape, angle)) for footprint in prints]


def _northern_half(area: Any) -> Any:
    west, south, east, north = area.bounds
    return area.intersection(shapely.box(west, south + 0.52 * (north - south), east, north))


def _rounded(shape: Any) -> Any:
    return shape.buffer(-KERB - 32).buffer(14)
