from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from onegrid.audit.models import Entry
from onegrid.casework.domain.calendar import Ruling, declare_days
from onegrid.casework.models import CalendarDay, CaseClock, OfficeWeek
from onegrid.lib.working_time import STATUTORY_YEARS
from tests.conftest import Cast
from tests.factories import ROOT, at, make_case, make_post

CALENDAR = "/office/calendar/"
UNKNOWN = STATUTORY_YEARS.stop


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.administrator)
    return client


def verbs() -> list[str]:
    return list(Entry.objects.filter(chain__startswith="journal:").order_by("seq").values_list("verb", flat=True))


def due(case: object) -> object:
    return CaseClock.objects.get(case=case, key="handle").due_at


def test_a_published_year_shows_its_days_off_and_make_up_days(office: Client) -> None:
    page = office.get(CALENDAR, {"year": "2026"}).content.decode()
    assert "2026-02-14" in page and "2026-02-17" in page and "国务院公布" in page
    assert "2026-03-04" not in page


def test_a_year_that_nobody_published_is_said_to_be_unknown(office: Client) -> None:
    assert "未知" in office.get(CALENDAR, {"year": str(UNKNOWN)}).content.decode()
    declare_days(ROOT, [Ruling(date(UNKNOWN, 2, 3), False, "春节")], actor="system")
    page = office.get(CALENDAR, {"year": str(UNKNOWN)}).content.decode()
    assert "未知" not in page and "已录入" in page and "春节" in page


def test_a_coming_year_that_is_unknown_is_warned_of(office: Client) -> None:
    page = office.get(CALENDAR).content.decode()
    coming = timezone.localdate().year + 1
    assert (f"{coming} 年的节假日安排尚未公布" in page) == (coming not in STATUTORY_YEARS)


def test_a_declared_day_moves_open_deadlines_and_says_how_many(office: Client) -> None:
    case = make_case(when=at("2026-03-04 10:00"))
    before = due(case)
    declared = {"first": "2026-03-05", "last": "", "working": "0", "note": "停电"}
    page = office.post(f"{CALENDAR}days/", declared, follow=True).content.decode()
    assert due(case) > before  # type: ignore[operator]
    assert "其中 1 个有变动" in page and "停电" in page  # to handle it; it was to be taken on the same day
    assert verbs()[-1] == "declare days"


def test_a_run_of_days_is_declared_at_once(office: Client) -> None:
    run = {"first": "2026-05-06", "last": "2026-05-08", "working": "0", "note": "街道调休"}
    assert office.post(f"{CALENDAR}days/", run)["Location"] == f"{CALENDAR}?year=2026"
    assert [each.day.day for each in CalendarDay.objects.all()] == [6, 7, 8]


@pytest.mark.parametrize(
    "wrong",
    [{"first": ""}, {"first": "2026-02-31"}, {"last": "2026-05-01"}, {"last": "2028-05-06"}, {"first": "1899-01-01"}],
)
def test_days_that_cannot_be_are_refused_and_kept(office: Client, wrong: dict[str, str]) -> None:
    sent = {"first": "2026-05-06", "last": "", "working": "1", "note": "值守"} | wrong
    answer = office.post(f"{CALENDAR}days/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="值守"' in page and not CalendarDay.objects.exists()
    assert all(f'value="{value}"' in page for value in wrong.values() if value)


def test_a_pasted_list_is_shown_before_it_is_declared(office: Client) -> None:
    text = f"{UNKNOWN}-02-06 休 春节\n{UNKNOWN}-02-07 班 补班"
    sent = {"year": str(UNKNOWN), "text": text}
    page = office.post(f"{CALENDAR}list/", sent).content.decode()
    assert "共 2 天" in page and "春节" in page and not CalendarDay.objects.exists()
    answer = office.post(f"{CALENDAR}list/", sent | {"confirmed": "1"})
    assert answer["Location"] == f"{CALENDAR}?year={UNKNOWN}"
    assert list(CalendarDay.objects.values_list("working", flat=True)) == [False, True]
    assert verbs()[-1] == "declare days"


@pytest.mark.parametrize("text", ["明天放假", "2027-02-30 休", "2027-02-06 休\n2027-02-06 班"])
@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "1"}])
def test_a_list_that_cannot_be_read_is_kept(office: Client, text: str, confirmed: dict[str, str]) -> None:
    answer = office.post(f"{CALENDAR}list/", {"year": "2027", "text": text} | confirmed)
    if answer.status_code == 200:  # what contradicts itself shows only when it is declared
        answer = office.post(f"{CALENDAR}list/", {"year": "2027", "text": text, "confirmed": "1"})
    assert answer.status_code == 422 and text.splitlines()[0] in answer.content.decode()
    assert not CalendarDay.objects.exists()


def test_declared_days_are_taken_back(office: Client) -> None:
    declare_days(ROOT, [Ruling(date(2026, 3, day), False) for day in (4, 5)], actor="system")
    office.post(f"{CALENDAR}withdraw/", {"day": ["2026-03-04"]})
    assert [each.day.day for each in CalendarDay.objects.all()] == [5] and verbs()[-1] == "withdraw days"
    page = office.post(f"{CALENDAR}withdraw/", {"day": ["nonsense"]}, follow=True).content.decode()
    assert "请先勾选" in page and CalendarDay.objects.count() == 1


def test_office_hours_are_set_as_people_write_them(office: Client) -> None:
    office.post(f"{CALENDAR}hours/", {"hours": "8：30－12：00，14：00－18：00"})
    assert OfficeWeek.objects.get().hours == "08:30-12:00 14:00-18:00" and verbs()[-1] == "set office hours"
    assert 'value="08:30-12:00 14:00-18:00"' in office.get(CALENDAR).content.decode()


def test_hours_that_are_none_are_refused_and_kept(office: Client) -> None:
    answer = office.post(f"{CALENDAR}hours/", {"hours": "朝九晚五"})
    assert answer.status_code == 422 and 'value="朝九晚五"' in answer.content.decode()
    assert not OfficeWeek.objects.exists()


@pytest.mark.parametrize("year", ["", "1", "abc", "２０２６", "99999"])
def test_a_year_that_cannot_be_read_is_this_one(office: Client, year: str) -> None:
    assert f">{timezone.localdate().year} <" in office.get(CALENDAR, {"year": year}).content.decode()


def test_a_grid_member_is_kept_out(client: Client, cast: Cast) -> None:
    client.force_login(cast.grid_member)
    assert client.get(CALENDAR).status_code == 403
    for url in ("hours", "days", "list", "withdraw"):
        assert client.post(f"{CALENDAR}{url}/").status_code == 403


def test_the_page_speaks_english_too(office: Client) -> None:
    page = office.get(CALENDAR, {"year": "2026"}, headers={"accept-language": "en"}).content.decode()
    assert "Days declared in 2026" in page and "the published calendar" in page


def test_the_overview_leads_to_what_one_may_enter(office: Client, client: Client, cast: Cast) -> None:
    page = office.get("/office/").content.decode()
    for url in ("routes", "kinds", "calendar", "people", "areas", "keys"):
        assert f'href="/office/{url}/"' in page
    assert 'href="/office/record/"' not in page
    client.force_login(cast.planner)
    page = client.get("/office/").content.decode()
    assert 'href="/office/areas/"' in page and "/office/routes/" not in page


def test_the_overview_counts_seats_that_nobody_fills(office: Client, cast: Cast) -> None:
    assert "11 个区域" in office.get("/office/").content.decode()
    make_post(cast.colleague, "community_officer", ROOT + "002")
    assert "10 个区域" in office.get("/office/").content.decode()
