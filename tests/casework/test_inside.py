"""The database's answer to 'does it lie inside?' beside shapely's, away from the sides, where both may say either."""

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onegrid.casework.inside import lies_in, say_fault
from onegrid.casework.models import Case
from onegrid.lib.ids import Ids
from onegrid.lib.polygons import BadPolygon, polygon_of
from tests.conftest import Cast
from tests.factories import make_case
from tests.lib.test_polygons import star_corners

NEAR = 1e-7
"""Degrees, a centimetre: nearer to a side than this, either answer is right."""
points = st.lists(
    st.tuples(st.integers(115_995_000, 116_045_000), st.integers(35_985_000, 36_035_000)).map(
        lambda place: (place[0] / 1e6, place[1] / 1e6)
    ),
    min_size=20,
    max_size=60,
)


@pytest.fixture
def model(cast: Cast) -> Case:
    return make_case()


def scatter(model: Case, spots: list[tuple[float, float]]) -> None:
    """Put copies of a case at some points, in place of those of the example before."""
    Case.objects.exclude(pk=model.pk).delete()
    names, ids = [each.attname for each in Case._meta.concrete_fields], Ids()
    facts = {name: getattr(model, name) for name in names if name not in ("submission",)}
    Case.objects.bulk_create(
        Case(**facts | {"id": ids.next(), "number": str(place), "lon": lon, "lat": lat})
        for place, (lon, lat) in enumerate(spots)
    )


@given(corners=star_corners(), spots=points)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_database_finds_what_shapely_finds(
    model: Case, corners: list[tuple[float, float]], spots: list[tuple[float, float]]
) -> None:
    polygon = polygon_of(corners)
    shape = shapely.Polygon(polygon.corners)
    # Points level with a corner are where crossings are miscounted, if they are.
    spots = [*spots, *((lon + 0.0007, lat) for lon, lat in polygon.corners)]
    spots = [spot for spot in spots if shape.exterior.distance(shapely.Point(spot)) > NEAR]
    scatter(model, spots)
    found = set(Case.objects.filter(lies_in(polygon)).exclude(pk=model.pk).values_list("lon", "lat"))
    assert found == {spot for spot in spots if shape.contains(shapely.Point(spot))}


def test_a_case_without_a_point_lies_in_no_polygon(model: Case) -> None:
    Case.objects.update(lon=None, lat=None)
    everywhere = polygon_of([(-180, -90), (180, -90), (180, 90), (-180, 90)])
    assert not Case.objects.filter(lies_in(everywhere)).exists()
    assert not Case.objects.exclude(lies_in(everywhere)).filter(lon__isnull=False).exists()


@pytest.mark.parametrize("fault", ["unreadable", "outside", "few", "many", "crossing"])
def test_each_fault_is_said_in_words_of_its_own(fault: str) -> None:
    said = {each: say_fault(BadPolygon(each, 31)) for each in ("unreadable", "outside", "few", "many", "crossing")}
    assert len(set(said.values())) == 5 and said[fault]
    assert "31" in said["many"] and "30" in said["many"]
