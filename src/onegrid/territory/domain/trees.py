"""Areas from a file become a plan: the tree is made whole, and land that is covered twice or not at all is refused."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import shapely
from django.db import transaction

from onegrid.lib.codes import Level, parent_of
from onegrid.territory.coverage import TOLERANCE_M2, Fault, check_levels
from onegrid.territory.domain.plans import DrawnArea, adopt_plan, draft_plan, put_in_force
from onegrid.territory.files import AreaRow
from onegrid.territory.models import Area, Plan
from onegrid.territory.queries import name_of


def complete_tree(rows: Iterable[AreaRow]) -> list[AreaRow]:
    """The rows by code, with every area above them that was missing: its outline is its children's together.

    A made area is called as the plan in force calls it, else by its code; its households are its children's.
    """
    areas = {row.code: row for row in rows}
    for level in (Level.GRID, Level.COMMUNITY, Level.SUBDISTRICT):
        below: dict[str, list[AreaRow]] = defaultdict(list)
        for row in areas.values():
            if Level.of(row.code) == level + 1:
                below[parent_of(row.code)].append(row)
        areas |= {code: _union(code, level, children) for code, children in below.items() if code not in areas}
    return [areas[code] for code in sorted(areas)]


def find_faults(
    given: Sequence[AreaRow], whole: Sequence[AreaRow], *, tolerance_m2: float = TOLERANCE_M2
) -> list[Fault]:
    """Overlaps, gaps and overhangs in the areas as given; if there are none, in the tree that was made of them."""
    return check_levels(given, tolerance_m2=tolerance_m2) or check_levels(whole, tolerance_m2=tolerance_m2)


@transaction.atomic
def draft_plans(
    whole: Iterable[AreaRow], name: str, *, actor: str, adopt: bool = False, starts: date | None = None
) -> list[Plan]:
    """A draft plan for each subdistrict among whole trees, also adopted, or put in force from a date, if so wished.

    All or none. Raises `ValidationError` for codes that do not fit, and for a date before the plan in force began.
    """
    trees: dict[str, list[DrawnArea]] = defaultdict(list)
    for row in whole:
        trees[row.code[: Level.SUBDISTRICT.digits]].append(
            DrawnArea(row.code, row.name, row.geometry, row.kind, row.households)
        )
    plans = [draft_plan(root, name, tree, actor=actor) for root, tree in sorted(trees.items())]
    for plan in plans:
        if adopt or starts:
            adopt_plan(plan, actor=actor)
        if starts:
            put_in_force(plan, starts=starts, actor=actor)
    return plans


def rows_of_plans(plans: Iterable[Plan]) -> list[AreaRow]:
    """The areas of plans as rows for a file, by code."""
    return [
        AreaRow(area.code, area.name, area.geometry, Level(area.level), area.kind, area.parent_code, area.households)
        for area in Area.objects.filter(plan__in=list(plans)).order_by("code")
    ]


def _union(code: str, level: Level, children: list[AreaRow]) -> AreaRow:
    return AreaRow(
        code,
        name_of(code),
        shapely.union_all([child.geometry for child in children]),
        level,
        parent=parent_of(code),
        households=sum(child.households for child in children),
    )
