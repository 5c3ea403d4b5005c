import threading

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from onegrid.territory.locator import Located, Locator

STEP = 1 / 512


def square(column: int, row: int, size: int = 1) -> shapely.Polygon:
    """A square of lattice cells; lattice positions are exact in binary, so borders can be hit exactly."""
    x, y = 116 + column * STEP, 36.5 + row * STEP
    return shapely.box(x, y, x + size * STEP, y + size * STEP)


def by_brute_force(codes, shapes, lons, lats):
    """The lowest code of all that cover each point, one shape after the other."""
    answer = [None] * len(lons)
    for code, shape in sorted(zip(codes, shapes, strict=True), reverse=True):
        for at in np.flatnonzero(shapely.intersects(shape, shapely.points(lons, lats))):
            answer[at] = code
    return answer


def test_it_says_which_area_a_point_is_in():
    locator = Locator(["west", "east"], [square(0, 0), square(1, 0)])
    assert locator.locate(116 + STEP / 2, 36.5 + STEP / 2) == Located("west")
    assert locator.locate(116 + STEP * 1.5, 36.5 + STEP / 2) == Located("east")


def test_a_point_on_a_shared_border_goes_to_the_lowest_code():
    lon, lat = 116 + STEP, 36.5 + STEP / 3
    for order in ([0, 1], [1, 0]):
        codes = [["002", "001"][at] for at in order]
        shapes = [[square(0, 0), square(1, 0)][at] for at in order]
        assert Locator(codes, shapes).locate(lon, lat).code == "001"


def test_a_corner_of_four_areas_goes_to_the_lowest_code():
    shapes = [square(0, 0), square(1, 0), square(0, 1), square(1, 1)]
    locator = Locator(["d", "c", "b", "a"], shapes)
    assert locator.locate(116 + STEP, 36.5 + STEP).code == "a"


def test_a_point_outside_gets_the_nearest_area_and_its_distance_in_metres():
    locator = Locator(["near", "far"], [shapely.box(116, 36, 116.01, 36.01), shapely.box(117, 36, 117.01, 36.01)])
    answer = locator.locate(116.005, 36.02)
    assert (answer.code, answer.nearest_code) == (None, "near")
    assert answer.distance_m == pytest.approx(1109.7, abs=0.5)


def test_a_distance_counts_degrees_of_longitude_as_short_as_they_are_there():
    north, east = shapely.box(116, 60.008, 116.1, 60.1), shapely.box(116.012, 59.9, 116.1, 60)
    answer = Locator(["north", "east"], [north, east]).locate(116, 60)
    assert answer.nearest_code == "east"
    assert answer.distance_m == pytest.approx(669.6, abs=1)


def test_of_two_areas_equally_near_the_lowest_code_is_named():
    locator = Locator(["b", "a"], [square(0, 0), square(2, 0)])
    assert locator.locate(116 + STEP * 1.5, 36.5 + STEP / 2).nearest_code == "a"


def test_a_hole_belongs_to_the_area_that_lies_in_it():
    around = square(0, 0, 3).difference(square(1, 1))
    locator = Locator(["basic", "dedicated"], [around, square(1, 1)])
    assert locator.locate(116 + STEP * 1.5, 36.5 + STEP * 1.5).code == "dedicated"
    assert locator.locate(116 + STEP / 2, 36.5 + STEP / 2).code == "basic"
    assert locator.locate(116 + STEP, 36.5 + STEP).code == "basic"


def test_an_empty_hole_is_outside():
    locator = Locator(["a"], [square(0, 0, 3).difference(square(1, 1))])
    answer = locator.locate(116 + STEP * 1.5, 36.5 + STEP * 1.5)
    assert answer.code is None
    assert answer.distance_m == pytest.approx(STEP / 2 * 89_500, rel=0.01)


def test_every_part_of_an_area_in_pieces_answers():
    locator = Locator(["a"], [shapely.MultiPolygon([square(0, 0), square(5, 5)])])
    middle = np.array([0.5, 5.5, 3]) * STEP
    assert locator.codes_of(locator.locate_many(116 + middle, 36.5 + middle)) == ["a", "a", None]


