from datetime import date

import pytest

from onegrid.territory.domain.plans import DrawnArea
from onegrid.territory.queries import areas_below, name_of, path_name, plan_with, subdistricts_in_force
from tests.conftest import COMMUNITY, GRID, MICRO_GRID
from tests.factories import ELSEWHERE, ROOT, make_plan, square_areas


def test_an_area_is_named_by_its_path_from_the_community_down(land: object) -> None:
    assert path_name(MICRO_GRID) == "1号社区 · 1号网格 · 1号微网格"
    assert (path_name(COMMUNITY), path_name(ROOT)) == ("1号社区", "东城街道")


def test_a_name_that_repeats_the_one_above_leaves_that_out(db: None) -> None:
    names = {COMMUNITY: "云杉社区", GRID: "云杉社区第五网格", MICRO_GRID: "云杉社区第五网格"}
    areas = [DrawnArea(each.code, names.get(each.code, each.name), each.geometry) for each in square_areas()]
    make_plan(areas=areas)
    assert path_name(GRID) == "云杉社区 · 第五网格"
    assert path_name(MICRO_GRID) == "云杉社区 · 第五网格 · 云杉社区第五网格"
    assert name_of(GRID) == "云杉社区第五网格"


def test_areas_below_are_those_one_level_down_by_code(land: object) -> None:
    make_plan(ELSEWHERE, west=117.0)
    assert [code for code, _name in areas_below("")] == [ROOT, ELSEWHERE] == subdistricts_in_force()
    assert areas_below(ROOT) == [(ROOT + "001", "1号社区"), (ROOT + "002", "2号社区")]
    assert [code for code, _name in areas_below(GRID)] == [GRID + "001", GRID + "002"]


@pytest.mark.parametrize("code", [ROOT + "099", "110101001"])
def test_what_no_plan_knows_is_called_by_its_code(land: object, code: str) -> None:
    assert (name_of(code), plan_with(code)) == (code, None)


def test_names_are_those_of_the_day(land: object) -> None:
    assert name_of(COMMUNITY, on=date(2019, 1, 1)) == COMMUNITY
