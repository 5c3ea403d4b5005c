import hashlib
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from onegrid.casework.tallies import Tally, tallies_visible_to
from onegrid.directory.models import Person
from onegrid.directory.rights import Right, has_right
from onegrid.lib.codes import Level, is_within
from onegrid.web.access import open_to_all
from onegrid.web.maps.asking import BadQuestion, read_datum, read_level, read_prefix, refused
from onegrid.web.maps.base import base_map, feature
from onegrid.web.maps.cases import say_tally
from onegrid.web.maps.outlines import Outline, land_version, outlines_in_force


@open_to_all
@gzip_page
@require_GET
def areas(request: HttpRequest) -> HttpResponseBase:
    """The areas in force; for those who see cases, with the open cases and the worst lamp of each."""
    try:
        level, prefix, datum = read_level(request), read_prefix(request), read_datum(request)
    except BadQuestion as bad:
        return refused(bad)
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
        prefix, datum = read_prefix(request), read_datum(request)
    except BadQuestion as bad:
        return refused(bad)
    root = prefix[: Level.SUBDISTRICT.digits]
    etag = _etag(land_version(), root, datum)
    return get_conditional_response(request, etag=etag, response=None) or _geojson(
        request, base_map(datum, root), public=True, etag=etag
    )


def _properties(area: Outline, tallies: dict[str, Tally] | None) -> dict[str, Any]:
    said: dict[str, Any] = {"code": area.code, "name": area.name, "level": area.level, "kind": area.kind}
    if tallies is not None:
        said |= say_tally(tallies.get(area.code, Tally()))
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
