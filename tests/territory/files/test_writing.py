import pyogrio
import pytest
import shapely

from onegrid.lib.codes import Level
from onegrid.lib.coordinates import Datum, distance_m
from onegrid.territory.files import AreaRow, UnreadableFile, read_areas, write_areas

ROWS = [
    AreaRow("371502009004", "建设社区", shapely.box(116, 36, 116.1, 36.1), Level.COMMUNITY, "basic", "371502009", 700),
    AreaRow(
        "371502009004001",
        "第一网格" * 12,
        shapely.MultiPolygon([shapely.box(116, 36, 116.01, 36.01), shapely.box(116.02, 36, 116.03, 36.01)]),
        Level.GRID,
        "dedicated",
        "371502009004",
        0,
    ),
]
NAMES = ["areas.geojson", "areas.gpkg", "areas.shp", "areas.zip"]


def facts(row):
    return row.code, row.name, row.level, row.kind, row.parent, row.households


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_read_again(tmp_path, name):
    write_areas(tmp_path / name, ROWS)
    read = read_areas(tmp_path / name)
    assert [facts(row) for row in read.rows] == [facts(row) for row in ROWS]
    assert all(shapely.equals(one.geometry, two.geometry) for one, two in zip(read.rows, ROWS, strict=True))
    assert (read.notices, read.repairs) == ([], [])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_a_shifted_file_says_so_and_comes_back_to_its_place(tmp_path, name, datum):
    write_areas(tmp_path / name, ROWS, datum=datum)
    read = read_areas(tmp_path / name)
    assert read.datum is datum
    west, south, *_rest = read.rows[0].geometry.bounds
    assert distance_m(west, south, 116.0, 36.0) < 0.1
    plain = read_areas(tmp_path / name, datum=Datum.WGS84)
    assert distance_m(*plain.rows[0].geometry.bounds[:2], 116.0, 36.0) > 300


def test_a_shapefile_for_old_programs_is_in_gbk(tmp_path):
    write_areas(tmp_path / "areas.shp", ROWS, encoding="GBK")
    assert "建设社区".encode("gbk") in (tmp_path / "areas.dbf").read_bytes()
    assert read_areas(tmp_path / "areas.shp").rows[0].name == "建设社区"


def test_it_replaces_an_older_file_and_leaves_nothing_else(tmp_path):
    write_areas(tmp_path / "areas.gpkg", ROWS)
    write_areas(tmp_path / "areas.gpkg", ROWS[:1])
    assert pyogrio.read_info(tmp_path / "areas.gpkg")["features"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["areas.gpkg"]


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="no kind that can be written"):
        write_areas(tmp_path / "areas.dxf", ROWS)
