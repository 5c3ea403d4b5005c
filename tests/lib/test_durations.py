import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.lib.durations import UNITS, Duration, days, hours, is_working, working_days, working_hours


def test_the_constructors_say_their_unit():
    made = [hours(4), days(2), working_hours(1.5), working_days(5)]
    assert [str(duration) for duration in made] == ["4 hours", "2 days", "1.5 working_hours", "5 working_days"]


@given(st.sampled_from(UNITS), st.integers(1, 1000))
def test_whole_amounts_are_read_back_as_they_were_written(unit, amount):
    assert Duration.parse(str(Duration(amount, unit))) == Duration(amount, unit)


@given(st.sampled_from(["hours", "days", "working_hours"]), st.floats(1e-3, 1e6))
def test_broken_amounts_are_read_back_as_they_were_written(unit, amount):
    assert Duration.parse(str(Duration(amount, unit))) == Duration(amount, unit)


def test_a_whole_float_is_the_same_as_an_integer():
    assert str(working_days(2.0)) == "2 working_days"


@pytest.mark.parametrize("amount", [0, -1, float("nan"), float("inf"), True])
def test_an_amount_must_be_above_zero(amount):
    with pytest.raises(ValueError, match="above zero"):
        hours(amount)


def test_working_days_come_whole():
    with pytest.raises(ValueError, match="whole"):
        working_days(1.5)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no duration"),
        ("two days", "no duration"),
        ("2days", "no duration"),
        ("2", "no unit"),
        ("2 weeks", "no unit"),
    ],
)
def test_a_text_that_is_no_duration_is_refused(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        Duration.parse(text)


def test_only_working_units_are_working():
    assert [unit for unit in UNITS if is_working(unit)] == ["working_hours", "working_days"]
