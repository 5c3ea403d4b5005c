"""Codes and names for communities, grids and micro-grids, counted from the north-west as one reads."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import shapely

from onegrid.demo.geography.areas import District
from onegrid.demo.geography.mesh import Ints
from onegrid.demo.geography.naming import name_communities, numeral
from onegrid.demo.geography.town import Town

ROOT, NAME = "371502009", "东城街道"
ONE_COMPOUND = 0.8  # the share of its homes from which a micro-grid is called after a compound

T = TypeVar("T")


@dataclass(frozen=True)
class Numbered:
    """An area as the cells that make it."""

    code: str
    name: str
    kind: str
    cells: Ints


def number_areas(town: Town, governed: list[list[District]]) -> list[Numbered]:
    """All areas, each before what it holds."""
    communities = _in_order(town, governed, lambda grids: np.concatenate([grid.cells for grid in grids]))
    wholes = [np.concatenate([grid.cells for grid in grids]) for grids in communities]
    names = name_communities(np.array([_middle(town, whole) for whole in wholes]))
    areas = [Numbered(ROOT, NAME, "basic", np.arange(len(town.cells)))]
    for number, (grids, whole, name) in enumerate(zip(communities, wholes, names, strict=True), start=1):
        areas.append(Numbered(f"{ROOT}{number:03}", name, "basic", whole))
        areas += _number_grids(town, areas[-1], grids)
    return _named_after_compounds(town, areas)


def _number_grids(town: Town, community: Numbered, grids: list[District]) -> Iterator[Numbered]:
    """Basic grids first, then the dedicated ones; each followed by its micro-grids."""
    basic = _in_order(town, [grid for grid in grids if not grid.dedicated], lambda grid: grid.cells)
    for number, grid in enumerate([*basic, *(grid for grid in grids if grid.dedicated)], start=1):
        code, kind = f"{community.code}{number:03}", "dedicated" if grid.dedicated else "basic"
        name = f"{grid.dedicated}专属网格" if grid.dedicated else f"{community.name}第{numeral(number)}网格"
        yield Numbered(code, name, kind, grid.cells)
        for part, cells in enumerate(_in_order(town, grid.micro_grids, lambda cells: cells), start=1):
            yield Numbered(f"{code}{part:03}", f"{name}第{numeral(part)}微网格", kind, cells)


def _named_after_compounds(town: Town, areas: list[Numbered]) -> list[Numbered]:
    """Micro-grids that are nearly all one compound bear its name, with a number if it has several."""
    compounds = {area.code: _compound(town, area.cells) for area in areas if len(area.code) == 18}
    counts = Counter(compounds.values())
    so_far: Counter[str] = Counter()
    renamed = []
    for area in areas:
        compound = compounds.get(area.code, "")
        if compound:
            so_far[compound] += 1
            number = f"第{numeral(so_far[compound])}" if counts[compound] > 1 else ""
            area = replace(area, name=f"{compound}{number}微网格")
        renamed.append(area)
    return renamed


def _compound(town: Town, cells: Ints) -> str:
    """The compound where nearly everybody in some cells lives, or ''."""
    homes: Counter[str] = Counter()
    for cell in (town.cells[i] for i in cells):
        homes[town.blocks[cell.block].name if cell.homes else ""] += cell.homes
    name, most = homes.most_common(1)[0]
    return name if most >= ONE_COMPOUND * max(homes.total(), 1) else ""


def _in_order(town: Town, things: list[T], cells_of: Callable[[T], Any]) -> list[T]:
    """From the north-west on, row by row."""

    def place(thing: T) -> float:
        x, y = _middle(town, cells_of(thing))
        return float(0.6 * x - y)

    return sorted(things, key=place)


def _middle(town: Town, cells: Ints) -> Any:
    """The middle of some cells (board metres)."""
    shapes = [town.cells[i].shape for i in cells]
    return np.average(shapely.get_coordinates(shapely.centroid(shapes)), axis=0, weights=shapely.area(shapes))
