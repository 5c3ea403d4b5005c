from datetime import UTC, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.lib.office_hours import SECOND, OfficeHours, since_midnight

OFFICE = OfficeHours()


def at(hour, minute=0):
    return since_midnight(time(hour, minute))


def test_the_usual_day_has_seven_hours():
    assert OFFICE.length == 7 * 3600 * SECOND
    assert OFFICE.closing == at(17, 30)


@pytest.mark.parametrize(
    ("moment", "worked_hours"),
    [(at(0), 0), (at(9), 0), (at(10), 1), (at(12), 3), (at(13), 3), (at(13, 30), 3), (at(17), 6.5), (at(23), 7)],
)
def test_work_is_counted_in_the_spans_only(moment, worked_hours):
    assert OFFICE.worked_by(moment) == worked_hours * 3600 * SECOND


def test_a_full_morning_ends_at_noon():
    assert OFFICE.reach(3 * 3600 * SECOND) == at(12)
    assert OFFICE.reach(3 * 3600 * SECOND + 1) == at(13, 30) + 1


@given(st.integers(1, OFFICE.length))
def test_reaching_is_the_inverse_of_counting(worked):
    assert OFFICE.worked_by(OFFICE.reach(worked)) == worked


def test_no_day_is_longer_than_its_spans():
    with pytest.raises(ValueError, match="not that long"):
        OFFICE.reach(OFFICE.length + 1)


def test_office_hours_are_read_back_as_they_were_written():
    assert str(OFFICE) == "09:00-12:00 13:30-17:30"
    assert OfficeHours.parse(str(OFFICE)) == OFFICE


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "at least one"),
        ("12:00-09:00", "close after it opens"),
        ("09:00-09:00", "close after it opens"),
        ("09:00-12:00 11:00-17:00", "overlap"),
        ("13:00-17:00 09:00-12:00", "out of order"),
        ("9 to 5", "no span"),
        ("09:00", "no span"),
    ],
)
def test_wrong_office_hours_are_refused_with_the_reason(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        OfficeHours.parse(text)


def test_office_hours_have_no_time_zone():
    with pytest.raises(ValueError, match="local"):
        OfficeHours(((time(9, tzinfo=UTC), time(12, tzinfo=UTC)),))
