import os
import time
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from onegrid.territory.coverage import Fault, FaultKind, check_coverage, check_levels, faults_geojson
from onegrid.territory.files import AreaRow, read_areas

DATA = Path(os.environ.get("ONEGRID_DATA", Path(__file__).parents[3] / "shared" / "data"))
NETS = DATA / "nets"
LON_M, LAT_M = 90_164, 110_959


def square(column: float, row: float, width: float = 1, height: float = 1) -> shapely.Polygon:
    """A box in thousandths of a degree at 36 degrees north: about 90 by 111 metres to a unit."""
    return shapely.box(116 + column / 1e3, 36 + row / 1e3, 116 + (column + width) / 1e3, 36 + (row + height) / 1e3)


def kinds(faults: list[Fault]) -> list[tuple[str, tuple[str, ...]]]:
    return [(str(fault.kind), fault.codes) for fault in faults]


def test_areas_that_cover_the_land_once_are_faultless():
    assert check_coverage(["a", "b"], [square(0, 0), square(1, 0)], parent=square(0, 0, 2)) == []


def test_an_overlap_names_both_areas_and_its_size():
    (fault,) = check_coverage(["b", "a"], [square(0, 0), square(0.9, 0)])
    assert (fault.kind, fault.codes) == (FaultKind.OVERLAP, ("a", "b"))
    assert fault.area_m2 == pytest.approx(0.1 / 1e3 * LON_M * LAT_M / 1e3, rel=0.01)
    assert shapely.equals_exact(fault.geometry.normalize(), square(0.9, 0, 0.1).normalize(), 1e-12)


def test_an_area_inside_another_overlaps_it():
    assert kinds(check_coverage(["a", "b"], [square(0, 0, 3, 3), square(1, 1)])) == [("overlap", ("a", "b"))]


def test_an_area_in_the_hole_of_another_does_not():
    assert check_coverage(["a", "b"], [square(0, 0, 3, 3).difference(square(1, 1)), square(1, 1)]) == []


def test_a_hole_in_the_union_is_a_gap_and_names_its_neighbours():
    shapes = [square(0, 0, 3), square(0, 2, 3), square(0, 1), square(2, 1), square(9, 9)]
    assert kinds(check_coverage(list("abcde"), shapes)) == [("gap", ("a", "b", "c", "d"))]


def test_what_children_leave_of_their_parent_is_a_gap():
    (fault,) = check_coverage(["a"], [square(0, 0)], parent=square(0, 0, 2))
    assert (fault.kind, fault.codes) == (FaultKind.GAP, ("a",))
    assert shapely.equals(fault.geometry, square(1, 0))


def test_what_lies_beyond_the_parent_is_an_overhang():
    shapes = [square(0, 0), square(1, 0, 1.5)]
    assert kinds(check_coverage(["a", "b"], shapes, parent=square(0, 0, 2))) == [("overhang", ("b",))]


def test_faults_within_the_tolerance_do_not_count():
    shapes = [square(0, 0, 1.001), square(1, 0)]
    assert check_coverage(["a", "b"], shapes, tolerance_m2=11) == []
    assert kinds(check_coverage(["a", "b"], shapes, tolerance_m2=9)) == [("overlap", ("a", "b"))]


def test_the_largest_fault_comes_first():
    shapes = [square(0, 0), square(0.9, 0), square(5, 0), square(5.5, 0)]
    assert [fault.codes for fault in check_coverage(list("abcd"), shapes)] == [("c", "d"), ("a", "b")]


def test_without_areas_there_is_no_fault_but_a_whole_parent_is_a_gap():
    assert check_coverage([], []) == []
    assert kinds(check_coverage([], [], parent=square(0, 0))) == [("gap", ())]


def test_each_level_is_checked_against_the_one_above():
    rows = [
        AreaRow("1", "", square(0, 0, 4), 1),
        AreaRow("11", "", square(0, 0, 2), 2, parent="1"),
        AreaRow("12", "", square(2, 0, 2), 2, parent="1"),
        AreaRow("111", "", square(0, 0, 1), 3, parent="11"),
        AreaRow("112", "", square(1, 0, 1.5), 3, parent="11"),
        AreaRow("121", "", square(2, 0, 1.8), 3, parent="12"),
    ]
    assert kinds(check_levels(rows)) == [("overhang", ("112",)), ("overlap", ("112", "121")), ("gap", ("121",))]


def test_the_list_of_faults_is_geojson_with_the_numbers_of_the_map():
    faults = check_coverage(["a", "b"], [square(0, 0), square(0.9, 0)])
    collection = faults_geojson(faults)
    (feature,) = collection["features"]
    assert (collection["type"], feature["id"]) == ("FeatureCollection", 1)
    assert feature["properties"] == {"kind": "overlap", "codes": ["a", "b"], "area_m2": pytest.approx(1000.4, abs=0.5)}
    assert shapely.equals(shapely.geometry.shape(feature["geometry"]), faults[0].geometry)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 30), st.integers(0, 2**32 - 1), st.floats(-0.4, 0.4))
def test_what_was_planted_is_found_and_nothing_else(count, seed, shift):
    rng = np.random.default_rng(seed)
    land = square(0, 0, 10, 10)
    sites = shapely.multipoints(rng.uniform([116, 36], [116.01, 36.01], (count, 2)))
    cells = shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=land)), land)
    codes = [f"{at:02d}" for at in range(len(cells))]
    assert check_coverage(codes, cells, parent=land) == []
    moved = cells.copy()
    moved[0] = shapely.buffer(cells[0], shift / 1e3)
    faults = check_coverage(codes, moved, parent=land, tolerance_m2=1)
    found = {kind: sum(fault.area_m2 for fault in faults if fault.kind is kind) for kind in FaultKind}
    missing = land.difference(shapely.union_all(moved)).area * LON_M * LAT_M
    beyond = moved[0].difference(land).area * LON_M * LAT_M
    assert found[FaultKind.GAP] == pytest.approx(missing, rel=0.01, abs=30)
    assert found[FaultKind.OVERHANG] == pytest.approx(beyond, rel=0.01, abs=30)
    assert bool(found[FaultKind.OVERLAP]) <= (shift > 0)


@pytest.mark.skipif(not NETS.exists(), reason=f"no real nets in {NETS}")
@pytest.mark.parametrize(
    ("net", "code", "count", "repaired", "overlaps"),
    [
        ("cd", "borough_cd_id", 71, ["210"], 1),
        ("council", "council_dist_id", 51, [], 1),
        ("nta", "nta_id", 195, [], 0),
        ("police", "police_precinct_id", 77, [], 0),
        ("puma", "puma_id", 55, [], 0),
        ("school", "school_dist_id", 32, [], 0),
        ("tract", "geoid", 2166, [], 0),
    ],
)
def test_real_nets_are_read_repaired_and_checked_within_seconds(net, code, count, repaired, overlaps):
    began = time.perf_counter()
    read = read_areas(NETS / f"nycgeo_{net}_sf.geojson", code_column=code, level=1)
    faults = check_coverage([row.code for row in read.rows], [row.geometry for row in read.rows])
    assert time.perf_counter() - began < 20
    assert len(read.rows) == count
    assert [done.label for done in read.repairs] == repaired
    assert sum(fault.kind is FaultKind.OVERLAP for fault in faults) == overlaps
