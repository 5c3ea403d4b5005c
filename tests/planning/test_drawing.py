from typing import Any

import joblib
import numpy as np
import pytest

from onegrid.planning.drawing import Wishes, draw_plan
from onegrid.planning.graph import is_connected
from onegrid.planning.levels import Level
from onegrid.planning.locks import Locks
from onegrid.planning.plan import DrawnPlan
from onegrid.planning.problem import Range
from onegrid.planning.survey import Survey, survey_units
from onegrid.planning.units import Columns
from tests.planning.land import line, make_blocks, make_net, point

COLUMNS = Columns("key", "households", None, "community")
LEVELS = [Level("grid", Range(400, 700)), Level("micro_grid", Range(120, 280))]


def survey(table: Any, **options: Any) -> Survey:
    return survey_units(table, least=300, columns=options.pop("columns", COLUMNS), **options)


def keys(plan: DrawnPlan | Survey) -> list[str]:
    return [finding.key for finding in plan.findings]


def grid_of(plan: DrawnPlan, number: int, level: str = "grid") -> str:
    return str(plan.units[level].iloc[number])


def test_micro_grids_lie_in_grids_and_grids_in_communities() -> None:
    plan = draw_plan(survey(make_blocks()), LEVELS)
    assert plan.kept, [str(finding) for finding in plan.findings]
    for row in plan.units.itertuples():
        assert row.micro_grid.startswith(row.grid) and row.grid.startswith(row.community)
        assert (len(row.community), len(row.grid), len(row.micro_grid)) == (12, 15, 18)
    for level in LEVELS:
        assert is_connected(plan.graph, plan.codes(level.name)[0])
        assert level.range
        assert (
            level.range.least
            <= plan.figures(level.name)["least"]
            <= plan.figures(level.name)["most"]
            <= level.range.most
        )


def test_a_crosswalk_adds_up_and_agreement_is_whole_for_a_net_that_was_followed() -> None:
    plan = draw_plan(survey(make_blocks(), nets={"halves": make_net([0, 0.5, 1])}, net_keys={"halves": "name"}), LEVELS)
    table = plan.crosswalk("halves", "grid")
    assert set(table["old"]) == {"strip 0", "strip 1"}
    assert table["households"].sum() == plan.units["households"].sum()
    [row] = plan.agreement("grid").itertuples()
    assert (row.within_one, row.officers) == (1.0, 1.0)


def test_the_outlines_of_grids_cover_the_town_once() -> None:
    table = make_blocks()
    grids = draw_plan(survey(table), LEVELS).grids("grid")
    assert grids.area.sum() == pytest.approx(table.area.sum(), rel=1e-6)
    assert grids["households"].sum() == table["households"].sum()
    assert grids.crs == table.crs


def test_locks_are_kept_on_every_level() -> None:
    locks = Locks(
        together=[["block 0", "block 1", "block 13"]],
        apart=[("block 30", "block 31")],
        fixed=[
            [
                "block 6",
                "block 7",
                "block 18",
                "block 19",
                "block 8",
                "block 20",
                "block 9",
                "block 21",
                "block 10",
                "block 22",
            ]
        ],
        dedicated=[["block 84"]],
    )
    plan = draw_plan(survey(make_blocks()), LEVELS, Wishes(locks=locks))
    assert len({grid_of(plan, unit, "micro_grid") for unit in (0, 1, 13)}) == 1
    assert grid_of(plan, 30, "micro_grid") != grid_of(plan, 31, "micro_grid")
    fixed = plan.units["grid"] == grid_of(plan, 6)
    assert sorted(np.flatnonzero(fixed).tolist()) == [6, 7, 8, 9, 10, 18, 19, 20, 21, 22]
    assert (plan.units["grid"] == grid_of(plan, 84)).sum() == 1


def test_no_grid_crosses_a_river_except_by_a_bridge() -> None:
    river = line((0, 4), (12, 4))
    cut = survey(make_blocks(), barriers=river)
    south = cut.units.points[:, 1] < np.median(cut.units.points[:, 1])
    ends, _ = cut.graph.pairs()
    assert (south[ends[:, 0]] == south[ends[:, 1]]).all()
    bridged = survey(make_blocks(), barriers=river, crossings=point(2.5, 4))
    ends, _ = bridged.graph.pairs()
    assert [tuple(pair) for pair in ends[south[ends[:, 0]] != south[ends[:, 1]]]] == [(38, 50)]


def test_towers_too_large_for_a_grid_are_named_with_what_would_do() -> None:
    table = make_blocks()
    table.loc[[2, 40, 61], "households"] = 900
    plan = draw_plan(survey(table), LEVELS[:1])
    [heavy] = [finding for finding in plan.findings if finding.key == "units_too_heavy"][:1]
    assert not plan.kept
    assert heavy.values["heaviest"] == 900
    assert "to 900 there, or divide them" in heavy.sentence


def test_a_plan_in_force_keeps_its_codes_and_most_households_their_grid() -> None:
    before = draw_plan(survey(make_blocks()), LEVELS[:1]).units
    table = before.rename(columns={"grid": "old"})
    table["households"] = (
        (table["households"] * np.random.default_rng(1).uniform(0.95, 1.05, len(table))).round().astype(int)
    )
    plan = draw_plan(survey(table), LEVELS[:1], Wishes(in_force={"grid": "old"}))
    assert plan.figures("grid")["moved"] <= 0.02
    assert (plan.units["grid"] == table["old"]).mean() > 0.95


def test_a_dask_cluster_draws_the_same_plan() -> None:
    distributed = pytest.importorskip("distributed")
    measured = survey(make_blocks())
    here = draw_plan(measured, LEVELS, effort=0.2).units
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        there = draw_plan(measured, LEVELS, effort=0.2, workers=2).units
    assert here.drop(columns="geometry").equals(there.drop(columns="geometry"))


def test_an_island_is_joined_to_what_lies_nearest() -> None:
    table = make_blocks().drop(index=[1, 12, 13]).reset_index(drop=True)
    found = survey(table)
    [island] = [finding for finding in found.findings if finding.key == "island_linked"]
    assert island.values["place"] == "block 0"


def test_buildings_that_stand_apart_are_neighbours() -> None:
    plan = draw_plan(survey(make_blocks(gap=30)), LEVELS)
    assert plan.kept
    assert is_connected(plan.graph, plan.codes("grid")[0])
