"""An invented 东城街道: river and railway, streets, compounds and buildings, and four levels of areas that nest exactly.

The name and the root code are those of a public place; everything on this map is made up from a seed, and always the same.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from onegrid.demo.geography.areas import Frame, draw_areas, lay_frame
from onegrid.demo.geography.chart import (
    chart_areas,
    chart_buildings,
    chart_compounds,
    chart_features,
    chart_landmarks,
    chart_nets,
    chart_units,
    micro_grid_of_cells,
)
from onegrid.demo.geography.mesh import Ints, Mesh, weave
from onegrid.demo.geography.naming import name_compounds, name_ways
from onegrid.demo.geography.nets import cast_nets
from onegrid.demo.geography.numbering import number_areas
from onegrid.demo.geography.shapes import Area, Building, Compound, Feature, Geography, Landmark, NetGrid, Unit
from onegrid.demo.geography.town import Town, build_town

__all__ = ["SEED", "Area", "Building", "Compound", "Feature", "Geography", "Landmark", "NetGrid", "Unit"]
__all__ += ["lay_mesh", "make_geography"]

SEED = 202505
HOMES_PER_HECTARE = 0.4  # what an empty hectare weighs beside households: somebody must walk it


def make_geography(seed: int = SEED) -> Geography:
    """The subdistrict of a seed: 11 communities, 84 grids, 245 micro-grids, some 38,000 households.

    All polygons are WGS 84, share their vertices and nest exactly. Raises ValueError for a seed whose streets
    cannot be joined without losing a bit of land.
    """
    laid = lay_mesh(seed)
    town, mesh = laid.town, laid.mesh
    rng, cuts = laid.rng, np.random.default_rng([seed, 101])
    governed = draw_areas(mesh, laid.frame, cuts, read_drawn(seed))
    numbered = number_areas(town, governed)
    codes = micro_grid_of_cells(town, numbered)
    areas = chart_areas(town, numbered)
    compounds = chart_compounds(town, codes, rng)
    buildings = tuple(chart_buildings(town, codes, compounds))
    return Geography(
        subdistrict=areas[0],
        communities=_on_level(areas, 12),
        grids=_on_level(areas, 15),
        micro_grids=_on_level(areas, 18),
        compounds=tuple(compounds.values()),
        buildings=buildings,
        landmarks=tuple(chart_landmarks(town, buildings)),
        features=tuple(chart_features(town)),
        units=tuple(chart_units(town)),
        nets=chart_nets(town, laid.nets),
    )


@dataclass(frozen=True)
class Laid:
    """The town before it has grids: its cells and how they hold together, its communities, and the departments' nets."""

    town: Town
    mesh: Mesh
    frame: Frame
    nets: dict[str, Ints]
    rng: np.random.Generator


def lay_mesh(seed: int) -> Laid:
    """The town of a seed, as far as no plan has touched it."""
    town = build_town(seed)
    rng = np.random.default_rng([seed, 100])
    town = Town(name_ways(town.ways, rng), town.outline, town.blocks, town.cells, town.lake)
    name_compounds(town.blocks, rng)
    blocks = [cell.block for cell in town.cells]
    load = [cell.homes + HOMES_PER_HECTARE * cell.shape.area / 1e4 for cell in town.cells]
    mesh = weave([cell.shape for cell in town.cells], blocks, load, town.ways)
    kept_for = [town.blocks[index].dedicated for index in blocks]
    frame = lay_frame(mesh, blocks, kept_for, np.random.default_rng([seed, 102]))
    return Laid(town, mesh, frame, cast_nets(mesh, np.random.default_rng([seed, 103])), rng)


def read_drawn(seed: int) -> tuple[Ints, Ints] | None:
    """The plan that the planner drew for the usual seed (see `planner`); None for another."""
    kept = json.loads((Path(__file__).parent / "drawn_plan.json").read_text())
    if kept["seed"] != seed:
        return None
    return np.array(kept["grid"]), np.array(kept["micro_grid"])


def _on_level(areas: Sequence[Area], digits: int) -> tuple[Area, ...]:
    return tuple(area for area in areas if len(area.code) == digits)
