"""The desk's map and its list are one: what narrows the one narrows the other, with the mouse, the keyboard and without a map."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from onegrid.casework.domain.moving import make_move
from onegrid.lib.polygons import read_polygon
from tests.browser.conftest import CONNECTED, DESK, PHONE, Opener, Stream
from tests.browser.test_access import serious_violations
from tests.conftest import Cast
from tests.factories import ROOT, make_case

pytestmark = pytest.mark.django_db(transaction=True)
READY, ROWS = "#map-pane[data-ready]", "[data-case-number]"


def canvas(page: Page) -> Locator:
    """The map, once its cases are drawn."""
    expect(page.locator(READY)).to_be_visible(timeout=60_000)
    return page.locator("#map-pane canvas")


def corners_on(page: Page, *shares: tuple[float, float]) -> list[tuple[float, float]]:
    """Pixels of points on the map, each given as shares of its width and height."""
    box: Any = canvas(page).bounding_box()
    return [(box["x"] + east * box["width"], box["y"] + south * box["height"]) for east, south in shares]


def draw(page: Page, *shares: tuple[float, float]) -> None:
    page.get_by_role("button", name="圈选范围").click()
    for x, y in corners_on(page, *shares):
        page.mouse.click(x, y)
        page.wait_for_timeout(400)  # so that two presses are no double-click


def polygon_in(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query).get("polygon", [""])[0]


def test_a_polygon_is_drawn_and_the_list_and_the_address_follow(cast: Cast, open_page: Opener) -> None:
    west, east = make_case(lon=116.005), make_case(lon=116.035)
    page = open_page("/desk/?view=both", cast.duty_officer)
    draw(page, (0.03, 0.1), (0.5, 0.1), (0.5, 0.9), (0.03, 0.9))
    page.keyboard.press("Enter")
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(f"[data-case-number='{west.number}']")).to_be_visible()
    expect(page.locator("#map-pane")).to_have_attribute("data-count", "1")
    assert len(read_polygon(polygon_in(page)).corners) == 4
    page.reload()
    expect(page.locator(ROWS)).to_have_count(1)
    page.get_by_role("link", name="圈选范围（4 个顶点）").click()
    expect(page.locator(ROWS)).to_have_count(2)
    expect(page.locator("#map-pane")).to_have_attribute("data-count", "2")
    assert polygon_in(page) == ""
    expect(page.locator(f"[data-case-number='{east.number}']")).to_be_visible()


def test_escape_cancels_and_a_crossing_is_told(cast: Cast, open_page: Opener) -> None:
    make_case()
    page = open_page("/desk/?view=both", cast.duty_officer)
    draw(page, (0.2, 0.2), (0.8, 0.8), (0.8, 0.2), (0.2, 0.8))
    page.keyboard.press("Enter")
    expect(page.locator("#map-pane [role=status]")).to_contain_text("边线有交叉")
    page.keyboard.press("Backspace")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="圈选范围")).to_be_visible()
    assert polygon_in(page) == ""


def test_the_keyboard_alone_can_draw(cast: Cast, open_page: Opener) -> None:
    make_case()
    page = open_page("/desk/?view=both", cast.duty_officer)
    canvas(page)
    page.get_by_role("button", name="圈选范围").press("Enter")
    for keys in (["ArrowLeft"], ["ArrowRight", "ArrowRight"], ["ArrowUp"]):
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(700)
        page.keyboard.press(" ")
    page.keyboard.press("Enter")
    page.wait_for_url("**polygon=**")
    assert len(read_polygon(polygon_in(page)).corners) == 3


def test_a_press_on_an_area_narrows_list_and_table_to_it(cast: Cast, open_page: Opener) -> None:
    make_case(lon=116.005), make_case(lon=116.035)
    page = open_page("/desk/?view=both&channel=resident", cast.duty_officer)
    ((x, y),) = corners_on(page, (0.3, 0.56))
    page.mouse.click(x, y)
    expect(page.locator(ROWS)).to_have_count(1)
    page.wait_for_url(f"**area={ROOT}001")
    assert "channel=resident" in page.url
    page.get_by_text("各区域时限灯列表").click()
    expect(page.locator("#area-lines tbody tr")).to_have_count(2)
    page.locator("#area-lines").get_by_role("link", name="2号网格").click()
    expect(page.locator(ROWS)).to_have_count(0)
    page.wait_for_url(f"**area={ROOT}001002")


def test_row_and_point_know_each_other(cast: Cast, open_page: Opener) -> None:
    case = make_case(lon=116.02, lat=36.01)
    page = open_page("/desk/?view=both", cast.duty_officer)
    ((x, y),) = corners_on(page, (0.5, 0.5))
    row = page.locator(f"[data-case-number='{case.number}']")
    page.mouse.move(x - 60, y)
    page.mouse.move(x, y, steps=4)
    expect(row).to_have_attribute("data-marked", "")
    page.mouse.click(x, y)
    expect(page.locator("#detail #case")).to_contain_text(case.title)


def test_what_others_do_moves_the_points(stream: Stream, cast: Cast, open_page: Opener) -> None:
    case = make_case()
    make_case(lon=116.035)
    page = open_page("/desk/?view=map", cast.duty_officer)
    canvas(page)
    expect(page.locator("#map-pane")).to_have_attribute("data-count", "2")
    expect(page.locator(CONNECTED)).to_be_attached()
    make_move(case, "merge", actor=cast.actor("duty_officer"), case=make_case(lon=116.015))
    make_case(lon=116.025)
    expect(page.locator("#map-pane")).to_have_attribute("data-count", "3")


def test_heat_takes_the_place_of_the_cases(cast: Cast, open_page: Opener) -> None:
    make_case()
    page = open_page("/desk/?view=map", cast.duty_officer)
    canvas(page)
    with page.expect_response(re.compile(r"/map/heat\.json\?.*days=30")) as answer:
        page.locator("#map-pane").get_by_role("combobox").select_option("30")
    assert [each["properties"] for each in answer.value.json()["features"]] == [{"count": 1}]
    expect(page.locator("#map-pane [role=status]")).to_contain_text("近 30 天反映的事项")


def test_the_map_comes_only_when_it_is_wanted_and_on_a_phone_in_place_of_the_list(
    cast: Cast, open_page: Opener
) -> None:
    make_case()
    page = open_page("/desk/?view=list", cast.duty_officer, size=PHONE)
    scripts = "performance.getEntriesByType('resource').map((each) => each.name).filter((name) => /map/.test(name))"
    assert page.evaluate(scripts) == []
    page.get_by_role("navigation", name="显示方式").get_by_role("link", name="地图").click()
    canvas(page)
    expect(page.locator(ROWS)).to_be_hidden()
    page.goto("/desk/")
    canvas(page)
    page.goto("/desk/?view=both")
    expect(page.locator(ROWS)).to_be_visible()
    expect(page.locator("#map-pane")).to_be_hidden()
    assert page.evaluate("document.querySelector('#map-pane canvas')") is None


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_serious_on_the_map(cast: Cast, open_page: Opener, size: dict[str, int]) -> None:
    make_case()
    page = open_page("/desk/?view=map&polygon=116,36;116.02,36;116.01,36.02", cast.duty_officer, size=size)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.reload()
        canvas(page)
        page.get_by_text("各区域时限灯列表").click()
        assert serious_violations(page) == []
