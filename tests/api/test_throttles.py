import pytest

from onegrid.api.throttles import PerMinute
from tests.api.conftest import REPORT, Program, make_key
from tests.conftest import Cast


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onegrid.api.throttles.FILING.most", 2)


@pytest.mark.usefixtures("_few")
def test_without_a_key_only_so_many_reports_a_minute_are_taken(cast: Cast, anybody: Program) -> None:
    assert [anybody.post("/reports", REPORT).status_code for _ in range(4)] == [201, 201, 429, 429]
    answer = anybody.post("/reports", REPORT)
    assert answer.json()["code"] == "throttled"
    assert 1 <= int(answer["Retry-After"]) <= 60


@pytest.mark.usefixtures("_few")
def test_another_address_and_a_key_are_not_held_up(cast: Cast, anybody: Program) -> None:
    for _ in range(3):
        anybody.post("/reports", REPORT)
    elsewhere = anybody.client.post(
        "/api/v1/reports", REPORT, content_type="application/json", REMOTE_ADDR="203.0.113.9"
    )
    assert elsewhere.status_code == 201
    assert Program(make_key(cast.grid_member)).post("/reports", REPORT).status_code == 201


@pytest.mark.usefixtures("_few")
def test_an_address_cannot_hide_behind_a_header_that_it_makes_up(cast: Cast, anybody: Program) -> None:
    sent = [anybody.post("/reports", REPORT, x_forwarded_for=f"198.51.100.{each}").status_code for each in range(3)]
    assert sent == [201, 201, 429]


def test_how_long_to_wait_is_the_rest_of_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onegrid.api.throttles.time.time", lambda: 1_000_000_000.0)
    assert PerMinute("sort", 1).wait() == 20
