import numpy as np
import pytest
import shapely

from onegrid.territory.files import repair

SQUARE = shapely.box(116, 36, 116.01, 36.01)
BOW = shapely.Polygon([(116, 36), (116.01, 36.01), (116.01, 36), (116, 36.01)])


def test_valid_outlines_come_back_as_they_are():
    holed = SQUARE.difference(shapely.box(116.004, 36.004, 116.006, 36.006))
    pieces = shapely.MultiPolygon([SQUARE, shapely.box(117, 36, 117.01, 36.01)])
    mended, repairs = repair([holed, pieces])
    assert (mended[0], mended[1], repairs) == (holed, pieces, [])


def test_a_bow_is_repaired_and_what_was_wrong_is_said():
    mended, (done,) = repair([SQUARE, BOW], codes=["1", "2"])
    assert mended[1].is_valid
    assert mended[1].area == pytest.approx(0.01 * 0.01 / 2)
    assert (done.position, done.label, done.dropped) == (1, "2", False)
    assert done.problem == "the outline crosses itself"
    assert done.at == pytest.approx((116.005, 36.005))
    assert str(done) == "2: the outline crosses itself (116.005000, 36.005000) – repaired"


def test_a_hole_outside_its_shell_goes():
    outside = shapely.box(117, 36, 117.001, 36.001).exterior.coords
    mended, (done,) = repair([shapely.Polygon(SQUARE.exterior.coords, [outside])])
    assert shapely.equals(mended[0], SQUARE) or mended[0].is_valid
    assert done.problem == "a hole lies outside the outline"


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        (None, "it has no outline"),
        (shapely.Polygon(), "it has no outline"),
        (shapely.Point(116, 36), "it is no polygon but a Point"),
        (shapely.LineString([(116, 36), (117, 36)]), "it is no polygon but a LineString"),
        (shapely.GeometryCollection([SQUARE]), "it is no polygon but a GeometryCollection"),
        (shapely.Polygon([(116, 36), (116, 36), (116, 36)]), "a ring has too few points"),
        (shapely.Polygon([(116, 36), (np.inf, 36), (116, 37)]), "a coordinate is no number"),
    ],
)
def test_what_is_no_polygon_is_left_out_with_a_report(shape, problem):
    mended, repairs = repair([shape, SQUARE])
    assert (mended[0], mended[1]) == (None, SQUARE)
    assert (repairs[0].dropped, repairs[0].problem, repairs[0].label) == (True, problem, "1")


def test_it_says_how_much_land_was_lost_or_won():
    _mended, (done,) = repair([BOW])
    assert done.area_after_m2 == pytest.approx(0.5 * 901.6 * 1109.7, rel=0.01)
