import json
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Transformer

from onegrid.lib.codes import Level
from onegrid.lib.coordinates import Datum, from_wgs84
from onegrid.territory.files import (
    BadCodes,
    BadText,
    BadValue,
    NotGeographic,
    UnknownColumn,
    UnknownLayer,
    UnreadableFile,
    read_areas,
)

LEFT, RIGHT = shapely.box(116.0, 36.0, 116.1, 36.1), shapely.box(116.1, 36.0, 116.2, 36.1)
CODES = ["371502009004001", "371502009004002"]


def save(path: Path, columns: dict, shapes=(LEFT, RIGHT), *, crs="EPSG:4326", encoding=None, layer=None, append=False):
    """Write a file as some other program would."""
    drivers = {".geojson": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile"}
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(shapes, dtype=object)),
        [
            np.array(values) if not isinstance(values[0], str) else np.array(values, object)
            for values in columns.values()
        ],
        list(columns),
        driver=drivers[path.suffix],
        geometry_type=shapes[0].geom_type,
        crs=crs,
        encoding=encoding,
        layer=layer,
        append=append,
    )
    return path


@pytest.mark.parametrize("name", ["areas.geojson", "areas.gpkg", "areas.shp"])
def test_it_reads_each_format_and_knows_the_columns_by_their_names(tmp_path, name):
    columns = {
        "code": CODES,
        "名称": ["第一网格", "振兴路商圈"],
        "类型": ["基本", "专属"],
        "households": [310, 0],
    }
    read = read_areas(save(tmp_path / name, columns, encoding="UTF-8"))
    assert [row.code for row in read.rows] == CODES
    assert [row.name for row in read.rows] == ["第一网格", "振兴路商圈"]
    assert [row.kind for row in read.rows] == ["basic", "dedicated"]
    assert [row.households for row in read.rows] == [310, 0]
    assert [row.level for row in read.rows] == [Level.GRID, Level.GRID]
    assert {row.parent for row in read.rows} == {"371502009004"}
    assert shapely.equals(read.rows[0].geometry, LEFT)
    assert (read.repairs, read.notices) == ([], [])


def test_columns_can_be_named(tmp_path):
    path = save(tmp_path / "areas.geojson", {"a": CODES, "b": ["一", "二"], "c": ["x", "y"]})
    rows = read_areas(path, code_column="a", name_column="b", parent_column="c", level=Level.MICRO_GRID).rows
    assert [(row.code, row.name, row.parent, row.level) for row in rows] == [
        (CODES[0], "一", "x", Level.MICRO_GRID),
        (CODES[1], "二", "y", Level.MICRO_GRID),
    ]


def test_an_unknown_column_is_refused_with_those_that_there_are(tmp_path):
    path = save(tmp_path / "areas.geojson", {"code": CODES, "名称": ["一", "二"]})
    with pytest.raises(UnknownColumn, match=r"no column bianma\. The file has: code, 名称"):
        read_areas(path, code_column="bianma")


def test_a_file_without_code_and_parent_is_refused_with_the_columns_that_there_are(tmp_path):
    path = save(tmp_path / "areas.geojson", {"x": ["1", "2"]})
    with pytest.raises(UnknownColumn, match=r"Say which column holds the code.* The file has: x"):
        read_areas(path)


def test_without_codes_areas_are_numbered_under_their_parents(tmp_path):
    shapes = [LEFT, RIGHT, shapely.box(116.2, 36, 116.3, 36.1)]
    path = save(tmp_path / "areas.geojson", {"parent": ["371502009004", "371502009005", "371502009004"]}, shapes)
    assert [row.code for row in read_areas(path).rows] == ["371502009004001", "371502009005001", "371502009004002"]


def test_codes_kept_as_whole_numbers_are_read_as_text(tmp_path):
    path = save(tmp_path / "areas.gpkg", {"code": np.array([371502009004001001, 371502009004001002])})
    assert [row.code for row in read_areas(path).rows] == ["371502009004001001", "371502009004001002"]


def test_codes_spoilt_as_decimal_numbers_are_refused(tmp_path):
    path = save(tmp_path / "areas.gpkg", {"code": np.array([371502009004001001.0, 371502009004001002.0])})
    with pytest.raises(BadCodes, match="Keep them as text"):
        read_areas(path)


def test_missing_codes_are_refused_with_their_rows(tmp_path):
    with pytest.raises(BadCodes, match="These rows have no code: 2"):
        read_areas(save(tmp_path / "areas.geojson", {"code": [CODES[0], " "]}))


