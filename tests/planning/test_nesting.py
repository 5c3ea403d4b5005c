"""Whole plans on drawn maps: nested, covering, connected, within bounds, under every kind of lock, the same again."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from onegrid.planning.drawing import Wishes, draw_plan
from onegrid.planning.findings import Gravity
from onegrid.planning.graph import is_connected
from onegrid.planning.levels import Level
from onegrid.planning.locks import Locks
from onegrid.planning.plan import DrawnPlan
from onegrid.planning.problem import Range
from onegrid.planning.survey import survey_units
from onegrid.planning.units import Columns
from tests.planning.land import make_town

COLUMNS = Columns("key", "households", None, "community")
LEVELS = [Level("grid", Range(200, 400)), Level("micro_grid", Range(60, 180))]
LEVEL_NAMES = ("community", "grid", "micro_grid")


@st.composite
def towns(draw: st.DrawFn) -> Any:
    """Two communities, west (A) and east (B), with some water."""
    width, height = draw(st.integers(4, 9)), draw(st.integers(2, 6))
    border = draw(st.integers(1, width - 1))
    rows = ["A" * border + "B" * (width - border)]
    rows += [
        "".join("#" if draw(st.integers(0, 7)) == 0 else letter for letter in "A" * border + "B" * (width - border))
        for _ in range(height)
    ]
    households = draw(st.lists(st.integers(5, 60), min_size=64, max_size=64))
    return make_town("\n".join(rows), households)


def plan_of(table: Any, locks: Locks, seed: int = 0) -> DrawnPlan:
    survey = survey_units(table, level=LEVELS[0], columns=COLUMNS)
    return draw_plan(survey, LEVELS, Wishes(locks=locks), seed=seed, effort=0.05)


@st.composite
def locked_towns(draw: st.DrawFn) -> tuple[Any, Locks]:
    """A town with locks that do not contradict each other, over units of the first row, which all touch their neighbours."""
    table = draw(towns())
    west = int((table.geometry.bounds["miny"] == table.geometry.bounds["miny"].max()).sum())
    west = int((table["community"].iloc[:west] == table["community"].iloc[0]).sum())
    first = [f"u{number}" for number in range(west)]
    kind = draw(st.sampled_from(["together", "apart", "fixed", "dedicated", "none"]))
    size = min(len(first), draw(st.integers(1, 3)))
    if kind == "apart":
        return table, Locks(apart=[(first[0], first[-1])] if len(first) > 1 else [])
    return table, Locks(**{kind: [first[:size]]}) if kind != "none" else Locks()


@given(case=locked_towns(), seed=st.integers(0, 3))
@settings(max_examples=25, deadline=None)
def test_any_plan_is_nested_covering_connected_locked_and_the_same_again(case: tuple[Any, Locks], seed: int) -> None:
    table, locks = case
    plan = plan_of(table, locks, seed)
    codes = {level: [str(code) for code in plan.units[level]] for level in LEVEL_NAMES}
    for community, grid, micro in zip(*codes.values(), strict=True):
        assert micro.startswith(grid) and grid.startswith(community) and (len(grid), len(micro)) == (15, 18)
    for level in LEVELS:
        numbers, _codes = plan.codes(level.name)
        assert is_connected(plan.graph, numbers)
    check_bounds(plan, locks)
    check_locks(plan, locks)
    assert plan.units.drop(columns="geometry").equals(plan_of(table, locks, seed).units.drop(columns="geometry"))


def check_bounds(plan: DrawnPlan, locks: Locks) -> None:
    """Whatever says that every limit is kept has every limit kept; dedicated grids have none."""
    own = {key for group in locks.dedicated for key in group}
    kept = all(finding.gravity is not Gravity.MISSED for finding in plan.findings)
    free = plan.units[~plan.units["key"].isin(own)]
    for level in LEVELS:
        assert level.range
        held = free.groupby(level.name)["households"].sum()
        within = bool(((held >= level.range.least) & (held <= level.range.most)).all())
        assert within or not kept


def check_locks(plan: DrawnPlan, locks: Locks) -> None:
    units = plan.units.set_index("key")
    for group in locks.together:
        assert units.loc[list(group), "micro_grid"].nunique() == 1
    for group in (*locks.fixed, *locks.dedicated):
        grid = units.loc[group[0], "grid"]
        assert set(units.index[units["grid"] == grid]) == set(group)
    for group in locks.dedicated:
        assert units.loc[list(group), "micro_grid"].nunique() == 1
    said = {finding.key for finding in plan.findings}
    for one, other in locks.apart:
        assert units.loc[one, "micro_grid"] != units.loc[other, "micro_grid"] or "apart_missed" in said
