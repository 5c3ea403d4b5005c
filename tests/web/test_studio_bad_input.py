"""Bad input in the studio: at the upload it is refused with the reason; later, what was found is named and shown on the map."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from onegrid.studio.domain.alternatives import ask_for_alternative
from onegrid.studio.domain.computing import compute_waiting
from onegrid.studio.domain.drawings import add_lock, begin_drawing, put_map
from onegrid.studio.findings import check_maps
from onegrid.studio.models import Alternative, Drawing, SourceMap
from onegrid.web.studio.wording import say_finding
from tests.factories import ROOT
from tests.studio.land import blocks, make_drawing, source, strips, upload

STUDIO = "/office/studio/"


@pytest.fixture
def drawing(land: Any) -> Drawing:
    return begin_drawing(ROOT, "图", actor="system")


def bring(planner: Client, drawing: Drawing, file: SimpleUploadedFile, role: str = "units") -> str:
    answer = planner.post(f"{STUDIO}{drawing.pk}/maps/", {"role": role, "name": "", "file": file}, follow=True)
    return str(answer.content.decode())


def shapefile(folder: Path, *parts: str) -> bytes:
    frame = blocks().rename(columns={"households": "户数"}).assign(key=[f"东苑{at}号" for at in range(32)])
    frame.to_file(folder / "units.shp", encoding="GBK")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in parts:
            archive.write((folder / "units.shp").with_suffix(part), f"units{part}")
    return packed.getvalue()


def turned() -> Any:
    frame = blocks()
    return frame.set_geometry(shapely.transform(frame.geometry.to_numpy(), lambda ends: ends[:, ::-1]), crs=4326)


def metres() -> SimpleUploadedFile:
    frame = json.loads(upload(blocks().to_crs(32650)).read())
    frame.pop("crs", None)
    return SimpleUploadedFile("units.geojson", json.dumps(frame).encode())


REFUSED: dict[str, tuple[Callable[[Path], SimpleUploadedFile], str]] = {
    "empty": (lambda _folder: SimpleUploadedFile("units.geojson", b""), "empty"),
    "nonsense": (lambda _folder: SimpleUploadedFile("units.geojson", b"x"), "units.geojson cannot be read"),
    "a zip without a map": (
        lambda folder: SimpleUploadedFile("units.zip", shapefile(folder, ".dbf")),
        "The zip holds no .shp, .gpkg or .geojson file.",
    ),
    "a Shapefile without its table": (
        lambda folder: SimpleUploadedFile("units.zip", shapefile(folder, ".shp", ".shx")),
        "The Shapefile lacks its .dbf part",
    ),
    "no features": (
        lambda _folder: SimpleUploadedFile("units.geojson", b'{"type":"FeatureCollection","features":[]}'),
        "No row of the file has an outline.",
    ),
    "points": (
        lambda _folder: upload(blocks().set_geometry(shapely.centroid(blocks().geometry.to_numpy()), crs=4326)),
        "The file has no outlines of areas but points. Bring a map of polygons.",
    ),
    "lines": (
        lambda _folder: upload(blocks().set_geometry(blocks().boundary)),
        "The file has no outlines of areas but lines. Bring a map of polygons.",
    ),
    "metres that nobody named": (lambda _folder: metres(), "The coordinates are no degrees"),
    "too large": (
        lambda _folder: SimpleUploadedFile("units.geojson", b" " * (50 * 2**20 + 1)),
        "The file is larger than 50 MB.",
    ),
}


@pytest.mark.parametrize(("make", "words"), REFUSED.values(), ids=REFUSED)
def test_a_map_that_cannot_be_used_is_refused_with_the_reason(
    planner: Client, drawing: Drawing, tmp_path: Path, make: Callable[[Path], SimpleUploadedFile], words: str
) -> None:
    assert words in bring(planner, drawing, make(tmp_path)) and not SourceMap.objects.exists()


def test_too_many_rows_are_refused(planner: Client, drawing: Drawing) -> None:
    one = json.dumps(
        {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shapely.box(116, 36, 117, 37))}
    )
    none = '{"type":"Feature","properties":{},"geometry":null}'
    text = f'{{"type":"FeatureCollection","features":[{",".join([one] + [none] * 200_000)}]}}'
    page = bring(planner, drawing, SimpleUploadedFile("units.geojson", text.encode()))
    assert "The file has 200001 rows; at most 200000 can be drawn here." in page


def test_names_of_a_shapefile_in_gbk_are_read(planner: Client, drawing: Drawing, tmp_path: Path) -> None:
    bring(planner, drawing, SimpleUploadedFile("单元.zip", shapefile(tmp_path, ".shp", ".shx", ".dbf", ".prj")))
    units = SourceMap.objects.get()
    assert (units.columns, units.rows, units.key_column) == (["key", "户数"], 32, "key")
    layer = json.loads(planner.get(f"{STUDIO}{drawing.pk}/maps/{units.pk}.json").content)
    assert layer["features"][0]["properties"]["name"] == "东苑0号"


def test_latitude_before_longitude_is_turned_round_and_said(planner: Client, drawing: Drawing) -> None:
    page = bring(planner, drawing, upload(turned()))
    assert "The file gives latitude before longitude" in page
    layer = json.loads(planner.get(f"{STUDIO}{drawing.pk}/maps/{SourceMap.objects.get().pk}.json").content)
    assert layer["features"][0]["geometry"]["coordinates"][0][0] == [116.005, 36.0]


def test_what_is_no_polygon_among_polygons_is_shown_where_it_lies(planner: Client, drawing: Drawing) -> None:
    frame = blocks()
    shapes = frame.geometry.to_numpy().copy()
    shapes[2] = shapely.Point(116.0125, 36.0025)
    page = bring(planner, drawing, upload(frame.set_geometry(shapes, crs=4326)))
    assert "b2: it is no polygon but a Point" in page
    assert 'data-studio-place-box-value="[116.0125, 36.0025]"' in page


def computed(drawing: Drawing) -> Alternative:
    asked = ask_for_alternative(drawing, "甲案", {})
    compute_waiting()
    asked.refresh_from_db()
    return asked


def spoil(drawing: Drawing, change: Callable[[Any], Any]) -> None:
    put_map(drawing, source("units", change(blocks())))


def drop_net_gap(drawing: Drawing) -> None:
    put_map(drawing, source("net", strips(0, 3), "环保"))


def two_nets(drawing: Drawing) -> None:
    net = strips(0, 3, 8)
    net["geometry"] = shapely.transform(net.geometry.to_numpy(), lambda ends: np.add(ends, (0.002, 0)))
    put_map(drawing, source("net", net, "环保"))


def without(column: str, row: int, value: Any) -> Callable[[Drawing], None]:
    def change(frame: Any) -> Any:
        frame = frame.astype({column: object})
        frame.loc[row, column] = value
        return frame

    return lambda drawing: spoil(drawing, change)


def same_key(drawing: Drawing) -> None:
    units = source("units", blocks().assign(key=lambda frame: frame["key"].replace("b7", "b8")))
    units.key_column = "key"
    put_map(drawing, units)


def lock(kind: str, *units: str) -> Callable[[Drawing], None]:
    return lambda drawing: add_lock(drawing, kind, units)


def both(*changes: Callable[[Drawing], None]) -> Callable[[Drawing], None]:
    def change(drawing: Drawing) -> None:
        for each in changes:
            each(drawing)

    return change


def settings(**changes: Any) -> Callable[[Drawing], None]:
    def change(drawing: Drawing) -> None:
        drawing.settings |= changes
        drawing.save()

    return change


FOUND: dict[str, tuple[Callable[[Drawing], None], str, str, list[str]]] = {
    "a unit in no grid of a net": (drop_net_gap, "net_gap", "done", ["b3"]),
    "a unit in two grids of a net": (two_nets, "net_overlap", "done", ["b3"]),
    "households that nobody filled in": (without("households", 3, None), "households_missing", "done", ["b3"]),
    "a unit that nobody lives in": (without("households", 3, 0), "households_zero", "done", ["b3"]),
    "fewer households than none": (without("households", 3, -1), "households_impossible", "refused", ["b3"]),
    "a key that comes twice": (same_key, "unit_repeated", "refused", ["b8"]),
    "a tower": (without("households", 3, 900), "units_too_heavy", "done", ["b3"]),
    "a range that cannot be met": (settings(grids="900-1000", micro_grids=""), "area_too_small", "done", ["b0"]),
    "a lock over a unit that there is not": (lock("together", "b0", "b99"), "lock_unknown_unit", "refused", []),
    "locks that contradict each other": (
        both(lock("together", "b0", "b1"), lock("apart", "b0", "b1")),
        "lock_contradiction",
        "refused",
        ["b0", "b1"],
    ),
    "a lock over units that do not touch": (lock("together", "b0", "b2"), "lock_in_pieces", "refused", ["b0", "b2"]),
    "a fixed grid that is too small": (lock("fixed", "b0"), "fixed_misses_range", "done", ["b0"]),
    "an island": (
        lambda drawing: spoil(drawing, lambda frame: frame.drop(index=[1, 8, 9]).reset_index(drop=True)),
        "island_linked",
        "done",
        ["b0"],
    ),
    "a river without a bridge": (
        lambda drawing: put_map(
            drawing,
            source(
                "barriers",
                blocks().iloc[:1].set_geometry([shapely.LineString([(116, 36.01), (116.05, 36.01)])], crs=4326),
            ),
        ),
        "community_in_pieces",
        "done",
        ["b16", "b24"],
    ),
}


@pytest.mark.parametrize(("spoil_it", "key", "state", "keys"), FOUND.values(), ids=FOUND)
def test_what_was_found_is_named_and_shown_on_the_map(
    planner: Client, land: Any, spoil_it: Callable[[Drawing], None], key: str, state: str, keys: list[str]
) -> None:
    drawing = make_drawing()
    spoil_it(drawing)
    drawing.refresh_from_db()
    alternative = computed(drawing)
    assert alternative.state == state
    finding = next(each for each in alternative.findings if each["key"] == key)
    page = planner.get(f"{STUDIO}{drawing.pk}/").content.decode()
    assert bool(finding.get("keys")) == bool(keys) and set(keys) <= set(finding.get("keys", []))
    assert not keys or f'data-studio-place-box-value="{finding["box"]}"' in page


def test_a_finding_calls_a_community_by_its_name(planner: Client, land: Any) -> None:
    drawing = make_drawing(grids="900-1000", micro_grids="")
    finding = next(each for each in computed(drawing).findings if each["key"] == "area_too_small")
    assert finding["values"]["community"] == "1号社区" and finding["sentence"].startswith("1号社区 has 800 households")


def test_a_limit_broken_by_hand_is_shown_on_the_map(planner: Client, land: Any) -> None:
    drawing = make_drawing()
    alternative = computed(drawing)
    first, other = sorted({code for code in alternative.grids if code.startswith(ROOT + "001")})
    units = [key for key, code in zip(alternative.units, alternative.grids, strict=True) if code == first][:3]
    url = f"{STUDIO}{drawing.pk}/alternatives/{alternative.pk}/"
    page = planner.post(url + "change/", {"do": "move", "units": ",".join(units), "target": other}, follow=True)
    assert "data-studio-place-box-value" in page.content.decode()


@pytest.mark.parametrize("spoilt", ["a unit in two grids of a net", "a key that comes twice", "an island"])
def test_maps_are_checked_against_each_other_before_anything_is_computed(
    planner: Client, land: Any, spoilt: str
) -> None:
    drawing, (spoil_it, key, _state, _keys) = make_drawing(), FOUND[spoilt]
    spoil_it(drawing)
    drawing.refresh_from_db()
    said = next(each for each in check_maps(drawing) if each["key"] == key)
    page = planner.get(f"{STUDIO}{drawing.pk}/check/").content.decode()
    assert escape(say_finding(said)) in page and f'data-studio-place-box-value="{said["box"]}"' in page
    assert escape(say_finding(said)) not in planner.get(f"{STUDIO}{drawing.pk}/").content.decode()
    assert not Alternative.objects.exists()


def test_maps_that_fit_are_said_to_fit_and_what_is_lacking_is_said(planner: Client, land: Any) -> None:
    drawing = make_drawing()
    assert "Nothing: every unit has its community" in planner.get(f"{STUDIO}{drawing.pk}/check/").content.decode()
    without_sizes = make_drawing(grids="", micro_grids="")
    page = planner.get(f"{STUDIO}{without_sizes.pk}/check/").content.decode()
    assert "Say how large the grids are to be." in page
