"""A planner goes from departments' files to a plan in force, on the pages of the studio."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from onegrid.cli.loops import run_drawings
from onegrid.studio.domain.alternatives import ask_for_alternative
from onegrid.studio.domain.computing import compute_waiting
from onegrid.studio.models import Alternative
from onegrid.territory.models import Plan
from tests.browser.conftest import DESK, PHONE, Opener
from tests.browser.test_access import serious_violations
from tests.conftest import Cast
from tests.factories import ROOT
from tests.studio.land import blocks, make_drawing, strips

LONG = 120_000  # the first plan on a machine compiles the loops
DRAWN = "[data-drawn=true]"


@pytest.fixture
def planner_loop(transactional_db: None) -> Iterator[None]:
    """The loop that computes, as `onegrid serve` runs it."""
    stop = Event()

    def run() -> None:
        run_drawings(stop, pause=0.1)
        connection.close()

    thread = Thread(target=run)
    thread.start()
    yield
    stop.set()
    thread.join()


def save(folder: Path, name: str, frame: Any) -> Path:
    path = folder / f"{name}.geojson"
    frame.to_file(path, driver="GeoJSON")
    return path


def bring_in(page: Page, role: str, name: str, path: Path) -> None:
    form = page.locator("form[enctype='multipart/form-data']")
    if page.locator("table.data").count():
        page.locator("summary", has_text="导入图层").click()
    page.locator("#id_role").select_option(role)
    page.locator("#id_name").fill(name)
    page.locator("#id_file").set_input_files(path)
    form.locator("button").click()
    expect(page.get_by_role("table").first).to_contain_text(name)


@pytest.mark.django_db(transaction=True)
def test_a_planner_takes_files_to_a_plan_in_force(
    cast: Cast, open_page: Opener, tmp_path: Path, planner_loop: None
) -> None:
    page = open_page("/office/areas/", cast.planner)
    page.get_by_role("link", name="绘制方案").click()
    page.locator("#id_name").fill("新一轮网格")
    page.get_by_role("button", name="新建绘制").click()
    bring_in(page, "units", "小区", save(tmp_path, "units", blocks()))
    bring_in(page, "net", "综治", save(tmp_path, "net", strips(0, 3, 5, 8)))
    expect(page.locator(DRAWN)).to_have_count(1)
    page.locator("#id_micro_grids").fill("100-250")
    page.get_by_role("button", name="保存设置").click()
    page.get_by_role("button", name="按四种常用取舍计算").click()
    expect(page.locator("#standing article a", has_text="综合均衡")).to_be_visible(timeout=LONG)
    expect(page.locator("#standing:not([hx-get])")).to_be_visible(timeout=LONG)
    page.get_by_role("link", name="并排比较").click()
    expect(page.locator(DRAWN)).to_have_count(5)
    page.get_by_role("link", name="综合均衡").click()
    expect(page.locator(".notice-success")).to_contain_text("各项约束均已满足")
    page.locator("#units").fill("b0")
    page.locator("#target").select_option(index=0)
    page.get_by_role("button", name="存为方案草案").click()
    page.locator("form[action*='/adopt/'] button").click()
    day = timezone.localdate() + timedelta(days=3)
    page.locator("#id_starts").fill(day.isoformat())
    page.locator("form[action*='/start/'] button").click()
    expect(page.locator("dl.facts")).to_contain_text(day.isoformat())
    plan = Plan.objects.get(subdistrict=ROOT, version=2)
    assert (plan.status, plan.starts) == ("in_force", day)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_serious_in_the_studio(cast: Cast, open_page: Opener, size: dict[str, int]) -> None:
    drawing = make_drawing()
    alternative = ask_for_alternative(drawing, "甲案", {})
    compute_waiting()
    here = f"/office/studio/{drawing.pk}/"
    found = {}
    for path in ("/office/studio/", here, f"{here}compare/", f"{here}alternatives/{alternative.pk}/"):
        page = open_page(path, cast.planner, size=size)
        if path != "/office/studio/":
            expect(page.locator(DRAWN).first).to_be_attached()
        if serious := serious_violations(page):
            found[path] = serious
        page.context.close()
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())


@pytest.mark.django_db(transaction=True)
def test_a_unit_pressed_on_the_map_stands_in_the_field_and_is_moved(cast: Cast, open_page: Opener) -> None:
    drawing = make_drawing()
    alternative = ask_for_alternative(drawing, "甲案", {})
    compute_waiting()
    page = open_page(f"/office/studio/{drawing.pk}/alternatives/{alternative.pk}/", cast.planner)
    canvas = page.locator(f"{DRAWN} canvas")
    expect(canvas).to_be_visible()
    field = page.locator("#units")

    canvas.click(position={"x": 200, "y": 320})
    expect(field).to_have_value(re.compile(r"b\d+"))
    unit = field.input_value()
    community = alternative_of(alternative.pk, unit)[:12]
    other = next(
        code
        for code in (each.get_attribute("value") or "" for each in page.locator("#target option").all())
        if len(code) == 15 and code.startswith(community) and code != alternative_of(alternative.pk, unit)
    )
    page.locator("#target").select_option(other)
    page.get_by_role("button", name="调整", exact=True).click()
    expect(page.get_by_text("1 个单元划入").first).to_be_visible()
    assert alternative_of(alternative.pk, unit) == other


def alternative_of(pk: int, unit: str) -> str:
    """The grid of a unit in an alternative."""
    kept = Alternative.objects.get(pk=pk)
    return str(kept.grids[kept.units.index(unit)])
