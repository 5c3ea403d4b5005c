"""The whole life of a dispute, through the pages, as each of its people sees them; and what axe finds on them."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from onegrid.audit.domain.verification import verify
from onegrid.directory.models import Person
from onegrid.mediation.domain.dates import secret_of
from onegrid.mediation.models import Agreement, Dispute, Invitee, OfferedDate, Session
from onegrid.mediation.signers import signers_of
from tests.browser.conftest import DESK, PHONE, Opener
from tests.browser.test_access import serious_violations
from tests.conftest import COMMUNITY, Cast
from tests.mediation.conftest import Room, room

__all__ = ["room"]
# As high as the longest form: what the bar of rooms covers until one scrolls is no fault.
TALL = PHONE | {"height": 3200}


def send(page: Page) -> None:
    """Press the main button of the form on the page, and wait for the page that answers."""
    with page.expect_navigation():
        page.locator("form button.btn-primary, form button.is-final, .thumb button.btn-primary").last.click()
    page.wait_for_load_state("networkidle")


def fill(page: Page, **answers: str) -> None:
    for name, value in answers.items():
        page.locator(f"#action-form [name={name}], #dispute-form [name={name}]").first.fill(value)


def act(page: Page, number: str, key: str, of: object = None, **answers: str) -> None:
    page.goto(f"/mediation/{number}/do/{key}/" + (f"?of={of}" if of else ""))
    fill(page, **answers)
    send(page)
    expect(page.locator(".notice-success")).to_be_visible()


def typed(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def bring_by_browser(page: Page) -> Dispute:
    page.locator("[name=area_code]").select_option(COMMUNITY)
    fill(page, statement="楼上漏水，泡坏了我家天花板。", wants="赔偿三千元。", name="林阿姨", other_name="高师傅")
    fill(page, phone="13800138001")
    page.locator("button[form=dispute-form]").click()
    page.wait_for_url("**/report/done/")
    return Dispute.objects.select_related("case").get()


def choose_a_date(chair: Page, number: str, open_page: Opener) -> None:
    """The mediator offers dates, the respondent answers on a phone, the mediator for the applicant, and one suits all."""
    chair.goto(f"/mediation/{number}/do/dates/")
    fill(chair, room_1="第一调解室", room_2="第二调解室", room_3="第三调解室")
    send(chair)
    respondent, applicant = (Invitee.objects.get(party__side=side) for side in ("respondent", "applicant"))
    wednesday = OfferedDate.objects.all()[1]
    phone = open_page(f"/disputes/dates/{secret_of(respondent)}/", size=PHONE)
    phone.locator(f"[name=suits][value='{wednesday.pk}']").check()
    phone.locator("[name=note]").fill("白天上班")
    phone.locator("button[form=dates-form]").click()
    expect(phone.locator(".notice-success")).to_be_visible()
    expect(phone.locator("body")).not_to_contain_text("林")
    chair.goto(f"/mediation/{number}/do/answer-dates/?of={applicant.pk}")
    for box in chair.locator("[name=suits]").all():
        box.check()
    send(chair)
    row = chair.locator("tr", has_text="第二调解室")
    expect(row).to_contain_text("各方均可")
    row.locator("a[href*='/do/choose-date/']").click()
    send(chair)
    phone.reload()
    expect(phone.locator("body")).to_contain_text("第二调解室")
    with phone.expect_download() as download:
        phone.locator("a[href$='session.ics']").click()
    assert download.value.suggested_filename == f"{number}.ics"
    assert Session.objects.get().starts == wednesday.starts


def sign_on_screen(chair: Page, number: str, agreement: Agreement) -> None:
    """Everybody signs in their field at the mediator's device; an empty field is not taken."""
    chair.goto(f"/mediation/{number}/")
    chair.locator("form[action*='/signing/'] button").click()
    chair.wait_for_load_state("networkidle")
    assert serious_violations(chair) == []
    chair.locator("details[open] .btn-primary").first.click()
    expect(chair.locator("details[open] .errorlist").first).to_be_visible()
    for place, _signer in enumerate(signers_of(agreement)):
        field = chair.locator("details").nth(place)
        draw(chair, field.locator("canvas"))
        with chair.expect_navigation():
            field.locator(".btn-primary").click()
        chair.wait_for_load_state("networkidle")
    expect(chair).to_have_url(re.compile(f"/mediation/{number}/$"))
    assert agreement.signatures.count() == 3
    chair.goto(f"/mediation/{number}/do/sign/?of={agreement.pk}")
    expect(chair.locator("[name=how][value=screen]")).to_be_checked()
    send(chair)


def draw(page: Page, field: Locator) -> None:
    """A stroke with the mouse."""
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for right, down in ((90, 20), (150, 90), (220, 40)):
        page.mouse.move(box["x"] + 40 + right, box["y"] + 30 + down, steps=4)
    page.mouse.up()


