"""The table of routes, and what it would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from onegrid.casework.domain.calendar import FIRST_YEAR, LAST_YEAR
from onegrid.casework.domain.routes import check_route, delete_route, save_route
from onegrid.casework.models import Route
from onegrid.casework.queries import cases_visible_to
from onegrid.casework.registry import case_type
from onegrid.casework.rehearsal import Rehearsal, rehearse_last_cases
from onegrid.casework.routing import Seat
from onegrid.directory.models import Organisation
from onegrid.directory.rights import Right
from onegrid.territory.queries import path_name
from onegrid.web.access import needs
from onegrid.web.kinds import title_of
from onegrid.web.office import choices
from onegrid.web.office.inputs import SayingForm, date_input
from onegrid.web.office.page import show
from onegrid.web.office.place import Office, office_of, refuse
from onegrid.web.seats import seat_of_area

SHOWN_FLOWS = 40


class PeriodForm(SayingForm):
    """Which past cases a dry run looks at."""

    since = forms.DateField(label=gettext_lazy("Cases reported from"), widget=date_input())
    until = forms.DateField(label=gettext_lazy("until"), widget=date_input())
    compare = forms.ChoiceField(
        label=gettext_lazy("Compare with"),
        choices=[
            ("now", gettext_lazy("where the present routes would send them")),
            ("then", gettext_lazy("where they first went")),
        ],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in ("since", "until"):
            if name in found and not FIRST_YEAR <= found[name].year <= LAST_YEAR:
                self.add_error(name, _("Check the year."))
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            self.add_error("until", _("The period would end before it begins. Choose a later day."))
        return found


class RouteForm(SayingForm):
    """Which cases, and where they go."""

    sort = forms.ChoiceField(label=gettext_lazy("Which cases"), required=False)
    area_prefix = forms.ChoiceField(label=gettext_lazy("Where they lie"), required=False)
    to = forms.ChoiceField(
        label=gettext_lazy("They go to"),
        help_text=gettext_lazy("If nobody fills that seat, the case goes to the next seat above that is filled."),
    )

    def __init__(self, office: Office, *data: Any, route: Route | None = None, **more: Any) -> None:
        super().__init__(*data, **more, initial=_initial(route) if route else None)
        self.route = route or Route(subdistrict=office.root)
        self.fields["sort"].choices = _sorts(office.root)  # type: ignore[attr-defined]
        self.fields["area_prefix"].choices = [("", _("everywhere")), *choices.areas(office.root)]  # type: ignore[attr-defined]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose where")),
            (_("Organisations"), [(f"org-{key}", name) for key, name in choices.organisations(office.root)]),
            (_("Seats"), choices.seats()),
        ]

    def proposed(self) -> Route:
        """The route as the form has it, unsaved. Raises `ValidationError` if it will not do."""
        wish = Route(pk=self.route.pk, subdistrict=self.route.subdistrict)
        wish.kind, _colon, wish.category = self.cleaned_data["sort"].partition(":")
        wish.area_prefix, to = self.cleaned_data["area_prefix"], self.cleaned_data["to"]
        if to.startswith("org-"):
            wish.organisation = Organisation.objects.filter(pk=to.removeprefix("org-")).first()
        else:
            wish.level = int(to)
        check_route(wish)
        return wish


@dataclass(frozen=True)
class RouteLine:
    """A route in words."""

    route: Route
    kind: str
    category: str
    area: str
    to: str


@needs(Right.EDIT_ROUTES)
@require_safe
def routes(request: HttpRequest) -> HttpResponse:
    """The routes of an office."""
    office = office_of(request, Right.EDIT_ROUTES)
    lines = [_line(route) for route in _routes(office)]
    return show(request, "routes", office, "office-routes", lines=lines)


@needs(Right.EDIT_ROUTES)
@require_http_methods(["GET", "POST"])
def new_route(request: HttpRequest) -> HttpResponse:
    """Add a route, or first see what it would do."""
    office = office_of(request, Right.EDIT_ROUTES)
    return _edit(request, office, None)


@needs(Right.EDIT_ROUTES)
@require_http_methods(["GET", "POST"])
def route(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a route, or first see what that would do."""
    office = office_of(request, Right.EDIT_ROUTES)
    return _edit(request, office, _find(office, pk))


@needs(Right.EDIT_ROUTES)
@require_http_methods(["GET", "POST"])
def remove_route(request: HttpRequest, pk: int) -> HttpResponse:
    """What would happen without a route; then take it away."""
    office = office_of(request, Right.EDIT_ROUTES)
    found = _find(office, pk)
    if request.method == "POST":
        delete_route(found, actor=office.actor)
        messages.success(request, _("The route is deleted. It no longer applies to what is filed from now on."))
        return redirect(office.url("office-routes"))
    period = PeriodForm(request.GET if "since" in request.GET else last_month())
    left = [each for each in _routes(office) if each.pk != pk]
    words = {"line": _line(found), "period": period, "outcome": _rehearse(office, left, period)}
    return show(request, "route_delete", office, "office-routes", status=_status(period), **words)


