"""A resident on a phone: words or photo first, joining in, scanning, and a browser that was closed in between."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from onegrid.casework.models import Case, Follower
from onegrid.territory.models import Compound
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_access import serious_violations
from tests.conftest import MICRO_GRID, Cast
from tests.factories import make_case

both_languages = pytest.mark.parametrize("language", ["zh-hans", "en"])


def photo() -> dict[str, object]:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "#357").save(picture, "JPEG")
    return {"name": "bin.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def begin(page: Page, words: str = "", *, with_photo: bool = False) -> None:
    if words:
        page.fill("#begin-words", words)
    if with_photo:
        page.locator("#begin-photos").set_input_files(photo())
        expect(page.locator(".photos img")).to_have_count(1)
    page.locator("button[form=begin-form]").click()
    expect(page.locator("#report-form")).to_be_visible()


def stand_here(page: Page, lon: float = 116.005) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 36.005, "longitude": lon})
    page.locator("#report-form [data-controller~=locate] button").first.click()
    expect(page.locator("#report-form [name=lon]")).not_to_have_value("")


@both_languages
@pytest.mark.django_db(transaction=True)
def test_words_and_a_photo_come_first_and_the_kind_is_suggested(cast: Cast, open_page: Opener, language: str) -> None:
    page = open_page("/report/", language=language, size=PHONE)
    words = "楼上装修噪音很大" if language == "zh-hans" else "The noise of building works is very loud"
    begin(page, words, with_photo=True)
    expect(page.locator("[name=kind]")).to_have_value("noise")
    expect(page.locator("[name=description]")).to_have_value(words)
    page.locator("[name=detail_heard]").first.check()
    stand_here(page)
    page.locator("button[form=report-form]").click()
    expect(page).to_have_url(re.compile("/report/done/"))
    case = Case.objects.get()
    assert (case.kind, case.area_code, case.attachments.count()) == ("noise", MICRO_GRID, 1)


@both_languages
@pytest.mark.django_db(transaction=True)
def test_what_is_known_near_by_is_shown_before_sending_and_joined_in(
    cast: Cast, open_page: Opener, language: str
) -> None:
    case = make_case(lon=116.0055)
    page = open_page("/report/?kind=street-cleanliness", language=language, size=PHONE)
    page.fill("[name=description]", "路口垃圾桶满溢")
    stand_here(page)
    page.locator("#similar button").click()
    expect(page).to_have_url(re.compile("/report/done/"))
    expect(page.locator("main")).to_contain_text(case.number)
    assert Case.objects.count() == 1 and Follower.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_code_at_a_compound_says_where_it_is(cast: Cast, open_page: Opener) -> None:
    facts = {"kind": "old", "area_code": MICRO_GRID, "lon": 116.004, "lat": 36.004}
    compound = Compound.objects.create(subdistrict=MICRO_GRID[:9], name="枣园新村", **facts)
    page = open_page(f"/r/c{compound.pk}/", size=PHONE)
    begin(page, "垃圾没有人清运")
    expect(page.locator("#report-form [name=address]")).to_have_value("枣园新村")
    page.locator("button[form=report-form]").click()
    expect(page).to_have_url(re.compile("/report/done/"))
    assert Case.objects.get().area_code == MICRO_GRID


@pytest.mark.django_db(transaction=True)
def test_a_draft_and_its_photo_survive_a_closed_browser(cast: Cast, open_page: Opener) -> None:
    page = open_page("/report/", size=PHONE)
    page.fill("#begin-words", "路口垃圾桶满溢")
    page.locator("#begin-photos").set_input_files(photo())
    expect(page.locator(".photos img")).to_have_count(1)
    expect(page.locator("[data-controller~=photo][data-kept='1']")).to_be_attached()
    context = page.context
    page.close()
    page = context.new_page()
    page.goto("/report/")
    expect(page.locator("#begin-words")).to_have_value("路口垃圾桶满溢")
    expect(page.locator(".photos img")).to_have_count(1)
    page.locator("[data-action='draft#discard']").click()
    expect(page.locator("#begin-words")).to_have_value("")


@pytest.mark.django_db(transaction=True)
def test_around_me_lists_what_is_known_and_axe_finds_nothing_serious(cast: Cast, open_page: Opener) -> None:
    make_case()
    found = {}
    page = open_page("/around/?lon=116.005&lat=36.005", size=PHONE)
    for path in ("/around/?lon=116.005&lat=36.005", "/report/", "/r/unknown/"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.goto(path)
            if serious := serious_violations(page):
                found[f"{path} {scheme}"] = serious
    assert not found, found
