import json
from datetime import timedelta
from pathlib import Path

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onegrid.audit.models import Entry
from onegrid.territory.domain.plans import DrawnArea, draft_plan
from onegrid.territory.files import read_areas
from onegrid.territory.models import Plan
from tests.conftest import Cast
from tests.factories import ELSEWHERE, ROOT, square_areas

AREAS = "/office/areas/"


def geojson(areas: list[DrawnArea]) -> SimpleUploadedFile:
    features = [
        {
            "type": "Feature",
            "properties": {"code": each.code, "name": each.name},
            "geometry": shapely.geometry.mapping(each.geometry),
        }
        for each in areas
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    return SimpleUploadedFile("areas.geojson", text.encode(), "application/geo+json")


def micro_grids(root: str = ROOT) -> list[DrawnArea]:
    return [each for each in square_areas(root) if len(each.code) == 18]


def wish(file: SimpleUploadedFile, **more: str) -> dict[str, object]:
    return {"name": "明年方案", "file": file, "datum": "", "tolerance": "10", **more}


def draft() -> Plan:
    return draft_plan(ROOT, "新方案", square_areas(), actor="system")


def test_plans_are_listed_with_how_they_stand(planner: Client, cast: Cast) -> None:
    draft()
    rows = planner.get(AREAS).content.decode().split("<tbody>")[1]
    assert rows.index("新方案") < rows.index("网格方案") and "Draft" in rows and "2020-01-01" in rows
    assert rows.count("<tr>") == 2 and '<td class="number">8</td>' in rows


def test_a_sound_file_becomes_a_draft_with_the_areas_above(planner: Client, cast: Cast) -> None:
    answer = planner.post(AREAS + "upload/", wish(geojson(micro_grids())))
    plan = Plan.objects.get(name="明年方案")
    assert answer["Location"] == f"{AREAS}{plan.pk}/"
    assert (plan.status, plan.version, plan.areas.count()) == ("draft", 2, 15)
    assert plan.areas.get(code=ROOT + "001").name == "1号社区"
    entry = Entry.objects.filter(chain=f"journal:{ROOT}").latest("seq")
    assert (entry.verb, entry.actor) == ("draft plan", cast.planner.actor)


def test_overlaps_and_gaps_are_listed_and_drawn_and_nothing_comes_in(planner: Client, cast: Cast) -> None:
    areas = micro_grids()
    areas[0] = DrawnArea(areas[0].code, areas[0].name, shapely.box(116.0, 36.0, 116.012, 36.01))
    areas[-1] = DrawnArea(areas[-1].code, areas[-1].name, shapely.box(116.03, 36.01, 116.039, 36.02))
    answer = planner.post(AREAS + "upload/", wish(geojson(areas)))
    page = answer.content.decode()
    assert answer.status_code == 422 and Plan.objects.count() == 2
    assert "Overlap" in page and areas[0].code in page and "data:image/svg+xml;base64," in page
    assert 'value="明年方案"' in page and 'style="' not in page


def test_a_crossed_outline_is_mended_and_said(planner: Client, cast: Cast) -> None:
    areas = micro_grids()
    doubled = shapely.Polygon([*areas[0].geometry.exterior.coords[:2], *areas[0].geometry.exterior.coords[1:]])
    spike = shapely.Polygon([*list(doubled.exterior.coords)[:-1], (116.02, 36.0), doubled.exterior.coords[0]])
    areas[0] = DrawnArea(areas[0].code, areas[0].name, spike)
    answer = planner.post(AREAS + "upload/", wish(geojson(areas)), follow=True)
    assert areas[0].code in answer.content.decode().split("areas-title")[0]


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("areas.geojson", b"not json"),
        SimpleUploadedFile("areas.txt", b"x"),
        geojson(micro_grids(ELSEWHERE)),
    ],
)
def test_a_file_that_will_not_do_is_refused_with_the_reason(
    planner: Client, cast: Cast, file: SimpleUploadedFile
) -> None:
    file.seek(0)
    answer = planner.post(AREAS + "upload/", wish(file, tolerance="25", code_column="编码"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "errorlist" in page and Plan.objects.count() == 2
    assert 'value="明年方案"' in page and 'value="25"' in page and 'value="编码"' in page


def test_a_draft_is_adopted_and_put_in_force(planner: Client, cast: Cast) -> None:
    plan, day = draft(), timezone.localdate() + timedelta(days=40)
    url = f"{AREAS}{plan.pk}/"
    assert url + "adopt/" in planner.get(url).content.decode()
    planner.post(url + "adopt/")
    assert url + "start/" in planner.get(url).content.decode()
    assert planner.post(url + "start/", {"starts": day.isoformat()})["Location"] == url
    plan.refresh_from_db()
    before = Plan.objects.get(subdistrict=ROOT, version=1)
    assert (plan.status, plan.starts, before.ends) == ("in_force", day, day)
    verbs = Entry.objects.filter(actor=cast.planner.actor).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["adopt plan", "put plan in force"]


def test_a_plan_cannot_begin_before_the_one_that_it_follows(planner: Client, cast: Cast) -> None:
    plan = draft()
    planner.post(f"{AREAS}{plan.pk}/adopt/")
    answer = planner.post(f"{AREAS}{plan.pk}/start/", {"starts": "2019-12-31"})
    assert answer.status_code == 422 and 'value="2019-12-31"' in answer.content.decode()
    plan.refresh_from_db()
    assert plan.status == "adopted"


def test_a_draft_cannot_skip_adoption(planner: Client, cast: Cast) -> None:
    plan = draft()
    assert planner.post(f"{AREAS}{plan.pk}/start/", {"starts": "2030-01-01"}).status_code == 422


def test_areas_are_shown_level_by_level(planner: Client, cast: Cast) -> None:
    url = f"{AREAS}{Plan.objects.get(subdistrict=ROOT).pk}/"
    communities = planner.get(url).content.decode().split("<tbody>")[1]
    assert "1号社区" in communities and "1号网格" not in communities
    assert planner.get(url + "?level=4").content.decode().split("<tbody>")[1].count("<tr>") == 8


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "zip"])
def test_a_download_can_be_read_again(planner: Client, cast: Cast, suffix: str, tmp_path: Path) -> None:
    plan = Plan.objects.get(subdistrict=ROOT)
    answer = planner.get(f"{AREAS}{plan.pk}/areas.{suffix}")
    path = tmp_path / f"areas.{suffix}"
    path.write_bytes(answer.content)
    assert f"{ROOT}-v1.{suffix}" in answer["Content-Disposition"]
    assert {row.code for row in read_areas(path).rows} == set(plan.areas.values_list("code", flat=True))
    assert planner.get(f"{AREAS}{plan.pk}/areas.exe").status_code == 404


