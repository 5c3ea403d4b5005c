import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from onegrid.audit.domain.verification import verify
from onegrid.casework.models import Case, CaseClock, Message, Reply
from onegrid.casework.models.case import Contact
from onegrid.casework.source import Source
from onegrid.channels.case_import import BadFile, Mapping, Tally, import_cases
from onegrid.channels.case_import import intake as intake_module
from onegrid.channels.case_import.findings import Reason, Remark
from onegrid.channels.case_import.intake import Noted
from onegrid.channels.case_import.mapping_file import read_mapping
from onegrid.territory.models import Area, Plan
from onegrid.territory.queries import name_of, path_name
from tests.factories import make_plan

ROOT = "002507000"
NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
HEADING = "id,opened,target,closed,status,verdict,type,title,answer,place,lon,lat,ward,precinct,phone"
GOOD = {
    "id": "1", "opened": "01/11/2015 12:19:31 AM", "target": "01/13/2015 08:30:00 AM", "closed": "01/12/2015 12:04:48 PM",
    "status": "Closed", "verdict": "ONTIME", "type": "Graffiti", "title": "Graffiti on wall", "answer": "Removed",
    "place": "1 Main St", "lon": "-71.0627", "lat": "42.3512", "ward": "Ward 3", "precinct": "308.0", "phone": "555 0100",
}  # fmt: skip
MAPPING: dict[str, Any] = {
    "source": "test",
    "time_zone": "America/New_York",
    "time_formats": ["%m/%d/%Y %I:%M:%S %p", "%Y-%m-%d"],
    "columns": {
        "id": "id", "opened": "opened", "target": "target", "closed": "closed", "title": ["title", "type"],
        "reply": "answer", "address": "place", "lon": "lon", "lat": "lat",
    },
    "no_location": [{"lon": "-71.0587", "lat": "42.3594"}],
    "area": {
        "root": ROOT, "name": "City of Boston",
        "levels": [
            {"column": "ward", "pattern": r"^(?:Ward )?0*(\d{1,2})$", "name": "Ward {number}"},
            {
                "column": "precinct", "pattern": r"^\d{1,2}(\d\d)(?:\.0)?$", "parent_pattern": r"^(\d{1,2})\d\d(?:\.0)?$",
                "name": "Precinct {parent}-{number}",
            },
        ],
    },
    "kinds": {
        "column": "type", "default": "street-cleanliness/other", "values": {"Graffiti": "street-cleanliness/posters"},
    },
    "verdict": {"column": "verdict", "on_time": ["ONTIME"], "late": ["OVERDUE"]},
    "status": {"column": "status", "closed": ["Closed"]},
    "details": ["type"],
}  # fmt: skip
pytestmark = pytest.mark.django_db


def mapping(**more: Any) -> Mapping:
    return read_mapping(MAPPING | more)


def row(**more: str) -> dict[str, str]:
    return GOOD | more


def write(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADING.split(","))
        writer.writeheader()
        writer.writerows(rows)
    return path


def bring_in(path: Path, *rows: dict[str, str], **more: Any) -> tuple[Tally, list[Noted]]:
    noted: list[Noted] = []
    file = write(path / "cases.csv", *rows) if path.is_dir() else path
    return import_cases(file, mapping(**more), now=NOW, on_noted=noted.append), noted


def only_case() -> Case:
    return Case.objects.get()


def test_a_row_becomes_a_case_with_its_past(tmp_path: Path) -> None:
    tally, noted = bring_in(tmp_path, row())
    case = only_case()
    assert (tally.rows, tally.filed, noted) == (1, 1, [])
    assert case.reported_at == datetime(2015, 1, 11, 5, 19, 31, tzinfo=UTC)
    assert case.due_at == datetime(2015, 1, 13, 13, 30, tzinfo=UTC)
    assert case.ended_at == datetime(2015, 1, 12, 17, 4, 48, tzinfo=UTC)
    assert (case.on_time, case.state, case.category, case.channel) == (True, "closed", "posters", "import")
    assert (case.title, case.address, case.lon, case.lat) == ("Graffiti on wall", "1 Main St", -71.0627, 42.3512)
    assert (case.submission, case.area_code) == ("test:1", ROOT + "003008")
    assert case.replies.get().text == "Removed"


