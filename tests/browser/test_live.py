"""What one does, the other's open page says; who looks at the same case, too. With the real stream in a process of its own."""

import re
import time

import pytest
from playwright.sync_api import Route, expect

from onegrid.casework.domain.moving import make_move
from tests.browser.conftest import CONNECTED, Opener, Stream
from tests.conftest import Cast
from tests.factories import make_case

LINE, LOOKING = "[data-live-target=changed]", "[data-live-target=looking]"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_one_does_appears_on_the_desk_of_another(
    stream: Stream, cast: Cast, open_page: Opener, language: str
) -> None:
    case = make_case()
    desk = open_page("/desk/", cast.duty_officer, language=language)
    outside = open_page("/desk/", cast.outsider, language=language)
    for page in (desk, outside):
        expect(page.locator(CONNECTED)).to_be_attached()
    make_move(case, "take", actor=cast.actor("grid_member"))
    expect(desk.locator(LINE)).to_contain_text("1")
    row = desk.locator(f"[data-case-number='{case.number}']")
    expect(row).to_contain_text("王网格")
    expect(outside.locator(LINE)).to_be_hidden()


def test_what_is_done_while_the_list_is_drawn_anew_appears_too(stream: Stream, cast: Cast, open_page: Opener) -> None:
    first, second = make_case(), make_case()
    desk = open_page("/desk/", cast.duty_officer)
    expect(desk.locator(CONNECTED)).to_be_attached()

    def draw_slowly(route: Route) -> None:
        drawn = route.fetch()
        make_move(second, "take", actor=cast.actor("grid_member"))
        time.sleep(1)  # the stream that stands has told it before its list is replaced
        route.fulfill(response=drawn)

    desk.route(re.compile("/desk/$"), draw_slowly, times=1)
    make_move(first, "take", actor=cast.actor("grid_member"))
    for case in (first, second):
        expect(desk.locator(f"[data-case-number='{case.number}']")).to_contain_text("王网格")


def test_a_desk_that_lost_its_stream_hears_of_what_it_missed(stream: Stream, cast: Cast, open_page: Opener) -> None:
    case = make_case()
    desk = open_page("/desk/", cast.duty_officer)
    expect(desk.locator(CONNECTED)).to_be_attached()
    stream.stop()
    expect(desk.locator(CONNECTED)).not_to_be_attached()
    make_move(case, "take", actor=cast.actor("grid_member"))
    stream.start()
    expect(desk.locator(f"[data-case-number='{case.number}']")).to_contain_text("王网格")


def test_who_else_looks_at_a_case_is_said_and_goes_with_them(stream: Stream, cast: Cast, open_page: Opener) -> None:
    case = make_case()
    mine = open_page(f"/cases/{case.number}/", cast.duty_officer)
    expect(mine.locator(CONNECTED)).to_be_attached()
    theirs = open_page(f"/cases/{case.number}/", cast.grid_member)
    expect(mine.locator(LOOKING)).to_have_text(re.compile("王网格"))
    expect(theirs.locator(LOOKING)).to_have_text(re.compile("赵值班"))
    theirs.close()
    expect(mine.locator(LOOKING)).to_be_hidden()
    make_move(case, "take", actor=cast.actor("grid_member"))
    expect(mine.locator(LINE)).to_be_visible()
