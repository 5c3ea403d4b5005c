import pytest
from django.test import Client

from onegrid.lib.coordinates import Datum, from_wgs84
from tests.conftest import MICRO_GRID, Cast


def test_a_visitor_reads_what_this_is_and_is_offered_to_report(client: Client, cast: Cast) -> None:
    page = client.get("/").content.decode()
    assert 'href="/report/"' in page and 'href="/track/"' in page


@pytest.mark.parametrize(
    ("who", "room"),
    [
        ("grid_member", "/my/"),
        ("handler", "/my/"),
        ("inspector", "/my/"),
        ("community_officer", "/desk/"),
        ("duty_officer", "/desk/"),
        ("leader", "/desk/"),
        ("administrator", "/office/"),
        ("planner", "/office/"),
        ("auditor", "/office/record/"),
    ],
)
def test_staff_is_sent_to_its_own_room(client: Client, cast: Cast, who: str, room: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get("/")["Location"] == room


def test_a_point_is_answered_by_the_path_of_its_area(client: Client, cast: Cast) -> None:
    found = client.get("/where.json", {"lon": "116.005", "lat": "36.005"}).json()
    assert found == {"inside": True, "code": MICRO_GRID, "text": "1号社区 · 1号网格 · 1号微网格"}


def test_a_point_of_another_datum_is_shifted_first(client: Client, cast: Cast) -> None:
    lon, lat = from_wgs84(116.0001, 36.0001, Datum.GCJ02)
    found = client.get("/where.json", {"lon": lon, "lat": lat, "datum": "gcj02"}).json()
    assert found["code"] == MICRO_GRID


def test_a_point_outside_hears_what_is_nearest_and_how_far(client: Client, cast: Cast) -> None:
    found = client.get("/where.json", {"lon": "115.99", "lat": "36.005"}).json()
    assert (found["inside"], found["code"]) == (False, MICRO_GRID)
    assert "不在服务范围内，最近的是1号社区" in found["text"] and "米" in found["text"]


@pytest.mark.parametrize(
    "query", [{}, {"lon": "x", "lat": "1"}, {"lon": "nan", "lat": "1"}, {"lon": "1", "lat": "1", "datum": "moon"}]
)
def test_a_question_that_cannot_be_read_says_what_is_wanted(client: Client, cast: Cast, query: dict[str, str]) -> None:
    answer = client.get("/where.json", query)
    assert answer.status_code == 400
    assert "wgs84" in answer.json()["text"]
