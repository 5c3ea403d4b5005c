import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from onegrid.casework.models import CalendarDay, Case
from onegrid.cli import exports
from onegrid.cli.imports import app
from onegrid.lib.codes import Level
from onegrid.territory.domain.locating import locate
from onegrid.territory.files import AreaRow, write_areas
from onegrid.territory.models import Compound, Plan
from tests.channels.test_case_import import MAPPING, row, write
from tests.conftest import MICRO_GRID
from tests.factories import ROOT, square_areas

RUN = "import django; django.setup(); from onegrid.cli.{room} import app; app()"
ROWS = 4000
COMPARED = (
    "SELECT submission, state, area_code, on_time, reported_at, due_at, ended_at, alert_after, title, details, length"
    " FROM casework_case ORDER BY submission",
    "SELECT c.submission, k.allowed, k.state, k.started_at, k.due_at, k.expired_at, k.stopped_at FROM casework_caseclock k"
    " JOIN casework_case c ON c.id = k.case_id ORDER BY 1",
    "SELECT c.submission, e.seq, e.verb, e.at, e.actor FROM audit_entry e JOIN casework_case c"
    " ON e.chain = 'case:' || c.id ORDER BY 1, 2",
    "SELECT code, name FROM territory_area ORDER BY code",
    "SELECT c.submission, r.text FROM casework_reply r JOIN casework_case c ON c.id = r.case_id ORDER BY 1",
)


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.yaml"
    path.write_text(yaml.safe_dump(MAPPING))
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})


@pytest.mark.django_db
def test_it_says_how_many_came_in_and_why_others_did_not(tmp_path: Path, mapping: Path) -> None:
    file = write(tmp_path / "cases.csv", row(), row(id="2", opened="?"), row(id="=3", opened=""), row(ward="?", id="4"))
    report, remarks = tmp_path / "refused.csv", tmp_path / "remarks.csv"
    result = run("cases", file, "-m", mapping, "--report", report, "--remarks", remarks)
    assert result.exit_code == 0, result.output
    assert Case.objects.count() == 2
    refused = list(csv.DictReader(report.open(encoding="utf-8-sig")))
    assert [(each["row"], each["id"], each["code"], each["detail"]) for each in refused] == [
        ("3", "2", "bad_time", "?"),
        ("4", "'=3", "no_opening", ""),
    ]
    assert [each["code"] for each in csv.DictReader(remarks.open(encoding="utf-8-sig"))] == ["label_unread"]


@pytest.mark.django_db
def test_it_ends_with_a_fault_if_a_verdict_differs(tmp_path: Path, mapping: Path) -> None:
    result = run("cases", write(tmp_path / "cases.csv", row(verdict="OVERDUE")), "-m", mapping)
    assert result.exit_code == 1 and "2 (1)" in result.output


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "said"), [("id,opened\n1,2\n", "target"), ("", "cases.csv"), (None, "cases.csv")])
def test_a_file_that_cannot_be_used_is_explained(tmp_path: Path, mapping: Path, content: str | None, said: str) -> None:
    file = tmp_path / "cases.csv"
    if content is not None:
        file.write_text(content)
    result = run("cases", file, "-m", mapping)
    assert result.exit_code == 1 and "Traceback" not in result.output
    assert said in result.output or not content


@pytest.mark.django_db
def test_exported_areas_come_back_the_same(tmp_path: Path, land: Plan) -> None:
    for suffix in ("geojson", "gpkg", "zip"):
        file = tmp_path / f"areas.{suffix}"
        assert CliRunner().invoke(exports.app, ["areas", str(file)]).exit_code == 0
        result = run("areas", file, "--name", suffix)
        assert result.exit_code == 0, result.output
        again = Plan.objects.get(name=suffix)
        assert again.status == Plan.Status.DRAFT
        assert described(again) == described(land)
        for area, twin in zip(land.areas.all(), again.areas.all(), strict=True):
            assert area.geometry.symmetric_difference(twin.geometry).area < 1e-12


@pytest.mark.django_db
def test_micro_grids_alone_make_a_whole_plan_in_force(tmp_path: Path) -> None:
    rows = [AreaRow(a.code, a.name, a.geometry, Level.MICRO_GRID) for a in square_areas() if len(a.code) == 18]
    write_areas(tmp_path / "net.geojson", rows)
    result = run("areas", tmp_path / "net.geojson", "--in-force-from", "2026-01-01")
    assert result.exit_code == 0, result.output
    assert (Plan.objects.get().status, locate(116.005, 36.005).code) == (Plan.Status.IN_FORCE, MICRO_GRID)


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["svg", "geojson"])
def test_areas_that_overlap_are_refused_with_a_map(tmp_path: Path, suffix: str) -> None:
    rows = [
        AreaRow(a.code, a.name, a.geometry.buffer(1e-4), Level.MICRO_GRID) for a in square_areas() if len(a.code) == 18
    ]
    write_areas(tmp_path / "net.geojson", rows)
    drawn = tmp_path / f"faults.{suffix}"
    result = run("areas", tmp_path / "net.geojson", "--faults", drawn)
    assert result.exit_code == 1 and Plan.objects.count() == 0
    assert drawn.read_text().startswith("<svg" if suffix == "svg" else '{"type": "FeatureCollection"')
    assert run("areas", tmp_path / "net.geojson", "--tolerance", "1e9").exit_code == 0