def test_an_area_far_smaller_than_a_cell_is_found():
    tiny = shapely.box(116.5, 36.5, 116.5 + 1e-9, 36.5 + 1e-9)
    locator = Locator(["wide", "a tiny one"], [shapely.box(116, 36, 117, 37), tiny])
    assert locator.locate(116.5 + 5e-10, 36.5 + 5e-10).code == "a tiny one"
    assert locator.locate(116.5 + 2e-9, 36.5 + 5e-10).code == "wide"


def test_a_sliver_is_found():
    sliver = shapely.Polygon([(116, 36), (117, 36.3), (117, 36.3 + 1e-9)])
    locator = Locator(["sliver", "below"], [sliver, shapely.Polygon([(116, 36), (117, 36), (117, 36.3)])])
    inside = sliver.representative_point()
    assert locator.locate(inside.x, inside.y).code == "sliver"


def test_areas_at_two_ends_of_the_country_are_told_apart():
    harbin = [shapely.box(126.6 + k / 100, 45.7, 126.61 + k / 100, 45.71) for k in range(20)]
    kunming = [shapely.box(102.7 + k / 100, 25.0, 102.71 + k / 100, 25.01) for k in range(20)]
    codes = [f"{k:03d}" for k in range(40)]
    locator = Locator(codes, harbin + kunming)
    middles = shapely.centroid(np.array(harbin + kunming))
    assert locator.codes_of(locator.locate_many(shapely.get_x(middles), shapely.get_y(middles))) == codes


def test_many_areas_in_one_place_are_told_apart():
    crowd = [shapely.Point(116, 36).buffer(1e-7 * (k + 1)) for k in range(40)]
    locator = Locator([f"{k:02d}" for k in range(41)], [*crowd, shapely.box(100, 20, 101, 21)])
    lons = 116 + 1e-7 * (np.arange(40) + 0.5)
    lats = np.full(40, 36.0)
    assert locator.codes_of(locator.locate_many(lons, lats)) == [f"{k:02d}" for k in range(40)]
    assert locator.locate(116 + 3.5e-7, 36.0).code == "03"


@pytest.mark.parametrize(("lon", "lat"), [(np.nan, 36.5), (116.0, np.nan), (np.inf, 36.5), (116.0, -np.inf)])
def test_what_is_no_position_is_outside_with_nothing_near(lon, lat):
    locator = Locator(["a"], [square(0, 0)])
    assert locator.locate(lon, lat) == Located(None)
    assert locator.locate_many([lon], [lat]).tolist() == [-1]


@pytest.mark.parametrize(("lon", "lat"), [(0, 0), (-180, 90), (1e300, 1e300), (116, 90)])
def test_a_position_far_off_is_outside(lon, lat):
    locator = Locator(["a"], [square(0, 0)])
    assert locator.locate_many([lon], [lat]).tolist() == [locator.position(lon, lat)] == [-1]


def test_without_areas_every_point_is_outside_with_nothing_near():
    for locator in (Locator([], []), Locator(["a"], [shapely.Polygon()]), Locator(["a"], [None])):
        assert locator.locate(116, 36) == Located(None)
        assert locator.locate_many([116.0], [36.0]).tolist() == [-1]


def test_no_points_get_no_answers():
    found = Locator(["a"], [square(0, 0)]).locate_many([], [])
    assert (found.size, found.dtype) == (0, np.int32)


@pytest.mark.parametrize(
    ("codes", "shapes", "words"),
    [
        (["a"], [], "1 codes for 0 geometries"),
        (["a", "b", "a"], [square(0, 0)] * 3, "codes stand twice: a"),
        (["a"], [shapely.Point(116, 36)], "polygons"),
    ],
)
def test_it_refuses_areas_that_make_no_sense(codes, shapes, words):
    with pytest.raises(ValueError, match=words):
        Locator(codes, shapes)


def test_it_refuses_arrays_that_do_not_match():
    with pytest.raises(ValueError, match="one length"):
        Locator(["a"], [square(0, 0)]).locate_many([116.0, 116.1], [36.0])


