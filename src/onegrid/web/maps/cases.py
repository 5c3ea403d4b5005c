"""The chosen cases on the map: where they lie, the lamps of their areas, and the heat of the last days."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from onegrid.casework.lamps import Lamp
from onegrid.casework.spots import Pile, Pin, Spots, heat_visible_to, spots_visible_to
from onegrid.casework.tallies import Tally, tallies_of_chosen
from onegrid.directory.models import Person
from onegrid.directory.rights import Right
from onegrid.lib.codes import Level
from onegrid.lib.coordinates import Datum, from_wgs84
from onegrid.web.access import needs
from onegrid.web.maps.asking import BadQuestion, read_chosen, read_datum, read_days, read_view, refused
from onegrid.web.maps.outlines import DECIMALS
from onegrid.web.relative import say_date

Feature = dict[str, Any]


@needs(Right.SEE_CASES)
@gzip_page
@require_GET
def cases(request: HttpRequest) -> HttpResponseBase:
    """All cases that the filters of the queue choose, as points; where there are too many in view, as piles.

    `complete` tells that these are all, so that nothing need be asked again when the map moves.
    """
    try:
        chosen, view, datum = read_chosen(request), read_view(request), read_datum(request)
    except BadQuestion as bad:
        return refused(bad)
    spots, place = spots_visible_to(_viewer(request), chosen, view), _placing(datum)
    now, address = timezone.now(), reverse("case", args=["number"])
    features = [place(pin, _pin(pin, pin.lamp(now), address)) for pin in spots.pins]
    piles = [place(pile, {"count": pile.count, "lamp": _worst(pile)}) for pile in spots.piles]
    said = {"complete": view.box is None and not piles, "count": _count(spots), "note": _note(spots)}
    return _private({"type": "FeatureCollection", **said, "features": features, "piles": piles})


@needs(Right.SEE_CASES)
@gzip_page
@require_GET
def lamps(request: HttpRequest) -> HttpResponseBase:
    """The open cases and the worst lamp of every area in which chosen cases lie, by its code."""
    try:
        chosen = read_chosen(request)
    except BadQuestion as bad:
        return refused(bad)
    tallies = tallies_of_chosen(_viewer(request), chosen, Level)
    return _private({"areas": {code: say_tally(tally) for code, tally in tallies.items()}})


@needs(Right.SEE_CASES)
@gzip_page
@require_GET
def heat(request: HttpRequest) -> HttpResponseBase:
    """How many reports of the last days lie in each square of a hundred metres."""
    try:
        chosen, days, datum = read_chosen(request), read_days(request), read_datum(request)
    except BadQuestion as bad:
        return refused(bad)
    squares, place = heat_visible_to(_viewer(request), chosen, days=days), _placing(datum)
    features = [place(square, {"count": square.count}) for square in squares]
    most = max((square.count for square in squares), default=0)
    return _private({"type": "FeatureCollection", "most": most, "features": features})


def say_tally(tally: Tally) -> dict[str, Any]:
    """A tally as the map's areas carry it."""
    return {"lamp": tally.lamp.value, "open": tally.open, "amber": tally.amber, "red": tally.red}


def _viewer(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def _placing(datum: Datum) -> Callable[[Pin | Pile, Feature], Feature]:
    """Makes a GeoJSON point in a datum of something that lies somewhere, and what is said of it."""

    def place(spot: Pin | Pile, said: Feature) -> Feature:
        lon, lat = from_wgs84(spot.lon, spot.lat, datum)
        point = {"type": "Point", "coordinates": [round(lon, DECIMALS), round(lat, DECIMALS)]}
        return {"type": "Feature", "properties": said, "geometry": point}

    return place


def _pin(pin: Pin, lamp: Lamp, address: str) -> Feature:
    return {
        "number": pin.number,
        "title": pin.title,
        "lamp": lamp.value,
        "url": address.replace("number", pin.number),
    }


def _worst(pile: Pile) -> str:
    found = next((lamp for lamp in (Lamp.RED, Lamp.AMBER, Lamp.GREEN) if getattr(pile, lamp.value)), Lamp.NONE)
    return found.value


def _count(spots: Spots) -> int:
    return len(spots.pins) + sum(pile.count for pile in spots.piles)


def _note(spots: Spots) -> str:
    """What the map does not show."""
    said = []
    if spots.unplaced:
        said.append(_("%(count)d more have no point on the map.") % {"count": spots.unplaced})
    if spots.looked_back_to is not None:
        day = say_date(timezone.localdate(spots.looked_back_to))
        words = _("Only reports since %(day)s are drawn. Narrow the days of reporting to see older ones.")
        said.append(words % {"day": day})
    return " ".join(said)


def _private(said: dict[str, Any]) -> JsonResponse:
    answer = JsonResponse(said)
    patch_cache_control(answer, private=True, no_cache=True)
    return answer
