"""What every page knows."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from onegrid.casework.domain.desks import habit_of
from onegrid.directory.rights import Right, has_right


def office(request: HttpRequest) -> dict[str, Any]:
    """Whether this is the demo office, and which rooms the person may enter."""
    person: Any = getattr(request, "user", None)
    rooms = {right.name.lower(): has_right(person, right) for right in Right}
    return {
        "demo_office": settings.DEMO,
        "rights": rooms,
        "map_tiles": settings.MAP_TILES,
        "live_url": live_url(request) if rooms["see_cases"] else "",
        "live_since": getattr(request, "live_since", ""),
        "single_keys": SimpleLazyObject(lambda: habit_of(person).single_keys) if rooms["see_cases"] else True,
    }


def live_url(request: HttpRequest) -> str:
    """Where the page finds the stream of what others do; '' if there is none."""
    if not settings.LIVE.startswith(":"):
        return settings.LIVE
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return f"{request.scheme}://{f'[{host}]' if ':' in host else host}{settings.LIVE}/live/"
