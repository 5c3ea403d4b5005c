import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.lib.coordinates import Datum, distance_m, from_wgs84, to_wgs84

longitudes, latitudes = st.floats(73.5, 135.1), st.floats(3.8, 53.6)  # mainland and islands
data = st.sampled_from(Datum)


class TestPublishedPoints:
    """Values from the test suites of coordtransform, eviltransform and gcoord."""

    @pytest.mark.parametrize(
        ("wgs84", "gcj02", "within"),
        [
            ((116.404, 39.915), (116.41024449916938, 39.91640428150164), 1e-9),
            (
                (121.0917077, 30.6107779),
                (121.09626935575027, 30.608604331756705),
                1.5e-7,
            ),  # on a slightly smaller earth
        ],
    )
    def test_gcj02(self, wgs84, gcj02, within):
        assert from_wgs84(*wgs84, Datum.GCJ02) == pytest.approx(gcj02, abs=within)
        assert to_wgs84(*gcj02, Datum.GCJ02) == pytest.approx(wgs84, abs=max(within, 1e-7))

    def test_bd09(self):
        gcj02, bd09 = (116.404, 39.915), (116.41036949371029, 39.92133699351021)
        wgs84 = to_wgs84(*gcj02, Datum.GCJ02)
        assert from_wgs84(*wgs84, Datum.BD09) == pytest.approx(bd09, abs=1e-9)
        assert to_wgs84(*bd09, Datum.BD09) == pytest.approx(wgs84, abs=1e-9)
        assert to_wgs84(123.0, 45.0, Datum.BD09) == pytest.approx((122.98762210, 44.99171540), abs=5e-6)


@given(longitudes, latitudes, data)
def test_there_and_back_is_the_same_point(lon, lat, datum):
    back = to_wgs84(*from_wgs84(lon, lat, datum), datum)
    assert back == pytest.approx((lon, lat), abs=1e-7)
    assert distance_m(lon, lat, *back) < 1


@given(longitudes, latitudes, data)
def test_back_and_there_is_the_same_point(lon, lat, datum):
    again = from_wgs84(*to_wgs84(lon, lat, datum), datum)
    assert again == pytest.approx((lon, lat), abs=1e-7)


@given(longitudes, latitudes)
def test_a_chinese_map_is_off_by_less_than_a_kilometre(lon, lat):
    assert distance_m(lon, lat, *from_wgs84(lon, lat, Datum.GCJ02)) < 1000


def test_outside_china_gcj02_is_wgs84():
    boston = (-71.0587, 42.3594)
    assert from_wgs84(*boston, Datum.GCJ02) == boston
    assert to_wgs84(*boston, Datum.GCJ02) == boston


def test_wgs84_is_left_alone():
    assert to_wgs84(115.98, 36.45, Datum.WGS84) == (115.98, 36.45)


@pytest.mark.parametrize("datum", Datum)
def test_arrays_give_what_single_points_give(datum):
    lon, lat = np.array([[115.98, 116.4], [-71.06, 121.09]]), np.array([[36.45, 39.9], [42.36, 30.61]])
    for convert in (from_wgs84, to_wgs84):
        many = convert(lon, lat, datum)
        singles = [convert(float(x), float(y), datum) for x, y in zip(lon.flat, lat.flat, strict=True)]
        assert many[0].shape == many[1].shape == (2, 2)
        np.testing.assert_allclose(np.stack([axis.ravel() for axis in many], axis=1), singles, atol=1e-10, rtol=0)


@pytest.mark.parametrize("datum", Datum)
def test_single_points_are_answered_in_floats(datum):
    assert [type(axis) for axis in from_wgs84(116.4, 39.9, datum)] == [float, float]
    assert [type(axis) for axis in to_wgs84(116.4, 39.9, datum)] == [float, float]


def test_a_place_that_is_unknown_stays_unknown():
    lon, lat = to_wgs84(np.array([np.nan, 116.4]), np.array([np.nan, 39.9]), Datum.BD09)
    assert np.isnan(lon).tolist() == np.isnan(lat).tolist() == [True, False]


@pytest.mark.parametrize("datum", Datum)
def test_nonsense_stays_nonsense_without_a_warning(datum):
    lon, lat = to_wgs84(np.array([np.inf, 1e300, 116.4]), np.array([39.9, 1e300, -np.inf]), datum)
    assert not ((abs(lon) <= 180) & (abs(lat) <= 90)).any()


def test_an_unknown_datum_is_refused():
    with pytest.raises(ValueError, match="wgs72"):
        to_wgs84(116.4, 39.9, "wgs72")


class TestDistance:
    def test_a_degree_along_a_meridian_is_111_kilometres(self):
        assert distance_m(116.0, 36.0, 116.0, 37.0) == pytest.approx(111_195, abs=1)

    def test_from_beijing_to_shanghai(self):
        assert distance_m(116.4074, 39.9042, 121.4737, 31.2304) == pytest.approx(1_067_300, rel=0.006)

    def test_to_the_other_side_of_the_earth(self):
        assert distance_m(0.0, 0.0, 180.0, 0.0) == pytest.approx(np.pi * 6_371_008.8)

    def test_one_point_to_many(self):
        metres = distance_m(116.0, 36.0, np.array([116.0, 116.0]), np.array([36.0, 37.0]))
        np.testing.assert_allclose(metres, [0, 111_195], atol=1)

    @given(longitudes, latitudes, longitudes, latitudes)
    def test_it_is_as_far_back_as_there(self, lon1, lat1, lon2, lat2):
        assert distance_m(lon1, lat1, lon2, lat2) == pytest.approx(distance_m(lon2, lat2, lon1, lat1), abs=1e-6)
