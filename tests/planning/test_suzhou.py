"""Real buildings of a district of Suzhou; left out where the data are not there."""

import os
from pathlib import Path

import numpy as np
import pytest

from onegrid.planning.drawing import draw_plan
from onegrid.planning.geodata import read_map
from onegrid.planning.graph import is_connected
from onegrid.planning.levels import Level
from onegrid.planning.problem import Range
from onegrid.planning.survey import survey_units

DATA = Path(os.environ.get("ONEGRID_DATA", Path(__file__).parents[3] / "shared" / "data"))
BUILDINGS = DATA / "china" / "suzhou_buildings_3076.geojson"
DWELLING = 100  # square metres of floor for a household


@pytest.mark.slow
@pytest.mark.skipif(not BUILDINGS.exists(), reason="the buildings are not there")
def test_buildings_make_micro_grids_inside_grids() -> None:
    table = read_map(BUILDINGS)
    floor = table.geometry.to_crs(table.estimate_utm_crs()).area * table["Floor"]
    table["households"] = np.round(floor / DWELLING).astype(int)
    plan = draw_plan(
        survey_units(table, least=300), [Level("grid", Range(300, 500)), Level("micro_grid", Range(80, 200))]
    )
    for level, within in (("grid", Range(300, 500)), ("micro_grid", Range(80, 200))):
        numbers, codes = plan.codes(level)
        assert is_connected(plan.graph, numbers)
        held = np.bincount(numbers, plan.households).astype(np.int64)
        missed = int((within.excess(held) > 0).sum())
        assert missed < 0.15 * len(codes)  # single buildings of up to 507 households
        assert missed == 0 or not plan.kept
    rows = plan.units[["grid", "micro_grid"]].dropna()
    assert all(micro.startswith(grid) for grid, micro in rows.itertuples(index=False))
