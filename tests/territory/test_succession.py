import pytest

from onegrid.territory.domain.succession import Succession
from onegrid.territory.models import Plan
from tests.conftest import COMMUNITY, GRID
from tests.factories import LONG_AGO, ROOT, make_plan, redrawn_areas


@pytest.fixture
def succession(land: Plan) -> Succession:
    return Succession(land, make_plan(areas=redrawn_areas(), starts=LONG_AGO.replace(year=2021)))


def test_the_land_of_an_area_goes_to_the_areas_of_its_level_in_shares(succession: Succession) -> None:
    found = [(heir.code, round(heir.share, 3)) for heir in succession.heirs(GRID)]
    assert found == [(COMMUNITY + "001", 0.5), (COMMUNITY + "002", 0.5)]
    assert [(heir.code, heir.name) for heir in succession.heirs(ROOT + "002002")] == [(ROOT + "002001", "1号网格")]


def test_the_heir_takes_over_the_most(succession: Succession) -> None:
    assert succession.heir(ROOT + "002002002") == ROOT + "002001004"
    assert succession.heir(COMMUNITY) == COMMUNITY


def test_a_code_may_keep_its_land_some_of_it_or_none(succession: Succession) -> None:
    kept = [round(succession.kept(code), 3) for code in (COMMUNITY, GRID, COMMUNITY + "001002", ROOT + "002002")]
    assert kept == [1, 0.5, 0, 0]


def test_what_the_old_plan_never_had_has_no_heirs_but_an_area_above(succession: Succession) -> None:
    assert succession.heirs(ROOT + "009009") == []
    assert succession.heir(COMMUNITY + "009009") == COMMUNITY
