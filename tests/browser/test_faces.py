"""One report through all three faces: the resident's telephone, the worker's pocket without a signal, the duty desk."""

import re

import pytest
from playwright.sync_api import Page, expect

from onegrid.audit.domain.verification import verify
from onegrid.audit.models import Entry
from onegrid.casework.models import Case
from tests.browser import test_pocket as pocket
from tests.browser import test_resident as resident
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_life import make_move, submit
from tests.conftest import MICRO_GRID, Cast

WORDS = {"zh-hans": "路口垃圾桶满溢，没有人清运", "en": "Rubbish in the street, not collected for days"}
DONE = {"zh-hans": "已清运完毕。", "en": "The bin was emptied."}
AGAIN = {"zh-hans": "桶边的垃圾还在。", "en": "The rubbish beside the bin is still there."}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_report_goes_through_all_three_faces_and_back_once_more(cast: Cast, open_page: Opener, language: str) -> None:
    phone = open_page("/report/", language=language, size=PHONE)
    address = report(phone, WORDS[language])
    case = Case.objects.get()

    work_without_a_signal(
        open_page(pocket.POCKET, cast.grid_member, language=language, size=PHONE), case, DONE[language]
    )

    desk = open_page("/desk/", cast.duty_officer, language=language)
    desk.locator(f"[data-case-number='{case.number}'] a").click()
    expect(desk.locator("#detail")).to_contain_text(DONE[language])
    make_move(open_page(f"/cases/{case.number}/", cast.inspector, language=language), case, "verify")

    phone.goto(address)
    expect(phone.locator("body")).to_contain_text(DONE[language])
    reopen(phone, AGAIN[language])
    case.refresh_from_db()
    assert (case.state, case.handler, case.reopened) == ("open", cast.grid_member, True)

    worker = open_page(pocket.POCKET, cast.grid_member, language=language, size=PHONE)
    pocket.ready(worker, 1)
    pocket.act(worker, case, "resolve", {"reply": DONE[language]})
    all_sent(worker)
    make_move(open_page(f"/cases/{case.number}/", cast.inspector, language=language), case, "verify")
    rate(phone, address)

    case.refresh_from_db()
    assert (case.state, case.rating, case.area_code) == ("closed", 5, MICRO_GRID)
    verbs = list(Entry.objects.filter(chain=case.chain).values_list("verb", flat=True))
    assert [verbs.count(verb) for verb in ("take", "resolve", "verify", "reopen", "rate")] == [1, 2, 2, 1, 1]
    assert list(verify()) == []


def report(phone: Page, words: str) -> str:
    """The address where the resident follows what they reported."""
    resident.begin(phone, words, with_photo=True)
    phone.locator("[name=category][value=rubbish]").check()
    resident.stand_here(phone)
    phone.locator("button[form=report-form]").click()
    expect(phone).to_have_url(re.compile("/report/done/"))
    return phone.locator("[data-copy-text-value*='/t/']").get_attribute("data-copy-text-value") or ""


def work_without_a_signal(worker: Page, case: Case, reply: str) -> None:
    pocket.ready(worker, 1)
    worker.context.set_offline(True)
    pocket.act(worker, case, "take", {})
    pocket.act(worker, case, "resolve", {"reply": reply})
    worker.locator("a[href='#outbox']").click()
    expect(worker.locator("[data-outbox-item]")).to_have_count(2)
    worker.context.set_offline(False)
    all_sent(worker)


def all_sent(worker: Page) -> None:
    worker.evaluate("() => { location.hash = 'outbox' }")
    expect(worker.locator("[data-controller=pocket][data-waiting='0']")).to_be_visible()


def reopen(phone: Page, words: str) -> None:
    phone.locator("a[href$='/reopen/']").click()
    phone.fill("[name=reason]", words)
    phone.locator("input[type=file]").set_input_files(resident.photo())
    submit(phone, "move-form")


def rate(phone: Page, address: str) -> None:
    phone.goto(address)
    phone.locator("#rate-form input[name=rating][value='5']").check()
    submit(phone, "rate-form")
