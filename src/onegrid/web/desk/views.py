from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from onegrid.casework.domain.desks import habit_of
from onegrid.casework.lamps import Lamp
from onegrid.casework.numbers import read_number
from onegrid.casework.pages import MOST_COUNTED
from onegrid.casework.queries import cases_visible_to
from onegrid.casework.queue import Selection, lamps_visible_to, queue_visible_to
from onegrid.directory.models import Person
from onegrid.directory.rights import Right
from onegrid.web.access import needs
from onegrid.web.desk.columns import FITTING, listed_columns
from onegrid.web.desk.filters import GROUP_TITLES, chips_of, filters_of
from onegrid.web.desk.habits import saved_tabs
from onegrid.web.desk.panes import Panes, map_words, panes_of, read_panes, remember_panes, with_more
from onegrid.web.desk.rows import rows_of
from onegrid.web.desk.selection import polygon_fault, read_selection, write_selection
from onegrid.web.templatetags.onegrid_tags import LAMP_TITLES

SHOWN_LAMPS = (Lamp.RED, Lamp.AMBER, Lamp.GREEN, Lamp.NONE)


@needs(Right.SEE_CASES)
@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The queue: what must be done now, first. A case number typed into the search leads straight to the case."""
    viewer = cast(Person, request.user)
    number = read_number(request.GET.get("q", ""))
    if number and cases_visible_to(viewer).filter(number=number).exists():
        return redirect("case", number)
    selection, after = read_selection(request.GET), request.GET.get("after", "")
    page, choices = queue_visible_to(viewer, selection, after=after), filters_of(viewer, selection)
    habit, panes, fault = habit_of(viewer), read_panes(request), polygon_fault(request.GET)
    columns = listed_columns(habit.columns)
    words = {
        "selection": selection,
        "page": page,
        "columns": columns,
        "single_keys": habit.single_keys,
        "is_wide": len(columns) > FITTING,
        "rows": rows_of(page.rows, columns),
        "after": after,
        "here": write_selection(selection),
        "next_url": f"{write_selection(selection)}&after={page.after}" if page.after else "",
        "lamps": _lamps(viewer, selection),
        "tabs": _tabs(selection),
        "saved": saved_tabs(viewer, selection),
        "choices": choices,
        "chips": chips_of(selection, choices),
        "filters_open": request.headers.get("HX-Trigger") == "selection",
        "panes": panes,
        "switch": panes_of(panes, selection),
        "polygon_fault": fault,
    }
    if panes is not Panes.LIST:
        words |= map_words(viewer, selection, request.GET.get("level", ""))
    answer = render(request, "desk/queue.html", words, status=422 if fault else 200)
    remember_panes(request, answer)
    if "HX-Request" in request.headers:
        answer["HX-Push-Url"] = reverse("desk") + write_selection(selection)
    return answer


@needs(Right.SEE_CASES)
@require_GET
def desk_map(request: HttpRequest) -> HttpResponse:
    """Where the map once had a page of its own: the desk with its map."""
    return redirect(reverse("desk") + with_more(read_selection(request.GET), view=Panes.MAP.value))


def _lamps(viewer: Person, selection: Selection) -> list[dict[str, Any]]:
    """How many open cases show each lamp in the chosen area, and the address of those; a second press takes it away."""
    counts = lamps_visible_to(viewer, selection.area)
    return [
        {
            "lamp": lamp.value,
            "title": LAMP_TITLES[lamp],
            "count": _("%(most)d+") % {"most": MOST_COUNTED} if counts[lamp] > MOST_COUNTED else counts[lamp],
            "current": selection.lamp is lamp,
            "url": write_selection(selection, lamp=None if selection.lamp is lamp else lamp),
        }
        for lamp in SHOWN_LAMPS
    ]


def _tabs(selection: Selection) -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "current": selection.group is group,
            "url": write_selection(selection, group=group, lamp=None),
        }
        for group, title in GROUP_TITLES.items()
    ]
