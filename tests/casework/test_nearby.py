"""What everybody may know of the cases around a place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.moving import make_move
from onegrid.casework.nearby import cases_around, cases_in, open_cases_near, public_kinds
from onegrid.lib.coordinates import distance_m
from onegrid.territory.domain.locating import areas_near
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import make_case

HERE = (116.005, 36.005)


def test_the_nearest_open_cases_come_first_and_none_from_farther_away(cast: Cast) -> None:
    far, near, _beyond = make_case(lon=116.0062), make_case(lon=116.0055), make_case(lon=116.012)
    found = open_cases_near(*HERE, metres=150)
    assert [known.case.pk for known in found] == [near.pk, far.pk]
    assert found[0].metres == pytest.approx(distance_m(*HERE, 116.0055, 36.005), rel=0.01)


def test_cases_across_a_border_are_near_too(cast: Cast) -> None:
    other = make_case(lon=116.0102)
    assert other.area_code != MICRO_GRID
    assert [known.case.pk for known in open_cases_near(116.0099, 36.005, metres=100)] == [other.pk]


def test_a_kind_that_is_not_public_is_never_known(cast: Cast) -> None:
    make_case(kind="hardship-help", category="", details={"whom": "self"})
    assert "hardship-help" not in public_kinds()
    assert open_cases_near(*HERE, metres=500) == []
    assert cases_in(COMMUNITY) == [] and cases_in(COMMUNITY, kind="hardship-help") == []


def test_what_was_withdrawn_or_joined_with_another_is_not_shown(cast: Cast) -> None:
    gone, one, other = make_case(), make_case(), make_case()
    make_move(gone, "withdraw", actor=REPORTER)
    make_move(one, "merge", actor=cast.actor("duty_officer"), case=other, reason="同一件事")
    assert [known.case.pk for known in cases_around(*HERE, metres=500)] == [other.pk]


def test_what_ended_is_shown_for_thirty_days_from_its_report(cast: Cast) -> None:
    for days in (5, 40):
        case = make_case(when=timezone.now() - timedelta(days=days))
        make_move(case, "take", actor=cast.actor("grid_member"))
        make_move(case, "resolve", actor=cast.actor("grid_member"), reply="好了")
        make_move(case, "verify", actor=cast.actor("inspector"))
    assert len(cases_around(*HERE, metres=500)) == len(cases_in(GRID)) == 1


def test_places_are_rounded_and_words_are_not_read(cast: Cast) -> None:
    make_case(lon=116.00537, lat=36.00549, description="王大妈家门口 13800138000")
    (known,) = cases_around(*HERE, metres=500)
    assert (known.lon, known.lat) == (116.005, 36.005)
    assert {"title", "description", "address", "secret"} <= known.case.get_deferred_fields()


def test_asking_costs_the_same_however_much_is_there(cast: Cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            cases_around(*HERE, metres=500)
        return len(queries)

    make_case()
    cost()
    few = cost()
    for _ in range(20):
        make_case()
    assert cost() == few == 2


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lon=st.floats(115.99, 116.05), lat=st.floats(35.99, 36.03), metres=st.floats(1, 2000))
def test_the_micro_grids_around_hold_every_point_that_is_near(
    land: None, lon: float, lat: float, metres: float
) -> None:
    """The property on which the narrowing rests: the micro-grid of a point within the distance is among them."""
    codes = areas_near(lon, lat, metres)
    for code, (west, south) in _cells().items():
        nearest = (min(max(lon, west), west + 0.01), min(max(lat, south), south + 0.01))
        if distance_m(lon, lat, *nearest) <= metres * 0.99:
            assert code in codes
        if distance_m(lon, lat, *nearest) >= metres * 1.01:
            assert code not in codes


def _cells() -> dict[str, tuple[float, float]]:
    return {
        f"371502009{c:03}{g:03}{m:03}": (116.0 + ((c - 1) * 2 + m - 1) * 0.01, 36.0 + (g - 1) * 0.01)
        for c in (1, 2)
        for g in (1, 2)
        for m in (1, 2)
    }
