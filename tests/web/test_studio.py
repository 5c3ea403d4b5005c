import json
from datetime import timedelta
from typing import Any

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onegrid.audit.models import Entry
from onegrid.studio.domain.alternatives import ask_for_alternative
from onegrid.studio.domain.computing import compute_waiting
from onegrid.studio.models import Alternative, Drawing, SourceMap
from onegrid.territory.models import Plan
from tests.conftest import Cast
from tests.factories import ELSEWHERE, ROOT
from tests.studio.land import BOWTIE, blocks, make_drawing, strips, upload

STUDIO = "/office/studio/"


def computed(drawing: Drawing) -> Alternative:
    asked = ask_for_alternative(drawing, "甲案", {})
    compute_waiting()
    asked.refresh_from_db()
    return asked


def bring(planner: Client, drawing: Drawing, frame: Any, role: str, name: str = "") -> Any:
    asked = {"role": role, "name": name, "file": upload(frame), "datum": "", "layer": ""}
    return planner.post(f"{STUDIO}{drawing.pk}/maps/", asked)


def test_a_drawing_is_begun_listed_and_thrown_away(planner: Client, cast: Cast) -> None:
    answer = planner.post(STUDIO, {"name": "新一轮网格"})
    drawing = Drawing.objects.get()
    assert answer["Location"] == f"{STUDIO}{drawing.pk}/" and drawing.subdistrict == ROOT
    assert "新一轮网格" in planner.get(STUDIO).content.decode()
    planner.post(f"{STUDIO}{drawing.pk}/remove/")
    assert not Drawing.objects.exists()
    verbs = Entry.objects.filter(actor=cast.planner.actor).values_list("verb", flat=True)
    assert list(verbs) == ["begin drawing", "remove drawing"]


def test_nobody_sees_the_drawings_of_another_office(client: Client, cast: Cast) -> None:
    drawing = Drawing.objects.create(subdistrict=ELSEWHERE, name="别处")
    client.force_login(cast.planner)
    assert client.get(f"{STUDIO}{drawing.pk}/").status_code == 404


def test_maps_come_in_and_lie_over_each_other(planner: Client, cast: Cast) -> None:
    drawing = Drawing.objects.create(subdistrict=ROOT, name="图", settings={"grids": "300-500", "locks": []})
    assert bring(planner, drawing, blocks(), "units")["Location"].endswith("#maps")
    bring(planner, drawing, strips(0, 3, 8), "net", "综治")
    page = planner.get(f"{STUDIO}{drawing.pk}/").content.decode()
    units, net = drawing.maps.get(role="units"), drawing.maps.get(role="net")
    assert (units.rows, units.key_column, net.key_column) == (32, "key", "name")
    assert f"map-{units.pk}" in page and f"map-{net.pk}" in page and "综治" in page
    layer = json.loads(planner.get(f"{STUDIO}{drawing.pk}/maps/{net.pk}.json").content)
    assert [each["properties"]["name"] for each in layer["features"]] == ["片1", "片2"]


def test_what_is_invalid_is_named_and_mended_with_one_press_and_the_change_is_said(planner: Client, cast: Cast) -> None:
    drawing, frame = Drawing.objects.create(subdistrict=ROOT, name="图", settings={"grids": "9"}), blocks()
    frame.loc[0, "geometry"] = shapely.Polygon(BOWTIE)
    bring(planner, drawing, frame, "units")
    url = f"{STUDIO}{drawing.pk}/"
    page = planner.get(url).content.decode()
    assert "One is not valid." in page and "the outline crosses itself" in page
    source = drawing.maps.get()
    planner.post(f"{url}maps/{source.pk}/mend/")
    page = planner.get(url).content.decode()
    assert "One was mended." in page and "repaired:" in page and "not valid" not in page
    source.refresh_from_db()
    assert source.faults == [] and source.repairs[0]["place"] == "b0" and source.rows == 32


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("a.geojson", b"nonsense"), "cannot be read"),
        (SimpleUploadedFile("a.txt", b"x"), "of no kind"),
        (SimpleUploadedFile("a.geojson", b'{"type":"FeatureCollection","features":[]}'), "No row"),
    ],
)
def test_a_file_that_is_no_map_is_refused_with_the_reason(
    planner: Client, cast: Cast, file: SimpleUploadedFile, words: str
) -> None:
    file.seek(0)
    drawing = Drawing.objects.create(subdistrict=ROOT, name="图", settings={"grids": "9"})
    answer = planner.post(f"{STUDIO}{drawing.pk}/maps/", {"role": "units", "file": file})
    assert answer.status_code == 422 and words in answer.content.decode() and not SourceMap.objects.exists()


