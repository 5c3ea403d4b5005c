"""What everybody may ask about the cases around, and joining in one."""

from django.test import Client

from onegrid.casework.models import Follower
from onegrid.casework.tickets import ticket_for
from onegrid.lib.coordinates import Datum, from_wgs84
from tests.conftest import Cast
from tests.factories import make_case

HERE = {"lon": 116.005, "lat": 36.005}


def test_cases_around_are_told_without_number_or_words(client: Client, cast: Cast) -> None:
    case = make_case(description="王大妈家门口 13800138000")
    make_case(kind="hardship-help", category="", details={"whom": "self"})
    answer = client.get("/api/v1/around", HERE)
    (known,) = answer.json()["items"]
    assert (known["kind"], known["lon"], known["lat"], known["state"]) == ("street-cleanliness", 116.005, 36.005, "new")
    assert not any(secret in answer.content.decode() for secret in (case.number, "王大妈", "13800138000"))


def test_points_are_taken_and_given_in_a_chinese_datum(client: Client, cast: Cast) -> None:
    make_case()
    lon, lat = from_wgs84(116.005, 36.005, Datum.GCJ02)
    (known,) = client.get("/api/v1/around", {"lon": lon, "lat": lat, "datum": "gcj02"}).json()["items"]
    assert abs(known["lon"] - lon) < 0.001 and abs(known["lat"] - lat) < 0.001


def test_joining_gives_a_code_that_tracks_the_case(client: Client, cast: Cast) -> None:
    case = make_case()
    wish = {"ticket": ticket_for(case), "phone": "13812341234"}
    joined = client.post("/api/v1/around/join", wish, content_type="application/json").json()
    assert joined["number"] == case.number and Follower.objects.get().phone == "+8613812341234"
    headers = {"X-Tracking-Code": joined["tracking_code"]}
    assert client.get(f"/api/v1/reports/{case.number}", headers=headers).json()["state"] == "new"


def test_joining_twice_under_a_key_follows_once(client: Client, cast: Cast) -> None:
    wish, headers = {"ticket": ticket_for(make_case())}, {"Idempotency-Key": "a-key-of-ours"}
    first, second = (
        client.post("/api/v1/around/join", wish, content_type="application/json", headers=headers) for _ in range(2)
    )
    assert first.json() == second.json() and Follower.objects.count() == 1


def test_a_ticket_that_names_nothing_open_is_refused_in_words(client: Client, cast: Cast) -> None:
    refused = client.post("/api/v1/around/join", {"ticket": "forged"}, content_type="application/json")
    assert refused.status_code == 409 and "重新反映" in refused.content.decode()
