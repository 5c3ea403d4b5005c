import io
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from onegrid.casework.domain.filing import find_by_secret
from onegrid.casework.models import Case, Contact
from onegrid.casework.queries import entries_of
from onegrid.directory.scopes import Scope
from onegrid.lib.coordinates import Datum, from_wgs84
from tests.api.conftest import REPORT, Program
from tests.conftest import MICRO_GRID, Cast

Programs = Callable[..., Program]


def photo(name: str = "现场.jpg", *, colour: str = "red") -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "JPEG")
    file.name = name
    file.seek(0)
    return file


def test_a_report_is_filed_and_answered_with_its_number_and_tracking_code(cast: Cast, anybody: Program) -> None:
    answer = anybody.post("/reports", REPORT | {"name": "王女士", "phone": "138 1234 1234"})
    receipt = answer.json()
    case = find_by_secret(receipt["number"], receipt["tracking_code"])
    assert case is not None
    assert answer.status_code == 201
    assert receipt["area"] == {"code": MICRO_GRID, "level": 4, "name": "1号微网格"}
    assert (receipt["kind"], receipt["state"]) == ("street-cleanliness", "new")
    assert receipt["due_at"].endswith("+08:00")
    assert (case.channel, case.title) == ("program", "路口垃圾桶满溢，请尽快清运")
    assert Contact.objects.get(case=case).phone == "+8613812341234"
    assert [(entry.verb, entry.actor) for entry in entries_of(case)] == [("file", "reporter")]


def test_degrees_of_another_datum_come_to_the_same_place(cast: Cast, anybody: Program) -> None:
    lon, lat = from_wgs84(116.005, 36.005, Datum.BD09)
    number = anybody.post("/reports", REPORT | {"lon": lon, "lat": lat, "datum": "bd09"}).json()["number"]
    case = Case.objects.get(number=number)
    assert (case.lon, case.lat) == pytest.approx((116.005, 36.005), abs=1e-7)


def test_an_area_does_in_the_place_of_degrees(cast: Cast, anybody: Program) -> None:
    wish = {key: value for key, value in REPORT.items() if key not in ("lon", "lat")}
    assert anybody.post("/reports", wish | {"area": MICRO_GRID}).json()["area"]["code"] == MICRO_GRID


def test_photos_come_with_the_report_as_a_form(cast: Cast, anybody: Program) -> None:
    answer = anybody.send_form("/reports", REPORT | {"photo": [photo(), photo("二.jpg", colour="blue")]})
    case = Case.objects.get(number=answer.json()["number"])
    assert [(each.name, each.public) for each in case.attachments.all()] == [("现场.jpg", True), ("二.jpg", True)]


def test_a_photo_that_is_none_is_named_and_nothing_is_filed(cast: Cast, anybody: Program) -> None:
    file = io.BytesIO(b"no photo at all")
    file.name = "text.jpg"
    answer = anybody.send_form("/reports", REPORT | {"photo": file})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_photo")
    assert "text.jpg" in answer.json()["message"]
    assert not Case.objects.exists()


def test_ten_photos_are_too_many(cast: Cast, anybody: Program) -> None:
    answer = anybody.send_form("/reports", REPORT | {"photo": [photo() for _ in range(10)]})
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_photos")


def test_a_place_outside_is_refused_with_the_nearest_area(cast: Cast, anybody: Program) -> None:
    answer = anybody.post("/reports", REPORT | {"lon": 115.99})
    assert (answer.status_code, answer.json()["code"]) == (422, "outside")
    assert "1号微网格" in answer.json()["message"]


def test_half_a_point_is_refused_by_the_half_that_is_missing(cast: Cast, anybody: Program) -> None:
    wish = {key: value for key, value in REPORT.items() if key != "lat"}
    assert list(anybody.post("/reports", wish).json()["fields"]) == ["lat"]


