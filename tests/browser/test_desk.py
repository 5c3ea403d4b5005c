"""The duty desk with a mouse, with the keyboard alone, and without script."""

import pytest
from playwright.sync_api import expect

from onegrid.casework.domain.desks import filters_of, habit_of
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case
from tests.browser.conftest import DESK, PHONE, Opener
from tests.conftest import GRID, Cast
from tests.factories import make_case

pytestmark = pytest.mark.django_db(transaction=True)
DIALOG = "#desk-dialog-body"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_filter_is_saved_and_leads_back_to_its_cases(cast: Cast, open_page: Opener, size: dict[str, int]) -> None:
    mine = make_case(channel="hotline", description="热线转来的一件。")
    make_case(description="居民上报的一件。")
    page = open_page("/desk/?channel=hotline", cast.duty_officer, size=size)
    page.get_by_role("link", name="保存当前筛选").click()
    page.get_by_label("筛选名称").fill("热线")
    page.get_by_role("button", name="保存", exact=True).click()
    tab = page.get_by_role("navigation", name="我的筛选").get_by_role("link", name="热线")
    expect(tab).to_have_attribute("aria-current", "page")
    page.goto("/desk/")
    expect(page.locator("[data-case-number]")).to_have_count(2)
    tab.click()
    expect(page.locator("[data-case-number]")).to_have_count(1)
    expect(page.locator(f"[data-case-number='{mine.number}']")).to_be_visible()
    assert [each.name for each in filters_of(cast.duty_officer)] == ["热线"]


def test_columns_are_chosen_in_the_dialog(cast: Cast, open_page: Opener) -> None:
    make_case(channel="hotline")
    page = open_page("/desk/", cast.duty_officer)
    page.get_by_role("link", name="显示列").click()
    page.locator(DIALOG).get_by_label("渠道").check()
    page.locator(DIALOG).get_by_label("承办人", exact=True).uncheck()
    page.get_by_role("button", name="显示这些列").click()
    expect(page.get_by_role("columnheader", name="渠道")).to_be_visible()
    assert "channel" in habit_of(cast.duty_officer).columns and "handler" not in habit_of(cast.duty_officer).columns


def test_the_keyboard_opens_help_and_takes_a_case(cast: Cast, open_page: Opener) -> None:
    case = make_case()
    page = open_page("/desk/", cast.grid_member)
    expect(page.locator("[data-case-number]")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.locator(DIALOG).get_by_text("启用单键快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(DIALOG)).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#detail #case")).to_be_visible()
    page.keyboard.press("t")
    expect(page.locator("#case")).to_contain_text("办理中")
    case.refresh_from_db()
    assert case.handler == cast.grid_member


def test_single_keys_that_are_switched_off_do_nothing(cast: Cast, open_page: Opener) -> None:
    make_case()
    page = open_page("/desk/keys/", cast.duty_officer)
    page.get_by_label("启用单键快捷键").uncheck()
    page.get_by_role("button", name="保存设置").click()
    page.wait_for_url("**/desk/")
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.locator("[data-shortcuts-target=item]")).not_to_be_focused()
    expect(page.locator(DIALOG)).to_be_hidden()
    assert not habit_of(cast.duty_officer).single_keys


def test_the_keyboard_chooses_several_acts_on_them_and_takes_it_back(cast: Cast, open_page: Opener) -> None:
    cases = [make_case(description=f"第{number}处垃圾桶满溢。") for number in range(4)]
    page = open_page("/desk/?channel=resident", cast.duty_officer)
    expect(page.locator("[data-case-number]")).to_have_count(4)
    expect(page.locator("#bulk")).to_be_hidden()
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.locator("#bulk")).to_contain_text("已选 3 件")
    page.keyboard.press("o")
    page.locator(DIALOG).get_by_role("link", name="转派部门").click()
    page.locator(DIALOG).locator("[name=organisation]").select_option(label="环卫所")
    page.locator(DIALOG).locator("[name=reason]").fill("环卫职责")
    page.locator(DIALOG).get_by_role("button", name="转派部门").click()
    expect(page.locator(DIALOG)).to_contain_text("完成 3 件")
    assert Case.objects.filter(holder_organisation=cast.department).count() == 3
    page.locator(DIALOG).get_by_role("button", name="撤回").click()
    expect(page.locator(DIALOG)).to_contain_text("已撤回 3 件")
    assert Case.objects.filter(holder_organisation=cast.department).count() == 0
    page.locator(DIALOG).get_by_role("link", name="返回事项列表").click()
    expect(page.locator(DIALOG)).to_be_hidden()
    expect(page.locator("[data-case-number]")).to_have_count(len(cases))
    assert page.url.endswith("?channel=resident")


def test_a_stretch_is_chosen_with_shift_and_the_mouse(cast: Cast, open_page: Opener) -> None:
    for _each in range(4):
        make_case()
    page = open_page("/desk/", cast.duty_officer)
    boxes = page.locator("[data-choose-target=box]")
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator("#bulk")).to_contain_text("已选 3 件")
    page.get_by_role("button", name="取消勾选").click()
    expect(page.locator("#bulk")).to_be_hidden()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_suggestion_opens_the_form_filled_in_in_a_dialog_or_on_a_page(
    cast: Cast, open_page: Opener, size: dict[str, int]
) -> None:
    case = make_case()
    for name in ("grid_member", "grid_leader"):
        make_move(case, "escalate", actor=cast.actor(name), reason="请协调")
    page = open_page(f"/cases/{case.number}/", cast.duty_officer, size=size)
    could = page.get_by_role("region", name="谁可接办")
    could.get_by_role("link", name="下派 1号网格 网格长").click()
    form = page.locator("#move-form")
    expect(form.get_by_label("区域")).to_have_value(GRID)
    page.get_by_role("button", name="下派", exact=True).click()
    expect(page.locator(".facts strong").first).to_have_text("1号网格 网格长")
    assert Case.objects.get(pk=case.pk).holder_area == GRID
