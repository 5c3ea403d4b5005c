import hashlib
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from onegrid.casework.lamps import lamp_at
from onegrid.casework.queue import pins_visible_to
from onegrid.casework.tallies import Tally, tallies_visible_to
from onegrid.directory.models import Person
from onegrid.directory.rights import Right, has_right
from onegrid.lib.codes import BadCode, Level, is_within
from onegrid.lib.coordinates import Datum, from_wgs84
from onegrid.web.access import needs, open_to_all
from onegrid.web.desk.selection import read_selection
from onegrid.web.maps.base import base_map, feature
from onegrid.web.maps.outlines import DECIMALS, Outline, land_version, outlines_in_force

MOST_PINS = 2000


class BadQuestion(ValueError):
    """A parameter of the address that cannot be; the message says which and what may stand there."""


@open_to_all
@gzip_page
@require_GET
def areas(request: HttpRequest) -> HttpResponseBase:
    """The areas in force; for those who see cases, with the open cases and the worst lamp of each."""
    try:
        level, prefix, datum = _level(request), _prefix(request), _datum(request)
    except BadQuestion as bad:
        return _refused(bad)
    drawn = [
        each
        for each in outlines_in_force(datum)
        if is_within(each.code, prefix) and (level is None or each.level == level)
    ]
    person = cast(Person, request.user)
    sees = has_right(person, Right.SEE_CASES)
    levels = [level] if level else list(Level)
    tallies = tallies_visible_to(person, levels, prefix=prefix) if sees else None
    text = ",".join(feature(each.geometry, **_properties(each, tallies)) for each in drawn)
    return _geojson(request, f'{{"type":"FeatureCollection","features":[{text}]}}', public=not sees)


@open_to_all
@gzip_page
@require_GET
def base(request: HttpRequest) -> HttpResponseBase:
    """What lies under the areas."""
    try:
        prefix, datum = _prefix(request), _datum(request)
    except BadQuestion as bad:
        return _refused(bad)
    root = prefix[: Level.SUBDISTRICT.digits]
    etag = _etag(land_version(), root, datum)
    return get_conditional_response(request, etag=etag, response=None) or _geojson(
        request, base_map(datum, root), public=True, etag=etag
    )


@needs(Right.SEE_CASES)
@gzip_page
@require_GET
def cases(request: HttpRequest) -> HttpResponseBase:
    """The open cases that the filters of the queue choose, as points: at most 2000, the earliest deadline first."""
    try:
        datum = _datum(request)
    except BadQuestion as bad:
        return _refused(bad)
    now = timezone.now()
    pins = pins_visible_to(cast(Person, request.user), read_selection(request.GET), most=MOST_PINS)
    features = []
    for pin in pins:
        lon, lat = from_wgs84(pin.lon, pin.lat, datum)
        said = {
            "number": pin.number,
            "title": pin.title,
            "lamp": lamp_at(pin.due_at, pin.amber_at, now).value,
            "url": reverse("case", args=[pin.number]),
        }
        point = {"type": "Point", "coordinates": [round(lon, DECIMALS), round(lat, DECIMALS)]}
        features.append({"type": "Feature", "properties": said, "geometry": point})
    answer = JsonResponse({"type": "FeatureCollection", "complete": len(pins) < MOST_PINS, "features": features})
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def _properties(area: Outline, tallies: dict[str, Tally] | None) -> dict[str, Any]:
    said: dict[str, Any] = {"code": area.code, "name": area.name, "level": area.level, "kind": area.kind}
    if tallies is not None:
        tally = tallies.get(area.code, Tally())
        said |= {"lamp": tally.lamp.value, "open": tally.open, "amber": tally.amber, "red": tally.red}
    return said


def _geojson(request: HttpRequest, text: str, *, public: bool, etag: str = "") -> HttpResponseBase:
    """The answer, or 'not modified' if the browser has it. Browsers keep it but ask each time whether it still holds."""
    etag = etag or _etag(text)
    answer = HttpResponse(text, content_type="application/geo+json")
    answer["ETag"] = etag
    patch_cache_control(answer, **({"public": True} if public else {"private": True}), no_cache=True)
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _etag(*parts: str) -> str:
    return quote_etag(hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32])


def _refused(bad: BadQuestion) -> JsonResponse:
    return JsonResponse({"error": str(bad)}, status=400)


def _level(request: HttpRequest) -> Level | None:
    text = request.GET.get("level", "")
    if text not in ("", *(str(int(level)) for level in Level)):
        raise BadQuestion(_("There are four levels, 1 to 4."))
    return Level(int(text)) if text else None


def _prefix(request: HttpRequest) -> str:
    code = request.GET.get("prefix", "")
    try:
        return code if not code or Level.of(code) else ""
    except BadCode:
        raise BadQuestion(_("%(code)s is no area code: it must be 9, 12, 15 or 18 digits.") % {"code": code}) from None


def _datum(request: HttpRequest) -> Datum:
    text = request.GET.get("datum", "") or Datum.WGS84
    try:
        return Datum(text)
    except ValueError:
        words = {"datum": text, "known": "、".join(Datum)}
        raise BadQuestion(_("The datum “%(datum)s” is not known here. Use one of: %(known)s.") % words) from None