def test_an_unknown_kind_is_refused_with_words(cast: Cast, anybody: Program) -> None:
    answer = anybody.post("/reports", REPORT | {"kind": "dragons"})
    assert answer.status_code == 422
    assert "dragons" in answer.json()["message"]


@pytest.mark.parametrize("details", [{"a": {}}, {"a": ["b"]}, {"a": None}, {"a": "x" * 2001}, {"a": "\0"}, []])
def test_answers_that_are_no_plain_values_are_refused(cast: Cast, anybody: Program, details: object) -> None:
    assert anybody.post("/reports", REPORT | {"details": details}).status_code == 422


def test_with_a_key_the_report_is_filed_by_its_person_through_a_named_channel(cast: Cast, program: Programs) -> None:
    answer = program(cast.duty_officer).post("/reports", REPORT | {"channel": "hotline"})
    case = Case.objects.get(number=answer.json()["number"])
    assert case.channel == "hotline"
    assert entries_of(case)[0].actor == cast.duty_officer.actor


def test_without_a_key_no_channel_can_be_claimed(cast: Cast, anybody: Program) -> None:
    answer = anybody.post("/reports", REPORT | {"channel": "hotline"})
    assert list(answer.json()["fields"]) == ["channel"]


def test_a_key_must_have_the_scope_and_its_person_the_right(cast: Cast, program: Programs) -> None:
    assert program(cast.duty_officer, Scope.CASES_READ).post("/reports", REPORT).status_code == 403
    assert program(cast.inspector).post("/reports", REPORT).status_code == 403


def test_the_same_report_under_the_same_key_is_one_case_with_one_code(cast: Cast, anybody: Program) -> None:
    first, again = (anybody.post("/reports", REPORT, idempotency_key="my-key-0001") for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert Case.objects.count() == 1


def test_the_same_form_with_the_same_photos_is_one_case_too(cast: Cast, anybody: Program) -> None:
    first, again = (
        anybody.send_form("/reports", REPORT | {"photo": photo()}, idempotency_key="my-key-0001") for _ in range(2)
    )
    assert first.json() == again.json()
    other = anybody.send_form("/reports", REPORT | {"photo": photo(colour="blue")}, idempotency_key="my-key-0001")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_another_report_under_a_used_key_is_refused_and_learns_nothing(cast: Cast, anybody: Program) -> None:
    anybody.post("/reports", REPORT, idempotency_key="my-key-0001")
    answer = anybody.post("/reports", REPORT | {"description": "另一件事。"}, idempotency_key="my-key-0001")
    assert answer.status_code == 422
    assert answer.json() == {
        "code": "key_reused",
        "message": "This key was used for another request. Choose a new key for each request.",
    }


def test_two_programs_may_choose_the_same_idempotency_key(cast: Cast, anybody: Program, program: Programs) -> None:
    senders = (anybody, program(cast.grid_member), program(cast.duty_officer))
    numbers = {each.post("/reports", REPORT, idempotency_key="my-key-0001").json()["number"] for each in senders}
    assert len(numbers) == 3


@pytest.mark.parametrize("key", ["short", "x" * 201, "with\ttabs", ""])
def test_a_poor_idempotency_key_is_refused(cast: Cast, anybody: Program, key: str) -> None:
    answer = anybody.post("/reports", REPORT, idempotency_key=key)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_key")
    assert not Case.objects.exists()


def test_filing_asks_the_database_no_more_than_it_must(cast: Cast, anybody: Program) -> None:
    anybody.post("/reports", REPORT)
    with CaptureQueriesContext(connection) as asked:
        anybody.post("/reports", REPORT, idempotency_key="my-key-0001")
    tables = [found[1] for each in asked if (found := re.search(r'INSERT INTO "(\w+)"', each["sql"]))]
    assert sorted(tables) == [
        "audit_entry",
        "casework_case",
        "casework_caseclock",
        "casework_message",
        "casework_searchtext",
    ]
    reads = [each["sql"] for each in asked if each["sql"].startswith("SELECT") and "generation" not in each["sql"]]
    assert reads == []
