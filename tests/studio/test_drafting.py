import pytest
from django.utils.translation import override

from onegrid.planning.watch import Cancelled, Watch
from onegrid.studio.desk import NotReady, desk_of
from onegrid.studio.domain.drawings import add_lock, begin_drawing
from onegrid.studio.drafting import draft_alternative
from onegrid.studio.editing import Codes, merge_areas, move_units, split_area
from onegrid.studio.judging import crosswalks, find_breaches, measure, plan_of
from onegrid.studio.saving import areas_of
from onegrid.territory.coverage import check_levels
from onegrid.territory.domain.plans import draft_plan
from onegrid.territory.domain.trees import rows_of_plans
from onegrid.territory.models import Plan
from tests.factories import ROOT
from tests.studio.land import make_drawing


def test_a_drawing_without_units_says_what_is_missing(land: Plan) -> None:
    with override("en"), pytest.raises(NotReady, match="units"):
        desk_of(begin_drawing(ROOT, "空", actor="system"))


def test_a_plan_keeps_every_limit_and_lies_in_the_communities_in_force(land: Plan) -> None:
    desk = desk_of(make_drawing())
    draft = draft_alternative(desk, {}, watch=Watch())
    assert not draft.refused and find_breaches(desk, draft.grids, draft.micro_grids) == []
    assert {code[:12] for code in draft.grids} == {ROOT + "001", ROOT + "002"}
    assert len(set(draft.grids)) == 4 and all(
        m.startswith(g) for g, m in zip(draft.grids, draft.micro_grids, strict=True)
    )


def test_the_same_wishes_make_the_same_plan(land: Plan) -> None:
    desk = desk_of(make_drawing())
    assert (
        draft_alternative(desk, {"seed": 3}, watch=Watch()).grids
        == draft_alternative(desk, {"seed": 3}, watch=Watch()).grids
    )


def test_its_figures_tell_balance_change_and_agreement(land: Plan) -> None:
    desk = desk_of(make_drawing())
    draft = draft_alternative(desk, {}, watch=Watch())
    plan = plan_of(desk, draft.grids, draft.micro_grids)
    figures = measure(desk, plan, "grid")
    assert (figures["grids"], figures["mean"]) == (4, 400.0)
    assert [row["net"] for row in figures["agreement"]] == ["党建", "综治"] or len(figures["agreement"]) == 2
    assert 0 <= figures["moved"] <= 1
    tables = crosswalks(plan, "grid")
    assert (
        sum(row["households"] for row in tables["党建"]) == 1600
        and sum(row["households"] for row in tables[""]) == 1600
    )


def test_nobody_who_wants_no_plan_any_more_gets_one(land: Plan) -> None:
    with pytest.raises(Cancelled):
        draft_alternative(desk_of(make_drawing()), {}, watch=Watch(cancelled=lambda: True))


def test_locks_are_kept_and_contradictions_refused(land: Plan) -> None:
    drawing = make_drawing()
    add_lock(drawing, "together", ["b0", "b1"])
    add_lock(drawing, "apart", ["b2", "b3"])
    desk = desk_of(drawing)
    codes = draft_alternative(desk, {}, watch=Watch()).micro_grids
    assert codes[0] == codes[1] and codes[2] != codes[3]
    add_lock(drawing, "apart", ["b0", "b1"])
    draft = draft_alternative(desk_of(drawing), {}, watch=Watch())
    assert draft.refused and draft.findings[0]["key"] == "lock_contradiction"


def test_a_unit_moved_by_hand_may_break_a_limit_and_that_is_said(land: Plan) -> None:
    desk = desk_of(make_drawing())
    draft = draft_alternative(desk, {}, watch=Watch())
    codes = Codes(draft.grids, draft.micro_grids)
    first, other = sorted({code for code in draft.grids if code.startswith(ROOT + "001")})
    units = [key for key, code in zip(desk.keys, codes.grids, strict=True) if code == first][:3]
    moved = move_units(desk, codes, units, other)
    kinds = {(breach.kind, breach.code) for breach in find_breaches(desk, moved.grids, moved.micro_grids)}
    assert ("few", first) in kinds and ("many", other) in kinds


def test_grids_are_merged_and_split_and_stay_nested(land: Plan) -> None:
    desk = desk_of(make_drawing())
    draft = draft_alternative(desk, {}, watch=Watch())
    first, other = sorted({code for code in draft.grids if code.startswith(ROOT + "001")})
    merged = merge_areas(Codes(draft.grids, draft.micro_grids), first, other)
    assert len(set(merged.grids)) == 3 and len(set(merged.micro_grids)) == len(set(draft.micro_grids))
    again = split_area(desk, merged, first)
    assert len(set(again.grids)) == 4
    assert all(micro.startswith(grid) for grid, micro in zip(again.grids, again.micro_grids, strict=True))
    assert not [breach for breach in find_breaches(desk, again.grids, again.micro_grids) if breach.kind == "torn"]


def test_an_alternative_makes_a_plan_that_covers_the_land_once(land: Plan) -> None:
    desk = desk_of(make_drawing())
    draft = draft_alternative(desk, {}, watch=Watch())
    codes = Codes(draft.grids, draft.micro_grids)
    areas = areas_of(desk, codes, root=ROOT, names={ROOT: "东城街道", **desk.communities}, above={})
    plan = draft_plan(ROOT, "新方案", areas, actor="system")
    assert check_levels(rows_of_plans([plan])) == []
    assert plan.areas.get(code=ROOT).households == 1600
    assert plan.areas.get(code=ROOT + "001001").name == "1号社区第一网格"
