"""The demo office's nets, the plan that the planner drew over them, and the drawing from which it can be drawn again."""

import numpy as np
import pytest

from onegrid.demo.drawing import lay_drawing
from onegrid.demo.geography import SEED, Geography, lay_mesh, read_drawn
from onegrid.demo.geography.planner import draw_plan
from onegrid.demo.land import settle
from onegrid.planning.agreement import measure_agreement
from onegrid.planning.watch import Watch
from onegrid.studio.desk import desk_of
from onegrid.studio.drafting import draft_alternative
from onegrid.studio.editing import Codes
from onegrid.studio.judging import find_breaches
from onegrid.studio.saving import areas_of
from onegrid.territory.coverage import check_levels
from onegrid.territory.domain.plans import draft_plan
from onegrid.territory.domain.trees import rows_of_plans
from tests.factories import LONG_AGO


def test_four_departments_have_nets_that_disagree(geography: Geography) -> None:
    counts = {net: sum(each.net == net for each in geography.nets) for net in ("综治", "党建", "环保", "执法")}
    assert counts == {"综治": 62, "党建": 38, "环保": 14, "执法": 22}


def test_units_are_named_once_and_hold_every_household(geography: Geography) -> None:
    assert len({unit.key for unit in geography.units}) == len(geography.units)
    assert sum(unit.households for unit in geography.units) == geography.households


@pytest.mark.slow
def test_the_plan_in_force_is_worth_what_the_planner_draws_today() -> None:
    laid, kept = lay_mesh(SEED), read_drawn(SEED)
    assert kept is not None
    drawn = draw_plan(laid.mesh, laid.frame, laid.nets)
    homes = np.round(laid.mesh.weights).astype(np.int64)

    def officers(grids: np.ndarray) -> float:
        return sum(measure_agreement(net, grids, homes).officers for net in laid.nets.values())

    assert officers(kept[0]) <= officers(drawn[0]) * 1.1
    assert (kept[0].max(), kept[1].max()) == (drawn[0].max(), drawn[1].max())


@pytest.mark.slow
@pytest.mark.django_db
def test_the_drawing_can_be_computed_as_it_lies_there(geography: Geography) -> None:
    settle(geography, starts=LONG_AGO)
    desk = desk_of(lay_drawing(geography))
    draft = draft_alternative(desk, {"change": 0.2}, watch=Watch())
    assert not draft.refused
    assert find_breaches(desk, draft.grids, draft.micro_grids) == []
    codes, root = Codes(draft.grids, draft.micro_grids), geography.subdistrict.code
    areas = areas_of(desk, codes, root=root, names={root: "东城街道", **desk.communities}, above={})
    assert check_levels(rows_of_plans([draft_plan(root, "新方案", areas, actor="system")])) == []
