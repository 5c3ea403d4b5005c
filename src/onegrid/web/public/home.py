"""The front door, and the answer to 'where is this point?'."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from onegrid.directory.models import Role
from onegrid.directory.rights import roles_of
from onegrid.territory.domain.locating import locate
from onegrid.territory.queries import name_of, subdistricts_in_force
from onegrid.web.access import open_to_all
from onegrid.web.places import read_point, say_place

# Where somebody begins: the first that fits, so that whoever has several posts starts at the widest work.
ROOMS = (
    ("desk", {Role.DUTY_OFFICER, Role.COMMUNITY_OFFICER, Role.LEADER}),
    ("worker", {Role.GRID_MEMBER, Role.GRID_LEADER, Role.DEPARTMENT_HANDLER, Role.INSPECTOR}),
    ("mediation", {Role.MEDIATOR, Role.MEDIATION_OFFICER}),
    ("office", {Role.ADMINISTRATOR, Role.PLANNER}),
    ("office-record", {Role.AUDITOR}),
)


@open_to_all
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is, to whoever comes in; the staff is sent to its room."""
    roles = roles_of(request.user)
    for room, at_home in ROOMS:
        if roles & at_home:
            return redirect(room)
    offices = [name_of(code) for code in subdistricts_in_force()]
    return render(request, "public/home.html", {"offices": offices})


@open_to_all
@require_GET
def where(request: HttpRequest) -> JsonResponse:
    """Whose a point is: `lon` and `lat` in degrees, of a `datum` (wgs84, gcj02 or bd09; WGS 84 if not given).

    Answers `inside`, the `code` of the area (or of the nearest), and a `text` for people.
    """
    given = request.GET
    try:
        lon, lat = read_point(float(given["lon"]), float(given["lat"]), given.get("datum", ""))
    except (KeyError, ValueError):
        text = _("Give lon and lat in degrees, and datum as wgs84, gcj02 or bd09.")
        return JsonResponse({"inside": False, "code": None, "text": text}, status=400)
    place = locate(lon, lat)
    return JsonResponse(
        {"inside": place.code is not None, "code": place.code or place.nearest, "text": say_place(place)}
    )
