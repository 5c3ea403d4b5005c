"""Places as people choose and read them: a point of any datum, or an area from a list."""

from typing import Any

from django.utils.translation import gettext as _

from onegrid.lib.codes import Level, parent_of
from onegrid.lib.coordinates import Datum, to_wgs84
from onegrid.territory.domain.locating import Place
from onegrid.territory.queries import areas_in_force, name_of, path_name, subdistricts_in_force

Choices = list[tuple[str, Any]]


def area_choices() -> Choices:
    """Areas to choose from by name: each community with its grids, or, where several subdistricts are served, each
    subdistrict with its communities."""
    several = len(subdistricts_in_force()) > 1
    heads = Level.SUBDISTRICT if several else Level.COMMUNITY
    rows = areas_in_force().filter(level__in=(heads, heads + 1)).order_by("code").values_list("code", "name")
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, name in rows:
        if Level.of(code) is heads:
            whole = "" if several else _("%(area)s, I do not know which grid") % {"area": name}
            groups[code] = [(code, whole)] if whole else []
        else:
            groups[parent_of(code)].append((code, name))
    return [(name_of(head), options) for head, options in groups.items()]


def read_point(lon: float, lat: float, datum: str = Datum.WGS84) -> tuple[float, float]:
    """A point in WGS 84. Raises `ValueError` for an unknown datum or degrees that cannot be."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"no such place: {lon}, {lat}")
    return to_wgs84(lon, lat, Datum(datum or Datum.WGS84))


def say_place(place: Place) -> str:
    """A located point in words: the area's path, or that it lies outside and what is nearest."""
    if place.code:
        return path_name(place.code)
    if place.nearest is None:
        return _("This place lies outside every area that is served here.")
    words = {"area": path_name(place.nearest), "distance": say_distance(place.distance_m or 0)}
    return _("Outside the area served here. The nearest is %(area)s, %(distance)s away.") % words


def say_distance(metres: float) -> str:
    """A distance with its unit: whole metres, from a kilometre on in tenths of one."""
    if metres < 1000:
        return _("%(count)d m") % {"count": round(metres)}
    return _("%(count).1f km") % {"count": metres / 1000}
