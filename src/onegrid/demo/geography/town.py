"""The town before it is governed: ways, blocks, buildings, and the cells of land that nothing cuts."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from onegrid.demo.geography.blocks import Block, cut_blocks
from onegrid.demo.geography.build import build_homes, build_workplace, lake_in
from onegrid.demo.geography.landuse import take_banks, take_whole, use_blocks
from onegrid.demo.geography.mesh import fit_cells
from onegrid.demo.geography.rows import Cell
from onegrid.demo.geography.toponyms import LAKE
from onegrid.demo.geography.ways import Way, clip_ways, enclose, lay_ways

HOUSEHOLDS = 38_000
FEWEST_IN_A_COMPOUND = 40


@dataclass(frozen=True)
class Town:
    """In board metres. Cells share their vertices; together they are the outline."""

    ways: list[Way]
    outline: Any
    blocks: list[Block]
    cells: list[Cell]
    lake: Any


def build_town(seed: int) -> Town:
    """The town of a seed; each step draws from a stream of its own, so that one can change without the others."""
    streams = [np.random.default_rng([seed, step]) for step in range(5)]
    ways = lay_ways(streams[0])
    outline, land = enclose(ways)
    banks, land = take_banks(land, _river(ways))
    whole, land = take_whole(land)
    blocks, lanes = cut_blocks(land, streams[1])
    blocks = [*whole, *banks, *blocks]
    cells = _build(blocks, use_blocks(blocks, streams[2]), streams[3])
    fitted = fit_cells([cell.shape for cell in cells])
    cells = [replace(cell, shape=shape) for cell, shape in zip(cells, fitted, strict=True)]
    park = next(block for block in whole if block.name.startswith(LAKE))
    return Town(clip_ways([*ways, *lanes], outline), outline, blocks, cells, lake_in(park.shape, streams[4]))


def _build(blocks: list[Block], wanted: list[Block], rng: np.random.Generator) -> list[Cell]:
    """Compounds on the most wanted blocks until everybody has a home; then all the rest."""
    place = {id(block): index for index, block in enumerate(blocks)}
    cells: list[Cell] = []
    homes = 0
    for block in wanted:
        if homes >= HOUSEHOLDS:
            break
        built = build_homes(place[id(block)], block, rng)
        households = sum(cell.homes for cell in built)
        if FEWEST_IN_A_COMPOUND <= households <= HOUSEHOLDS - homes + 200:
            block.use = "homes"
            cells += built
            homes += households
    return cells + [build_workplace(i, block, rng) for i, block in enumerate(blocks) if block.use != "homes"]


def _river(ways: list[Way]) -> Any:
    return next(way.line for way in ways if way.kind == "water" and way.rank == 1)
