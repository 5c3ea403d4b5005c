"""Whether a case lies in a drawn polygon, as a question to any database: thirty corners need no extension.

A point lies inside if a line from it to the east crosses the sides an odd number of times (Shimrat, 1962). Of a side the lower
end counts and the upper does not, so that a line through a corner crosses there once. A point on a side may be in or out.
"""

from functools import reduce
from operator import add

from django.db.models import Case, F, Q, SmallIntegerField, Value, When
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext as _

from onegrid.lib.polygons import FEWEST, MOST, BadPolygon, Corner, Polygon


def lies_in(polygon: Polygon) -> Q:
    """The query for cases whose point lies in a polygon; those without a point do not.

    First the box around it, which nearly all others fail. It is written so that no index serves it: a list is walked in its own
    order, which a database would give up for the box's. What needs no order asks for `box_of` as well.
    """
    west, south, east, north = polygon.bounds
    lon, lat = F("lon") + Value(0.0), F("lat") + Value(0.0)
    tall = Q(GreaterThanOrEqual(lat, south)) & Q(LessThanOrEqual(lat, north))
    wide = Q(GreaterThanOrEqual(lon, west)) & Q(LessThanOrEqual(lon, east))
    sides = [_crosses(one, other) for one, other in polygon.edges if one[1] != other[1]]
    return tall & wide & Q(Exact(reduce(add, sides) % Value(2), Value(1)))


def box_of(bounds: tuple[float, float, float, float]) -> Q:
    """The query for cases in a box: west, south, east, north in degrees."""
    west, south, east, north = bounds
    return Q(lat__gte=south, lat__lte=north, lon__gte=west, lon__lte=east)


def say_fault(bad: BadPolygon) -> str:
    """What is wrong with a polygon, and how to mend it, in the reader's language."""
    words = {
        "outside": _("A corner lies outside the world: longitudes run from -180 to 180, latitudes from -90 to 90."),
        "few": _("A drawn area needs at least %(fewest)d corners."),
        "many": _("A drawn area may have at most %(most)d corners; this one has %(corners)d."),
        "crossing": _("The sides of the drawn area cross or touch each other. Draw it so that they do not."),
    }
    unreadable = _("Write the corners of the drawn area as “longitude,latitude;longitude,latitude;…”, in degrees.")
    return words.get(bad.fault, unreadable) % {"fewest": FEWEST, "most": MOST, "corners": bad.corners}


def _crosses(one: Corner, other: Corner) -> Case:
    """1 if the line to the east of the case's point crosses a side, else 0."""
    (lon, lat), (lon2, lat2) = sorted((one, other), key=lambda corner: corner[1])
    at = Value(lon) + (F("lat") - Value(lat)) * Value((lon2 - lon) / (lat2 - lat))
    crossed = When(lat__gte=lat, lat__lt=lat2, lon__lt=at, then=Value(1))
    return Case(crossed, default=Value(0), output_field=SmallIntegerField())
