"""The areas of an alternative as pages say them: names, households, broken limits, figures."""

from dataclasses import dataclass
from typing import Any

from onegrid.lib.codes import Level
from onegrid.planning.findings import Refused
from onegrid.studio.desk import IN_FORCE, Desk, NotReady, desk_of
from onegrid.studio.editing import Codes
from onegrid.studio.judging import Breach, crosswalks, find_breaches, measure, plan_of
from onegrid.studio.models import Alternative, Drawing
from onegrid.studio.places import place_on_map
from onegrid.studio.saving import count_households, default_name
from onegrid.territory.domain.locating import plans_in_force
from onegrid.territory.models import Area
from onegrid.territory.queries import name_of
from onegrid.web.studio.wording import say_breach


@dataclass(frozen=True)
class AreaLine:
    """An area of an alternative in a list."""

    code: str
    name: str
    level: int
    households: int
    units: int

    @property
    def field(self) -> str:
        return f"name-{self.code}"


def fitting_desk(drawing: Drawing, alternative: Alternative) -> Desk | None:
    """The desk of a drawing; None if it cannot be laid out, or an alternative was computed for other units."""
    try:
        desk = desk_of(drawing)
    except (NotReady, Refused):
        return None
    return desk if desk.keys == alternative.units else None


def known_names(drawing: Drawing, desk: Desk) -> dict[str, str]:
    """The names of the subdistrict and its communities."""
    return {drawing.subdistrict: name_of(drawing.subdistrict), **desk.communities}


def called(drawing: Drawing, alternative: Alternative, desk: Desk) -> dict[str, str]:
    """The name of every area of an alternative, by code."""
    given = {**known_names(drawing, desk), **alternative.names}
    return {
        code: given.get(code) or default_name(code, given)
        for code in {*given, *alternative.grids, *alternative.micro_grids}
    }


def lines_of(drawing: Drawing, alternative: Alternative, desk: Desk) -> list[AreaLine]:
    """The grids and micro-grids, each grid before its own."""
    held, names = count_households(desk, codes_of(alternative)), called(drawing, alternative, desk)
    units: dict[str, int] = {}
    for pair in zip(alternative.grids, alternative.micro_grids, strict=True):
        for code in pair:
            units[code] = units.get(code, 0) + 1
    return [AreaLine(code, names[code], int(Level.of(code)), held[code], units[code]) for code in sorted(units)]


def breaches_of(drawing: Drawing, alternative: Alternative, desk: Desk) -> list[tuple[Breach, str]]:
    """The limits that an alternative breaks, each with its sentence."""
    names = called(drawing, alternative, desk)
    found = find_breaches(desk, alternative.grids, alternative.micro_grids)
    return [(each, say_breach(each.kind, each.value, each.limit, names[each.code], each.units)) for each in found]


def places_of_breaches(
    alternative: Alternative, desk: Desk, breaches: list[tuple[Breach, str]]
) -> list[tuple[str, list[float], list[str]]]:
    """Each sentence with the box around the area that breaks a limit, and the area's units, or those of the lock."""
    members: dict[str, list[str]] = {}
    for key, *codes in zip(desk.keys, alternative.grids, alternative.micro_grids, strict=True):
        for code in codes:
            members.setdefault(code, []).append(key)
    placed = [(words, place_on_map(each.units or members[each.code], desk.places)) for each, words in breaches]
    return [(words, place.get("box", []), place.get("keys", [])) for words, place in placed]


def figures_of(alternative: Alternative, desk: Desk) -> dict[str, dict[str, Any]]:
    """The figures of both levels."""
    plan = plan_of(desk, alternative.grids, alternative.micro_grids)
    return {level: measure(desk, plan, level) for level in ("grid", "micro_grid")}


def crosswalks_of(alternative: Alternative, desk: Desk, level: str = "grid") -> dict[str, list[dict[str, Any]]]:
    """The crosswalk of every net, and of the plan in force under ''."""
    return dict(crosswalks(plan_of(desk, alternative.grids, alternative.micro_grids), level))


def codes_of(alternative: Alternative) -> Codes:
    return Codes(alternative.grids, alternative.micro_grids)


def outlines_above(drawing: Drawing, desk: Desk) -> dict[str, Any]:
    """The outlines of those communities of the plan in force that the desk has too."""
    areas = Area.objects.filter(plan__in=plans_in_force(), code__in=list(desk.communities), level=Level.COMMUNITY)
    return {area.code: area.geometry for area in areas if not area.geometry.is_empty}


def codes_in_force(desk: Desk) -> Codes:
    """The units' areas in the plan in force; those without one share a grid of the highest number, which no plan has."""
    table, root = (
        desk.survey.table.iloc[desk.survey.units.rows],
        next(iter(desk.communities))[: Level.SUBDISTRICT.digits],
    )
    grids = [str(code) if code else f"{root}999999" for code in table[IN_FORCE["grid"]]]
    return Codes(grids, [str(code) if code else f"{root}999999999" for code in table[IN_FORCE["micro_grid"]]])
