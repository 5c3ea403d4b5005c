import pytest
import shapely
from pyproj import Geod

from onegrid.territory.metres import metres_per_degree, square_metres

GEOD = Geod(ellps="WGS84")


@pytest.mark.parametrize("lat", [0, 20, 36.5, 53])
def test_a_degree_is_as_long_as_on_the_ellipsoid(lat):
    across, along = metres_per_degree(lat)
    assert across * 0.001 == pytest.approx(GEOD.inv(116, lat, 116.001, lat)[2], rel=1e-6)
    assert along * 0.001 == pytest.approx(GEOD.inv(116, lat - 0.0005, 116, lat + 0.0005)[2], rel=1e-6)


def test_an_area_is_as_large_as_on_the_ellipsoid():
    shape = shapely.Point(116, 36.5).buffer(0.05)
    assert square_metres([shape])[0] == pytest.approx(abs(GEOD.geometry_area_perimeter(shape)[0]), rel=1e-4)


def test_nothing_has_no_area():
    assert square_metres([None, shapely.Polygon()]).tolist() == [0, 0]
