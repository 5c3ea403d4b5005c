import json
from typing import Any

import pytest
import shapely
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onegrid.lib.coordinates import Datum, distance_m, from_wgs84
from onegrid.territory.models import Compound, Feature
from tests.conftest import COMMUNITY, MICRO_GRID, Cast
from tests.factories import ROOT, make_case


def read(client: Client, url: str) -> dict[str, Any]:
    answer = client.get(url)
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def areas(client: Client, url: str) -> dict[str, dict[str, Any]]:
    return {each["properties"]["code"]: each for each in read(client, url)["features"]}


def test_anybody_sees_outlines_and_names_but_no_counts(client: Client, cast: Cast) -> None:
    make_case()
    found = areas(client, "/map/areas.json?prefix=371502009")
    assert len(found) == 1 + 2 + 4 + 8
    assert found[COMMUNITY]["properties"] == {"code": COMMUNITY, "name": "1号社区", "level": 2, "kind": "basic"}
    assert shapely.geometry.shape(found[MICRO_GRID]["geometry"]).equals(shapely.box(116, 36, 116.01, 36.01))


def test_level_and_prefix_narrow(client: Client, cast: Cast) -> None:
    assert set(areas(client, f"/map/areas.json?level=3&prefix={COMMUNITY}")) == {COMMUNITY + "001", COMMUNITY + "002"}


def test_who_sees_cases_sees_counts_and_the_worst_lamp(client: Client, cast: Cast) -> None:
    make_case()
    make_case(area_code=ROOT + "002001001")
    client.force_login(cast.community_officer)
    found = areas(client, "/map/areas.json")
    said = found[COMMUNITY]["properties"]
    assert (said["lamp"], said["open"], said["amber"], said["red"]) == ("green", 1, 0, 0)
    assert found[ROOT + "002"]["properties"]["open"] == 0


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_coordinates_come_in_the_datum_that_was_asked_for(client: Client, cast: Cast, datum: Datum) -> None:
    found = areas(client, f"/map/areas.json?level=4&datum={datum}")
    corners = {tuple(point) for point in found[MICRO_GRID]["geometry"]["coordinates"][0]}
    expected = from_wgs84(116.0, 36.0, datum)
    assert min(distance_m(*corner, *expected) for corner in corners) < 0.2
    assert min(distance_m(*corner, 116.0, 36.0) for corner in corners) > 100


def test_a_browser_that_has_the_map_is_told_that_it_still_holds(client: Client, cast: Cast) -> None:
    first = client.get("/map/areas.json")
    again = client.get("/map/areas.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "public" in first["Cache-Control"]
    client.force_login(cast.duty_officer)
    known = client.get("/map/areas.json", headers={"If-None-Match": first["ETag"]})
    assert known.status_code == 200 and "private" in known["Cache-Control"]


@pytest.mark.parametrize("query", ["level=7", "level=x", "prefix=12", "prefix=abc", "datum=utm"])
def test_a_question_that_cannot_be_is_answered_with_what_could(client: Client, land: object, query: str) -> None:
    answer = client.get(f"/map/areas.json?{query}")
    assert answer.status_code == 400 and answer.json()["error"]


def test_outlines_are_read_once_and_again_when_the_land_changes(client: Client, cast: Cast) -> None:
    areas(client, "/map/areas.json")
    with CaptureQueriesContext(connection) as queries:
        areas(client, "/map/areas.json")
    assert not [each for each in queries if "territory_area" in each["sql"]]


def test_the_base_holds_roads_and_compounds(client: Client, land: object) -> None:
    road, yard = shapely.LineString([(116, 36), (116.02, 36)]), shapely.box(116, 36, 116.001, 36.001)
    Feature.objects.create(subdistrict=ROOT, kind="road", name="东昌路", outline=shapely.to_wkb(road))
    Compound.objects.create(
        subdistrict=ROOT, name="阳光小区", kind="old", lon=116, lat=36, outline=shapely.to_wkb(yard)
    )
    Feature.objects.create(subdistrict="371502010", kind="water", outline=shapely.to_wkb(yard))
    found = [each["properties"] for each in read(client, f"/map/base.json?prefix={ROOT}")["features"]]
    assert found == [
        {"kind": "road", "rank": 0, "name": "东昌路"},
        {"kind": "compound", "sort": "old", "name": "阳光小区"},
    ]


def test_cases_are_points_that_lead_to_the_case(client: Client, cast: Cast) -> None:
    case = make_case()
    make_case(category="spill", lon=116.035)
    client.force_login(cast.duty_officer)
    found = read(client, "/map/cases.json?kind=street-cleanliness&category=rubbish")
    assert (found["complete"], found["count"], found["note"], found["piles"]) == (True, 1, "", [])
    assert found["features"] == [
        {
            "type": "Feature",
            "properties": {
                "number": case.number,
                "title": case.title,
                "lamp": "green",
                "url": f"/cases/{case.number}/",
            },
            "geometry": {"type": "Point", "coordinates": [116.005, 36.005]},
        }
    ]


def test_cases_are_for_staff_and_only_for_their_areas(client: Client, cast: Cast) -> None:
    make_case()
    assert client.get("/map/cases.json").status_code == 302
    client.force_login(cast.outsider)
    assert read(client, "/map/cases.json")["features"] == []
    assert read(client, "/map/lamps.json") == {"areas": {}} and read(client, "/map/heat.json")["features"] == []


def test_the_lamps_are_those_of_the_chosen_cases(client: Client, cast: Cast) -> None:
    make_case(), make_case(channel="hotline")
    client.force_login(cast.duty_officer)
    areas = read(client, "/map/lamps.json?channel=hotline")["areas"]
    assert areas[MICRO_GRID] == areas[ROOT] == {"lamp": "green", "open": 1, "amber": 0, "red": 0}


def test_heat_is_counts_in_squares_and_nothing_else(client: Client, cast: Cast) -> None:
    make_case(), make_case(), make_case(lon=116.035)
    client.force_login(cast.duty_officer)
    found = read(client, "/map/heat.json?days=30")
    assert found["most"] == 2
    assert [each["properties"] for each in found["features"]] == [{"count": 2}, {"count": 1}]
    lon, lat = found["features"][0]["geometry"]["coordinates"]
    assert (lon, lat) == (116.0055, 36.0055), "the middle of the square, not the case's point"


def test_cases_without_a_point_are_told(client: Client, cast: Cast) -> None:
    make_case(), make_case(area_code=MICRO_GRID)
    client.force_login(cast.duty_officer)
    found = read(client, "/map/cases.json")
    assert found["count"] == 1 and found["note"] == "另有 1 件没有点位。"


@pytest.mark.parametrize(
    "address",
    [
        "cases.json?box=1,2,3",
        "cases.json?box=a,b,c,d",
        "cases.json?box=nan,1,2,3",
        "cases.json?zoom=x",
        "cases.json?zoom=-1",
        "cases.json?zoom=%00",
        "heat.json?days=8",
        "heat.json?days=%00",
        "lamps.json?polygon=1,1",
        "heat.json?datum=utm",
    ],
)
def test_a_question_about_cases_that_cannot_be_is_answered_with_what_could(
    client: Client, cast: Cast, address: str
) -> None:
    client.force_login(cast.duty_officer)
    answer = client.get(f"/map/{address}")
    assert answer.status_code == 400 and answer.json()["error"]
