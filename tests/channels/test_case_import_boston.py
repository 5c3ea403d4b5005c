"""The cases of a real city, brought in by the example mapping."""

import csv
import gzip
import io
import os
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from onegrid.audit.domain.verification import verify
from onegrid.casework.models import Case
from onegrid.channels.case_import import Tally, import_cases, load_mapping
from onegrid.channels.case_import.findings import Remark

HOME = Path(__file__).parents[2]
FILE = Path(os.environ.get("ONEGRID_DATA", HOME.parent / "shared/data")) / "service_requests/boston_2015_jan_aug.csv.gz"
MAPPING = HOME / "docs/examples/boston.yaml"
ROOT = "002507000"
BOSTON = ZoneInfo("America/New_York")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.exists(), reason=f"the city's cases are not there: {FILE}"),
]


def rows(every: int = 1) -> list[dict[str, str]]:
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[::every]


def bring_in(path: Path) -> Tally:
    return import_cases(path, load_mapping(MAPPING))


def sample(path: Path, chosen: list[dict[str, str]]) -> Path:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, chosen[0])
    writer.writeheader()
    writer.writerows(chosen)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def wall(text: str) -> datetime | None:
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=BOSTON) if text else None


def check_against(chosen: list[dict[str, str]]) -> None:
    """Every case has the times, the verdict and the ward of its row."""
    cases = {case.submission: case for case in Case.objects.iterator()}
    assert len(cases) == len(chosen)
    for row in chosen:
        case = cases[f"boston-311:{row['CASE_ENQUIRY_ID']}"]
        times = wall(row["OPEN_DT"]), wall(row["TARGET_DT"]), wall(row["CLOSED_DT"])
        assert (case.reported_at, case.due_at, case.ended_at) == times
        if row["CLOSED_DT"] and row["TARGET_DT"] and row["OnTime_Status"]:
            assert case.on_time is (row["OnTime_Status"] == "ONTIME")
        ward = re.search(r"\d+", row["ward"])
        assert case.area_code[:12] == (f"{ROOT}{int(ward[0]):03}" if ward else ROOT)
        if (row["LATITUDE"], row["LONGITUDE"]) == ("42.3594", "-71.0587"):
            assert case.lon is None
        else:
            assert (case.lat, case.lon) == (float(row["LATITUDE"]), float(row["LONGITUDE"]))


def test_a_sample_keeps_its_clocks_and_the_citys_verdicts(tmp_path: Path) -> None:
    chosen = rows(every=30)
    tally = bring_in(sample(tmp_path / "sample.csv", chosen))
    assert (tally.filed, tally.refused.total(), tally.verdicts.different) == (len(chosen), 0, 0)
    assert tally.verdicts.equal > 1500
    check_against(chosen)
    assert list(verify()) == []
    assert bring_in(tmp_path / "sample.csv").already == len(chosen)


@pytest.mark.slow
def test_all_of_it_keeps_its_clocks_and_the_citys_verdicts() -> None:
    tally = bring_in(FILE)
    verdicts = tally.verdicts
    assert (tally.rows, tally.filed, tally.refused.total()) == (81_408, 81_408, 0)
    assert (verdicts.equal, verdicts.different, verdicts.unsaid) == (53_300, 0, 80)
    assert (tally.remarks[Remark.CLOSED_EARLY], tally.remarks[Remark.TARGET_EARLY]) == (175, 8)
    check_against(rows())
    assert list(verify()) == []
