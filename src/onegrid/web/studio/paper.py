"""An alternative on paper: figures, a map of all of it, a map and a list for every community."""

from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onegrid.directory.rights import Right
from onegrid.lib.typesetting import typeset
from onegrid.studio.desk import Desk
from onegrid.studio.models import Alternative, Drawing
from onegrid.studio.saving import outlines
from onegrid.territory.queries import name_of
from onegrid.web.access import needs
from onegrid.web.relative import say_date
from onegrid.web.studio.areas import breaches_of, codes_of, figures_of, lines_of
from onegrid.web.studio.editing import open_alternative
from onegrid.web.studio.plan_map import draw_map

TEMPLATE = Path(__file__).parent.parent / "papers" / "plan.typ"


@needs(Right.EDIT_PLANS)
@require_safe
def print_plan(request: HttpRequest, drawing: int, alternative: int) -> HttpResponse:
    """The PDF, for the browser to show."""
    _office, found, given, desk = open_alternative(request, drawing, alternative)
    if desk is None:
        raise Http404(_("The maps of this drawing have changed since; have the alternative computed anew."))
    answer = HttpResponse(typeset(TEMPLATE, plan_paper(found, given, desk)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="plan-{given.pk}.pdf"'
    return answer


def plan_paper(found: Drawing, given: Alternative, desk: Desk) -> dict[str, Any]:
    """What stands on the paper, as plain data in the reader's language."""
    shapes, lines = outlines(desk, codes_of(given)), lines_of(found, given, desk)
    labels = {line.code: line.code[-3:].lstrip("0") for line in lines}
    figures, broken = figures_of(given, desk), [words for _breach, words in breaches_of(found, given, desk)]
    titles = {"grid": _("Grids"), "micro_grid": _("Micro-grids")}
    return {
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "office": name_of(found.subdistrict),
        "title": _("Plan of the areas"),
        "heading": f"{found.name} · {given.label}",
        "facts": [[titles[level], _sizes(figures[level])] for level in titles]
        + [[_("Households moved"), _share(figures["grid"]["moved"])]]
        + [[str(row["net"]), _agreement(row)] for row in figures["grid"]["agreement"]],
        "broken": broken,
        "kept": _("Every limit is kept."),
        "whole": draw_map({code: shape for code, shape in shapes.items() if len(code) == 15}, labels),
        "columns": [_("Code"), _("Area"), _("Households"), _("Units")],
        "communities": [
            {
                "name": title,
                "map": draw_map({each: shape for each, shape in shapes.items() if each.startswith(code)}, labels),
                "rows": [
                    {
                        "code": line.code,
                        "name": line.name,
                        "households": line.households,
                        "units": line.units,
                        "level": line.level,
                    }
                    for line in lines
                    if line.code.startswith(code)
                ],
            }
            for code, title in desk.communities.items()
        ],
        "foot": _("Printed on %(day)s") % {"day": say_date(timezone.localdate())},
    }


def _sizes(figures: dict[str, Any]) -> str:
    words = _("%(grids)d with %(least)d to %(most)d households")
    return words % {name: figures[name] for name in ("grids", "least", "most")}


def _agreement(row: dict[str, Any]) -> str:
    words = _("%(share)s of households within one of its grids; a grid meets %(officers)s officers")
    return words % {"share": f"{row['within_one']:.1%}", "officers": f"{row['officers']:.2f}"}


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