@needs(Right.EDIT_ROUTES)
@require_safe
def rehearsal(request: HttpRequest) -> HttpResponse:
    """Where the cases of a period would go by the present routes, compared with where they first went."""
    office = office_of(request, Right.EDIT_ROUTES)
    period = PeriodForm(request.GET if "since" in request.GET else last_month() | {"compare": "then"})
    words = {"period": period, "outcome": _rehearse(office, _routes(office), period)}
    return show(request, "rehearsal", office, "office-routes", status=_status(period), **words)


def last_month(today: date | None = None) -> dict[str, str]:
    """The first and last day of the month before."""
    last = (today or timezone.localdate()).replace(day=1) - timedelta(days=1)
    return {"since": last.replace(day=1).isoformat(), "until": last.isoformat(), "compare": "now"}


def _edit(request: HttpRequest, office: Office, known: Route | None) -> HttpResponse:
    form = RouteForm(office, request.POST or None, route=known)
    period = PeriodForm(request.POST if "since" in request.POST else last_month())
    outcome = None
    if request.method == "POST" and form.is_valid():
        try:
            wish = form.proposed()
            if "try" not in request.POST:
                save_route(wish, actor=office.actor)
                messages.success(request, _("The route applies to whatever is filed from now on."))
                return redirect(office.url("office-routes"))
            others = [each for each in _routes(office) if each.pk != wish.pk]
            outcome = _rehearse(office, [*others, wish], period)
        except ValidationError as fault:
            refuse(form, _at_own_fields(fault))
    words = {"form": form, "period": period, "outcome": outcome, "route": known}
    return show(request, "route", office, "office-routes", status=_status(form, period), **words)


def _status(*sent: forms.Form) -> int:
    return 422 if any(form.errors for form in sent) else 200


def _at_own_fields(fault: ValidationError) -> ValidationError:
    """A fault of a route at the form's own fields, which say kind and category in one and the seat in another."""
    if not hasattr(fault, "error_dict"):
        return fault
    own = {"kind": "sort", "category": "sort", "organisation": "to", "level": "to"}
    return ValidationError({own.get(field, field): words for field, words in fault.message_dict.items()})


def _rehearse(office: Office, proposed: Sequence[Route], period: PeriodForm) -> dict[str, Any] | None:
    if not period.is_valid():
        return None
    asked = period.cleaned_data
    then = asked["compare"] == "then"
    found = rehearse_last_cases(office.root, proposed, since=asked["since"], until=asked["until"], from_first_seat=then)
    hidden = max(len(found.flows) - SHOWN_FLOWS, 0)
    return {"rehearsal": found, "flows": _say_flows(office, found), "hidden": hidden, "then": then}


def _say_flows(office: Office, found: Rehearsal) -> list[dict[str, Any]]:
    """The first flows in words. A sample leads to its case if the viewer may see that."""
    shown = found.flows[:SHOWN_FLOWS]
    numbers = [number for flow in shown for number in flow.samples]
    seen = set(cases_visible_to(office.viewer).filter(number__in=numbers).values_list("number", flat=True))
    keys = {seat.organisation for flow in shown for seat in (flow.before, flow.after) if seat.organisation}
    names = dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))

    def say(seat: Seat) -> str:
        return names.get(seat.organisation, f"#{seat.organisation}") if seat.organisation else seat_of_area(seat.area)

    def link(number: str) -> tuple[str, str]:
        return number, reverse("case", args=[number]) if number in seen else ""

    return [
        {"before": say(flow.before), "after": say(flow.after), "count": flow.count, "samples": map(link, flow.samples)}
        for flow in shown
    ]


def _routes(office: Office) -> list[Route]:
    return list(Route.objects.filter(subdistrict=office.root).select_related("organisation"))


def _find(office: Office, pk: int) -> Route:
    found = Route.objects.filter(subdistrict=office.root, pk=pk).select_related("organisation").first()
    if found is None:
        raise Http404(_("There is no such route any more."))
    return found


def _line(route: Route) -> RouteLine:
    to = route.organisation.name if route.organisation else dict(choices.seats()).get(str(route.level), "")
    area = path_name(route.area_prefix) if route.area_prefix else _("everywhere")
    return RouteLine(route, *_say_sort(route), area, to)


def _say_sort(route: Route) -> tuple[str, str]:
    """The kind and category of a route; both stand as they are if the kind has left the shelf."""
    if not route.kind:
        return _("every kind"), ""
    try:
        kind = case_type(route.kind)
    except KeyError:
        return route.kind, route.category
    category = kind.category(route.category)
    return title_of(kind, route.subdistrict), str(category.title) if category else route.category


def _sorts(root: str) -> list[tuple[str, Any]]:
    """Every kind and, below it, its categories."""
    options: list[tuple[str, Any]] = [("", _("every kind"))]
    for kind in choices.kinds(root):
        title = title_of(kind, root)
        inside = [(kind.key, _("%(kind)s, all of it") % {"kind": title})]
        inside += [(f"{kind.key}:{each.key}", f"　{each.title}") for each in kind.categories]
        options.append((title, inside))
    return options


def _initial(route: Route) -> dict[str, str]:
    return {
        "sort": f"{route.kind}:{route.category}" if route.category else route.kind,
        "area_prefix": route.area_prefix,
        "to": f"org-{route.organisation_id}" if route.organisation_id else str(route.level),
    }
