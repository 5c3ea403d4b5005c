"""Areas that somebody draws: a ring of corners, written in a line as an address carries it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import shapely

FEWEST, MOST = 3, 30
"""Corners of a polygon."""
DECIMALS = 6
"""Of a degree: a tenth of a metre."""

Corner = tuple[float, float]

_CORNER = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{1,15})?),(-?[0-9]{1,3}(?:\.[0-9]{1,15})?)", re.ASCII)


class BadPolygon(ValueError):
    """Corners that bound no area that one could search in. `fault` says why: unreadable, outside, few, many or crossing."""

    def __init__(self, fault: str, corners: int = 0) -> None:
        super().__init__(f"no polygon: {fault}")
        self.fault, self.corners = fault, corners


@dataclass(frozen=True)
class Polygon:
    """A simple polygon: `FEWEST` to `MOST` corners in degrees, longitude and latitude, the last not the first again.

    Made by `polygon_of`, which checks it.
    """

    corners: tuple[Corner, ...]

    def __str__(self) -> str:
        """As an address carries it: `116,36;116.01,36;116.01,36.01`."""
        return ";".join(f"{_said(lon)},{_said(lat)}" for lon, lat in self.corners)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        lons, lats = zip(*self.corners, strict=True)
        return min(lons), min(lats), max(lons), max(lats)

    @property
    def edges(self) -> list[tuple[Corner, Corner]]:
        """From each corner to the next, and from the last to the first."""
        return list(zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True))


def read_polygon(text: str) -> Polygon:
    """The polygon of a text such as `116,36;116.01,36;116.01,36.01`. Raises `BadPolygon`.

    >>> str(read_polygon("116,36;116.0100,36;116.01,36.01;116,36"))
    '116,36;116.01,36;116.01,36.01'
    """
    found = [_CORNER.fullmatch(corner.strip(" ")) for corner in text.split(";")]
    if not all(found):
        raise BadPolygon("unreadable")
    return polygon_of((float(corner[1]), float(corner[2])) for corner in found if corner)


def polygon_of(corners: Iterable[Corner]) -> Polygon:
    """The polygon with these corners, to a millionth of a degree. A corner that stands twice in a row counts once.

    Raises `BadPolygon` if they are too few or too many, lie outside the world, or if its sides cross or touch.
    """
    kept: list[Corner] = []
    for lon, lat in corners:
        corner = (round(lon, DECIMALS) + 0.0, round(lat, DECIMALS) + 0.0)
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise BadPolygon("outside")
        if not kept or kept[-1] != corner:
            kept.append(corner)
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    if len(kept) < FEWEST:
        raise BadPolygon("few", len(kept))
    if len(kept) > MOST:
        raise BadPolygon("many", len(kept))
    if not shapely.Polygon(kept).is_valid:
        raise BadPolygon("crossing", len(kept))
    return Polygon(tuple(kept))


def _said(degrees: float) -> str:
    return f"{degrees:.{DECIMALS}f}".rstrip("0").rstrip(".")
