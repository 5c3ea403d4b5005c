"""What the forms of administration offer to choose from."""

from typing import Any

from django.utils.translation import gettext as _

from onegrid.casework.case_type import CaseType
from onegrid.casework.registry import case_types
from onegrid.directory.models import Organisation, Role
from onegrid.directory.rights import SEAT_ROLE
from onegrid.lib.codes import Level
from onegrid.territory.queries import areas_below, name_of
from onegrid.web.kinds import title_of

Options = list[tuple[str, Any]]


def areas(root: str, *, whole: str | None = None) -> Options:
    """Every area of a subdistrict, by community; `whole` is what stands for the subdistrict itself (left out if None)."""
    options: Options = [] if whole is None else [(whole, name_of(root))]
    for community, name in areas_below(root):
        inside = [(community, _("%(area)s, all of it") % {"area": name})]
        for grid, grid_name in areas_below(community):
            inside.append((grid, f"　{grid_name}"))
            inside += [(micro, f"　　{grid_name} · {micro_name}") for micro, micro_name in areas_below(grid)]
        options.append((name, inside))
    return options


def organisations(root: str) -> Options:
    """The organisations of a subdistrict by id."""
    return [(str(each.pk), each.name) for each in Organisation.objects.filter(subdistrict=root)]


def seats() -> Options:
    """The seat of each level: whose it is where a case lies."""
    titles = {
        Level.MICRO_GRID: _("the micro-grid's %(role)s"),
        Level.GRID: _("the grid's %(role)s"),
        Level.COMMUNITY: _("the community's %(role)s"),
        Level.SUBDISTRICT: _("the subdistrict's %(role)s"),
    }
    return [(str(int(level)), title % {"role": Role(SEAT_ROLE[level]).label}) for level, title in titles.items()]


def kinds(root: str) -> list[CaseType]:
    """Every kind, by the title that the office gave it."""
    return sorted(case_types(), key=lambda kind: title_of(kind, root))
