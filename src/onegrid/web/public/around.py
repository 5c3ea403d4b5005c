"""What happens around somebody: cases near by as everybody may know them, and joining in one instead of reporting it again."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from onegrid.casework.domain.contacts import follow_case
from onegrid.casework.lamps import lamp_of
from onegrid.casework.models import Case
from onegrid.casework.nearby import MOST_SHOWN, Known, cases_around, cases_in, open_cases_near, public_kinds
from onegrid.casework.tickets import read_ticket
from onegrid.web.access import open_to_all
from onegrid.web.fields import PhoneField
from onegrid.web.kinds import kind_titles
from onegrid.web.places import area_choices, read_point
from onegrid.web.public.throttle import FOLLOWING
from onegrid.web.public.unlocking import remember_followed, role_for

SIMILAR_WITHIN = 150
DISTANCES = (300, 500, 1000)


@open_to_all
@never_cache
@require_GET
def around(request: HttpRequest) -> HttpResponse:
    """What is known around a point, or in an area: as a list, and on a map."""
    given = request.GET
    found = _found(given)
    titles = kind_titles()
    words = {
        "found": found,
        "asked": found is not None,
        "lon": given.get("lon", ""),
        "lat": given.get("lat", ""),
        "metres": _metres(given),
        "distances": DISTANCES,
        "kind": given.get("kind", ""),
        "kinds": [(key, titles[key]) for key in public_kinds()],
        "area": given.get("area", ""),
        "areas": area_choices(),
        "query": given.urlencode(),
    }
    return render(request, "public/around.html", words)


@open_to_all
@never_cache
@require_GET
def around_points(request: HttpRequest) -> JsonResponse:
    """The same as points for the map."""
    titles, features = kind_titles(), []
    for known in _found(request.GET) or []:
        if known.lon is None or known.lat is None:
            continue
        case = known.case
        said = {"number": titles[case.kind], "title": str(case.state_now.title), "lamp": lamp_of(case).value, "url": ""}
        point = {"type": "Point", "coordinates": [known.lon, known.lat]}
        features.append({"type": "Feature", "properties": said, "geometry": point})
    return JsonResponse({"type": "FeatureCollection", "complete": len(features) < MOST_SHOWN, "features": features})


@open_to_all
@never_cache
@require_GET
def similar(request: HttpRequest) -> HttpResponse:
    """Open cases of a kind near the point of a report that is being written."""
    given: dict[str, Any] = request.GET.dict()
    try:
        point = read_point(float(given["lon"]), float(given["lat"]), given.get("datum", ""))
    except (KeyError, ValueError):
        return HttpResponse("")
    found = similar_to({"kind": given.get("kind", ""), "lon": point[0], "lat": point[1]})
    return render(request, "public/_similar.html", {"similar": found})


@open_to_all
@require_POST
def me_too(request: HttpRequest) -> HttpResponse:
    """Join in a case that somebody else reported: with a code of one's own, told whatever its reporter is told."""
    case = Case.objects.filter(pk=read_ticket(request.POST.get("case", "")) or 0, ended_at__isnull=True).first()
    if case is None:
        messages.error(request, _("This matter is settled or no longer on the list. If you still see it, report it."))
        return redirect("around")
    if role_for(request.session, case.number):
        messages.info(request, _("You follow this matter already."))
        return redirect("tracked", case.number)
    if FOLLOWING.is_on(request):
        messages.error(request, _("Many have joined in from here just now. Please try again in ten minutes."))
        return redirect("around")
    FOLLOWING.note(request)
    phone, fault = _phone(request)
    if fault:
        messages.warning(request, fault)
    remember_followed(request, case, follow_case(case, phone=phone))
    return redirect("filed")


def similar_to(report: Mapping[str, Any]) -> list[Known]:
    """Open cases like a report (`kind`, `lon` and `lat`), the nearest first; none for a kind of which nobody may know."""
    kind, lon, lat = report["kind"], report.get("lon"), report.get("lat")
    if lon is None or lat is None or kind not in public_kinds():
        return []
    return open_cases_near(lon, lat, metres=SIMILAR_WITHIN, kind=kind)


def _found(given: Mapping[str, str]) -> list[Known] | None:
    """What is known where somebody asks; None where they have not said where."""
    kind, area = given.get("kind", ""), given.get("area", "")
    if area:
        known = {code for _head, options in area_choices() for code, _name in options}
        return cases_in(area, kind=kind) if area in known else []
    try:
        lon, lat = read_point(float(given["lon"]), float(given["lat"]), given.get("datum", ""))
    except (KeyError, ValueError):
        return None
    return cases_around(lon, lat, metres=_metres(given), kind=kind)


def _metres(given: Mapping[str, str]) -> int:
    wanted = given.get("metres", "")
    return next((each for each in DISTANCES if str(each) == wanted), DISTANCES[1])


def _phone(request: HttpRequest) -> tuple[str, str]:
    """The telephone number that came along, and what is wrong with it: joining in needs none, so it does not wait for one."""
    try:
        return str(PhoneField(required=False).clean(request.POST.get("phone", ""))), ""
    except ValidationError as wrong:
        return "", _("You have joined in, but nobody can call you: %(fault)s") % {"fault": wrong.messages[0]}
