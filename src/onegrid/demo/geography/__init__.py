"""An invented 东城街道: river and railway, streets, compounds and buildings, and four levels of areas that nest exactly.

The name and the root code are those of a public place; everything on this map is made up from a seed, and always the same.
"""

from collections.abc import Sequence

import numpy as np

from onegrid.demo.geography.areas import draw_areas
from onegrid.demo.geography.chart import (
    chart_areas,
    chart_buildings,
    chart_compounds,
    chart_features,
    chart_landmarks,
    micro_grid_of_cells,
)
from onegrid.demo.geography.mesh import weave
from onegrid.demo.geography.naming import name_compounds, name_ways
from onegrid.demo.geography.numbering import number_areas
from onegrid.demo.geography.shapes import Area, Building, Compound, Feature, Geography, Landmark
from onegrid.demo.geography.town import Town, build_town

__all__ = ["SEED", "Area", "Building", "Compound", "Feature", "Geography", "Landmark", "make_geography"]

SEED = 202505
HOMES_PER_HECTARE = 0.4  # what an empty hectare weighs beside households: somebody must walk it


def make_geography(seed: int = SEED) -> Geography:
    """The subdistrict of a seed: 11 communities, 84 grids, 245 micro-grids, some 38,000 households.

    All polygons are WGS 84, share their vertices and nest exactly. Raises ValueError for a seed whose streets
    cannot be joined without losing a bit of land.
    """
    town = build_town(seed)
    rng, cuts = np.random.default_rng([seed, 100]), np.random.default_rng([seed, 101])
    town = Town(name_ways(town.ways, rng), town.outline, town.blocks, town.cells, town.lake)
    name_compounds(town.blocks, rng)
    blocks = [cell.block for cell in town.cells]
    load = [cell.homes + HOMES_PER_HECTARE * cell.shape.area / 1e4 for cell in town.cells]
    mesh = weave([cell.shape for cell in town.cells], blocks, load, town.ways)
    governed = draw_areas(mesh, blocks, [town.blocks[index].dedicated for index in blocks], cuts)
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
    )


def _on_level(areas: Sequence[Area], digits: int) -> tuple[Area, ...]:
    return tuple(area for area in areas if len(area.code) == digits)
