from datetime import date

import pytest
from django.core.exceptions import ValidationError

from onegrid.audit.models import Entry
from onegrid.casework.calendars import calendar_of, is_provisional
from onegrid.casework.domain.calendar import Ruling, declare_days, read_hours, set_office_hours, withdraw_days
from onegrid.casework.models import CalendarDay, Case
from onegrid.casework.queries import entries_of
from tests.conftest import Cast
from tests.factories import ELSEWHERE, ROOT, at, make_case

WEDNESDAY, THURSDAY, SATURDAY = date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 7)
ADMIN = "person:1"


def due(case: Case) -> str:
    """The deadline of the clock 'handle' (one working day), in local time."""
    found = case.clocks.get(key="handle").due_at.astimezone(at("2026-03-04 10:00").tzinfo)
    return f"{found:%Y-%m-%d %H:%M}"


@pytest.fixture
def case(cast: Cast) -> Case:
    return make_case(when=at("2026-03-04 10:00"))


def test_a_day_off_moves_open_deadlines_and_says_how_many(case: Case) -> None:
    assert due(case) == "2026-03-05 17:30"
    assert declare_days(ROOT, [Ruling(THURSDAY, False, "停电")], actor=ADMIN) == 1
    assert due(case) == "2026-03-06 17:30"
    assert [entry.verb for entry in entries_of(case)] == ["file", "calendar changed"]
    assert calendar_of(ROOT).is_working_day(THURSDAY) is False
    assert calendar_of(ELSEWHERE).is_working_day(THURSDAY) is True


def test_days_withdrawn_are_again_as_published(case: Case) -> None:
    declare_days(ROOT, [Ruling(THURSDAY, False)], actor=ADMIN)
    assert withdraw_days(ROOT, [THURSDAY, SATURDAY], actor=ADMIN) == 1
    assert due(case) == "2026-03-05 17:30"
    assert withdraw_days(ROOT, [THURSDAY], actor=ADMIN) == 0
    assert Entry.objects.filter(verb="withdraw days").count() == 1


def test_a_day_declared_again_is_what_was_said_last(cast: Cast) -> None:
    declare_days(ROOT, [Ruling(SATURDAY, True, "补班")], actor=ADMIN)
    declare_days(ROOT, [Ruling(SATURDAY, False, "改期"), Ruling(THURSDAY, False)], actor=ADMIN)
    assert list(CalendarDay.objects.values_list("day", "working", "note")) == [
        (THURSDAY, False, ""),
        (SATURDAY, False, "改期"),
    ]
    entry = Entry.objects.filter(verb="declare days").order_by("-seq").first()
    assert entry is not None and entry.actor == ADMIN
    assert entry.before == {"days": [{"day": "2026-03-07", "working": True, "note": "补班"}]}
    assert [each["day"] for each in entry.after["days"]] == ["2026-03-07", "2026-03-05"]


@pytest.mark.parametrize(
    "rulings",
    [
        [Ruling(SATURDAY, True), Ruling(SATURDAY, False)],
        [Ruling(date(1989, 1, 2), False)],
        [Ruling(date(2126, 1, 1), False)],
    ],
)
def test_days_that_contradict_each_other_or_lie_beyond_any_calendar_are_refused(
    land: object, rulings: list[Ruling]
) -> None:
    with pytest.raises(ValidationError):
        declare_days(ROOT, rulings, actor=ADMIN)
    assert not CalendarDay.objects.exists()


def test_declaring_a_year_makes_it_known(land: object) -> None:
    assert is_provisional(ROOT, date(2031, 1, 1))
    declare_days(ROOT, [Ruling(date(2031, 1, 1), False, "元旦")], actor=ADMIN)
    assert not is_provisional(ROOT, date(2031, 6, 1))


def test_new_office_hours_move_open_deadlines(case: Case) -> None:
    assert set_office_hours(ROOT, "08:30-11:30 14:00－18:00", actor=ADMIN) >= 1
    assert due(case) == "2026-03-05 18:00"
    entry = Entry.objects.get(verb="set office hours")
    assert entry.after == {"hours": "08:30-11:30 14:00-18:00"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("8：30-12:00", "08:30-12:00"),
        ("09：00－12：00，13：30－17：30", "09:00-12:00 13:30-17:30"),
        ("09:00~12:00、13:30~17:30", "09:00-12:00 13:30-17:30"),
        ("09:00 - 12:00", "09:00-12:00"),
        ("09:00至12:00", "09:00-12:00"),
    ],
)
def test_office_hours_are_read_as_people_type_them(typed: str, read: str) -> None:
    assert str(read_hours(typed)) == read


@pytest.mark.parametrize("typed", ["", "morning", "12:00-09:00", "09:00-12:00 11:00-17:00", "25:00-26:00"])
def test_office_hours_that_cannot_be_say_how_to_write_them(land: object, typed: str) -> None:
    with pytest.raises(ValidationError, match="09:00-12:00"):
        set_office_hours(ROOT, typed, actor=ADMIN)