def test_codes_that_stand_twice_are_refused(tmp_path):
    with pytest.raises(BadCodes, match=f"more than once: {CODES[0]}"):
        read_areas(save(tmp_path / "areas.geojson", {"code": [CODES[0], CODES[0]]}))


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [("level", "省", "no level"), ("kind", "森林", "no kind"), ("households", "many", "no number of households")],
)
def test_a_value_that_makes_no_sense_is_refused_with_its_row(tmp_path, column, value, words):
    path = save(tmp_path / "areas.geojson", {"code": CODES, column: ["1" if column != "kind" else "basic", value]})
    with pytest.raises(BadValue, match=f"Row 2: {value} is {words}"):
        read_areas(path)


def test_another_coordinate_system_is_brought_to_wgs_84(tmp_path):
    gauss = Transformer.from_crs(4326, 4547, always_xy=True)
    shapes = [shapely.transform(box, lambda ends: np.column_stack(gauss.transform(*ends.T))) for box in (LEFT, RIGHT)]
    read = read_areas(save(tmp_path / "areas.gpkg", {"code": CODES}, shapes, crs="EPSG:4547"))
    assert shapely.bounds(read.rows[1].geometry) == pytest.approx([116.1, 36.0, 116.2, 36.1], abs=1e-8)
    assert read.notices == []


def test_an_old_datum_that_is_only_roughly_known_is_noticed(tmp_path):
    read = read_areas(save(tmp_path / "areas.gpkg", {"code": CODES}, crs="EPSG:4610"))
    assert "Xian 1980" in read.notices[0]


def test_shifted_coordinates_are_brought_back(tmp_path):
    shifted = [
        shapely.transform(box, lambda ends: np.column_stack(from_wgs84(*ends.T, Datum.BD09))) for box in (LEFT, RIGHT)
    ]
    path = save(tmp_path / "areas.geojson", {"code": CODES}, shifted)
    read = read_areas(path, datum=Datum.BD09)
    assert shapely.bounds(read.rows[0].geometry) == pytest.approx([116.0, 36.0, 116.1, 36.1], abs=1e-6)


def test_degrees_without_a_coordinate_system_are_taken_for_wgs_84_and_noticed(tmp_path):
    with pytest.warns(UserWarning, match="crs"):
        path = save(tmp_path / "areas.shp", {"code": CODES}, crs=None)
    read = read_areas(path)
    assert shapely.equals(read.rows[0].geometry, LEFT)
    assert "names no coordinate system" in read.notices[0]


def test_coordinates_that_are_no_degrees_are_refused(tmp_path):
    path = save(tmp_path / "areas.geojson", {"code": CODES}, [shapely.box(500000, 4000000, 500100, 4000100)] * 2)
    with pytest.raises(NotGeographic, match="no degrees: they reach from 500000"):
        read_areas(path)


def test_a_table_without_outlines_is_refused(tmp_path):
    path = tmp_path / "areas.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1"},"geometry":null}]}'
    )
    with pytest.raises(NotGeographic, match="No row of the file has an outline"):
        read_areas(path)


def test_a_geopackage_without_a_layer_of_outlines_is_refused(tmp_path):
    path = tmp_path / "areas.gpkg"
    pyogrio.raw.write(path, None, [np.array(CODES, object)], ["code"], driver="GPKG", geometry_type=None, crs=None)
    with pytest.raises(NotGeographic, match="without outlines"):
        read_areas(path)


def test_of_several_layers_one_must_be_chosen(tmp_path):
    path = save(tmp_path / "areas.gpkg", {"code": CODES}, layer="grids")
    save(path, {"code": ["371502009004"]}, [LEFT], layer="communities", append=True)
    with pytest.raises(UnknownLayer, match="The file has: grids, communities"):
        read_areas(path)
    assert [row.code for row in read_areas(path, layer="communities").rows] == ["371502009004"]
    with pytest.raises(UnknownLayer, match="grids, communities"):
        read_areas(path, layer="nets")


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
@pytest.mark.parametrize("cpg", ["kept", "lost", "wrong"])
def test_a_shapefile_is_read_in_its_own_encoding_whatever_it_says(tmp_path, encoding, cpg):
    columns = {"code": CODES, "名称": ["东城街道建设社区第一网格", "振兴路"]}
    path = save(tmp_path / "areas.shp", columns, encoding=encoding)
    if cpg == "lost":
        path.with_suffix(".cpg").unlink()
    if cpg == "wrong":
        path.with_suffix(".cpg").write_text("ISO-8859-1")
    read = read_areas(path)
    assert [row.name for row in read.rows] == columns["名称"]
    assert read.encoding == {"UTF-8": "UTF-8", "GBK": "GB18030"}[encoding]


