"""What stands on the desk: the list, the map, or both. The browser remembers it in a cookie."""

from contextlib import suppress
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from onegrid.casework.queue import Selection
from onegrid.directory.models import Person
from onegrid.lib.codes import Level
from onegrid.web.desk.areas import area_lines, levels_of
from onegrid.web.desk.filters import tops_of
from onegrid.web.desk.selection import write_selection
from onegrid.web.maps.asking import HEAT_DAYS

COOKIE, A_YEAR_S = "desk_panes", 365 * 24 * 3600


class Panes(StrEnum):
    """Which panes stand on the desk."""

    LIST = "list"
    BOTH = "both"
    MAP = "map"


TITLES = {Panes.LIST: _("List"), Panes.BOTH: _("List and map"), Panes.MAP: _("Map")}


def read_panes(request: HttpRequest) -> Panes:
    """What the address asks for, else what was asked for last, else the list."""
    for text in (request.GET.get("view", ""), request.COOKIES.get(COOKIE, "")):
        with suppress(ValueError):
            return Panes(text)
    return Panes.LIST


def remember_panes(request: HttpRequest, answer: HttpResponse) -> None:
    """Let the browser keep what the address asks for."""
    if request.GET.get("view") == read_panes(request):
        secure = settings.SESSION_COOKIE_SECURE
        answer.set_cookie(COOKIE, read_panes(request), max_age=A_YEAR_S, secure=secure, httponly=True, samesite="Lax")


def panes_of(panes: Panes, selection: Selection) -> list[dict[str, Any]]:
    """The switch between them, with the filters kept."""
    return [
        {"key": each.value, "title": title, "url": with_more(selection, view=each.value), "current": each is panes}
        for each, title in TITLES.items()
    ]


def map_words(viewer: Person, selection: Selection, level: str) -> dict[str, Any]:
    """What the map's pane says beside the map: the areas of a level with their lamps, each a link that filters."""
    levels = levels_of(viewer, selection.area)
    chosen = next((each for each, _title in levels if str(int(each)) == level), next(iter(levels), (None,))[0])
    tops = tops_of(viewer)
    return {
        "levels": [
            {"title": title, "url": with_more(selection, level=str(int(each))), "current": each is chosen}
            for each, title in levels
        ],
        "lines": area_lines(viewer, selection, chosen) if chosen else [],
        "map_level": _said(chosen) if level else "",
        "within": tops[0] if len(tops) == 1 else "",
        "heat_days": HEAT_DAYS,
    }


def with_more(selection: Selection, **more: str) -> str:
    """The address of a selection, and more beside it."""
    here = write_selection(selection)
    return here + ("" if here == "?" else "&") + "&".join(f"{name}={value}" for name, value in more.items())


def _said(level: Level | None) -> str:
    return str(int(level)) if level else ""
