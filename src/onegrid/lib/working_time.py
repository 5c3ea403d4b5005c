"""Deadlines in calendar time and in the office's working time.

Days off and make-up working days are those that the State Council publishes each November for the next year,
as `chinesecalendar` carries them; an administrator's table overrules them, and stands in for years not yet
published.

All results are aware, in Asia/Shanghai. It has kept UTC+8 without a break since 1991, but had summer time in some years
before that, so calendar time is counted in UTC.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from chinese_calendar.constants import holidays, workdays

from onegrid.lib.durations import Duration, Unit, days, hours, is_working, working_days, working_hours
from onegrid.lib.office_hours import SECOND, OfficeHours, since_midnight

__all__ = [
    "SHANGHAI",
    "STATUTORY_YEARS",
    "Calendar",
    "CalendarUnknown",
    "Duration",
    "OfficeHours",
    "Unit",
    "days",
    "hours",
    "working_days",
    "working_hours",
]

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
STATUTORY_YEARS: Final = range(min(holidays).year, max(holidays).year + 1)


class CalendarUnknown(ValueError):
    """The holidays of a year are needed, but neither published nor declared by the administrator."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the holidays of {year} are not known yet: declare the year in the calendar table")
        self.year = year


@dataclass(frozen=True, eq=False)
class Calendar:
    """Which days are working days, which hours of them are working time, and what falls due when.

    `exceptions` is the administrator's table: True makes a date a working day, False a day off, and either
    wins over everything else. `declared_years` are years for which that table is complete although no list
    has been published: there, weekends are free and all else is in the table. Make a Calendar once and keep
    it: it remembers the years that it has laid out. Everything raises `CalendarUnknown` if, and only if, it
    has to count days of an unknown year, and ValueError for a moment without a time zone.
    """

    office_hours: OfficeHours = field(default_factory=OfficeHours)
    exceptions: Mapping[date, bool] = field(default_factory=dict)
    declared_years: frozenset[int] = frozenset()
    _years: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "exceptions", MappingProxyType(dict(self.exceptions)))
        object.__setattr__(self, "declared_years", frozenset(self.declared_years))

    def knows(self, year: int) -> bool:
        """Whether deadlines can be counted in this year."""
        return year in STATUTORY_YEARS or year in self.declared_years

    def is_working_day(self, day: date) -> bool:
        """Whether the office is open on this date."""
        if (ruled := self.exceptions.get(day)) is not None:
            return ruled
        ordinals = self._working_days(day.year)
        index = bisect_left(ordinals, day.toordinal())
        return index < len(ordinals) and ordinals[index] == day.toordinal()

    def working_seconds(self, start: datetime, end: datetime) -> float:
        """Seconds of working time from start to end; below zero if the end comes first."""
        return self._working_time(_in_shanghai(start), _in_shanghai(end)) / SECOND

    def add_working_seconds(self, start: datetime, seconds: float) -> datetime:
        """The earliest moment at which so many seconds of working time lie between start and it.

        An amount that fills a span ends at its closing, not at the next opening. Before opening and after
        closing, time begins at the next opening; below zero it counts back; zero outside office hours is the
        last closing.
        """
        return self._add_working_time(_in_shanghai(start), round(seconds * SECOND))

    def deadline(self, start: datetime, duration: Duration) -> datetime:
        """When something that starts then and has so long falls due.

        Hours count from the moment itself, days are 24 hours each. Of working days, the day of the start does
        not count, and the last one ends at the close of business: Civil Code of the PRC, articles 201 and
        203.
        """
        start = _in_shanghai(start)
        if duration.unit == "working_days":
            return self._close_of_business(start.date(), int(duration.amount))
        if duration.unit == "days":
            return _later(start, timedelta(days=duration.amount))
        if duration.unit == "working_hours":
            return self._add_working_time(start, round(duration.amount * 3600 * SECOND))
        return _later(start, timedelta(hours=duration.amount))

    def fraction_point(self, start: datetime, due: datetime, unit: Unit, fraction: float = 0.75) -> datetime:
        """The moment at which this fraction of the time from start to due is gone, counted in the unit's own time.

        It never lies before the start or after the due moment.
        """
        start, due = _in_shanghai(start), _in_shanghai(due)
        if is_working(unit):
            point = self._add_working_time(start, round(self._working_time(start, due) * fraction))
        else:
            point = _later(start, _between(start, due) * fraction)
        return min(max(start, point), due)

    def remaining(self, at: datetime, due: datetime, unit: Unit) -> float:
        """Seconds left at a moment, in the unit's own time; below zero if it is late. To pause, keep this number.

        Keep it as a float, or cut it down to whole seconds: rounded up at a closing, it would run into the
        next day.
        """
        at, due = _in_shanghai(at), _in_shanghai(due)
        return self._working_time(at, due) / SECOND if is_working(unit) else _between(at, due).total_seconds()

    def resume(self, at: datetime, remaining: float, unit: Unit) -> datetime:
        """When something falls due that had so many seconds `remaining` as it was paused, and goes on now.

        What was late when paused stays late by as much.
        """
        if is_working(unit):
            return self.add_working_seconds(at, remaining)
        return _later(at, timedelta(seconds=remaining))

    def _working_days(self, year: int) -> tuple[int, ...]:
        """The ordinals of the year's working days, in order."""
        ordinals = self._years.get(year)
        if ordinals is None:
            ordinals = self._years[year] = self._lay_out(year)
        return ordinals

    def _lay_out(self, year: int) -> tuple[int, ...]:
        if not self.knows(year):
            raise CalendarUnknown(year)
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        dates = map(date.fromordinal, range(first, last + 1))
        return tuple(day.toordinal() for day in dates if self.exceptions.get(day, _is_usual_working_day(day)))

    def _working_time(self, start: datetime, end: datetime) -> int:
        """Microseconds of working time between two moments in Shanghai."""
        if start > end:
            return -self._working_time(end, start)
        worked = self._worked_in_year(end) - self._worked_in_year(start)
        for year in range(start.year, end.year):
            worked += len(self._working_days(year)) * self.office_hours.length
        return worked

    def _worked_in_year(self, moment: datetime) -> int:
        """Microseconds of working time from the beginning of the moment's year to it."""
        ordinals, today = self._working_days(moment.year), moment.toordinal()
        index = bisect_left(ordinals, today)
        worked = index * self.office_hours.length
        if index < len(ordinals) and ordinals[index] == today:
            worked += self.office_hours.worked_by(since_midnight(moment))
        return worked

    def _add_working_time(self, start: datetime, length: int) -> datetime:
        """The earliest moment with so many microseconds of working time between start, in Shanghai, and it."""
        whole_day = self.office_hours.length
        worked = self._worked_in_year(start) + length
        index = (worked - 1) // whole_day  # a day's last microsecond belongs to it, not to the next day
        day = self._nth_working_day(start.year, index)
        return _moment(day, self.office_hours.reach(worked - index * whole_day))

    def _close_of_business(self, day: date, count: int) -> datetime:
        """The close of business of the count-th working day after a date."""
        tomorrow = day + timedelta(days=1)
        passed = bisect_left(self._working_days(tomorrow.year), tomorrow.toordinal())
        return _moment(self._nth_working_day(tomorrow.year, passed + count - 1), self.office_hours.closing)

    def _nth_working_day(self, year: int, index: int) -> date:
        """The working day at an index, from 0 on, of a year; indexes beyond either end run into other years."""
        while index < 0:
            year -= 1
            index += len(self._working_days(year))
        while index >= (length := len(self._working_days(year))):
            index -= length
            year += 1
        return date.fromordinal(self._working_days(year)[index])


def _is_usual_working_day(day: date) -> bool:
    """By the published lists; where there is none, Monday to Friday."""
    return day in workdays or (day.weekday() < 5 and day not in holidays)


def _in_shanghai(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} has no time zone: a deadline needs to know which")
    return moment.astimezone(SHANGHAI)


def _later(moment: datetime, by: timedelta) -> datetime:
    """Python adds to the wall clock of a moment with a zone, which jumps where summer time begins or ends."""
    return (_in_shanghai(moment).astimezone(UTC) + by).astimezone(SHANGHAI)


def _between(start: datetime, end: datetime) -> timedelta:
    return end.astimezone(UTC) - start.astimezone(UTC)


def _moment(day: date, microseconds: int) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return midnight + timedelta(microseconds=microseconds)