def test_a_shapefile_in_an_unknown_encoding_asks_for_it(tmp_path):
    path = save(tmp_path / "areas.shp", {"code": CODES, "name": ["Ål", "Æbelø"]}, encoding="ISO-8859-1")
    with pytest.raises(BadText, match="Say which encoding"):
        read_areas(path)
    assert [row.name for row in read_areas(path, encoding="latin-1").rows] == ["Ål", "Æbelø"]
    with pytest.raises(BadText, match="no text encoding klingon"):
        read_areas(path, encoding="klingon")


def test_a_geojson_in_gbk_is_read_too(tmp_path):
    path = save(tmp_path / "areas.geojson", {"code": CODES, "name": ["第一网格", "第二网格"]})
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))
    assert [row.name for row in read_areas(path).rows] == ["第一网格", "第二网格"]


def test_a_zipped_shapefile_is_read_from_whatever_folder_it_lies_in(tmp_path):
    path = save(tmp_path / "网格.shp", {"code": CODES, "name": ["一", "二"]}, encoding="GBK")
    with zipfile.ZipFile(tmp_path / "areas.zip", "w") as archive:
        for part in tmp_path.glob("网格.*"):
            archive.write(part, f"导出/{part.name}")
        archive.writestr("导出/readme.txt", "…")
    read = read_areas(tmp_path / "areas.zip")
    assert [row.name for row in read.rows] == ["一", "二"]
    assert path.exists()


def test_of_several_files_in_a_zip_one_must_be_chosen(tmp_path):
    for name, shape in (("grids", LEFT), ("communities", RIGHT)):
        save(tmp_path / f"{name}.geojson", {"code": CODES[:1]}, [shape])
    with zipfile.ZipFile(tmp_path / "areas.zip", "w") as archive:
        for part in tmp_path.glob("*.geojson"):
            archive.write(part, part.name)
    with pytest.raises(UnknownLayer, match="Say which file of the zip"):
        read_areas(tmp_path / "areas.zip")
    assert shapely.equals(read_areas(tmp_path / "areas.zip", layer="communities").rows[0].geometry, RIGHT)


def test_a_shapefile_without_its_table_is_refused(tmp_path):
    path = save(tmp_path / "areas.shp", {"code": CODES})
    path.with_suffix(".dbf").unlink()
    with pytest.raises(UnreadableFile, match=r"lacks its \.dbf part"):
        read_areas(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("areas.geojson", b"hello", "cannot be read"),
        ("areas.gpkg", b"hello", "cannot be read"),
        ("areas.zip", b"hello", "no zip file"),
        ("areas.csv", b"code\n1\n", "no kind that can be read"),
        ("areas.geojson", b"", "is empty"),
    ],
)
def test_what_is_no_area_file_is_refused(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match=words):
        read_areas(tmp_path / name)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnreadableFile, match=r"no file .*nowhere\.gpkg"):
        read_areas(tmp_path / "nowhere.gpkg")


def test_outlines_are_repaired_and_the_report_names_codes(tmp_path):
    bow = [[116, 36], [116.1, 36.1], [116.1, 36], [116, 36.1], [116, 36]]
    open_ring = [[116.2, 36], [116.3, 36], [116.3, 36.1]]
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": geometry}
        for code, geometry in [
            ("bow", {"type": "Polygon", "coordinates": [bow]}),
            ("open", {"type": "Polygon", "coordinates": [open_ring]}),
            ("point", {"type": "Point", "coordinates": [116, 36]}),
        ]
    ]
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    read = read_areas(path)
    assert [row.code for row in read.rows] == ["bow", "open"]
    assert [(repair.label, repair.dropped) for repair in read.repairs] == [
        ("bow", False),
        ("open", False),
        ("point", True),
    ]
    assert read.repairs[1].problem == "a ring is not closed"
    assert read.rows[1].geometry.area == pytest.approx(0.005)


def test_heights_are_dropped(tmp_path):
    path = tmp_path / "areas.geojson"
    ring = [[116, 36, 50], [116.1, 36, 50], [116.1, 36.1, 50], [116, 36, 50]]
    feature = {"type": "Feature", "properties": {"code": "1"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert not read_areas(path).rows[0].geometry.has_z