def test_a_plan_is_drawn(planner: Client, cast: Cast) -> None:
    answer = planner.get(f"{AREAS}{Plan.objects.get(subdistrict=ROOT).pk}/map.svg")
    assert answer["Content-Type"] == "image/svg+xml" and b"<path" in answer.content


def test_plans_of_another_subdistrict_are_not_found(planner: Client, cast: Cast) -> None:
    other = Plan.objects.get(subdistrict=ELSEWHERE)
    assert {planner.get(f"{AREAS}{other.pk}/{each}").status_code for each in ("", "map.svg", "areas.gpkg")} == {404}
    assert planner.post(f"{AREAS}{other.pk}/adopt/").status_code == 404


@pytest.mark.parametrize("name", ["grid_member", "duty_officer", "auditor"])
def test_who_draws_no_plans_is_kept_out(client: Client, cast: Cast, name: str) -> None:
    client.force_login(getattr(cast, name))
    plan = draft()
    assert {client.get(AREAS + each).status_code for each in ("", "upload/", f"{plan.pk}/")} == {403}
    assert client.post(f"{AREAS}{plan.pk}/adopt/").status_code == 403


def test_no_page_asks_more_for_more_plans(planner: Client, cast: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            planner.get(AREAS)
        return len([each for each in queries if "territory_generation" not in each["sql"]])

    count()
    few = count()
    for _each in range(3):
        draft()
    assert count() == few
