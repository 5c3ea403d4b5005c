from typing import Any

import joblib
import numpy as np
import pytest
import shapely

from onegrid.planning.drawing import Wishes, draw_plan
from onegrid.planning.findings import Refused
from onegrid.planning.geodata import read_map
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


@pytest.mark.parametrize(
    ("locks", "key"),
    [
        (Locks(together=[["block 0", "nobody"]]), "lock_unknown_unit"),
        (Locks(together=[["block 0", "block 1"]], apart=[("block 0", "block 1")]), "lock_contradiction"),
        (Locks(fixed=[["block 0"]], dedicated=[["block 0"]]), "lock_twice"),
        (Locks(together=[["block 5", "block 6"]]), "lock_across"),
        (Locks(together=[["block 0", "block 2"]]), "lock_in_pieces"),
    ],
)
def test_locks_that_cannot_be_are_refused_by_name(locks: Locks, key: str) -> None:
    with pytest.raises(Refused) as refused:
        draw_plan(survey(make_blocks()), LEVELS, Wishes(locks=locks))
    assert [finding.key for finding in refused.value.findings] == [key]


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
    assert "allow 900, or divide them" in heavy.sentence


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


def test_bad_geometry_is_repaired_and_said() -> None:
    table = make_blocks()
    x, y = table.geometry[3].bounds[:2]
    shapes = table.geometry.to_numpy().copy()
    shapes[3] = shapely.Polygon([(x, y), (x + 100, y + 100), (x + 100, y), (x, y + 100)])
    shapes[9] = None
    shapes[17] = shapely.MultiPolygon([shapes[17], shapely.box(x - 900, y - 900, x - 800, y - 800)])
    table = table.set_geometry(shapes, crs=table.crs)
    table["households"] = table["households"].astype(float)
    table.loc[20, "households"] = np.nan
    found = survey(table)
    assert {"invalid_polygon", "no_polygon", "multipart_unit", "households_missing"} <= set(keys(found))
    plan = draw_plan(found, LEVELS[:1])
    assert plan.units["grid"].isna().sum() == 1


@pytest.mark.parametrize(
    ("spoil", "key"),
    [
        (lambda table: table.assign(households=-1), "households_negative"),
        (lambda table: table.assign(households=0), "households_all_zero"),
        (lambda table: table.assign(key="same"), "unit_repeated"),
        (lambda table: table.drop(columns="households"), "column_missing"),
        (lambda table: table.iloc[:0], "no_units"),
        (lambda table: table.set_crs(None, allow_override=True), "no_coordinate_system"),
    ],
)
def test_what_cannot_be_repaired_is_refused_with_the_reason(spoil: Any, key: str) -> None:
    with pytest.raises(Refused) as refused:
        survey(spoil(make_blocks()))
    assert key in [finding.key for finding in refused.value.findings]


def test_a_net_in_degrees_gaps_and_overlaps_and_is_laid_all_the_same() -> None:
    net = make_net([0, 0.3, 0.62, 0.9]).to_crs(4326)
    found = survey(make_blocks(), nets={"fire": net}, net_keys={"fire": "name"})
    assert {"net_gap", "net_overlap"} <= set(keys(found))
    assert found.nets["fire"].label[0] == 0 and found.nets["fire"].label[11] == -1


def test_a_net_of_another_place_is_refused() -> None:
    net = make_net([0, 1]).translate(500_000).to_frame("geometry")
    with pytest.raises(Refused, match="does not meet the units"):
        survey(make_blocks(), nets={"fire": net})


def test_an_island_is_joined_to_what_lies_nearest() -> None:
    table = make_blocks().drop(index=[1, 12, 13]).reset_index(drop=True)
    found = survey(table)
    [island] = [finding for finding in found.findings if finding.key == "island_linked"]
    assert island.values["place"] == "block 0"


def test_buildings_that_stand_apart_are_neighbours() -> None:
    plan = draw_plan(survey(make_blocks(gap=30)), LEVELS)
    assert plan.kept
    assert is_connected(plan.graph, plan.codes("grid")[0])


def test_a_file_that_is_no_map_is_refused(tmp_path: Any) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name,households\na,1\n")
    with pytest.raises(Refused, match="cannot be read as a map"):
        read_map(file)
