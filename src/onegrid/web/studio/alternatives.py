"""Alternatives: asked for, watched while they are computed, compared side by side."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onegrid.directory.rights import Right
from onegrid.planning.findings import Refused
from onegrid.studio.desk import Desk, NotReady, desk_of
from onegrid.studio.domain.alternatives import ask_for_alternative, break_off
from onegrid.studio.judging import measure, plan_of
from onegrid.studio.models import Drawing, SourceMap
from onegrid.web.access import needs
from onegrid.web.office.place import Office, refuse
from onegrid.web.studio.areas import breaches_of, called, codes_in_force, crosswalks_of, figures_of
from onegrid.web.studio.drawing import show_drawing, standing_of
from onegrid.web.studio.forms import PRESETS, AskForm
from onegrid.web.studio.place import find_alternative, find_drawing, show
from onegrid.web.studio.wording import say_finding

MOST_ROWS = 400


@dataclass(frozen=True)
class Column:
    """One plan in the comparison: the figures by level, whether a page of its own exists, and what its map draws."""

    title: str
    url: str
    layers: list[dict[str, str]]
    figures: dict[str, dict[str, Any]]
    breaches: int
    crosswalks: list[tuple[str, list[dict[str, Any]]]]


@needs(Right.EDIT_PLANS)
@require_POST
def ask(request: HttpRequest, drawing: int) -> HttpResponse:
    """Ask for an alternative by weights, or for several by usual trade-offs."""
    office, found = find_drawing(request, drawing)
    back = redirect(office.url("studio-drawing", found.pk) + "#alternatives")
    if presets := [key for key in request.POST.getlist("preset") if key in PRESETS]:
        for key in presets:
            title, wishes = PRESETS[key]
            try:
                ask_for_alternative(found, str(title), wishes)
            except ValidationError as fault:
                messages.error(request, fault.messages[0])
                break
        return back
    nets = list(found.maps.filter(role=SourceMap.Role.NET).values_list("name", flat=True))
    form = AskForm(nets, request.POST)
    if form.is_valid():
        try:
            ask_for_alternative(found, form.cleaned_data["label"], form.wishes())
        except ValidationError as fault:
            refuse(form, fault)
        else:
            return back
    return show_drawing(request, office, found, status=422, ask_form=form)


@needs(Right.EDIT_PLANS)
@require_safe
def progress(request: HttpRequest, drawing: int) -> HttpResponse:
    """The list of alternatives as it stands now; a page asks for it again while one is under way."""
    office, found = find_drawing(request, drawing)
    return render(request, "studio/_alternatives.html", {"office": office, "drawing": found, **standing_of(found)})


@needs(Right.EDIT_PLANS)
@require_POST
def cancel(request: HttpRequest, drawing: int, alternative: int) -> HttpResponse:
    """Break off the computing."""
    office, found = find_drawing(request, drawing)
    break_off(find_alternative(found, alternative))
    return redirect(office.url("studio-drawing", found.pk) + "#alternatives")


@needs(Right.EDIT_PLANS)
@require_POST
def remove(request: HttpRequest, drawing: int, alternative: int) -> HttpResponse:
    """Remove an alternative; a draft plan that was saved from it stays."""
    office, found = find_drawing(request, drawing)
    find_alternative(found, alternative).delete()
    return redirect(office.url("studio-drawing", found.pk) + "#alternatives")


@needs(Right.EDIT_PLANS)
@require_safe
def compare(request: HttpRequest, drawing: int) -> HttpResponse:
    """All alternatives that are done and the plan in force beside each other, on maps that move together."""
    office, found = find_drawing(request, drawing)
    try:
        desk = desk_of(found)
    except (NotReady, Refused) as fault:
        messages.error(request, say_fault(fault))
        return redirect(office.url("studio-drawing", found.pk))
    done = [each for each in found.alternatives.select_related("drawing") if each.is_done and each.units == desk.keys]
    columns = [_in_force(office, found, desk)] if desk.has_plan and done else []
    columns += [_column(office, found, desk, each) for each in done]
    return show(request, "compare", office, found, columns=columns, rows=_rows(columns))


def say_fault(fault: NotReady | Refused) -> str:
    """Why there can be no plan, in the reader's language."""
    if isinstance(fault, Refused):
        return " ".join(say_finding({"key": e.key, "values": e.values, "sentence": e.sentence}) for e in fault.findings)
    return str(fault)


def _column(office: Office, found: Drawing, desk: Desk, alternative: Any) -> Column:
    names = called(found, alternative, desk)
    url = reverse("studio-areas-layer", args=[found.pk, alternative.pk]) + office.query
    tables = crosswalks_of(alternative, desk)
    return Column(
        alternative.label,
        office.url("studio-alternative", found.pk, alternative.pk),
        [{"key": "areas", "title": alternative.label, "kind": "areas", "url": url}],
        figures_of(alternative, desk),
        len(breaches_of(found, alternative, desk)),
        [
            (name or _("Plan in force"), [_named(row, names) for row in rows[:MOST_ROWS]])
            for name, rows in tables.items()
        ],
    )


def _in_force(office: Office, found: Drawing, desk: Desk) -> Column:
    """The plan in force by the same measure."""
    codes = codes_in_force(desk)
    plan = plan_of(desk, codes.grids, codes.micro_grids)
    figures = {level: measure(desk, plan, level) for level in ("grid", "micro_grid")}
    url = reverse("studio-force-layer", args=[found.pk]) + office.query
    layers = [{"key": "areas", "title": "", "kind": "areas", "url": url}]
    return Column(_("Plan in force"), "", layers, figures, -1, [])


def _named(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {**row, "new": names.get(row["new"], row["new"])}


def _rows(columns: list[Column]) -> list[tuple[str, list[str]]]:
    """The figures of all columns, row by row, as words."""
    rows = []
    for level, title in (("grid", _("Grids")), ("micro_grid", _("Micro-grids"))):
        own = [column.figures[level] for column in columns]
        rows += [
            (title, [str(each["grids"]) for each in own]),
            (_("%(level)s: households, fewest to most") % {"level": title}, [f"{e['least']}–{e['most']}" for e in own]),
            (_("%(level)s: farthest off the mean") % {"level": title}, [f"{each['off']:.1%}" for each in own]),
            (_("%(level)s: households moved") % {"level": title}, [_share(each["moved"]) for each in own]),
            (_("%(level)s: compactness (a circle is 1)") % {"level": title}, [f"{e['compactness']:.2f}" for e in own]),
        ]
    for at, net in enumerate(columns[0].figures["grid"]["agreement"] if columns else []):
        own = [column.figures["grid"]["agreement"][at] for column in columns]
        rows += [
            (_("%(net)s: households within one of its grids") % net, [f"{each['within_one']:.1%}" for each in own]),
            (_("%(net)s: officers that a grid meets") % net, [f"{each['officers']:.2f}" for each in own]),
        ]
    broken = [str(column.breaches) if column.breaches >= 0 else "–" for column in columns]
    return [*rows, (_("Limits broken"), broken)]


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