@pytest.mark.django_db(transaction=True)
def test_a_dispute_is_brought_talked_over_settled_confirmed_and_performed(
    cast: Cast, room: Room, open_page: Opener
) -> None:
    resident = open_page("/disputes/", size=PHONE)
    dispute = bring_by_browser(resident)
    number = dispute.case.number
    expect(resident.locator("body")).to_contain_text(number)

    office = open_page("/mediation/", room.officer)
    office.locator(f"a[href='/mediation/{number}/']").click()
    expect(office.locator("h1")).to_contain_text("邻里纠纷")
    act(office, number, "accept")
    office.goto(f"/mediation/{number}/do/appoint/")
    office.locator(f"[name=chair][value='{room.chair.pk}']").check()
    send(office)

    chair = open_page(f"/mediation/{number}/", Person.objects.get(pk=room.chair.pk))
    expect(chair.locator("body")).not_to_contain_text("高师傅")
    with chair.expect_navigation():
        chair.locator("form[action$='/file/'] button").click()
    expect(chair.locator("body")).to_contain_text("高师傅")
    chair.goto(f"/mediation/{number}/do/answer/?of={dispute.parties.get(side='respondent').pk}")
    chair.locator("[name=agrees][value='1']").check()
    send(chair)
    choose_a_date(chair, number, open_page)
    chair.goto(f"/mediation/{number}/do/hold/?of={Session.objects.get().pk}")
    for box in chair.locator("[name=came]").all():
        box.check()
    fill(chair, minutes="双方互谅互让。")
    send(chair)
    chair.goto(f"/mediation/{number}/do/agreement/")
    chair.locator("[name=form][value=written]").check()
    today = timezone.localdate()
    fill(chair, facts="漏水属实。", text_1="被申请人赔偿三千元", due_1=f"{today + timedelta(days=3)}")
    send(chair)
    agreement = Agreement.objects.get()
    sign_on_screen(chair, number, agreement)
    with chair.expect_download() as download:
        chair.locator(f"form[action='/mediation/{number}/papers/agreement/?of={agreement.pk}'] [value=pdf]").click()
    assert download.value.suggested_filename.endswith("人民调解协议书.pdf")
    chair.goto(f"/mediation/{number}/do/confirmation/?of={agreement.pk}")
    chair.locator("[name=confirmation][value=filed]").check()
    fill(chair, court="东城区人民法院")
    send(chair)
    act(chair, number, "keep", agreement.terms.get().pk, note="已付清。")
    expect(chair.locator("body")).to_contain_text("已结案")
    visit = dispute.follow_ups.get(term=None)
    chair.goto(f"/mediation/{number}/do/follow-up/?of={visit.pk}")
    chair.locator("[name=outcome][value=good]").check()
    send(chair)

    resident.goto(f"/track/{number}/")
    expect(resident.locator("body")).to_contain_text("已结案")
    expect(resident.locator("body")).not_to_contain_text("高师傅")
    dispute.case.refresh_from_db()
    assert (dispute.case.state, dispute.case.on_time) == ("closed", True)
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_a_term_without_its_day_is_refused_and_stays_typed(cast: Cast, room: Room, open_page: Opener) -> None:
    dispute = bring_by_browser(open_page("/disputes/", size=PHONE))
    office = open_page("/mediation/", room.officer)
    number = dispute.case.number
    act(office, number, "accept")
    office.goto(f"/mediation/{number}/do/agreement/")
    office.locator("[name=form][value=oral]").check()
    fill(office, facts="属实。", text_1="当面道歉。")
    send(office)
    expect(office.locator("[role=alert]").first).to_contain_text("履行期限")
    expect(office.locator("[name=text_1]")).to_have_value("当面道歉。")
    assert Agreement.objects.count() == 0


@pytest.mark.parametrize("size", [DESK, TALL], ids=["desk", "phone"])
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_serious_in_this_room(
    cast: Cast, room: Room, open_page: Opener, size: dict[str, int]
) -> None:
    number = bring_by_browser(open_page("/disputes/", size=size)).case.number
    pages = ["", "new/", "figures/", "mediators/", f"mediators/{room.chair.pk}/", "experts/", f"{number}/"]
    pages += [f"{number}/do/{key}/" for key in ("appoint", "route", "grade", "party", "accept")]
    found = {}
    page = open_page("/disputes/", size=size)
    if serious := serious_violations(page):
        found["door"] = serious
    page = open_page("/mediation/", room.officer, size=size)
    for path in pages:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.goto(f"/mediation/{path}")
            if serious := serious_violations(page):
                found[f"{path} {scheme}"] = serious
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())
