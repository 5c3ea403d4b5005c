from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onegrid.channels.case_import.times import BadTime, from_wall, read_time

BOSTON = ZoneInfo("America/New_York")
ZONES = st.sampled_from(["America/New_York", "Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe", "Pacific/Apia"])
WALL_TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2098, 1, 1)).map(lambda each: each.replace(microsecond=0))


def test_a_time_on_the_wall_is_the_moment_in_its_zone() -> None:
    assert from_wall(datetime(2015, 1, 11, 0, 19, 31), BOSTON) == datetime(2015, 1, 11, 5, 19, 31, tzinfo=UTC)


def test_a_time_shown_twice_is_its_first_showing() -> None:
    assert from_wall(datetime(2015, 11, 1, 1, 30), BOSTON) == datetime(2015, 11, 1, 5, 30, tzinfo=UTC)


def test_a_skipped_time_falls_just_before_the_jump() -> None:
    jump = datetime(2015, 3, 8, 7, tzinfo=UTC)
    skipped = from_wall(datetime(2015, 3, 8, 2, 30), BOSTON)
    assert jump - timedelta(seconds=1) < skipped < jump


@given(ZONES, WALL_TIMES, st.integers(1, 90_000))
@example("America/New_York", datetime(2015, 3, 8, 2, 59, 59), 1)
@example("America/New_York", datetime(2015, 3, 8, 1, 59, 59), 1)
@example("America/New_York", datetime(2015, 3, 8, 2, 20), 1200)
@example("America/New_York", datetime(2015, 11, 1, 1, 30), 3600)
@example("Pacific/Apia", datetime(2011, 12, 30, 12), 1)
def test_what_was_later_on_the_wall_is_later(zone: str, wall: datetime, seconds: int) -> None:
    later = wall + timedelta(seconds=seconds)
    assert from_wall(wall, ZoneInfo(zone)) < from_wall(later, ZoneInfo(zone))


def test_the_first_format_that_fits_is_taken() -> None:
    formats = ["%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S%z"]
    moment = datetime(2015, 1, 11, 5, 19, 31, tzinfo=UTC)
    assert read_time("01/11/2015 12:19:31 AM", formats, BOSTON) == moment
    assert read_time("2015-01-11T13:19:31+08:00", formats, BOSTON) == moment


@pytest.mark.parametrize("text", ["02/30/2015", "13/01/2015", "soon", "01/01/0215", "12/31/9999", "01/11/2015 "])
def test_what_is_no_believable_time_is_refused(text: str) -> None:
    with pytest.raises(BadTime):
        read_time(text, ["%m/%d/%Y"], BOSTON)
