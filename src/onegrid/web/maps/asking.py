"""What a question for the map says in its address, and the answer to one that cannot be."""

import re

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from onegrid.casework.queue import Selection
from onegrid.casework.spots import View
from onegrid.lib.codes import BadCode, Level
from onegrid.lib.coordinates import Datum
from onegrid.web.desk.selection import polygon_fault, read_selection

HEAT_DAYS = (7, 30)
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?", re.ASCII)
_ZOOM = re.compile(r"[0-9]{1,2}", re.ASCII)


class BadQuestion(ValueError):
    """A parameter of the address that cannot be; the message says which and what may stand there."""


def refused(bad: BadQuestion) -> JsonResponse:
    """The answer to a question that cannot be."""
    return JsonResponse({"error": str(bad)}, status=400)


def read_level(request: HttpRequest) -> Level | None:
    """The level that is asked for, None for all. Raises `BadQuestion`."""
    text = request.GET.get("level", "")
    if text not in ("", *(str(int(level)) for level in Level)):
        raise BadQuestion(_("There are four levels, 1 to 4."))
    return Level(int(text)) if text else None


def read_prefix(request: HttpRequest) -> str:
    """The code of the area within which all lies, '' for everywhere. Raises `BadQuestion`."""
    code = request.GET.get("prefix", "")
    try:
        return code if not code or Level.of(code) else ""
    except BadCode:
        raise BadQuestion(_("%(code)s is no area code: it must be 9, 12, 15 or 18 digits.") % {"code": code}) from None


def read_datum(request: HttpRequest) -> Datum:
    """The datum that is asked for. Raises `BadQuestion`."""
    text = request.GET.get("datum", "") or Datum.WGS84
    try:
        return Datum(text)
    except ValueError:
        words = {"datum": text, "known": "、".join(Datum)}
        raise BadQuestion(_("The datum “%(datum)s” is not known here. Use one of: %(known)s.") % words) from None


def read_chosen(request: HttpRequest) -> Selection:
    """The filters of the queue. Raises `BadQuestion` for a drawn area that is none: without it the answer would be another."""
    if fault := polygon_fault(request.GET):
        raise BadQuestion(fault)
    return read_selection(request.GET)


def read_view(request: HttpRequest) -> View:
    """The part that the map shows: `box` as west,south,east,north in WGS 84 degrees, and `zoom`. Raises `BadQuestion`."""
    box, zoom = request.GET.get("box", ""), request.GET.get("zoom", "12")
    parts = box.split(",")
    is_box = len(parts) == 4 and all(map(_NUMBER.fullmatch, parts))
    if (box and not is_box) or not _ZOOM.fullmatch(zoom):
        raise BadQuestion(_("The view is a box “west,south,east,north” in degrees, and a zoom from 0 to 24."))
    if not box:
        return View(zoom=int(zoom))
    west, south, east, north = map(float, parts)
    return View((west, south, east, north), int(zoom))


def read_days(request: HttpRequest) -> int:
    """Over how many days the heat is counted. Raises `BadQuestion`."""
    text = request.GET.get("days", "7")
    if text not in map(str, HEAT_DAYS):
        raise BadQuestion(_("The heat is that of the last 7 or 30 days."))
    return int(text)
