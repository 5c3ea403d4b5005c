import pytest

from tests.api.conftest import REPORT, Program
from tests.conftest import Cast


def test_every_field_that_does_not_fit_is_named_with_what_is_wrong(cast: Cast, anybody: Program) -> None:
    wrong = REPORT | {"lon": 200, "lat": "north", "title": "长" * 121, "lng": 1, "datum": "mars", "phone": "12345"}
    del wrong["kind"]
    answer = anybody.post("/reports", wrong)
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid"
    assert answer.json()["fields"] == {
        "kind": ["This is missing."],
        "title": ["At most 120 characters are possible."],
        "lon": ["This must be 180 or less."],
        "lat": ["This must be a number."],
        "datum": ["This must be one of: 'wgs84', 'gcj02' or 'bd09'."],
        "phone": ["This is no telephone number. Type it in digits, a landline with its area code."],
        "lng": ["There is no such field. Check its name."],
    }


@pytest.mark.parametrize("body", ["{", "[]", '"text"', "null", "", "\xff"])
def test_a_body_that_is_no_object_is_refused_with_words(cast: Cast, anybody: Program, body: str) -> None:
    answer = anybody.client.post(
        "/api/v1/reports", body, content_type="application/json", headers={"accept-language": "en"}
    )
    assert answer.status_code in (400, 422)
    assert set(answer.json()) >= {"code", "message"}


def test_text_that_no_database_can_hold_is_refused(cast: Cast, anybody: Program) -> None:
    answer = anybody.post("/reports", REPORT | {"description": "a\0b"})
    assert answer.json()["fields"] == {"description": ["Leave out the NUL character."]}
    body = '{"kind": "street-cleanliness", "description": "\\ud800", "lon": 116.005, "lat": 36.005}'
    answer = anybody.client.post(
        "/api/v1/reports", body, content_type="application/json", headers={"accept-language": "en"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_a_request_that_is_too_large_is_said_to_be(cast: Cast, anybody: Program) -> None:
    answer = anybody.post("/reports", REPORT | {"description": "x" * 6_000_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_big")


def test_an_address_that_is_none_is_answered_in_the_same_shape(cast: Cast, anybody: Program) -> None:
    answer = anybody.get("/nowhere/at/all")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_words_are_in_the_language_that_is_asked_for(cast: Cast) -> None:
    english, chinese = (Program(language=each).get("/locate").json() for each in ("en", "zh-CN"))
    assert english["fields"]["lon"] == ["This is missing."]
    assert chinese["code"] == english["code"]
