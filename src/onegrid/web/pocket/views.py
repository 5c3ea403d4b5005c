import json
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from onegrid.casework.acts import Actor
from onegrid.casework.domain.sendings import Stopped, send_once
from onegrid.casework.models import Case
from onegrid.casework.queries import cases_visible_to
from onegrid.directory.models import Person
from onegrid.directory.rights import Right
from onegrid.web.access import needs, open_to_all
from onegrid.web.cases.timeline import names_in, title_of
from onegrid.web.kinds import kind_titles, offered_kinds
from onegrid.web.places import area_choices
from onegrid.web.pocket.assets import built_assets
from onegrid.web.pocket.bundle import bundle_for, say_case
from onegrid.web.pocket.receiving import read_sending
from onegrid.web.relative import say_moment

OTHERS = "others"


@needs(Right.HANDLE)
@never_cache
@ensure_csrf_cookie
@require_GET
def pocket(request: HttpRequest) -> HttpResponse:
    """The page itself: the same for everybody, so that a telephone can keep it. Its script fills it."""
    titles = kind_titles()
    kinds = [
        {"key": kind.key, "title": titles[kind.key], "categories": kind.categories}
        for kind in offered_kinds(staff=True)
        if not any(field.required for field in kind.fields)
    ]
    return render(request, "pocket/pocket.html", {"kinds": kinds, "areas": area_choices()})


@needs(Right.HANDLE)
@never_cache
@gzip_page
@require_GET
def bundle(request: HttpRequest) -> JsonResponse:
    """What the telephone keeps."""
    return JsonResponse(bundle_for(cast(Person, request.user)))


@needs(Right.HANDLE)
@require_POST
def outbox(request: HttpRequest) -> JsonResponse:
    """Do what a telephone sends, once. 200 with what came of it; 409 with a question in plain words where it cannot be done
    as it was meant, or with the code `OTHERS` for what somebody else left on the telephone; 422 for what cannot be read;
    408 for what broke off on the way and is to be sent again."""
    person = cast(Person, request.user)
    if not request.POST:
        return JsonResponse({}, status=408)
    if request.POST.get("person") != str(person.pk):
        return JsonResponse({"code": OTHERS}, status=409)
    try:
        key, steps = read_sending(request)
    except ValidationError as wrong:
        return JsonResponse({"text": wrong.messages[0], "code": "unreadable"}, status=422)
    try:
        answer = send_once(key, steps, person=person)
    except Stopped as stopped:
        return JsonResponse(_question(stopped), status=409)
    return JsonResponse({"cases": [_stand(person, number, length) for number, length in answer["cases"]]})


def _question(stopped: Stopped) -> dict[str, Any]:
    """What stands in the way, in words; `length` counts what was done meanwhile as seen if it is sent again with it."""
    case, names = stopped.case, names_in(stopped.meanwhile)
    said = {"text": stopped.messages[0], "code": stopped.code, "step": stopped.step}
    if case is None:
        return said | {"length": None, "meanwhile": []}
    lines = [
        {"who": names.who(each.actor), "at": say_moment(each.at), "what": title_of(each, case), "reason": each.reason}
        for each in stopped.meanwhile
    ]
    return said | {"length": Case.objects.values_list("length", flat=True).get(pk=case.pk), "meanwhile": lines}


def _stand(person: Person, number: str, length: int) -> dict[str, Any]:
    """A case after a step, as the telephone keeps it; only its number and length if it is the person's no longer."""
    case = cases_visible_to(person).select_related("holder_organisation", "handler").filter(number=number).first()
    said = say_case(case, Actor.of(person), kind_titles()) if case and case.is_open else {}
    return {"number": number, "length": length, "case": said or None}


@open_to_all
@cache_control(max_age=3600)
@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What makes the page installable."""
    said = {
        "name": _("OneGrid"),
        "short_name": _("OneGrid"),
        "lang": request.LANGUAGE_CODE,
        "start_url": reverse("pocket"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#0e6b6b",
        "icons": [
            {"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            {"src": static("maskable.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "maskable"},
            # Not every telephone draws SVG on its home screen.
            {"src": static("icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("icon-512.png"), "sizes": "512x512", "type": "image/png"},
        ],
        "shortcuts": [{"name": _("Report"), "url": reverse("file")}],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@open_to_all
@cache_control(no_cache=True)
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, told which built files it keeps. It must come from the root to see every page."""
    script = (Path(settings.FRONTEND) / "sw.js").read_text()
    kept = {"assets": built_assets(), "shell": reverse("pocket"), "land": [reverse("map-areas"), reverse("map-base")]}
    return HttpResponse(f"self.KEPT = {json.dumps(kept)};\n{script}", content_type="text/javascript; charset=utf-8")
