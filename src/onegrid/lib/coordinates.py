"""Coordinates as Chinese phones and maps speak them, to WGS 84 and back.

Published maps of mainland China are shifted by law: GCJ-02 by up to some 700 m, and Baidu's BD-09 on top of
it. Neither is published officially; the formulas are those in general use since 2010: for GCJ-02
"EvilTransform" on the Krasovsky 1940 ellipsoid, for BD-09 `bd_encrypt`, both set out in
https://en.wikipedia.org/wiki/Restrictions_on_geographic_data_in_China and in
https://github.com/wandergis/coordtransform.

Everywhere, longitude comes first and degrees are decimal. Arrays are broadcast and answered with arrays of
the same shape, floats with floats; NaN stays NaN. Outside the usual box around China, GCJ-02 is WGS 84; BD-09
shifts everywhere.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, overload

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pair = tuple[Any, Any]

KRASOVSKY_AXIS: Final = 6_378_245.0  # metres
KRASOVSKY_ECCENTRICITY: Final = 0.00669342162296594323  # first eccentricity, squared
MEAN_EARTH_RADIUS: Final = 6_371_008.8  # metres, IUGG
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271  # the usual box around China
BAIDU_WAVES: Final = np.pi * 3000 / 180
STILL: Final = 1e-9  # degrees; a shift changes by 3 % of a step at most, so the error left is far smaller
MOST_ROUNDS: Final = 10


class Datum(StrEnum):
    """What a pair of degrees means."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


@overload
def to_wgs84(lon: float, lat: float, datum: Datum) -> tuple[float, float]: ...
@overload
def to_wgs84(lon: Floats, lat: Floats, datum: Datum) -> tuple[Floats, Floats]: ...
@np.errstate(invalid="ignore", over="ignore")  # a shift that cannot be computed is not applied either
def to_wgs84(lon: Any, lat: Any, datum: Datum) -> Pair:
    """WGS 84 longitude and latitude of points given in a datum, to better than 1e-7 degrees (1 cm)."""
    match Datum(datum):
        case Datum.WGS84:
            return lon, lat
        case Datum.GCJ02:
            return _like(lon, lat, _invert_gcj02(lon, lat))
        case Datum.BD09:
            return _like(lon, lat, _invert_gcj02(*_invert(_baidu_shift, lon, lat)))


@overload
def from_wgs84(lon: float, lat: float, datum: Datum) -> tuple[float, float]: ...
@overload
def from_wgs84(lon: Floats, lat: Floats, datum: Datum) -> tuple[Floats, Floats]: ...
@np.errstate(invalid="ignore", over="ignore")
def from_wgs84(lon: Any, lat: Any, datum: Datum) -> Pair:
    """Longitude and latitude, in a datum, of points given in WGS 84."""
    match Datum(datum):
        case Datum.WGS84:
            return lon, lat
        case Datum.GCJ02:
            return _like(lon, lat, _shift(_china_shift, lon, lat))
        case Datum.BD09:
            return _like(lon, lat, _shift(_baidu_shift, *_shift(_china_shift, lon, lat)))


@overload
def distance_m(  # type: ignore[overload-overlap]  # floats are taken by the first, arrays by the second
    lon1: float, lat1: float, lon2: float, lat2: float
) -> float: ...
@overload
def distance_m(lon1: Floats | float, lat1: Floats | float, lon2: Floats | float, lat2: Floats | float) -> Floats: ...
def distance_m(lon1: Any, lat1: Any, lon2: Any, lat2: Any) -> Any:
    """Metres along the great circle between points in WGS 84, on a sphere: within 0.6 % of the ellipsoid's.

    Source: the haversine formula, R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984).
    """
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half_lat, half_lon = (phi2 - phi1) / 2, np.radians(np.subtract(lon2, lon1)) / 2
    haversine = np.sin(half_lat) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(half_lon) ** 2
    metres = 2 * MEAN_EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(haversine, 1.0)))
    return metres if np.ndim(metres) else float(metres)


def _like(lon: Any, lat: Any, answer: Pair) -> Pair:
    """Floats if the question was asked in floats."""
    return answer if np.ndim(lon) or np.ndim(lat) else (float(answer[0]), float(answer[1]))


def _shift(shift: Callable[[Any, Any], Pair], lon: Any, lat: Any) -> Pair:
    east, north = shift(lon, lat)
    return lon + east, lat + north


def _invert(shift: Callable[[Any, Any], Pair], lon: Any, lat: Any) -> Pair:
    """The points which a shift takes to (lon, lat), by fixed-point iteration."""
    guess_lon, guess_lat = lon, lat
    for _ in range(MOST_ROUNDS):
        east, north = shift(guess_lon, guess_lat)
        miss_lon, miss_lat = lon - east - guess_lon, lat - north - guess_lat
        guess_lon, guess_lat = guess_lon + miss_lon, guess_lat + miss_lat
        if not np.any(np.maximum(np.abs(miss_lon), np.abs(miss_lat)) > STILL):
            break
    return guess_lon, guess_lat


def _invert_gcj02(lon: Any, lat: Any) -> Pair:
    inside = _in_box(lon, lat)  # asked once: at each round anew, a point at the box's edge would jump in and out
    return _invert(lambda x, y: _masked(inside, _krasovsky_shift(x, y)), lon, lat)


def _china_shift(lon: Any, lat: Any) -> Pair:
    """From WGS 84 to GCJ-02, in degrees; nothing outside the box."""
    return _masked(_in_box(lon, lat), _krasovsky_shift(lon, lat))


def _in_box(lon: Any, lat: Any) -> Any:
    return (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)


def _masked(inside: Any, shift: Pair) -> Pair:
    return np.where(inside, shift[0], 0.0), np.where(inside, shift[1], 0.0)


def _krasovsky_shift(lon: Any, lat: Any) -> Pair:
    """The shift of GCJ-02 in degrees, from the shift in metres and the ellipsoid's two radii of curvature."""
    east, north = _shift_in_metres(lon - 105.0, lat - 35.0)
    phi = np.radians(lat)
    squashed = 1 - KRASOVSKY_ECCENTRICITY * np.sin(phi) ** 2
    across = KRASOVSKY_AXIS / np.sqrt(squashed) * np.cos(phi)
    along = KRASOVSKY_AXIS * (1 - KRASOVSKY_ECCENTRICITY) / squashed**1.5
    return np.degrees(east / across), np.degrees(north / along)


def _shift_in_metres(x: Any, y: Any) -> Pair:
    root, product = np.sqrt(np.abs(x)), x * y
    ripple = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    east_waves = 20 * np.sin(np.pi * x) + 40 * np.sin(np.pi / 3 * x)
    east_waves += 150 * np.sin(np.pi / 12 * x) + 300 * np.sin(np.pi / 30 * x)
    north_waves = 20 * np.sin(np.pi * y) + 40 * np.sin(np.pi / 3 * y)
    north_waves += 160 * np.sin(np.pi / 12 * y) + 320 * np.sin(np.pi / 30 * y)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * product + 0.1 * root + (ripple + east_waves) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * product + 0.2 * root + (ripple + north_waves) * 2 / 3
    return east, north


def _baidu_shift(lon: Any, lat: Any) -> Pair:
    """From GCJ-02 to BD-09, in degrees: a small turn and stretch in waves, then a fixed step."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * BAIDU_WAVES)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * BAIDU_WAVES)
    return radius * np.cos(angle) + 0.0065 - lon, radius * np.sin(angle) + 0.006 - lat