def test_personal_columns_that_nobody_named_stay_outside(tmp_path: Path) -> None:
    bring_in(tmp_path, row())
    assert only_case().details == {"id": "1", "type": "Graffiti"}
    assert Contact.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM casework_case")
        assert not any("555" in str(value) for each in cursor.fetchall() for value in each)


@pytest.mark.parametrize("ward", ["Ward 3", "03", "3", " ward 3 ".title()])
def test_labels_written_differently_are_one_area(tmp_path: Path, ward: str) -> None:
    bring_in(tmp_path, row(ward=ward))
    assert only_case().area_code == ROOT + "003008"
    assert path_name(ROOT + "003008") == "Ward 3 · Precinct 3-8"


def test_without_a_ward_a_case_belongs_to_the_subdistrict_itself(tmp_path: Path) -> None:
    bring_in(tmp_path, row(ward="", precinct=""))
    assert (only_case().area_code, name_of(ROOT)) == (ROOT, "City of Boston")


def test_without_a_precinct_it_belongs_to_the_ward_and_a_precinct_alone_tells_its_ward(tmp_path: Path) -> None:
    bring_in(tmp_path, row(precinct=""), row(id="2", ward=""))
    assert set(Case.objects.values_list("area_code", flat=True)) == {ROOT + "003", ROOT + "003008"}


def test_the_default_point_means_no_location_and_the_ward_is_kept(tmp_path: Path) -> None:
    _tally, noted = bring_in(tmp_path, row(lon="-71.0587", lat="42.3594"))
    case = only_case()
    assert (case.lon, case.lat, case.area_code, noted) == (None, None, ROOT + "003008", [])


def test_areas_of_the_plan_in_force_grow_with_later_files(tmp_path: Path) -> None:
    bring_in(tmp_path, row())
    bring_in(tmp_path, row(id="2", ward="7", precinct=""))
    assert Plan.objects.filter(subdistrict=ROOT).count() == 1
    assert [area.name for area in Area.objects.all()] == ["City of Boston", "Ward 3", "Precinct 3-8", "Ward 7"]
    assert name_of(ROOT + "007") == "Ward 7"


def test_a_plan_that_somebody_drew_is_left_as_it_is(tmp_path: Path) -> None:
    make_plan(ROOT)
    _tally, noted = bring_in(tmp_path, row(ward="1", precinct="101.0"), row(id="2", ward="9", precinct=""))
    codes = dict(Case.objects.values_list("submission", "area_code"))
    assert codes == {"test:1": ROOT + "001001", "test:2": ROOT}
    assert [(each.id, each.what) for each in noted] == [("2", Remark.LABEL_UNKNOWN)]


def test_without_labels_the_point_says_which_micro_grid_it_is(tmp_path: Path) -> None:
    make_plan(ROOT)
    area = {"root": ROOT, "name": "City of Boston"}
    inside, outside = row(lon="116.005", lat="36.005"), row(id="2", lon="100", lat="30")
    _tally, noted = bring_in(tmp_path, inside, outside, row(id="3", lon="", lat=""), area=area)
    codes = dict(Case.objects.values_list("submission", "area_code"))
    assert codes == {"test:1": ROOT + "001001001", "test:2": ROOT, "test:3": ROOT}
    assert [(each.id, each.what) for each in noted] == [("2", Remark.POINT_OUTSIDE)]


def test_points_in_the_chinese_datum_are_brought_to_wgs_84(tmp_path: Path) -> None:
    bring_in(tmp_path, row(lon="116.404", lat="39.915"), datum="gcj02")
    assert only_case().lon == pytest.approx(116.39775, abs=1e-4)


REFUSALS = [
    (row(id=""), Reason.NO_ID, ""),
    (row(id="N/A"), Reason.NO_ID, ""),
    (row(opened=""), Reason.NO_OPENING, ""),
    (row(opened="02/30/2015 01:00:00 AM"), Reason.BAD_TIME, "02/30/2015 01:00:00 AM"),
    (row(target="tomorrow"), Reason.BAD_TIME, "tomorrow"),
    (row(closed="01/12/15"), Reason.BAD_TIME, "01/12/15"),
    (row(target="12/31/9999 11:59:59 PM"), Reason.BAD_TIME, "12/31/9999 11:59:59 PM"),
    (row(opened="2026-04-01", closed=""), Reason.FUTURE, "2026-04-01"),
    (row(closed="2026-04-01"), Reason.FUTURE, "2026-04-01"),
    (row(closed=""), Reason.NO_CLOSING, "Closed"),
]


