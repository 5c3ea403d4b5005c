from typing import Any

import numpy as np
import pytest
from shapely.geometry import shape

from onegrid.lib.coordinates import Datum, from_wgs84
from tests.api.conftest import Program
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import ELSEWHERE, ROOT


def test_a_point_is_in_its_micro_grid_and_all_above(cast: Cast, anybody: Program) -> None:
    answer = anybody.get("/locate", {"lon": 116.005, "lat": 36.005}).json()
    assert [area["code"] for area in answer["path"]] == [ROOT, COMMUNITY, GRID, MICRO_GRID]
    assert answer["area"] == {"code": MICRO_GRID, "level": 4, "name": "1号微网格"}
    assert (answer["nearest"], answer["distance_m"]) == (None, None)


def test_a_point_outside_gets_the_nearest_area_and_how_far_it_is(cast: Cast, anybody: Program) -> None:
    answer = anybody.get("/locate", {"lon": 115.99, "lat": 36.005}).json()
    assert (answer["area"], answer["path"], answer["nearest"]["code"]) == (None, [], MICRO_GRID)
    assert answer["distance_m"] == pytest.approx(901, abs=2)


@pytest.mark.parametrize("datum", list(Datum))
def test_a_point_of_any_datum_is_located(cast: Cast, anybody: Program, datum: Datum) -> None:
    lon, lat = from_wgs84(116.0001, 36.0001, datum)
    answer = anybody.get("/locate", {"lon": lon, "lat": lat, "datum": datum.value}).json()
    assert answer["area"]["code"] == MICRO_GRID


def test_before_the_plan_was_in_force_there_was_nothing(cast: Cast, anybody: Program) -> None:
    answer = anybody.get("/locate", {"lon": 116.005, "lat": 36.005, "on": "2019-01-01"}).json()
    assert (answer["area"], answer["nearest"]) == (None, None)


@pytest.mark.parametrize("lon", ["nan", "inf", "181", "", "east"])
def test_degrees_that_cannot_be_are_refused(cast: Cast, anybody: Program, lon: str) -> None:
    assert list(anybody.get("/locate", {"lon": lon, "lat": 36}).json()["fields"]) == ["lon"]


def test_many_points_are_located_as_one_by_one(cast: Cast, anybody: Program) -> None:
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(115.99, 116.05, 60), rng.uniform(35.99, 36.03, 60)
    found = anybody.post("/locate", {"lon": lon.tolist(), "lat": lat.tolist()}).json()["codes"]
    one_by_one = [
        anybody.get("/locate", {"lon": repr(x), "lat": repr(y)}).json()["area"]
        for x, y in zip(lon.tolist(), lat.tolist(), strict=True)
    ]
    assert found == [area and area["code"] for area in one_by_one]
    assert None in found and len(set(found)) > 5


def test_a_hundred_thousand_points_fit_into_one_request(cast: Cast, anybody: Program) -> None:
    rng = np.random.default_rng(8)
    lon, lat = rng.uniform(116.0, 116.04, 100_000), rng.uniform(36.0, 36.02, 100_000)
    codes = anybody.post("/locate", {"lon": lon.tolist(), "lat": lat.tolist()}).json()["codes"]
    assert (len(codes), len(set(codes))) == (100_000, 8)


@pytest.mark.parametrize(
    ("points", "field"),
    [
        ({"lon": [1, 2], "lat": [1]}, "lat"),
        ({"lon": [0] * 100_001, "lat": [0]}, "lon"),
        ({"lon": 116, "lat": [36]}, "lon"),
    ],
)
def test_points_that_do_not_pair_are_refused(cast: Cast, anybody: Program, points: Any, field: str) -> None:
    assert list(anybody.post("/locate", points).json()["fields"]) == [field]


def test_areas_are_listed_by_level_and_prefix(cast: Cast, anybody: Program) -> None:
    def codes(**wish: Any) -> list[str]:
        return [area["code"] for area in anybody.get("/areas", wish).json()["items"]]

    assert codes(level=1) == [ROOT, ELSEWHERE]
    assert codes(level=2, prefix=ROOT) == [COMMUNITY, ROOT + "002"]
    assert codes(prefix=GRID) == [GRID, MICRO_GRID, GRID + "002"]
    assert codes(prefix="999") == []


def test_an_area_has_an_outline_in_the_datum_that_is_asked_for(cast: Cast, anybody: Program) -> None:
    plain, shifted = (anybody.get(f"/areas/{MICRO_GRID}", {"datum": each}).json() for each in ("wgs84", "bd09"))
    assert plain["outline"]["type"] == "Polygon"
    assert shape(plain["outline"]).bounds == pytest.approx((116.0, 36.0, 116.01, 36.01))
    east, north = from_wgs84(116.0, 36.0, Datum.BD09)
    assert shape(shifted["outline"]).bounds[:2] == pytest.approx((east, north), abs=2e-6)
    assert (plain["households"], plain["kind"], plain["path"][0]["code"]) == (100, "basic", ROOT)


@pytest.mark.parametrize("code", ["371502009999", "none", "999"])
def test_an_area_that_there_is_not_is_not_found(cast: Cast, anybody: Program, code: str) -> None:
    assert anybody.get(f"/areas/{code}").status_code == 404