def test_sizes_are_checked_as_they_are_typed(planner: Client, cast: Cast) -> None:
    drawing = make_drawing()
    url = f"{STUDIO}{drawing.pk}/settings/"
    asked = {"households": "households", "tolerance": "10", "reach": "0", "micro_grids": "", "communities": "plan"}
    assert planner.post(url, asked | {"grids": "500-300"}).status_code == 422
    assert planner.post(url, asked | {"grids": "viele"}).status_code == 422
    assert planner.post(url, asked | {"grids": "200-400"}).status_code == 302
    drawing.refresh_from_db()
    assert drawing.settings["grids"] == "200-400" and drawing.settings["micro_grids"] == ""


def test_locks_are_added_from_names_and_removed(planner: Client, cast: Cast) -> None:
    drawing = make_drawing()
    planner.post(f"{STUDIO}{drawing.pk}/locks/", {"kind": "together", "units": "b0，b1、 b0"})
    drawing.refresh_from_db()
    assert drawing.locks == [{"kind": "together", "units": ["b0", "b1"]}]
    assert planner.post(f"{STUDIO}{drawing.pk}/locks/", {"kind": "apart", "units": "b0"}).status_code == 422
    planner.post(f"{STUDIO}{drawing.pk}/locks/remove/", {"number": "0"})
    drawing.refresh_from_db()
    assert drawing.locks == []


def test_four_alternatives_are_asked_for_watched_and_not_a_fifth(planner: Client, cast: Cast) -> None:
    drawing = make_drawing()
    url = f"{STUDIO}{drawing.pk}/"
    planner.post(url + "alternatives/", {"preset": ["even", "nets", "calm", "level"]})
    assert drawing.alternatives.count() == 4
    partial = planner.get(url + "progress/").content.decode()
    assert "hx-trigger" in partial and partial.count("Waiting") == 4
    asked = {
        "label": "戊案",
        "seed": "1",
        "balance": "1",
        "workload": "0",
        "agreement": "1",
        "change": "1",
        "border": "1",
    }
    answer = planner.post(url + "alternatives/", asked | {"net-0": "1", "net-1": "2"})
    assert answer.status_code == 422 and "Four alternatives" in answer.content.decode()
    first = drawing.alternatives.first()
    assert first is not None
    planner.post(f"{url}alternatives/{first.pk}/cancel/")
    assert planner.post(url + "alternatives/", asked | {"net-0": "1", "net-1": "2"}).status_code == 302
    assert drawing.alternatives.last().wishes["nets"] == {"综治": 1.0, "党建": 2.0}  # type: ignore[union-attr]


def test_alternatives_and_the_plan_in_force_stand_side_by_side(planner: Client, cast: Cast) -> None:
    drawing = make_drawing()
    alternative = computed(drawing)
    page = planner.get(f"{STUDIO}{drawing.pk}/compare/").content.decode()
    assert page.count('data-studio-map-group-value="compare"') == 2
    assert "甲案" in page and "Plan in force" in page and "综治: officers that a grid meets" in page
    assert "片1" in page and "Limits broken" in page
    layer = json.loads(planner.get(f"{STUDIO}{drawing.pk}/alternatives/{alternative.pk}/areas.json").content)
    grids = [each["properties"] for each in layer["features"] if each["properties"]["level"] == 3]
    assert len(grids) == 4 and sum(each["households"] for each in grids) == 1600


