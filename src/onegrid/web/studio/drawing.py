"""One drawing: its maps over each other, its settings and locks, and its alternatives."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from onegrid.directory.rights import Right
from onegrid.studio.domain.drawings import add_lock, change_settings, remove_lock
from onegrid.studio.findings import check_maps
from onegrid.studio.models import Drawing, SourceMap
from onegrid.studio.queries import alternatives_of
from onegrid.web.access import needs
from onegrid.web.office.place import Office, refuse
from onegrid.web.studio.forms import LOCK_TITLES, PRESETS, AskForm, LockForm, MapForm, SettingsForm
from onegrid.web.studio.place import find_drawing, show
from onegrid.web.studio.wording import say_findings


@needs(Right.EDIT_PLANS)
@require_safe
def drawing(request: HttpRequest, drawing: int) -> HttpResponse:
    """The drawing."""
    office, found = find_drawing(request, drawing)
    return show_drawing(request, office, found)


@needs(Right.EDIT_PLANS)
@require_safe
def check(request: HttpRequest, drawing: int) -> HttpResponse:
    """The drawing, with what is found of its maps when they are laid over each other."""
    office, found = find_drawing(request, drawing)
    return show_drawing(request, office, found, checked=True, findings=say_findings(check_maps(found)))


@needs(Right.EDIT_PLANS)
@require_POST
def settings(request: HttpRequest, drawing: int) -> HttpResponse:
    """Change what the numerics read and how large areas are to be."""
    office, found = find_drawing(request, drawing)
    form = SettingsForm(found, request.POST)
    if not form.is_valid():
        return show_drawing(request, office, found, status=422, settings_form=form)
    change_settings(found, form.cleaned_data)
    return redirect(office.url("studio-drawing", found.pk) + "#settings")


@needs(Right.EDIT_PLANS)
@require_POST
def lock(request: HttpRequest, drawing: int) -> HttpResponse:
    """Add a lock."""
    office, found = find_drawing(request, drawing)
    form = LockForm(request.POST)
    if form.is_valid():
        try:
            add_lock(found, form.cleaned_data["kind"], form.cleaned_data["units"])
        except ValidationError as fault:
            refuse(form, fault)
        else:
            return redirect(office.url("studio-drawing", found.pk) + "#locks")
    return show_drawing(request, office, found, status=422, lock_form=form)


@needs(Right.EDIT_PLANS)
@require_POST
def unlock(request: HttpRequest, drawing: int) -> HttpResponse:
    """Remove a lock."""
    office, found = find_drawing(request, drawing)
    number = request.POST.get("number", "")
    if number.isdigit():
        remove_lock(found, int(number))
    return redirect(office.url("studio-drawing", found.pk) + "#locks")


def show_drawing(
    request: HttpRequest, office: Office, found: Drawing, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of a drawing; of several forms on it, the refused one as it was typed."""
    maps = list(found.maps.defer("content"))
    nets = [each.name for each in maps if each.role == SourceMap.Role.NET]
    words = {
        "maps": [(each, nets.index(each.name) % 4 if each.role == SourceMap.Role.NET else -1) for each in maps],
        "has_units": any(each.role == SourceMap.Role.UNITS for each in maps),
        "layers": layers_of(office, found, maps),
        "locks": [(at, LOCK_TITLES[each["kind"]], each["units"]) for at, each in enumerate(found.locks)],
        "map_form": MapForm(),
        "settings_form": SettingsForm(found),
        "lock_form": LockForm(),
        "ask_form": AskForm(nets),
        "presets": list(PRESETS),
        **standing_of(found),
        **forms,
    }
    return show(request, "drawing", office, found, status=status, **words)


def standing_of(found: Drawing) -> dict[str, Any]:
    """The alternatives, with what is said of them, and whether one of them is being computed."""
    alternatives = list(alternatives_of(found))
    lines = [(each, say_findings(each.findings)) for each in alternatives]
    return {
        "alternatives": lines,
        "done": sum(each.is_done for each in alternatives),
        "under_way": any(each.is_under_way for each in alternatives),
    }


def layers_of(office: Office, found: Drawing, maps: list[SourceMap]) -> list[dict[str, str]]:
    """What the map shows over each other, from the bottom: units, the plan in force, and the nets."""
    kinds = {"units": "units", "net": "net", "communities": "community", "barriers": "barrier", "crossings": "crossing"}
    return [
        {"key": f"map-{each.pk}", "title": each.name, "kind": kinds[each.role], "url": _layer_url(office, found, each)}
        for each in sorted(maps, key=lambda each: list(kinds).index(each.role))
    ]


def _layer_url(office: Office, found: Drawing, source: SourceMap) -> str:
    return reverse("studio-layer", args=[found.pk, source.pk]) + office.query
