from datetime import date

import pytest
from django.utils import translation

from onegrid.web.relative import say_ago, say_date, say_moment, say_until
from tests.factories import at

NOW = at("2026-03-04 10:00")


@pytest.mark.parametrize(
    ("due", "chinese", "english"),
    [
        ("2026-03-04 13:30", "还剩 3 小时", "3 hours left"),
        ("2026-03-04 10:00:30", "还剩 1 分钟", "1 minute left"),
        ("2026-03-06 09:00", "还剩 1 天", "1 day left"),
        ("2026-03-04 10:00", "逾期 1 分钟", "1 minute late"),
        ("2026-03-04 09:15", "逾期 45 分钟", "45 minutes late"),
        ("2026-03-02 09:00", "逾期 2 天", "2 days late"),
    ],
)
def test_a_deadline_is_said_in_the_largest_unit_that_fits(due: str, chinese: str, english: str) -> None:
    assert say_until(at(due), NOW) == chinese
    with translation.override("en"):
        assert say_until(at(due), NOW) == english


def test_what_happened_is_relative_until_a_day_has_passed() -> None:
    assert say_ago(at("2026-03-04 09:59:30"), NOW) == "刚刚"
    assert say_ago(at("2026-03-04 09:15"), NOW) == "45 分钟前"
    assert say_ago(at("2026-03-03 10:01"), NOW) == "23 小时前"
    assert say_ago(at("2026-03-03 10:00"), NOW) == "3月3日 10:00"


def test_the_year_is_said_only_if_it_is_another() -> None:
    assert say_moment(at("2025-12-31 18:05"), NOW) == "2025年12月31日 18:05"
    assert say_date(date(1999, 1, 2)) == "1999年1月2日"
    with translation.override("en"):
        assert say_moment(at("2025-12-31 18:05"), NOW) == "31 Dec 2025, 18:05"
