"""The whole life of a report, through the pages, as each of its people sees them."""

import re

import pytest
from playwright.sync_api import Page, expect

from onegrid.audit.domain.verification import verify
from onegrid.casework.models import Case
from tests.browser.conftest import PHONE, Opener
from tests.conftest import MICRO_GRID, Cast


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.django_db(transaction=True)
def test_a_report_is_filed_taken_done_verified_and_rated(cast: Cast, open_page: Opener, language: str) -> None:
    resident = open_page("/report/?kind=street-cleanliness", language=language, size=PHONE)
    fill_report(resident)
    submit(resident, "report-form")
    case = Case.objects.get()
    expect(resident.locator("body")).to_contain_text(case.number)
    tracking = resident.locator(f"[data-copy-text-value*='/t/{case.number}/']").get_attribute("data-copy-text-value")

    worker = open_page("/my/", cast.grid_member, language=language, size=PHONE)
    worker.locator(f"a[href*='/cases/{case.number}/']").first.click()
    make_move(worker, case, "take")
    make_move(worker, case, "resolve", {"reply": "已清运完毕，并增加了清运频次。"})

    inspector = open_page(f"/cases/{case.number}/", cast.inspector, language=language)
    make_move(inspector, case, "verify")

    assert tracking is not None
    resident.goto(tracking)
    expect(resident.locator("body")).to_contain_text("已清运完毕")
    resident.locator("#rate-form input[name=rating][value='5']").check()
    submit(resident, "rate-form")

    case.refresh_from_db()
    assert (case.state, case.rating, case.holder_area) == ("closed", 5, MICRO_GRID)
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_stays_when_the_report_cannot_be_sent(cast: Cast, open_page: Opener) -> None:
    resident = open_page("/report/?kind=street-cleanliness", size=PHONE)
    resident.locator("[name=description]").fill("垃圾桶满了，没有选地点。")
    submit(resident, "report-form")
    expect(resident.locator("[role=alert]").first).to_be_visible()
    expect(resident.locator("[name=description]")).to_have_value("垃圾桶满了，没有选地点。")
    assert Case.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_staff_sign_in_with_their_password(cast: Cast, open_page: Opener) -> None:
    cast.duty_officer.set_password("a long enough password")
    cast.duty_officer.save()
    page = open_page("/desk/")
    page.fill("input[name=login]", cast.duty_officer.username)
    page.fill("input[name=password]", "a long enough password")
    page.press("input[name=password]", "Enter")
    expect(page).to_have_url(re.compile(r"/desk/$"))


@pytest.mark.django_db(transaction=True)
def test_every_page_works_by_keyboard_from_its_first_tab(cast: Cast, open_page: Opener) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused is not None and focused.startswith("#"), "the first stop is the link past the head"


def fill_report(page: Page) -> None:
    page.locator("[name=category][value=rubbish]").check()
    page.locator("[name=description]").fill("路口垃圾桶满溢，污水外流，请尽快清运。")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 36.005, "longitude": 116.005})
    page.locator("[data-controller~=locate] button").first.click()
    expect(page.locator("[name=lon]")).not_to_have_value("")


def submit(page: Page, form: str) -> None:
    inside, beside = f"#{form} button.btn-primary", f"button[form={form}]"
    page.locator(f"{inside}, {beside}").first.click()
    page.wait_for_load_state("networkidle")


def make_move(page: Page, case: Case, key: str, answers: dict[str, str] | None = None) -> None:
    page.goto(f"/cases/{case.number}/moves/{key}/")
    for name, value in (answers or {}).items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("main button.btn-primary, main button.is-final").last.click()
    page.wait_for_load_state("networkidle")
