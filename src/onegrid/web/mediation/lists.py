"""The list of disputes: what waits for somebody, what is open, what has ended."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onegrid.directory.rights import Right, has_right
from onegrid.mediation.models import Appointment, Dispute
from onegrid.mediation.models.dispute import Sort
from onegrid.mediation.queries import disputes_visible_to
from onegrid.web.access import needs
from onegrid.web.mediation.place import viewer_of

PAGE = 40
OPEN = Q(case__ended_at__isnull=True)
TABS = {
    "waiting": OPEN & (Q(case__state="new") | ~Q(pk__in=Appointment.objects.filter(ended_at=None).values("dispute"))),
    "open": OPEN,
    "ended": ~OPEN,
}


@dataclass(frozen=True)
class Row:
    """One dispute of the list, and who mediates it."""

    dispute: Dispute
    mediators: str


@needs(Right.MEDIATE, Right.RUN_MEDIATION)
@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    """The disputes that somebody works on."""
    viewer = viewer_of(request)
    runs = has_right(viewer, Right.RUN_MEDIATION)
    titles = {"waiting": _("To be accepted or assigned"), "open": _("Open disputes"), "ended": _("Ended disputes")}
    if not runs:
        del titles["waiting"]
    tab = request.GET.get("tab", "")
    tab = tab if tab in titles else next(iter(titles))
    sort = request.GET.get("sort", "")
    known = disputes_visible_to(viewer)
    chosen = known.filter(TABS[tab], **({"sort": sort} if sort in Sort.values else {}))
    rows, following = _page(chosen, tab, request.GET.get("after", ""))
    words = {
        "rows": rows,
        "tabs": [
            {"title": title, "url": f"?tab={key}", "current": key == tab, "count": _count(known, key)}
            for key, title in titles.items()
        ],
        "tab": tab,
        "sort": sort,
        "sorts": Sort.choices,
        "runs": runs,
        "next_url": f"?tab={tab}&sort={sort}&after={following}" if following else "",
        "first_url": f"?tab={tab}&sort={sort}" if request.GET.get("after") else "",
        "pages": pages(request, "mediation"),
    }
    return render(request, "mediation/list.html", words)


def pages(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The pages of the room that the viewer may open."""
    viewer = viewer_of(request)
    found = [
        ("mediation", _("Disputes"), (Right.MEDIATE, Right.RUN_MEDIATION)),
        ("mediation-agenda", _("Coming up"), (Right.MEDIATE, Right.RUN_MEDIATION)),
        ("mediation-mediators", _("Mediators"), (Right.RUN_MEDIATION,)),
        ("mediation-experts", _("Experts"), (Right.RUN_MEDIATION,)),
        ("mediation-figures", _("Outcomes"), (Right.SEE_FIGURES,)),
    ]
    return [
        {"title": title, "url": reverse(name), "current": name == current}
        for name, title, rights in found
        if any(has_right(viewer, right) for right in rights)
    ]


def _count(known: QuerySet[Dispute], tab: str) -> int | None:
    """How many wait and are open; how many have ended tells nobody what to do."""
    return None if tab == "ended" else known.filter(TABS[tab]).count()


def _page(chosen: QuerySet[Dispute], tab: str, after: str) -> tuple[list[Row], int]:
    """A page of rows, the newest first, and where the next one begins (0: there is none)."""
    appointments = Appointment.objects.filter(ended_at=None).select_related("mediator__person")
    if after.isdigit() and len(after) < 20:
        chosen = chosen.filter(pk__lt=int(after))
    found = list(
        chosen.order_by("-pk").prefetch_related(Prefetch("appointments", appointments, to_attr="present"))[: PAGE + 1]
    )
    rows = [Row(each, "、".join(one.mediator.person.name for one in each.present)) for each in found[:PAGE]]
    return rows, found[PAGE - 1].pk if len(found) > PAGE else 0
