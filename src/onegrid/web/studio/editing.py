"""One alternative: its map, figures and areas; changed by hand, named, and saved as a draft plan."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from onegrid.directory.rights import Right
from onegrid.studio.desk import Desk
from onegrid.studio.domain.alternatives import change_by_hand, name_areas_of, save_as_draft, take_back
from onegrid.studio.editing import Codes, merge_areas, move_units, split_area
from onegrid.studio.models import Alternative, Drawing
from onegrid.studio.saving import areas_of
from onegrid.web.access import needs
from onegrid.web.office.place import Office
from onegrid.web.studio.areas import (
    breaches_of,
    called,
    codes_of,
    figures_of,
    fitting_desk,
    known_names,
    lines_of,
    outlines_above,
    places_of_breaches,
)
from onegrid.web.studio.forms import read_keys
from onegrid.web.studio.place import find_alternative, find_drawing, show
from onegrid.web.studio.wording import say_findings


@needs(Right.EDIT_PLANS)
@require_safe
def alternative_page(request: HttpRequest, drawing: int, alternative: int) -> HttpResponse:
    """The alternative."""
    office, found, given, desk = open_alternative(request, drawing, alternative)
    if desk is None:
        words = _("The maps of this drawing have changed since; have the alternative computed anew.")
        messages.error(request, words)
        return redirect(office.url("studio-drawing", found.pk) + "#alternatives")
    query = office.query
    layers = [
        {
            "key": "areas",
            "title": "",
            "kind": "areas",
            "url": reverse("studio-areas-layer", args=[found.pk, given.pk]) + query,
        },
        {
            "key": "units",
            "title": "",
            "kind": "pick",
            "url": reverse("studio-units-layer", args=[found.pk, given.pk]) + query,
        },
    ]
    shown: dict[str, Any] = {
        "alternative": given,
        "layers": layers,
        "breaches": places_of_breaches(given, desk, breaches_of(found, given, desk)),
        "figures": figures_of(given, desk),
        "findings": say_findings(given.findings),
        "lines": lines_of(found, given, desk),
        "last_edit": given.edits[-1]["words"] if given.edits else "",
    }
    return show(request, "alternative", office, found, **shown)


@needs(Right.EDIT_PLANS)
@require_POST
def change(request: HttpRequest, drawing: int, alternative: int) -> HttpResponse:
    """Move units, merge or split areas, or take the last change back; then every limit is checked anew."""
    office, found, given, desk = open_alternative(request, drawing, alternative)
    back = redirect(office.url("studio-alternative", found.pk, given.pk))
    if desk is None:
        return back
    if request.POST.get("do") == "undo":
        if words := take_back(given):
            messages.success(request, _("Taken back: %(what)s") % {"what": words})
        return back
    try:
        codes, words = _edit(request, found, given, desk)
        change_by_hand(given, grids=codes.grids, micro_grids=codes.micro_grids, words=words)
    except ValidationError as fault:
        messages.error(request, fault.messages[0])
        return back
    broken = len(breaches_of(found, given, desk))
    said = ngettext("One limit is broken now.", "%(count)d limits are broken now.", broken) % {"count": broken}
    messages.success(request, words + " " + (said if broken else _("Every limit is kept.")))
    return back


@needs(Right.EDIT_PLANS)
@require_POST
def names(request: HttpRequest, drawing: int, alternative: int) -> HttpResponse:
    """Name areas; what was left as it is usually called follows the number."""
    office, found, given, desk = open_alternative(request, drawing, alternative)
    if desk is not None:
        usual = called(found, Alternative(grids=given.grids, micro_grids=given.micro_grids), desk)
        asked = {line.code: request.POST.get(line.field, "")[:100].strip() for line in lines_of(found, given, desk)}
        name_areas_of(given, {code: "" if name == usual[code] else name for code, name in asked.items() if name})
        messages.success(request, _("The names are kept."))
    return redirect(office.url("studio-alternative", found.pk, given.pk) + "#areas")


@needs(Right.EDIT_PLANS)
@require_POST
def save(request: HttpRequest, drawing: int, alternative: int) -> HttpResponse:
    """Save it as a draft plan of the areas, to be adopted and put in force there."""
    office, found, given, desk = open_alternative(request, drawing, alternative)
    back = office.url("studio-alternative", found.pk, given.pk)
    if desk is None:
        return redirect(back)
    known = {**known_names(found, desk), **given.names}
    areas = areas_of(desk, codes_of(given), root=found.subdistrict, names=known, above=outlines_above(found, desk))
    try:
        plan = save_as_draft(given, areas, actor=office.actor)
    except ValidationError as fault:
        messages.error(request, fault.messages[0])
        return redirect(back)
    messages.success(request, _("It is a draft plan now. Look it over, adopt it, and put it in force from a day on."))
    return redirect(office.url("office-plan", plan.pk))


def open_alternative(
    request: HttpRequest, drawing: int, alternative: int
) -> tuple[Office, Drawing, Alternative, Desk | None]:
    """The alternative and its desk; no desk if its units are not on it any more."""
    office, found = find_drawing(request, drawing)
    given = find_alternative(found, alternative, done=True)
    return office, found, given, fitting_desk(found, given)


def _edit(request: HttpRequest, found: Drawing, given: Alternative, desk: Desk) -> tuple[Codes, str]:
    """The codes after what the form asks for, and a sentence of it. Raises `ValidationError`."""
    asked, codes, name = request.POST, codes_of(given), called(found, given, desk)
    if asked.get("do") == "move":
        units, target = read_keys(asked.get("units", "")), asked.get("target", "")
        words = ngettext("%(count)d unit moved to %(area)s.", "%(count)d units moved to %(area)s.", len(units))
        return move_units(desk, codes, units, target), words % {"count": len(units), "area": name.get(target, target)}
    if asked.get("do") == "merge":
        one, other = asked.get("one", ""), asked.get("other", "")
        words = _("%(other)s merged into %(one)s.")
        return merge_areas(codes, one, other), words % {"one": name.get(one, one), "other": name.get(other, other)}
    if asked.get("do") == "split":
        area = asked.get("area", "")
        return split_area(desk, codes, area), _("%(area)s split in two.") % {"area": name.get(area, area)}
    raise ValidationError(_("Choose what to change."))
