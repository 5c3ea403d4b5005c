"""The town and its areas written down in degrees: what the demo office puts in its registers and on its map."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely

from onegrid.demo.geography import toponyms
from onegrid.demo.geography.blocks import Block
from onegrid.demo.geography.build import sports_ground
from onegrid.demo.geography.frame import to_wgs84
from onegrid.demo.geography.mesh import Ints
from onegrid.demo.geography.nets import outline_nets
from onegrid.demo.geography.numbering import Numbered
from onegrid.demo.geography.rows import Footprint
from onegrid.demo.geography.shapes import Area, Building, Compound, Feature, Landmark, NetGrid, Unit
from onegrid.demo.geography.town import Town
from onegrid.demo.geography.ways import Way
from onegrid.lib.codes import is_within, path_to

FENCE = 9.0  # metres from the middle of a lane to the fence of a compound
WIDTHS = {1: 38.0, 2: 7.0}  # metres from the middle of the river and the canal to the bank
ROOMS = {"works": "号厂房", "school": "号教学楼", "market": "号交易厅", "house": "号院"}
BARE = ("field", "reserve", "park")


def chart_areas(town: Town, numbered: list[Numbered]) -> list[Area]:
    """Each area as the exact union of its cells."""
    cells = to_wgs84(np.array([cell.shape for cell in town.cells], dtype=object))
    homes = np.array([cell.homes for cell in town.cells])
    return [
        Area(area.code, area.name, int(homes[area.cells].sum()), _union(cells[area.cells]), area.kind)
        for area in numbered
    ]


def micro_grid_of_cells(town: Town, numbered: list[Numbered]) -> list[str]:
    """The micro-grid code of each cell."""
    codes = [""] * len(town.cells)
    for area in numbered:
        if len(area.code) == 18:
            for cell in area.cells:
                codes[cell] = area.code
    return codes


def chart_compounds(town: Town, codes: Sequence[str], rng: np.random.Generator) -> dict[int, Compound]:
    """Compounds by the index of their block."""
    streets = [way for way in town.ways if way.kind == "road" and way.name]
    tree = shapely.STRtree([street.line for street in streets])
    cells: dict[int, list[int]] = {}
    for number, cell in enumerate(town.cells):
        cells.setdefault(cell.block, []).append(number)
    compounds: dict[int, Compound] = {}
    for index, block in enumerate(town.blocks):
        if block.use != "homes":
            continue
        low, high = toponyms.BUILT[block.kind]
        compounds[index] = Compound(
            key=f"compound-{len(compounds) + 1:03}",
            name=block.name,
            kind=block.kind,
            households=sum(town.cells[i].homes for i in cells[index]),
            geometry=to_wgs84(_fenced(block)),
            built_year=int(rng.integers(low, high + 1)),
            address=_address(block, streets[tree.nearest(block.shape.centroid)]),
            area_code=_smallest_area([codes[i] for i in cells[index]]),
        )
    return compounds


def chart_buildings(town: Town, codes: Sequence[str], compounds: dict[int, Compound]) -> Iterator[Building]:
    """Every building with its number: homes are counted within their compound, the rest within their place."""
    standing: dict[int, list[tuple[Footprint, str]]] = {}
    for cell, code in zip(town.cells, codes, strict=True):
        standing.setdefault(cell.block, []).extend((footprint, code) for footprint in cell.prints)
    offices = iter(toponyms.OFFICES)
    for index, prints in standing.items():
        block, number = town.blocks[index], 0
        for footprint, code in sorted(prints, key=lambda each: _reading_order(each[0])):
            number += footprint.use != "shop"
            compound = compounds[index].key if index in compounds else None
            label = next(offices) if footprint.use == "office" else _label(block, footprint, number)
            shape = to_wgs84(footprint.shape)
            yield Building(label, footprint.floors, footprint.use, shape, compound, footprint.homes, code)


def chart_landmarks(town: Town, buildings: Sequence[Building]) -> Iterator[Landmark]:
    """Named places: whole blocks, and each office building."""
    shapes: dict[tuple[str, str], list[Any]] = {}
    for block in town.blocks:
        if block.name and block.use not in ("homes", "office"):
            shapes.setdefault((block.name, block.use), []).append(_fenced(block))
    places = [(name, kind, to_wgs84(shapely.union_all(parts))) for (name, kind), parts in shapes.items()]
    places += [(building.number, "office", building.geometry) for building in buildings if building.use == "office"]
    for number, (name, kind, geometry) in enumerate(places, start=1):
        yield Landmark(f"landmark-{number:03}", name, kind, geometry)


def chart_units(town: Town) -> Iterator[Unit]:
    """The cells as units of planning: parts of a compound are numbered, other cells are called after their place."""
    counts: Counter[str] = Counter()
    for number, cell in enumerate(town.cells, 1):
        block = town.blocks[cell.block]
        name = block.name or f"地块{number}"
        counts[name] += 1
        key = f"{name}{counts[name]}区" if block.use == "homes" or counts[name] > 1 else name
        yield Unit(key, cell.homes, to_wgs84(cell.shape), block.dedicated)


def chart_nets(town: Town, nets: dict[str, Ints]) -> tuple[NetGrid, ...]:
    """The departments' nets in degrees."""
    cells = np.array([cell.shape for cell in town.cells], dtype=object)
    drawn = outline_nets(cells, nets)
    return tuple(NetGrid(net, name, to_wgs84(shape)) for net, grids in drawn.items() for name, shape in grids)


