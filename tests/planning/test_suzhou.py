"""Real buildings of a district of Suzhou; left out where the data are not there."""

import os
from pathlib import Path

import numpy as np
import pytest

from onegrid.planning.arrays import add_up
from onegrid.planning.bounds import least_miss
from onegrid.planning.drawing import draw_plan
from onegrid.planning.exact import solve_nearest
from onegrid.planning.findings import Gravity
from onegrid.planning.geodata import read_map
from onegrid.planning.graph import Bools, Ints, is_connected
from onegrid.planning.levels import Level
from onegrid.planning.plan import DrawnPlan
from onegrid.planning.problem import Problem, Range
from onegrid.planning.survey import survey_units

DATA = Path(os.environ.get("ONEGRID_DATA", Path(__file__).parents[3] / "shared" / "data"))
BUILDINGS = DATA / "china" / "suzhou_buildings_3076.geojson"
DWELLING = 100  # square metres of floor for a household


@pytest.mark.slow
@pytest.mark.skipif(not BUILDINGS.exists(), reason="the buildings are not there")
def test_buildings_make_micro_grids_inside_grids() -> None:
    """One building has 507 households and thirteen have more than 200: no grid, or micro-grid, that holds one of them can keep
    the range. Every other keeps it, but for one: where such a building leaves 65 households in its grid, they are too few."""
    table = read_map(BUILDINGS)
    floor = table.geometry.to_crs(table.estimate_utm_crs()).area * table["Floor"]
    table["households"] = np.round(floor / DWELLING).astype(int)
    plan = draw_plan(
        survey_units(table, least=300), [Level("grid", Range(300, 500)), Level("micro_grid", Range(80, 200))]
    )
    for level, above, within in (("grid", "community", Range(300, 500)), ("micro_grid", "grid", Range(80, 200))):
        numbers, codes = plan.codes(level)
        assert is_connected(plan.graph, numbers)
        held = np.bincount(numbers, plan.households).astype(np.int64)
        missed = np.flatnonzero(within.excess(held) > 0)
        parents = np.array(plan.units[above].iloc[plan.rows])
        torn = np.unique(parents[np.isin(numbers, missed)])
        for parent in torn:
            own = parents == parent
            heavy = plan.households[own] > within.most
            assert heavy.any(), f"{parent} misses the range without a building that no {level} can hold"
            assert_none_miss_less(plan, own, numbers, within)
        assert len(missed) <= (plan.households > within.most).sum() + 1 < 0.05 * len(codes)
    assert {finding.key for finding in plan.findings if finding.gravity is Gravity.MISSED} == {"units_too_heavy"}
    rows = plan.units[["grid", "micro_grid"]].dropna()
    assert all(micro.startswith(grid) for grid, micro in rows.itertuples(index=False))


def assert_none_miss_less(plan: DrawnPlan, own: Bools, numbers: Ints, within: Range) -> None:
    """No other grids of these units would miss the range by fewer households: by their sums alone, or proved over all grids."""
    parts = np.unique(numbers[own], return_inverse=True)[1]
    problem = Problem(plan.graph.subgraph(np.flatnonzero(own)), plan.households[own], int(parts.max()) + 1, within)
    missed = miss(problem, parts)
    if missed > least_miss(problem.households, problem.grids, within):
        proved = solve_nearest(problem, parts)
        assert proved is not None and proved.parts is not None
        assert missed == miss(problem, proved.parts)


def miss(problem: Problem, parts: Ints) -> int:
    """How many households too many or too few the grids have in all."""
    return int(problem.range.excess(add_up(parts, problem.households, problem.grids)).sum())
