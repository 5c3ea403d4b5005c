"""Each office's calendar and limits, kept in memory until somebody changes them."""

from datetime import date

from onegrid.casework.models import CalendarDay, KindSetting, OfficeWeek
from onegrid.lib.durations import Duration
from onegrid.lib.office_hours import OfficeHours
from onegrid.lib.working_time import STATUTORY_YEARS, Calendar
from onegrid.territory.generations import CALENDARS, KINDS, token_of

_calendars: dict[str, tuple[str, Calendar]] = {}
_settings: dict[str, tuple[str, dict[str, KindSetting]]] = {}


def calendar_of(subdistrict: str) -> Calendar:
    """The working time of a subdistrict's office: its hours, the published calendar, and the days that it declared."""
    token = token_of(CALENDARS)
    kept = _calendars.get(subdistrict)
    if kept is None or kept[0] != token:
        kept = _calendars[subdistrict] = (token, _read_calendar(subdistrict))
    return kept[1]


def settings_of(subdistrict: str) -> dict[str, KindSetting]:
    """What a subdistrict's office set about kinds of case, by kind."""
    token = token_of(KINDS)
    kept = _settings.get(subdistrict)
    if kept is None or kept[0] != token:
        rows = {row.kind: row for row in KindSetting.objects.filter(subdistrict=subdistrict)}
        kept = _settings[subdistrict] = (token, rows)
    return kept[1]


def allowed_for(subdistrict: str, kind: str, clock: str, default: Duration) -> Duration:
    """How long an office allows for a clock: its own limit if it set one, else the kind's."""
    setting = settings_of(subdistrict).get(kind)
    own = setting.allowed.get(clock) if setting else None
    return Duration.parse(own) if own else default


def is_provisional(subdistrict: str, day: date) -> bool:
    """Whether the holidays of the day's year are still unknown, so that a deadline in it will be computed again."""
    return not (STATUTORY_YEARS.start <= day.year < STATUTORY_YEARS.stop or day.year in _declared(subdistrict))


def _declared(subdistrict: str) -> frozenset[int]:
    days = CalendarDay.objects.filter(subdistrict=subdistrict).dates("day", "year")
    return frozenset(day.year for day in days)


def _read_calendar(subdistrict: str) -> Calendar:
    """Years that nobody has published yet count as if they had weekends only: a report must not be refused for that."""
    week = OfficeWeek.objects.filter(subdistrict=subdistrict).first()
    rows = CalendarDay.objects.filter(subdistrict=subdistrict)
    days: dict[date, bool] = {row.day: row.working for row in rows}
    hours = OfficeHours.parse(week.hours) if week else OfficeHours()
    return Calendar(hours, exceptions=days, declared_years=frozenset(range(STATUTORY_YEARS.stop, 2100)))