@pytest.mark.parametrize(("bad", "reason", "detail"), REFUSALS, ids=lambda each: str(each) if each else "-")
def test_a_row_that_cannot_be_taken_is_refused_with_its_number_and_reason(
    tmp_path: Path, bad: dict[str, str], reason: Reason, detail: str
) -> None:
    tally, noted = bring_in(tmp_path, row(id="0"), bad, row(id="2"))
    assert (tally.filed, tally.refused) == (2, Counter({reason: 1}))
    assert [(each.row, each.what) for each in noted] == [(3, reason)]
    assert noted[0].detail.startswith(detail)


def test_an_id_that_stands_twice_comes_in_once_and_a_bad_first_row_does_not_count(tmp_path: Path) -> None:
    rows = row(opened=""), row(), row(title="again"), row(id="2")
    for expected in (2, 0):
        tally, noted = bring_in(tmp_path, *rows)
        assert (tally.filed, tally.refused[Reason.TWICE], tally.refused[Reason.NO_OPENING]) == (expected, 1, 1)
        assert [(each.row, each.id) for each in noted] == [(2, "1"), (4, "1")]
    assert Case.objects.get(submission="test:1").title == "Graffiti on wall"


def test_broken_rows_cost_only_themselves(tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", row())
    good = ",".join(GOOD.values())
    with path.open("a", newline="") as file:
        file.write('9,"never closed\n' + "8,short\n" + good.replace("1,", "7,", 1) + "\n" + good + ",more\n")
    tally, noted = bring_in(path)
    assert tally.filed == 2
    assert [(each.row, each.id, each.what) for each in noted if isinstance(each.what, Reason)] == [
        (3, "9", Reason.QUOTE),
        (4, "8", Reason.FIELDS),
        (6, "1", Reason.FIELDS),
    ]


REMARKED = [
    ({"closed": "01/10/2015 01:00:00 PM"}, Remark.CLOSED_EARLY),
    ({"target": "01/11/2015 12:19:31 AM", "verdict": "OVERDUE"}, Remark.TARGET_EARLY),
    ({"status": "Open"}, Remark.CLOSED_UNSAID),
    ({"ward": "Roxbury"}, Remark.LABEL_UNREAD),
    ({"ward": "5"}, Remark.LABEL_CONTRARY),
    ({"lon": "east"}, Remark.BAD_POINT),
    ({"lat": "nan"}, Remark.BAD_POINT),
    ({"lat": ""}, Remark.BAD_POINT),
]


@pytest.mark.parametrize(("odd", "remark"), REMARKED, ids=lambda each: str(each))
def test_an_odd_row_is_kept_as_given_and_remarked(tmp_path: Path, odd: dict[str, str], remark: Remark) -> None:
    tally, noted = bring_in(tmp_path, row(**odd))
    assert (tally.filed, tally.remarked, tally.remarks, tally.verdicts.different) == (1, 1, Counter({remark: 1}), 0)
    assert [(each.row, each.what) for each in noted] == [(2, remark)]


def test_text_in_another_encoding_is_kept_with_its_lost_characters_marked(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes((HEADING + "\n" + ",".join(row(title="Café\0").values()) + "\n").encode("latin-1"))
    tally, _noted = bring_in(path)
    assert (tally.remarks, only_case().title) == (Counter({Remark.DAMAGED: 1}), "Caf\ufffd")


def test_a_file_in_gbk_is_read_by_a_mapping_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes((HEADING + "\n" + ",".join(row(title="路灯不亮").values()) + "\n").encode("gbk"))
    bring_in(path, encoding="gb18030")
    assert only_case().title == "路灯不亮"


def test_texts_that_are_too_long_are_cut_and_what_is_missing_is_made_up_for(tmp_path: Path) -> None:
    bring_in(tmp_path, row(title="t" * 500, place="p" * 500), row(id="2", title="", type="Pothole"), row(id="3" * 100))
    cases = {case.details["id"]: case for case in Case.objects.all()}
    assert (len(cases["1"].title), len(cases["1"].address), cases["2"].title) == (120, 200, "Pothole")
    assert len(cases["3" * 100].submission or "") <= 64


def test_kinds_that_the_mapping_does_not_name_take_the_default_and_are_counted(tmp_path: Path) -> None:
    tally, _noted = bring_in(tmp_path, row(type="Dragons"), row(id="2", type="Dragons"), row(id="3"))
    assert tally.unmapped == Counter({"Dragons": 2})
    assert Case.objects.filter(category="other").count() == 2


def test_a_file_without_a_mapped_column_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("id,opened,closed,ward\n1,2,3,4\n")
    with pytest.raises(BadFile) as fault:
        bring_in(path)
    words = "\n".join(fault.value.messages)
    assert "target" in words and "precinct" in words and "id, opened, closed, ward" in words
    assert (Case.objects.count(), Plan.objects.count()) == (0, 0)


def test_columns_are_found_whatever_their_capitals(tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", row())
    path.write_text(path.read_text().replace(HEADING, HEADING.upper(), 1))
    assert bring_in(path)[0].filed == 1


def test_verdicts_are_compared_on_closed_cases_with_a_target(tmp_path: Path) -> None:
    rows = [
        row(),
        row(id="2", closed="01/13/2015 08:30:01 AM", verdict="OVERDUE"),
        row(id="3", closed="01/13/2015 08:30:01 AM", verdict=""),
        row(id="4", verdict="OVERDUE"),
        row(id="5", target=""),
        row(id="6", closed="", status="Open", verdict="OVERDUE"),
    ]
    for _again in range(2):
        verdicts = bring_in(tmp_path, *rows)[0].verdicts
        assert (verdicts.equal, verdicts.different, verdicts.unsaid, verdicts.ours_late) == (2, 1, 1, 1)
        assert verdicts.examples == [(5, "4")]


@pytest.mark.parametrize("closed", ["02:20:00 AM", "02:40:00 AM", "02:40:01 AM", "03:00:00 AM", "03:00:01 AM"])
def test_verdicts_hold_on_the_night_in_which_clocks_are_put_forward(tmp_path: Path, closed: str) -> None:
    bring_in(tmp_path, row(opened="2015-03-01", target="03/08/2015 02:40:00 AM", closed=f"03/08/2015 {closed}"))
    assert only_case().on_time is (closed <= "02:40:00 AM")


def test_an_answer_in_an_open_case_is_kept_but_not_published(tmp_path: Path) -> None:
    bring_in(tmp_path, row(closed="", status="Open"))
    assert only_case().details["answer"] == "Removed"
    assert Reply.objects.count() == 0


def test_a_case_that_closed_elsewhere_since_is_left_alone_and_remarked(tmp_path: Path) -> None:
    bring_in(tmp_path, row(closed="", status="Open"))
    tally, _noted = bring_in(tmp_path, row())
    assert (tally.already, tally.remarks) == (1, Counter({Remark.OTHERWISE_HERE: 1}))
    assert (only_case().is_open, tally.verdicts.equal, tally.verdicts.different) == (True, 0, 0)


def test_an_import_tells_nobody_and_old_open_cases_raise_no_alert(tmp_path: Path) -> None:
    bring_in(tmp_path, row(closed="", status="Open"))
    assert Message.objects.count() == 0
    assert only_case().alert_after is None


def test_batches_are_one_transaction_each_and_the_record_is_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "BATCH", 3)
    tally, _noted = bring_in(tmp_path, *(row(id=str(number), ward=str(number)) for number in range(1, 9)))
    assert (tally.filed, Case.objects.count(), CaseClock.objects.count()) == (8, 8, 8)
    assert list(verify()) == []


def test_numbers_that_were_drawn_before_are_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["150111-00000000-1", "150111-00000000-1", "150111-00000000-2", "150111-00000000-3"])
    monkeypatch.setattr(Source, "number", lambda source, day: next(drawn))
    bring_in(tmp_path, row())
    tally, _noted = bring_in(tmp_path, row(), row(id="2"))
    assert (tally.filed, tally.already, Case.objects.count()) == (1, 1, 2)
