from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.lib.durations import UNITS, Duration
from onegrid.lib.working_time import (
    SHANGHAI,
    Calendar,
    CalendarUnknown,
    OfficeHours,
    days,
    hours,
    working_days,
    working_hours,
)

CALENDAR = Calendar()
OPEN_MINUTES = {*range(9 * 60, 12 * 60), *range(13 * 60 + 30, 17 * 60 + 30)}

zones = st.sampled_from([UTC, SHANGHAI, timezone(timedelta(hours=-7))])
moments = st.datetimes(datetime(2005, 1, 1), datetime(2026, 6, 30), timezones=zones)
middle_moments = st.datetimes(datetime(2008, 1, 1), datetime(2023, 12, 31), timezones=zones)
close_moments = st.datetimes(datetime(2026, 2, 9), datetime(2026, 3, 3), timezones=zones)
durations = st.builds(Duration, st.integers(1, 40), st.sampled_from(UNITS))
working_units = st.sampled_from(["working_hours", "working_days"])


def local(month, day, hour=0, minute=0, *, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def count_minutes(start, end):
    """Working time the slow way: minute by minute."""
    minutes = (start + timedelta(minutes=step) for step in range(int((end - start).total_seconds() // 60)))
    return sum(m.hour * 60 + m.minute in OPEN_MINUTES and CALENDAR.is_working_day(m.date()) for m in minutes)


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("day", "works"),
        [
            (date(2026, 2, 14), True),  # a Saturday worked for the Spring Festival
            (date(2026, 2, 16), False),  # a Monday in it
            (date(2026, 2, 24), True),
            (date(2026, 9, 20), True),  # a Sunday worked for the National Day
            (date(2026, 10, 7), False),
            (date(2026, 11, 21), False),  # a plain Saturday
            (date(2026, 11, 23), True),
        ],
    )
    def test_holidays_and_make_up_days_are_those_published(self, day, works):
        assert CALENDAR.is_working_day(day) is works

    def test_the_administrators_table_wins_over_everything(self):
        calendar = Calendar(exceptions={date(2026, 10, 1): True, date(2026, 11, 23): False})
        assert calendar.is_working_day(date(2026, 10, 1))
        assert not calendar.is_working_day(date(2026, 11, 23))
        assert calendar.deadline(local(11, 20, 10), working_days(1)) == local(11, 24, 17, 30)

    def test_the_table_may_change_later_without_changing_the_calendar(self):
        table = {date(2026, 11, 24): False}
        calendar = Calendar(exceptions=table)
        table.clear()
        assert not calendar.is_working_day(date(2026, 11, 24))


class TestUnknownYears:
    def test_a_year_without_a_list_is_refused_by_name(self):
        with pytest.raises(CalendarUnknown, match="2050") as refusal:
            CALENDAR.is_working_day(date(2050, 1, 4))
        assert refusal.value.year == 2050

    def test_calendar_time_needs_no_list(self):
        start = local(12, 31, 16, year=2050)
        assert CALENDAR.deadline(start, days(3)) == local(1, 3, 16, year=2051)
        assert CALENDAR.remaining(start, start + timedelta(hours=2), "hours") == 7200

    def test_a_date_in_the_table_needs_no_list(self):
        assert not Calendar(exceptions={date(2050, 1, 3): False}).is_working_day(date(2050, 1, 3))

    def test_only_a_year_that_is_reached_must_be_known(self):
        calendar = Calendar(declared_years=frozenset({2050}))
        last_afternoon = local(12, 30, 16, 30, year=2050)  # a Friday
        assert calendar.deadline(last_afternoon, working_hours(1)) == local(12, 30, 17, 30, year=2050)
        with pytest.raises(CalendarUnknown, match="2051"):
            calendar.deadline(last_afternoon, working_days(1))

    def test_the_year_of_a_start_on_new_years_eve_is_not_needed(self):
        calendar = Calendar(declared_years=frozenset({2051}))
        assert calendar.deadline(local(12, 31, 10, year=2050), working_days(1)) == local(1, 2, 17, 30, year=2051)

    def test_a_declared_year_has_free_weekends_and_the_table(self):
        calendar = Calendar(
            exceptions={date(2050, 1, 3): False, date(2050, 1, 8): True}, declared_years=frozenset({2050})
        )
        worked = [day for day in range(1, 10) if calendar.is_working_day(date(2050, 1, day))]
        assert worked == [4, 5, 6, 7, 8]

    def test_declaring_a_published_year_changes_nothing(self):
        assert not Calendar(declared_years=frozenset({2026})).is_working_day(date(2026, 10, 1))

    def test_it_says_which_years_it_knows(self):
        assert CALENDAR.knows(2026)
        assert not CALENDAR.knows(2050)
        assert Calendar(declared_years=frozenset({2050})).knows(2050)


class TestDeadlines:
    @pytest.mark.parametrize(
        ("start", "duration", "due"),
        [
            (local(11, 23, 10), hours(5), local(11, 23, 15)),
            (local(9, 30, 10), days(2), local(10, 2, 10)),
            (local(11, 23, 10), working_hours(2), local(11, 23, 12)),
            (local(11, 23, 10), working_hours(2.5), local(11, 23, 14)),
            (local(11, 23, 7), working_hours(3), local(11, 23, 12)),
            (local(11, 23, 12, 30), working_hours(4), local(11, 23, 17, 30)),
            (local(11, 20, 17), working_hours(1), local(11, 23, 9, 30)),
            (local(9, 30, 16, 30), working_hours(2), local(10, 8, 10)),
            (local(11, 23, 0), working_days(1), local(11, 24, 17, 30)),
            (local(11, 23, 23), working_days(2), local(11, 25, 17, 30)),
            (local(11, 20, 10), working_days(1), local(11, 23, 17, 30)),
            (local(9, 30, 10), working_days(2), local(10, 9, 17, 30)),
            (local(10, 3, 10), working_days(3), local(10, 10, 17, 30)),  # the third is a Saturday that is worked
        ],
    )
    def test_a_deadline_is_counted_in_its_own_time(self, start, duration, due):
        assert CALENDAR.deadline(start, duration) == due

    def test_a_year_border_is_crossed(self):
        start = local(12, 31, 17, year=2025)
        assert CALENDAR.deadline(start, working_hours(1)) == local(1, 4, 9, 30)  # a Sunday that is worked
        assert CALENDAR.deadline(start, working_days(2)) == local(1, 5, 17, 30)

    def test_other_office_hours_move_the_close_of_business(self):
        calendar = Calendar(OfficeHours.parse("08:30-12:00 14:00-18:00"))
        assert calendar.deadline(local(11, 23, 10), working_days(1)) == local(11, 24, 18)

    @given(moments, durations)
    def test_it_answers_in_shanghai(self, start, duration):
        due = CALENDAR.deadline(start, duration)
        assert due.tzinfo is SHANGHAI
        assert due > start

    @given(moments, moments, durations)
    def test_who_starts_later_is_never_due_earlier(self, one, other, duration):
        assert (one <= other) is (
            one <= other and CALENDAR.deadline(one, duration) <= CALENDAR.deadline(other, duration)
        )

    def test_a_moment_without_a_time_zone_is_refused(self):
        naive = datetime(2026, 11, 23, 10)
        for ask in (
            lambda: CALENDAR.deadline(naive, hours(1)),
            lambda: CALENDAR.working_seconds(naive, local(11, 24)),
            lambda: CALENDAR.add_working_seconds(naive, 1),
            lambda: CALENDAR.resume(naive, 1, "hours"),
        ):
            with pytest.raises(ValueError, match="no time zone"):
                ask()


class TestCounting:
    @given(close_moments, close_moments)
    def test_it_agrees_with_counting_minutes(self, one, other):
        start, end = (moment.astimezone(SHANGHAI).replace(second=0, microsecond=0) for moment in sorted((one, other)))
        assert CALENDAR.working_seconds(start, end) == 60 * count_minutes(start, end)

    @given(moments, moments)
    def test_backwards_it_is_below_zero(self, one, other):
        assert CALENDAR.working_seconds(one, other) == -CALENDAR.working_seconds(other, one)

    @given(middle_moments, st.floats(-1e7, 1e7))
    def test_what_is_added_is_counted_again(self, start, seconds):
        end = CALENDAR.add_working_seconds(start, seconds)
        assert CALENDAR.working_seconds(start, end) == pytest.approx(seconds, abs=1e-6)

    @given(moments, moments)
    def test_what_is_counted_and_added_ends_at_the_same_working_moment(self, start, end):
        reached = CALENDAR.add_working_seconds(start, CALENDAR.working_seconds(start, end))
        assert reached <= end
        assert CALENDAR.working_seconds(reached, end) == 0

    def test_a_full_day_ends_at_its_close(self):
        assert CALENDAR.add_working_seconds(local(11, 23, 9), 7 * 3600) == local(11, 23, 17, 30)
        assert CALENDAR.add_working_seconds(local(11, 23, 9), 7 * 3600 + 1) == local(11, 24, 9) + timedelta(seconds=1)

    def test_no_time_after_hours_ends_at_the_last_close(self):
        assert CALENDAR.add_working_seconds(local(11, 22, 20), 0) == local(11, 20, 17, 30)


class TestLamps:
    def test_three_quarters_of_a_working_deadline_skip_the_night(self):
        start, due = local(11, 23, 9), local(11, 24, 17, 30)
        assert CALENDAR.fraction_point(start, due, "working_days") == local(11, 24, 14)

    def test_three_quarters_of_a_calendar_deadline_do_not(self):
        assert CALENDAR.fraction_point(local(11, 23), local(11, 27), "days") == local(11, 26)

    @given(moments, durations, st.floats(0, 1))
    def test_the_point_lies_between_start_and_due(self, start, duration, fraction):
        due = CALENDAR.deadline(start, duration)
        assert start <= CALENDAR.fraction_point(start, due, duration.unit, fraction) <= due

    @given(moments, working_units)
    def test_a_quarter_of_the_working_time_is_left(self, start, unit):
        due = CALENDAR.deadline(start, Duration(3, unit))
        point = CALENDAR.fraction_point(start, due, unit)
        left = CALENDAR.working_seconds(point, due) / CALENDAR.working_seconds(start, due)
        assert left == pytest.approx(0.25, abs=1e-6)

    def test_what_was_due_before_it_began_has_no_warning(self):
        assert CALENDAR.fraction_point(local(11, 24), local(11, 23), "working_days") == local(11, 23)


class TestPauses:
    def test_a_night_and_a_weekend_cost_no_working_time(self):
        due = local(11, 24, 12)
        left = CALENDAR.remaining(local(11, 20, 16, 30), due, "working_hours")
        assert left == (1 + 7 + 3) * 3600
        assert CALENDAR.resume(local(11, 25, 10), left, "working_hours") == local(11, 26, 15, 30)

    def test_calendar_time_is_frozen_as_it_is(self):
        left = CALENDAR.remaining(local(11, 20), local(11, 22), "days")
        assert CALENDAR.resume(local(11, 25, 10), left, "days") == local(11, 27, 10)

    def test_what_was_late_stays_late_by_as_much(self):
        late = CALENDAR.remaining(local(11, 24, 11), local(11, 23, 17), "working_hours")
        assert late == -2.5 * 3600
        assert CALENDAR.resume(local(11, 26, 11), late, "working_hours") == local(11, 25, 17)

    @given(moments, durations, st.timedeltas(timedelta(0), timedelta(days=90)))
    def test_a_pause_of_no_length_changes_nothing(self, start, duration, later):
        due, at = CALENDAR.deadline(start, duration), start + later
        left = CALENDAR.remaining(at, due, duration.unit)
        assert CALENDAR.resume(at, left, duration.unit) == due

    @given(moments, durations, *[st.timedeltas(timedelta(0), timedelta(days=60))] * 2)
    def test_a_pause_never_brings_a_deadline_forward(self, start, duration, later, length):
        due, paused_at = CALENDAR.deadline(start, duration), start + later
        left = CALENDAR.remaining(paused_at, due, duration.unit)
        assert CALENDAR.resume(paused_at + length, left, duration.unit) >= due

    def test_an_unknown_unit_is_refused(self):
        with pytest.raises(ValueError, match="weeks"):
            CALENDAR.remaining(local(11, 23), local(11, 24), "weeks")


@pytest.mark.parametrize("duration", [hours(24), days(1)])
def test_calendar_time_passes_evenly_where_summer_time_began(duration):
    calendar, start = Calendar(), datetime(1988, 4, 16, 4, tzinfo=UTC)
    due = calendar.deadline(start, duration)
    assert due == start + timedelta(days=1)
    assert calendar.remaining(start, due, duration.unit) == 86400
    assert calendar.resume(start, 86400, duration.unit) == due
    assert calendar.fraction_point(start, due, duration.unit) == start + timedelta(hours=18)
