"""Plans of the areas: what is in force, what waits, and what they look like."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from onegrid.directory.rights import Right, has_right
from onegrid.lib.codes import Level
from onegrid.territory.coverage import check_levels
from onegrid.territory.coverage_map import faults_map_svg
from onegrid.territory.domain.labels import is_drawn
from onegrid.territory.domain.plans import adopt_plan, put_in_force
from onegrid.territory.domain.trees import rows_of_plans
from onegrid.territory.files import write_areas
from onegrid.territory.models import Plan
from onegrid.web.access import needs
from onegrid.web.desk.filters import LEVEL_TITLES
from onegrid.web.office.addresses import address
from onegrid.web.office.inputs import SayingForm, date_input
from onegrid.web.office.page import show
from onegrid.web.office.place import Office, office_of

PAGE = 100
FORMATS = {
    "geojson": ("areas.geojson", "application/geo+json", "GeoJSON"),
    "gpkg": ("areas.gpkg", "application/geopackage+sqlite3", "GeoPackage"),
    "zip": ("areas.zip", "application/zip", "Shapefile"),
}


class StartForm(SayingForm):
    """From which day a plan applies."""

    starts = forms.DateField(label=gettext_lazy("In force from"), widget=date_input())


@needs(Right.EDIT_PLANS)
@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """The plans of an office, the newest first."""
    office = office_of(request, Right.EDIT_PLANS)
    plans = Plan.objects.filter(subdistrict=office.root).order_by("-version")
    counted = plans.annotate(**{f"level_{level}": Count("areas", Q(areas__level=level)) for level in (2, 3, 4)})
    return show(request, "areas", office, "office-areas", plans=counted)


@needs(Right.EDIT_PLANS)
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan, its areas, and a picture of them."""
    office = office_of(request, Right.EDIT_PLANS)
    return _show(request, office, _find(office, pk))


@needs(Right.EDIT_PLANS)
@require_POST
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Adopt a draft."""
    office = office_of(request, Right.EDIT_PLANS)
    found = _find(office, pk)
    try:
        adopt_plan(found, actor=office.actor)
        messages.success(request, _("The plan is adopted: its areas do not change any more."))
    except ValidationError as fault:
        messages.error(request, fault.messages[0])
    return redirect(office.url("office-plan", pk))


@needs(Right.EDIT_PLANS)
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an adopted plan in force from a day on."""
    office = office_of(request, Right.EDIT_PLANS)
    found, form = _find(office, pk), StartForm(request.POST)
    if form.is_valid():
        try:
            put_in_force(found, starts=form.cleaned_data["starts"], actor=office.actor)
        except ValidationError as fault:
            form.add_error("starts", fault.messages)
        else:
            messages.success(request, _("The plan applies from that day on. Open cases go along; ended ones stay."))
            return redirect(office.url("office-plan", pk))
    return _show(request, office, found, form)


@needs(Right.EDIT_PLANS)
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan's smallest areas, drawn, with what overlaps or is missing."""
    office = office_of(request, Right.EDIT_PLANS)
    rows = [row for row in rows_of_plans([_find(office, pk)]) if not row.geometry.is_empty]
    if not rows:
        raise Http404(_("None of these areas has an outline; there is nothing to draw."))
    lowest = max(row.level or 0 for row in rows)
    drawn = [row.geometry for row in rows if row.level == lowest]
    return HttpResponse(faults_map_svg(check_levels(rows), drawn), content_type="image/svg+xml")


@needs(Right.EDIT_PLANS)
@require_safe
def download(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A plan as a file that other programs read, and that can be imported again."""
    office = office_of(request, Right.EDIT_PLANS)
    found = _find(office, pk)
    if key not in FORMATS:
        raise Http404
    name, media_type, _title = FORMATS[key]
    rows = [row for row in rows_of_plans([found]) if not row.geometry.is_empty]
    if not rows:
        raise Http404(_("None of these areas has an outline; there is nothing to draw."))
    with TemporaryDirectory() as folder:
        write_areas(Path(folder) / name, rows)
        content = (Path(folder) / name).read_bytes()
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{found.subdistrict}-v{found.version}.{key}"'
    return answer


def _show(request: HttpRequest, office: Office, found: Plan, form: StartForm | None = None) -> HttpResponse:
    counts = dict(found.areas.values_list("level").annotate(count=Count("pk")).order_by("level"))
    wanted, after = request.GET.get("level", ""), request.GET.get("after", "")
    level = int(wanted) if wanted in {str(each) for each in counts} else min(2, max(counts, default=2))
    rows = list(found.areas.on_level(Level(level)).filter(code__gt=after).defer("outline")[: PAGE + 1])
    words = {
        "plan": found,
        "tabs_of_levels": [_tab(office, Level(each), count, current=each == level) for each, count in counts.items()],
        "rows": rows[:PAGE],
        "first_url": address(office, level=level) if after else "",
        "next_url": address(office, level=level, after=rows[PAGE - 1].code) if len(rows) > PAGE else "",
        "start_form": form or StartForm(initial={"starts": timezone.localdate() + timedelta(days=1)}),
        "drawn": is_drawn(found),
        "may_see_people": has_right(office.viewer, Right.SEE_PEOPLE),
        "formats": [(key, title) for key, (_name, _type, title) in FORMATS.items()],
    }
    return show(request, "areas_plan", office, "office-areas", status=422 if form else 200, **words)


def _tab(office: Office, level: Level, count: int, *, current: bool) -> dict[str, Any]:
    return {"title": LEVEL_TITLES[level], "count": count, "url": address(office, level=int(level)), "current": current}


def _find(office: Office, pk: int) -> Plan:
    found = Plan.objects.filter(subdistrict=office.root, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such plan."))
    return found
