from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from onegrid.audit.models import Entry
from onegrid.directory.models import Organisation
from onegrid.web.desk import export
from onegrid.web.desk.columns import safe
from tests.conftest import COMMUNITY, Cast
from tests.factories import ROOT, make_case


@pytest.fixture
def duty(client: Client, cast: Cast) -> Client:
    client.force_login(cast.duty_officer)
    return client


def book_of(client: Client, filters: str = "") -> Any:
    answer = client.post(f"/desk/export/{filters}")
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    return load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def numbers_in(book: Any) -> list[str]:
    return [row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]


def test_it_holds_what_the_filters_show_and_nothing_else(duty: Client, cast: Cast) -> None:
    here, _there = make_case(), make_case(area_code=ROOT + "002001001")
    assert numbers_in(book_of(duty, f"?area={COMMUNITY}")) == [here.number]
    assert len(numbers_in(book_of(duty))) == 2


def test_nobody_exports_what_they_may_not_see(client: Client, cast: Cast) -> None:
    make_case()
    client.force_login(cast.outsider)
    assert numbers_in(book_of(client)) == []


def test_it_leaves_out_what_may_say_who_somebody_is(duty: Client, cast: Cast) -> None:
    make_case(description="张三丰 13800000000 投诉", name="张三丰", phone="13800000000", address="东城路1号")
    cells = [str(cell) for row in book_of(duty).worksheets[0].iter_rows(values_only=True) for cell in row]
    assert not any("张三丰" in cell or "13800000000" in cell or "东城路" in cell for cell in cells)


def test_it_is_on_record_without_the_words_of_the_search(duty: Client, cast: Cast) -> None:
    make_case()
    book_of(duty, "?q=垃圾桶&channel=resident")
    entry = Entry.objects.get(verb="export cases")
    assert entry.chain == f"journal:{ROOT}" and entry.actor == cast.duty_officer.actor
    assert entry.after == {"cases": 1, "complete": True, "state": "all", "channel": "resident", "searched": True}


def test_beyond_the_bound_it_says_so(duty: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 3)
    monkeypatch.setattr(export, "BITE", 2)
    for _each in range(4):
        make_case()
    book = book_of(duty)
    rows = numbers_in(book)
    assert len(rows) == 4 and len(set(rows[:3])) == 3 and "3" in rows[3]
    assert Entry.objects.get(verb="export cases").after["complete"] is False


def test_exactly_the_bound_is_complete(duty: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 3)
    for _each in range(3):
        make_case()
    assert len(numbers_in(book_of(duty))) == 3
    assert Entry.objects.get(verb="export cases").after["complete"] is True


def test_no_cell_is_a_formula(duty: Client, cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.department.pk).update(name="=HYPERLINK(1)")
    case = make_case()
    type(case).objects.filter(pk=case.pk).update(holder_organisation=cast.department)
    cells = [cell for row in book_of(duty).worksheets[0].iter_rows() for cell in row]
    assert "'=HYPERLINK(1)" in [cell.value for cell in cells] and all(cell.data_type != "f" for cell in cells)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_kept_a_text(text: str) -> None:
    assert safe(text) == f"'{text}" and safe("路灯=1") == "路灯=1"


def test_it_cannot_be_fetched_by_a_link(duty: Client, cast: Cast) -> None:
    assert duty.get("/desk/export/").status_code == 405
