"""Every kind of bad input: repaired and said, or refused with the reason; and always by the name of its place."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from onegrid.planning.drawing import Wishes, draw_plan
from onegrid.planning.findings import Finding, Refused
from onegrid.planning.geodata import read_map
from onegrid.planning.levels import Level
from onegrid.planning.locks import Locks
from onegrid.planning.problem import Range
from onegrid.planning.survey import Survey, survey_units
from onegrid.planning.units import Columns
from tests.planning.land import UTM, line, make_blocks, make_net, point

COLUMNS = Columns("key", "households", None, "community")
LEVEL = Level("grid", Range(400, 700))


def survey(table: Any, **options: Any) -> Survey:
    return survey_units(table, level=LEVEL, columns=options.pop("columns", COLUMNS), **options)


def one(findings: tuple[Finding, ...], key: str) -> Finding:
    return next(finding for finding in findings if finding.key == key)


def reshape(table: Any, row: int, shape: Any) -> Any:
    shapes = table.geometry.to_numpy().copy()
    shapes[row] = shape
    return table.set_geometry(shapes, crs=table.crs)


def put(table: Any, row: int, column: str, value: Any) -> Any:
    table = table.astype({column: object})
    table.loc[row, column] = value
    return table


def bowtie(table: Any) -> Any:
    x, y = table.geometry[3].bounds[:2]
    ends = [(x, y), (x + 100, y + 100), (x + 100, y), (x, y + 100)]
    return reshape(table, 3, shapely.Polygon(ends))


def swapped(table: Any) -> Any:
    degrees = table.to_crs(4326)
    return degrees.set_geometry(shapely.transform(degrees.geometry.to_numpy(), lambda ends: ends[:, ::-1]), crs=4326)


def sliver(table: Any) -> Any:
    x, y = table.geometry[50].bounds[:2]
    row = {
        "key": "sliver",
        "households": 0,
        "community": "371502009001",
        "geometry": shapely.box(x, y - 0.01, x + 90, y),
    }
    return geopandas.GeoDataFrame([*table.to_dict("records"), row], crs=table.crs)


REPAIRED: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "an outline that crosses itself": (bowtie, "invalid_polygon", "block 3"),
    "an outline in two parts": (
        lambda t: reshape(t, 17, shapely.MultiPolygon([t.geometry[17], shapely.buffer(shapely.Point(0, 0), 9)])),
        "multipart_unit",
        "block 17",
    ),
    "a sliver": (sliver, "sliver", "sliver"),
    "no outline": (lambda t: reshape(t, 9, None), "no_polygon", "block 9"),
    "a point among polygons": (lambda t: reshape(t, 9, t.geometry[9].centroid), "no_polygon", "block 9"),
    "coordinates that are no numbers": (
        lambda t: reshape(t, 9, shapely.box(0, 0, np.inf, 1)),
        "no_polygon",
        "block 9",
    ),
    "households that nobody filled in": (lambda t: put(t, 20, "households", None), "households_missing", "block 20"),
    "households in words": (lambda t: put(t, 20, "households", "many"), "households_missing", "block 20"),
    "a unit that nobody lives in": (lambda t: put(t, 20, "households", 0), "households_zero", "block 20"),
    "a unit without a name": (lambda t: put(t, 20, "key", None), "key_missing", "key 21"),
    "a unit without a community": (lambda t: put(t, 20, "community", None), "unit_without_community", "block 20"),
    "an island": (lambda t: t.drop(index=[1, 12, 13]).reset_index(drop=True), "island_linked", "block 0"),
    "two units on the same land": (
        lambda t: reshape(t, 30, shapely.buffer(t.geometry[30], 20)),
        "units_overlap",
        "block 30",
    ),
    "latitude before longitude": (swapped, "axes_swapped", "the map of units"),
    "degrees that nobody named": (
        lambda t: t.to_crs(4326).set_crs(None, allow_override=True),
        "coordinate_system_assumed",
        "the map of units",
    ),
}


@pytest.mark.parametrize(("spoil", "key", "place"), REPAIRED.values(), ids=REPAIRED)
def test_what_can_be_repaired_is_and_is_said_by_name(spoil: Callable[[Any], Any], key: str, place: str) -> None:
    found = survey(spoil(make_blocks()))
    said = one(found.findings, key)
    assert place in said.sentence
    assert place == "the map of units" or place in said.where or key in ("no_polygon",)
    plan = draw_plan(found, [LEVEL], effort=0.1)
    assert plan.units["grid"].notna().sum() == len(found.units.names)


REFUSED: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "no rows": (lambda t: t.iloc[:0], "no_rows", "the map of units"),
    "points": (lambda t: t.set_geometry(t.centroid), "no_polygons", "Point"),
    "lines": (lambda t: t.set_geometry(t.boundary), "no_polygons", "LineString"),
    "no outlines at all": (lambda t: t.set_geometry([None] * len(t), crs=UTM), "no_polygons", "the map of units"),
    "no households": (lambda t: t.assign(households=0), "households_all_zero", "the map of units"),
    "fewer than no households": (lambda t: put(t, 7, "households", -3), "households_impossible", "block 7 has -3"),
    "more households than a city": (lambda t: put(t, 7, "households", 4e9), "households_impossible", "block 7"),
    "a name that comes twice": (lambda t: put(t, 7, "key", "block 8"), "unit_repeated", "block 8 comes 2 times"),
    "no column of households": (lambda t: t.drop(columns="households"), "column_missing", "it has key, community"),
    "metres that nobody named": (
        lambda t: t.set_crs(None, allow_override=True),
        "no_coordinate_system",
        "the map of units",
    ),
    "metres called degrees": (
        lambda t: t.set_crs(4326, allow_override=True),
        "coordinate_system_wrong",
        "WGS 84",
    ),
}


@pytest.mark.parametrize(("spoil", "key", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_repaired_is_refused_by_name(spoil: Callable[[Any], Any], key: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        survey(spoil(make_blocks()))
    assert [finding.key for finding in refused.value.findings] == [key] and words in str(refused.value)


NETS: dict[str, tuple[Any, str, str]] = {
    "a hole": (make_net([0, 0.3]), "net_gap", "block 11"),
    "two grids over a unit": (make_net([0, 0.62, 1]), "net_overlap", "block 7"),
    "another coordinate system": (make_net([0, 0.3, 0.62, 0.9]).to_crs(4490), "net_gap", "block 11"),
    "the projection of Baidu's maps": (make_net([0, 0.3]).to_crs(3857), "net_gap", "block 11"),
    "latitude before longitude": (swapped(make_net([0, 1])), "axes_swapped", "fire"),
    "one grid in two rows": (make_net([0, 0.5, 1]).assign(name="same"), "grid_repeated", "same stands in 2 rows"),
    "a grid that nobody named": (put(make_net([0, 0.5, 1]), 1, "name", None), "key_missing", "row 2 of fire"),
}


@pytest.mark.parametrize(("net", "key", "words"), NETS.values(), ids=NETS)
def test_a_net_that_fits_badly_is_laid_all_the_same(net: Any, key: str, words: str) -> None:
    found = survey(make_blocks(), nets={"fire": net}, net_keys={"fire": "name"})
    assert any(words in finding.sentence for finding in found.findings if finding.key == key)
    assert found.nets["fire"].label[0] == 0


BAD_NETS: dict[str, tuple[Any, str]] = {
    "of another place": (make_net([0, 1]).translate(500_000).to_frame("geometry").assign(name="x"), "net_elsewhere"),
    "of points": (make_net([0, 1]).set_geometry(make_net([0, 1]).centroid), "no_polygons"),
    "of nothing": (make_net([0, 1]).iloc[:0], "no_rows"),
    "without the column": (make_net([0, 1]).drop(columns="name"), "column_missing"),
    "in metres that nobody named": (make_net([0, 1]).set_crs(None, allow_override=True), "no_coordinate_system"),
}


@pytest.mark.parametrize(("net", "key"), BAD_NETS.values(), ids=BAD_NETS)
def test_a_net_that_cannot_be_laid_is_refused_by_its_name(net: Any, key: str) -> None:
    with pytest.raises(Refused) as refused:
        survey(make_blocks(), nets={"fire": net}, net_keys={"fire": "name"})
    assert refused.value.findings[0].key == key and "fire" in str(refused.value)
    with pytest.raises(Refused) as refused:
        survey(make_blocks(), communities=net, community_key="name")
    assert refused.value.findings[0].key == key and "the map of communities" in str(refused.value)


def test_a_community_in_two_rows_is_one_and_one_without_units_is_named() -> None:
    communities = make_net([0, 0.25, 0.5, 1, 1.5]).assign(name=["001", "001", "002", "003"])
    found = survey(make_blocks(), communities=communities, community_key="name")
    assert found.units.communities == ["001", "002"] and set(found.units.community.tolist()) == {0, 1}
    assert one(found.findings, "grid_repeated").values["grid"] == "001"
    assert one(found.findings, "community_without_units").values["community"] == "003"
    codes = set(draw_plan(found, [LEVEL], effort=0.1).units["grid"])
    assert len(codes) == len({code[3:] + code[:3] for code in codes}) and {code[:3] for code in codes} == {"001", "002"}


def test_codes_that_a_table_made_decimal_are_written_as_codes() -> None:
    table = make_blocks().assign(community=lambda t: t["community"].astype(float), key=lambda t: t.index.astype(float))
    found = survey(table)
    assert found.units.communities == ["371502009001", "371502009002"] and found.units.names[17] == "17"
    plan = draw_plan(found, [LEVEL], Wishes(locks=Locks(together=[[0, "1"]])), effort=0.1)
    assert plan.units["grid"][0] == plan.units["grid"][1]


def test_a_workload_that_nobody_filled_in_counts_nothing_and_an_impossible_one_is_refused() -> None:
    columns = Columns("key", "households", "workload", "community")
    found = survey(make_blocks().assign(workload=[None] + [1] * 95), columns=columns)
    assert one(found.findings, "workload_missing").where == ("block 0",)
    assert survey(make_blocks().assign(workload=0), columns=columns).units.workload is not None
    with pytest.raises(Refused, match="block 0 has a workload of -1"):
        survey(make_blocks().assign(workload=[-1] + [1] * 95), columns=columns)


def test_a_community_that_a_river_divides_and_a_bridge_to_nowhere_are_named() -> None:
    found = survey(make_blocks(), barriers=line((0, 4), (12, 4)), crossings=point(3, 1))
    pieces = one(found.findings, "community_in_pieces")
    assert pieces.values["pieces"] == 2 and len(pieces.where) == 24
    nowhere = one(found.findings, "crossing_leads_nowhere")
    assert nowhere.values["number"] == 1 and nowhere.where


def test_a_column_of_the_plan_in_force_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="no column old"):
        draw_plan(survey(make_blocks()), [LEVEL], Wishes(in_force={"grid": "old"}))


LOCKS: dict[str, tuple[Locks, str, str]] = {
    "a unit that there is not": (Locks(together=[["block 0", "nobody"]]), "lock_unknown_unit", "nobody"),
    "together and apart": (
        Locks(together=[["block 0", "block 1"]], apart=[("block 0", "block 1")]),
        "lock_contradiction",
        "block 0 and block 1",
    ),
    "together by a third and apart": (
        Locks(together=[["block 0", "block 1"], ["block 1", "block 2"]], apart=[("block 0", "block 2")]),
        "lock_contradiction",
        "block 0 and block 2",
    ),
    "apart from itself": (Locks(apart=[("block 0", "block 0")]), "lock_apart_from_itself", "block 0"),
    "apart in a dedicated grid": (
        Locks(dedicated=[["block 0", "block 1"]], apart=[("block 0", "block 1")]),
        "lock_contradiction",
        "block 0 and block 1",
    ),
    "apart in a fixed grid that is not cut further": (
        Locks(fixed=[["block 0", "block 1"]], apart=[("block 0", "block 1")]),
        "lock_contradiction",
        "block 0 and block 1",
    ),
    "in two grids": (Locks(fixed=[["block 0"]], dedicated=[["block 0"]]), "lock_twice", "block 0"),
    "half in a fixed grid": (
        Locks(fixed=[["block 0"]], together=[["block 0", "block 1"]]),
        "lock_half_in",
        "block 1 must stay together with block 0",
    ),
    "in two communities": (Locks(together=[["block 5", "block 6"]]), "lock_across", "block 5, block 6"),
    "not touching": (Locks(dedicated=[["block 0", "block 2"]]), "lock_in_pieces", "'dedicated'"),
}


@pytest.mark.parametrize(("locks", "key", "words"), LOCKS.values(), ids=LOCKS)
def test_locks_that_contradict_each_other_are_refused_by_name(locks: Locks, key: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        draw_plan(survey(make_blocks()), [LEVEL], Wishes(locks=locks))
    assert [finding.key for finding in refused.value.findings] == [key] and words in str(refused.value)


def write_shapefile(folder: Path, encoding: str = "GBK") -> Path:
    table = (
        make_blocks(2, 2)
        .to_crs(4326)
        .rename(columns={"households": "户数"})
        .assign(key=["东苑", "西苑", "南苑", "㐂苑"])
    )
    table.to_file(folder / "units.shp", encoding=encoding)
    (folder / "units.cpg").unlink()
    return folder / "units.shp"


def zipped(folder: Path, *parts: str, inside: str = "") -> Path:
    file = write_shapefile(folder, "GB18030")
    with zipfile.ZipFile(folder / "units.zip", "w") as archive:
        for part in parts:
            archive.write(file.with_suffix(part), f"{inside}{file.stem}{part}")
    return folder / "units.zip"


@pytest.mark.parametrize("encoding", ["GB18030", "UTF-8"])
def test_names_in_a_shapefile_that_does_not_say_its_encoding_are_read(tmp_path: Path, encoding: str) -> None:
    table = read_map(write_shapefile(tmp_path, encoding))
    assert table["key"].tolist() == ["东苑", "西苑", "南苑", "㐂苑"] and "户数" in table
    packed = read_map(zipped(tmp_path, ".shp", ".shx", ".dbf", ".prj", inside="2026年/"))
    assert packed["key"].tolist() == ["东苑", "西苑", "南苑", "㐂苑"] and packed.crs is not None


def write(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def latin(folder: Path) -> Path:
    file = write_shapefile(folder)
    table = file.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace("东苑".encode("gbk"), b"\xff\xff\xfe\xff"))
    return file


def incomplete(folder: Path) -> Path:
    file = write_shapefile(folder)
    file.with_suffix(".dbf").unlink()
    return file


FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "not there": (lambda folder: folder / "nothing.shp", "file_missing"),
    "empty": (lambda folder: write(folder, "a.geojson", b""), "file_empty"),
    "nonsense": (lambda folder: write(folder, "a.geojson", b"nonsense"), "file_not_geographic"),
    "a table": (lambda folder: write(folder, "a.csv", b"name,households\na,1\n"), "file_not_geographic"),
    "a zip without a map": (lambda folder: zipped(folder, ".dbf"), "zip_without_map"),
    "a zip that is none": (lambda folder: write(folder, "a.zip", b"nonsense"), "file_not_geographic"),
    "a Shapefile without its table": (incomplete, "shapefile_incomplete"),
    "a zip without a table": (lambda folder: zipped(folder, ".shp", ".shx"), "shapefile_incomplete"),
    "text in no encoding": (latin, "text_unreadable"),
}


@pytest.mark.parametrize(("make", "key"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_map_is_refused_by_its_name(tmp_path: Path, make: Callable[[Path], Path], key: str) -> None:
    file = make(tmp_path)
    with pytest.raises(Refused) as refused:
        read_map(file)
    assert [finding.key for finding in refused.value.findings] == [key] and file.name in str(refused.value)


def test_a_collection_without_features_is_read_and_then_refused_for_what_it_is(tmp_path: Path) -> None:
    table = read_map(write(tmp_path, "a.geojson", b'{"type":"FeatureCollection","features":[]}'))
    with pytest.raises(Refused, match="the map of units has no rows"):
        survey(table)
