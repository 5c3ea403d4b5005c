"""The work in one's pocket, in a real browser whose connection is cut at every step of every act."""

import io
import os
import re
from collections import Counter
from collections.abc import Callable
from itertools import cycle, product

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, Route, expect

from onegrid.audit.domain.verification import verify
from onegrid.audit.models import Entry
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case
from onegrid.directory.models import Person
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_access import serious_violations
from tests.conftest import Cast
from tests.factories import make_case

CUTS = int(os.environ.get("ONEGRID_CUTS", "25"))
ACTS = (
    ("take", {}),
    ("note", {"text": "已到现场"}),
    ("pause", {"reason": "等材料"}),
    ("resume", {}),
    ("resolve", {"reply": "已清运。"}),
)
A_ROUND = 5  # cases; a telephone keeps a hundred at most
POCKET = "/my/pocket/"
Cut = Callable[[Route], None]


def photo() -> dict[str, object]:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "#357").save(picture, "JPEG")
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def ready(page: Page, cases: int) -> None:
    """The telephone has the cases, and is controlled by its service worker."""
    expect(page.locator(f"[data-controller=pocket][data-kept='{cases}']")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def has(page: Page, cases: list[Case]) -> None:
    """The telephone has just these cases: those of the round before are gone."""
    ready(page, len(cases))
    page.evaluate("() => { location.hash = 'all' }")
    for case in cases:
        expect(page.locator(f"a[href='#case={case.number}']")).to_be_visible()


def act(page: Page, case: Case, key: str, answers: dict[str, str]) -> None:
    page.evaluate("hash => { location.hash = hash }", f"act={case.number}/{key}")
    form = page.locator("form[data-action='submit->pocket#act']")
    expect(form).to_be_visible()
    for name, value in answers.items():
        form.locator(f"[name={name}]").fill(value)
    if key == "resolve":
        form.locator("[type=file]").set_input_files(photo())
    form.locator("button.btn-primary").click()
    expect(page.locator("[data-case]")).to_be_visible()


def send_now(page: Page) -> None:
    page.evaluate("() => { dispatchEvent(new Event('online')) }")


def cut_before(route: Route) -> None:
    route.abort()


def cut_after(route: Route) -> None:
    """The server has done it; its answer is lost on the way."""
    route.fetch()
    route.abort()


def overloaded(route: Route) -> None:
    route.fulfill(status=503, body="")


def reopened(page: Page) -> Page:
    """The browser was closed in the middle and opened again."""
    context = page.context
    page.close()
    fresh = context.new_page()
    fresh.set_default_timeout(20_000)
    fresh.goto(POCKET)
    return fresh


def act_while_cut(page: Page, cut: Cut | None, case: Case, key: str, answers: dict[str, str], *, close: bool) -> Page:
    """One act, the connection being cut so while it is sent (or gone altogether); perhaps the browser is closed then, too."""
    if cut is None:
        page.context.set_offline(True)
    else:
        page.context.route("**/my/pocket/outbox/", cut)
    act(page, case, key, answers)
    send_now(page)
    if close and cut is not None:
        page = reopened(page)
        expect(page.locator("[data-controller=pocket][data-kept]")).to_be_visible()
    page.context.unroute_all(behavior="wait")
    page.context.set_offline(False)
    return page


def assert_done_once(case: Case) -> None:
    verbs = Counter(Entry.objects.filter(chain=case.chain).values_list("verb", flat=True))
    assert {key: verbs[key] for key, _answers in ACTS} == {key: 1 for key, _answers in ACTS}, case.number
    stored = Case.objects.get(pk=case.pk)
    assert stored.state == "resolved" and stored.attachments.count() == 1


@pytest.mark.django_db(transaction=True)
def test_wherever_the_connection_is_cut_nothing_is_lost_and_nothing_is_done_twice(
    cast: Cast, open_page: Opener
) -> None:
    page = open_page(POCKET, cast.grid_member, size=PHONE)
    cuts: cycle[Cut | None] = cycle([cut_before, cut_after, overloaded, None])
    for _round in range(-(-CUTS // (A_ROUND * len(ACTS)))):
        cases = [make_case() for _ in range(A_ROUND)]
        page = reopened(page)
        has(page, cases)
        for step, (case, (key, answers)) in enumerate(product(cases, ACTS)):
            page = act_while_cut(page, next(cuts), case, key, answers, close=step % 7 == 3)
        send_now(page)
        expect(page.locator("[data-controller=pocket][data-waiting='0']")).to_be_visible(timeout=120_000)
        for case in cases:
            assert_done_once(case)
            make_move(Case.objects.get(pk=case.pk), "verify", actor=cast.actor("inspector"))
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_opens_without_a_signal_and_sends_when_it_returns(
    cast: Cast, open_page: Opener, language: str
) -> None:
    case = make_case(description="路口垃圾桶满溢")
    page = open_page(POCKET, cast.grid_member, language=language, size=PHONE)
    ready(page, 1)
    page.reload()  # by now the service worker has the page
    ready(page, 1)
    page.context.set_offline(True)
    page.goto("/my/")  # any page of the office leads to what the telephone has
    ready(page, 1)
    page.locator("a[href='#all']").click()
    expect(page.locator(".row-title")).to_have_text("路口垃圾桶满溢")
    act(page, case, "take", {})
    page.locator("a[href='#outbox']").click()
    expect(page.locator("[data-outbox-item]")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("[data-outbox-item]")).to_have_count(0)
    assert Case.objects.get().handler == cast.grid_member


@pytest.mark.django_db(transaction=True)
def test_what_others_did_meanwhile_is_asked_and_nothing_typed_is_lost(cast: Cast, open_page: Opener) -> None:
    case = make_case()
    make_move(case, "take", actor=cast.actor("grid_member"))
    page = open_page(POCKET, cast.grid_member, size=PHONE)
    ready(page, 1)
    page.context.set_offline(True)
    act(page, case, "pause", {"reason": "等材料到货"})
    make_move(
        Case.objects.get(), "call-in", actor=cast.actor("grid_member"), organisations=[cast.department], reason="请到场"
    )
    page.context.set_offline(False)
    page.locator("a[href='#outbox']").click()
    waiting = page.locator("[data-outbox-item]")
    expect(waiting.locator("[data-put=meanwhile]")).to_contain_text("吹哨")
    expect(waiting.locator("[data-put=typed]")).to_have_text("等材料到货")
    waiting.locator("[data-insist]").click()
    expect(waiting).to_have_count(0)
    assert Entry.objects.get(verb="pause").reason == "等材料到货"


def sign_in(page: Page, person: Person) -> None:
    """Somebody else signs in on the same telephone."""
    client = Client()
    client.force_login(person)
    secret = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": secret, "url": page.url.split("/my/")[0]}]
    )


@pytest.mark.django_db(transaction=True)
def test_nobody_sends_or_reads_what_another_left_on_the_telephone(cast: Cast, open_page: Opener) -> None:
    case = make_case(description="路口垃圾桶满溢")
    page = open_page(POCKET, cast.grid_member, size=PHONE)
    ready(page, 1)
    page.context.set_offline(True)
    act(page, case, "take", {})
    sign_in(page, cast.grid_leader)
    page.context.set_offline(False)
    send_now(page)
    ready(page, 0)
    expect(page.locator("[data-controller=pocket][data-waiting='0']")).to_be_visible()
    assert Case.objects.get().length == 1
    sign_in(page, cast.grid_member)
    send_now(page)
    ready(page, 1)
    expect(page.locator("[data-controller=pocket][data-waiting='0']")).to_be_visible()
    assert Case.objects.get().handler == cast.grid_member


@pytest.mark.django_db(transaction=True)
def test_what_was_half_typed_is_there_after_the_browser_was_closed(cast: Cast, open_page: Opener) -> None:
    case = make_case()
    page = open_page(POCKET, cast.grid_member, size=PHONE)
    ready(page, 1)
    page.evaluate("hash => { location.hash = hash }", f"act={case.number}/escalate")
    page.locator("form [name=reason]").fill("需要社区协调")
    page = reopened(page)
    ready(page, 1)
    page.evaluate("hash => { location.hash = hash }", f"act={case.number}/escalate")
    expect(page.locator("form [name=reason]")).to_have_value("需要社区协调")


@pytest.mark.django_db(transaction=True)
def test_a_visit_is_entered_once_and_becomes_a_case_a_note_and_a_follow_up(cast: Cast, open_page: Opener) -> None:
    known = make_case()
    page = open_page(POCKET, cast.grid_member, size=PHONE)
    ready(page, 1)
    page.context.set_offline(True)
    page.locator("a[href='#visit']").click()
    page.fill("[name=address]", "枣园新村东门")
    page.select_option("[name=area_code]", index=1)
    page.select_option("[data-finding] [name=sort]", "street-cleanliness/rubbish")
    page.fill("[data-finding] [name=words]", "绿化带有垃圾")
    page.locator("[data-action='pocket#addFinding']").click()
    second = page.locator("[data-finding]").nth(1)
    second.locator("[name=sort]").select_option("note")
    second.locator("[name=number]").select_option(known.number)
    second.locator("[name=words]").fill("垃圾桶仍未清运")
    page.locator("[data-action='pocket#addFinding']").click()
    third = page.locator("[data-finding]").nth(2)
    third.locator("[name=sort]").select_option("follow-up-visit/matter")
    third.locator("[name=words]").fill("下周再来看一次")
    page.locator("form[data-action='submit->pocket#visit'] button.btn-primary").click()
    expect(page.locator("[data-outbox-item]")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("[data-outbox-item]")).to_have_count(0)
    kinds = set(Case.objects.exclude(pk=known.pk).values_list("kind", "category"))
    assert kinds == {("street-cleanliness", "rubbish"), ("follow-up-visit", "matter")}
    assert known.notes.order_by("id")[0].text == "垃圾桶仍未清运"


@pytest.mark.django_db(transaction=True)
def test_signing_out_wipes_what_the_telephone_had_to_read(cast: Cast, open_page: Opener) -> None:
    make_case()
    page = open_page(POCKET, cast.grid_member, size=PHONE)
    ready(page, 1)
    page.goto("/my/")
    page.locator("[popovertarget=account]").last.click()
    page.locator("form[data-controller=forget] button").click()
    expect(page).to_have_url(re.compile(r"\d/$"))
    count = page.evaluate(
        """() => new Promise((done) => {
            const open = indexedDB.open("onegrid-pocket");
            open.onsuccess = () => {
                const all = open.result.transaction("cases").objectStore("cases").count();
                all.onsuccess = () => done(all.result);
            };
        })"""
    )
    assert count == 0


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_serious_in_the_pocket(cast: Cast, open_page: Opener) -> None:
    case = make_case()
    page = open_page(POCKET, cast.grid_member, size=PHONE)
    ready(page, 1)
    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.reload()
        ready(page, 1)
        for shown in ("today", "all", "outbox", "visit", f"case={case.number}", f"act={case.number}/escalate"):
            page.evaluate("hash => { location.hash = hash }", shown)
            if serious := serious_violations(page):
                found[f"{shown} {scheme}"] = serious
    assert not found, found