def test_threads_that_ask_at_once_get_the_same_answers():
    locator = Locator([f"{k:03d}" for k in range(100)], [square(k % 10, k // 10) for k in range(100)])
    rng = np.random.default_rng(3)
    lons, lats = 116 + rng.integers(0, 80, 50_000) * STEP / 8, 36.5 + rng.integers(0, 80, 50_000) * STEP / 8
    expected, answers = locator.locate_many(lons, lats), []
    threads = [threading.Thread(target=lambda: answers.append(locator.locate_many(lons, lats))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert all((answer == expected).all() for answer in answers)


@st.composite
def subdivisions(draw):
    """A rectangle cut again and again along straight lines, one piece lost, sometimes with a hole that is filled."""
    pieces = [shapely.box(116, 36.5, 116 + 32 * STEP, 36.5 + 32 * STEP)]
    number = st.integers(0, 32)
    for _ in range(draw(st.integers(0, 7))):
        x0, y0, x1, y1 = (draw(number) * STEP for _ in range(4))
        if (x0, y0) != (x1, y1):
            pieces = _cut(pieces, 116 + x0, 36.5 + y0, x1 - x0, y1 - y0)
    if draw(st.booleans()):
        hole = square(draw(number), draw(number), draw(st.integers(1, 6)))
        pieces = [piece.difference(hole) for piece in pieces] + [hole]
    pieces = [piece for piece in pieces if isinstance(piece, shapely.Polygon | shapely.MultiPolygon) and piece.area]
    lost = draw(st.integers(0, len(pieces)))
    return [piece for at, piece in enumerate(pieces) if at != lost]


def _cut(pieces, x, y, run, rise):
    far = 64 * STEP / max(abs(run), abs(rise))
    start, end = (x - run * far, y - rise * far), (x + run * far, y + rise * far)
    left = shapely.Polygon(
        [start, end, (end[0] - rise * far, end[1] + run * far), (start[0] - rise * far, start[1] + run * far)]
    )
    return [part for piece in pieces for part in (piece.intersection(left), piece.difference(left)) if part.area]


def _telling_points(shapes, seed):
    """Vertices, middles of edges, lattice points, neighbours by one bit, and points anywhere."""
    rng = np.random.default_rng(seed)
    ends = shapely.get_coordinates(np.array(shapes, dtype=object))
    lattice = np.array([116, 36.5]) + rng.integers(-8, 72, (200, 2)) * STEP / 2
    anywhere = np.array([116, 36.5]) + rng.uniform(-4, 36, (200, 2)) * STEP
    points = np.concatenate([ends, (ends[1:] + ends[:-1]) / 2, lattice, anywhere])
    return np.concatenate([points, np.nextafter(points, 0), np.nextafter(points, 200)])


@settings(max_examples=40, deadline=None)
@given(subdivisions(), st.randoms(use_true_random=False), st.integers(0, 2**32 - 1))
def test_it_equals_brute_force_over_any_subdivision_in_any_order(shapes, random, seed):
    codes = [f"{random.randrange(10**6):06d}-{at}" for at in range(len(shapes))]
    points = _telling_points(shapes, seed) if shapes else np.array([[116.0, 36.5]])
    expected = by_brute_force(codes, shapes, points[:, 0], points[:, 1])
    locator = Locator(codes, shapes)
    many = locator.locate_many(points[:, 0], points[:, 1])
    assert locator.codes_of(many) == expected
    assert [locator.position(lon, lat) for lon, lat in points[:200].tolist()] == many[:200].tolist()
    turned = Locator(codes[::-1], shapes[::-1])
    assert turned.codes_of(turned.locate_many(points[:, 0], points[:, 1])) == expected


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_it_equals_brute_force_over_irregular_cells(count, seed):
    rng = np.random.default_rng(seed)
    sites = shapely.multipoints(rng.uniform([116, 36.5], [116.06, 36.56], (count, 2)))
    shapes = shapely.get_parts(shapely.voronoi_polygons(sites)).tolist() if count > 1 else [square(0, 0, 9)]
    codes = [f"{at:03d}" for at in range(len(shapes))]
    points = _telling_points(shapes, seed)
    locator = Locator(codes, shapes)
    found = locator.locate_many(points[:, 0], points[:, 1])
    assert locator.codes_of(found) == by_brute_force(codes, shapes, points[:, 0], points[:, 1])