@pytest.mark.django_db
def test_a_plan_that_would_begin_too_early_leaves_no_draft(tmp_path: Path, land: Plan) -> None:
    file = tmp_path / "areas.geojson"
    CliRunner().invoke(exports.app, ["areas", str(file)])
    assert run("areas", file, "--in-force-from", "2019-01-01").exit_code == 1
    assert Plan.objects.count() == 1


@pytest.mark.django_db
def test_a_plan_is_exported_by_its_version_in_the_datum_that_maps_want(tmp_path: Path, land: Plan) -> None:
    file = tmp_path / "areas.geojson"
    words = ["areas", str(file), "--subdistrict", ROOT, "--plan", "1", "--datum", "gcj02"]
    assert CliRunner().invoke(exports.app, words).exit_code == 0
    assert run("areas", file, "--name", "again").exit_code == 0
    first, twin = land.areas.all()[0], Plan.objects.get(name="again").areas.all()[0]
    assert first.geometry.hausdorff_distance(twin.geometry) < 1e-6
    assert CliRunner().invoke(exports.app, [*words[:-3], "9"]).exit_code == 1


@pytest.mark.django_db
def test_compounds_are_put_on_the_map(tmp_path: Path, land: Plan) -> None:
    properties = {"名称": "甲小区", "类型": "老旧小区", "户数": 120}
    point = {"type": "Point", "coordinates": [116.005, 36.005]}
    feature = {"type": "Feature", "properties": properties, "geometry": point}
    file = tmp_path / "compounds.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    assert run("compounds", file).exit_code == 0
    made = Compound.objects.get()
    assert (made.name, made.kind, made.households, made.area_code) == ("甲小区", "old", 120, MICRO_GRID)


@pytest.mark.django_db
def test_a_calendar_is_declared_from_a_file_or_from_what_is_typed(tmp_path: Path, land: Plan) -> None:
    file = tmp_path / "days.txt"
    file.write_text("2027-02-06 holiday Spring Festival\n2027-02-07 班 调休\n", encoding="utf-8")
    assert run("calendar", file).exit_code == 0
    typed = CliRunner().invoke(app, ["calendar", "-", "--subdistrict", ROOT], input="2027-02-08 休 春节\n")
    assert typed.exit_code == 0, typed.output
    assert [(f"{day.day}", day.working) for day in CalendarDay.objects.all()] == [
        ("2027-02-06", False),
        ("2027-02-07", True),
        ("2027-02-08", False),
    ]
    assert run("calendar", file, "--subdistrict", "999999999").exit_code == 1


def described(plan: Plan) -> list[tuple[object, ...]]:
    return list(plan.areas.values_list("code", "level", "name", "kind", "households"))


@pytest.mark.django_db
def test_a_report_is_never_written_over_the_file_itself(tmp_path: Path, mapping: Path) -> None:
    file = write(tmp_path / "cases.csv", row())
    result = run("cases", file, "-m", mapping, "--report", file)
    assert result.exit_code == 1 and file.read_text().startswith("id,")


@pytest.mark.django_db
def test_square_brackets_in_a_fault_are_shown_as_they_are(tmp_path: Path, mapping: Path) -> None:
    mapping.write_text(mapping.read_text().replace("source: test", "source: '[/x]'"))
    result = run("cases", write(tmp_path / "cases.csv", row()), "-m", mapping)
    assert result.exit_code == 1 and "[/x]" in result.output


class Office:
    """A database of its own, to be imported into by other processes."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = os.environ | {
            "ONEGRID_HOME": str(home),
            "DATABASE_URL": f"sqlite:///{home}/office.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def start(self, room: str, *words: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", RUN.format(room=room), *map(str, words)]
        return subprocess.Popen(command, env=self.env, stdout=subprocess.DEVNULL)

    def read(self, query: str) -> list[Any]:
        with sqlite3.connect(f"file:{self.home}/office.sqlite3?mode=ro", uri=True, timeout=20) as database:
            return database.execute(query).fetchall()

    def count(self) -> int:
        count: int = self.read("SELECT count(*) FROM casework_case")[0][0]
        return count


@pytest.fixture
def offices(tmp_path: Path) -> tuple[Office, Office]:
    one, other = Office(tmp_path / "one"), Office(tmp_path / "other")
    one.home.mkdir()
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=one.env, check=True)
    shutil.copytree(one.home, other.home)
    return one, other


@pytest.mark.slow
def test_killed_in_the_middle_and_run_again_it_ends_as_if_it_had_never_been_killed(
    tmp_path: Path, mapping: Path, offices: tuple[Office, Office]
) -> None:
    killed, left_alone = offices
    rows = [row(id=str(number), ward=str(number % 22 + 1), precinct="") for number in range(ROWS)]
    words = "cases", write(tmp_path / "cases.csv", *rows), "-m", mapping
    for wanted in (1, ROWS // 2):
        process = killed.start("imports", *words)
        while killed.count() < wanted and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert 0 < killed.count() < ROWS
    for office in offices:
        assert office.start("imports", *words).wait() == 0
        assert office.start("audit", "verify").wait() == 0
    assert [killed.read(query) for query in COMPARED] == [left_alone.read(query) for query in COMPARED]
    assert killed.count() == ROWS