def chart_features(town: Town) -> Iterator[Feature]:
    """The base map: blocks and greens, water, then railway and roads, in the order to draw them."""
    for block in town.blocks:
        if block.use == "park":
            yield Feature("green", block.name, 0, to_wgs84(block.shape.buffer(-6, join_style="mitre")))
        elif block.use not in BARE:
            yield Feature("block", "", 0, to_wgs84(block.shape.buffer(-6, join_style="mitre")))
        if block.use == "school":
            yield Feature("green", "", 0, to_wgs84(sports_ground(block)))
    yield Feature("water", toponyms.LAKE, 0, to_wgs84(town.lake))
    for way in town.ways:
        if way.kind == "water":
            yield Feature("water", way.name, 0, to_wgs84(way.line.buffer(WIDTHS[way.rank], cap_style="flat")))
    for way in sorted(town.ways, key=lambda way: -way.rank):
        if way.kind in ("road", "rail"):
            yield Feature(way.kind, way.name, way.rank if way.kind == "road" else 0, to_wgs84(way.line))


def _union(cells: Any) -> Any:
    """The union of cells with shared vertices, which are kept: one polygon."""
    (whole,) = shapely.get_parts(shapely.coverage_union_all(cells))
    return whole


def _smallest_area(micro_grids: Sequence[str]) -> str:
    """The code of the smallest area that holds them all."""
    return next(code for code in reversed(path_to(micro_grids[0])) if all(is_within(m, code) for m in micro_grids))


def _fenced(block: Block) -> Any:
    return block.shape.buffer(-FENCE, join_style="mitre")


def _address(block: Block, street: Way) -> str:
    """Street and number, counted along the street."""
    along = shapely.line_locate_point(shapely.get_parts(street.line)[0], block.shape.centroid)
    return f"{street.name}{int(along // 12) + 1}号"


def _label(block: Block, footprint: Footprint, number: int) -> str:
    if footprint.use == "shop":
        return "沿街商铺"
    if footprint.use in ("mall", "hall"):
        return block.name
    return f"{number}{ROOMS.get(footprint.use, '号楼')}"


def _reading_order(footprint: Footprint) -> tuple[float, float]:
    """By rows from the north, each from the west. Rows lean with the town, hence the slope."""
    middle = footprint.shape.centroid
    return -round((middle.y - 0.07 * middle.x) / 22), middle.x
