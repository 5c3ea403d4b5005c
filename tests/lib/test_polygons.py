from math import cos, radians, sin

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from onegrid.lib.polygons import MOST, BadPolygon, polygon_of, read_polygon

SQUARE = "116,36;116.01,36;116.01,36.01;116,36.01"
degrees = st.tuples(st.integers(-180_000_000, 180_000_000), st.integers(-90_000_000, 90_000_000))


@st.composite
def star_corners(draw: st.DrawFn) -> list[tuple[float, float]]:
    """The corners of a polygon whose sides cannot cross: they stand around a point, each further round than the last."""
    angles = sorted(draw(st.lists(st.integers(0, 359), min_size=3, max_size=MOST, unique=True)))
    steps = [(after - angle) % 360 for angle, after in zip(angles, [*angles[1:], angles[0]], strict=True)]
    radii = draw(st.lists(st.floats(0.002, 0.02), min_size=len(angles), max_size=len(angles)))
    if max(steps) >= 180:
        angles, radii = [0, 120, 240], [0.01, 0.01, 0.01]
    turns = [
        (radius * cos(radians(angle)), radius * sin(radians(angle)))
        for angle, radius in zip(angles, radii, strict=True)
    ]
    return [(116.02 + east, 36.01 + north) for east, north in turns]


@given(star_corners())
def test_a_polygon_is_read_back_as_it_was_written(corners: list[tuple[float, float]]) -> None:
    polygon = polygon_of(corners)
    assert read_polygon(str(polygon)) == polygon


def test_the_first_corner_may_stand_at_the_end_again_and_spaces_do_no_harm() -> None:
    assert read_polygon(f"{SQUARE}; 116,36") == read_polygon(SQUARE)
    assert str(read_polygon(SQUARE)) == SQUARE


def test_its_box_and_its_sides() -> None:
    polygon = read_polygon("116,36;116.02,36;116.01,36.03")
    assert polygon.bounds == (116.0, 36.0, 116.02, 36.03)
    assert polygon.edges[-1] == ((116.01, 36.03), (116.0, 36.0))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "unreadable"),
        ("rubbish", "unreadable"),
        ("116,36;117", "unreadable"),
        (f"{SQUARE};", "unreadable"),
        ("nan,36;116,inf;116,37", "unreadable"),
        ("1_16,36;116.01,36;116.01,36.01", "unreadable"),
        ("١١٦,36;116.01,36;116.01,36.01", "unreadable"),
        ("116,36\0;116.01,36;116.01,36.01", "unreadable"),
        ("116,36\n;116.01,36;116.01,36.01", "unreadable"),
        ("116,36;181,36;116.01,36.01", "outside"),
        ("116,36;116,91;116.01,36.01", "outside"),
        ("116,36;116.01,36", "few"),
        ("116,36;116.01,36;116,36", "few"),
        ("116,36;116,36;116,36;116,36", "few"),
        (";".join(f"{116 + turn / 100:.2f},{36 + turn * turn / 10000:.4f}" for turn in range(MOST + 1)), "many"),
        ("116,36;116.01,36.01;116.01,36;116,36.01", "crossing"),
        ("116,36;116.01,36;116.02,36", "crossing"),
        ("116,36;116.02,36;116.01,36;116.01,36.01", "crossing"),
    ],
)
def test_what_bounds_no_area_is_refused_with_the_reason(text: str, fault: str) -> None:
    with pytest.raises(BadPolygon) as bad:
        read_polygon(text)
    assert bad.value.fault == fault


@given(
    st.text(alphabet="0123456789.,;-+eE \0naif", max_size=60)
    | st.lists(degrees, max_size=40).map(
        lambda corners: ";".join(f"{lon / 1e6:.6f},{lat / 1e6:.6f}" for lon, lat in corners)
    )
)
def test_any_text_is_a_polygon_or_refused_as_none(text: str) -> None:
    try:
        polygon = read_polygon(text)
    except BadPolygon:
        return
    assert shapely.Polygon(polygon.corners).is_valid and 3 <= len(polygon.corners) <= MOST