def test_a_change_by_hand_is_checked_at_once_and_can_be_taken_back(planner: Client, cast: Cast) -> None:
    drawing = make_drawing()
    alternative = computed(drawing)
    url = f"{STUDIO}{drawing.pk}/alternatives/{alternative.pk}/"
    assert "Every limit is kept." in planner.get(url).content.decode()
    first, other = sorted({code for code in alternative.grids if code.startswith(ROOT + "001")})
    units = [key for key, code in zip(alternative.units, alternative.grids, strict=True) if code == first][:3]
    answer = planner.post(url + "change/", {"do": "move", "units": ",".join(units), "target": other}, follow=True)
    page = answer.content.decode()
    assert "3 units moved to" in page and "households; at least 300 are asked for" in page
    planner.post(url + "change/", {"do": "undo"})
    assert "Every limit is kept." in planner.get(url).content.decode()
    planner.post(url + "change/", {"do": "merge", "one": first, "other": other})
    alternative.refresh_from_db()
    assert len(set(alternative.grids)) == 3
    planner.post(url + "change/", {"do": "split", "area": first})
    alternative.refresh_from_db()
    assert len(set(alternative.grids)) == 4


def test_a_change_that_cannot_be_is_refused_in_words(planner: Client, cast: Cast) -> None:
    drawing = make_drawing()
    alternative = computed(drawing)
    url = f"{STUDIO}{drawing.pk}/alternatives/{alternative.pk}/change/"
    east = next(code for code in alternative.grids if code.startswith(ROOT + "002"))
    page = planner.post(url, {"do": "move", "units": "b0", "target": east}, follow=True).content.decode()
    assert "does not cross the border of its community" in page
    page = planner.post(url, {"do": "move", "units": "b99", "target": east}, follow=True).content.decode()
    assert "There is no unit b99." in page


def test_an_alternative_becomes_a_plan_in_force(planner: Client, cast: Cast) -> None:
    drawing = make_drawing()
    alternative = computed(drawing)
    url = f"{STUDIO}{drawing.pk}/alternatives/{alternative.pk}/"
    code = sorted(set(alternative.grids))[0]
    planner.post(url + "names/", {f"name-{code}": "河畔网格"})
    answer = planner.post(url + "save/")
    plan = Plan.objects.get(subdistrict=ROOT, version=2)
    assert answer["Location"] == f"/office/areas/{plan.pk}/"
    assert plan.areas.get(code=code).name == "河畔网格" and plan.areas.count() > 8
    assert plan.areas.get(code=code + "001").name.startswith("河畔网格第一微网格")
    day = timezone.localdate() + timedelta(days=7)
    planner.post(f"/office/areas/{plan.pk}/adopt/")
    planner.post(f"/office/areas/{plan.pk}/start/", {"starts": day.isoformat()})
    plan.refresh_from_db()
    assert (plan.status, plan.starts) == ("in_force", day)


def test_it_is_printed_with_maps(planner: Client, cast: Cast) -> None:
    drawing = make_drawing()
    alternative = computed(drawing)
    answer = planner.get(f"{STUDIO}{drawing.pk}/alternatives/{alternative.pk}/plan.pdf")
    assert (
        answer["Content-Type"] == "application/pdf"
        and answer.content.startswith(b"%PDF")
        and len(answer.content) > 9000
    )


def test_after_the_units_change_an_old_alternative_is_not_shown_as_if_it_fitted(planner: Client, cast: Cast) -> None:
    drawing = make_drawing()
    alternative = computed(drawing)
    bring(planner, drawing, blocks().iloc[:16], "units")
    answer = planner.get(f"{STUDIO}{drawing.pk}/alternatives/{alternative.pk}/")
    assert answer.status_code == 302
    assert planner.get(f"{STUDIO}{drawing.pk}/compare/").status_code == 200
    for layer in ("areas.json", "units.json", "plan.pdf"):
        assert planner.get(f"{STUDIO}{drawing.pk}/alternatives/{alternative.pk}/{layer}").status_code == 404


def test_the_list_of_drawings_asks_as_often_whatever_their_number(planner: Client, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            planner.get(STUDIO)
        return len(asked)

    make_drawing()
    planner.get(STUDIO)
    one = queries()
    for _number in range(3):
        make_drawing()
    assert queries() == one
