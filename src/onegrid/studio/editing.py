"""Changing an alternative by hand: units to another area, two areas into one, one area into two."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from onegrid.lib.codes import parent_of
from onegrid.planning.graph import Ints
from onegrid.planning.problem import Problem, Range
from onegrid.planning.solve import solve
from onegrid.studio.desk import Desk


@dataclass(frozen=True)
class Codes:
    """The codes of the desk's units on both levels."""

    grids: list[str]
    micro_grids: list[str]

    def on(self, level: str) -> list[str]:
        return self.grids if level == "grid" else self.micro_grids


def move_units(desk: Desk, codes: Codes, units: Sequence[str], target: str) -> Codes:
    """Put units into another area: a grid (then into its micro-grid that they touch most) or a micro-grid.

    Raises `ValidationError` if a unit is unknown, the target is none of the plan's areas, or it lies in another community.
    """
    at = _places(desk, units)
    if not at:
        raise ValidationError(_("Choose the units to move first."))
    if target not in {*codes.grids, *codes.micro_grids}:
        raise ValidationError(_("The plan has no area %(code)s.") % {"code": target})
    if any(codes.grids[place][:12] != target[:12] for place in at):
        raise ValidationError(_("A grid does not cross the border of its community."))
    grids, micro_grids = list(codes.grids), list(codes.micro_grids)
    for place in at:
        micro_grids[place] = target if len(target) == 18 else _nearest_part(desk, codes, place, target)
        grids[place] = target[:15]
    return Codes(grids, micro_grids)


def merge_areas(codes: Codes, one: str, other: str) -> Codes:
    """Make two areas of one level one, under the first code. Micro-grids of merged grids stay apart, with codes of their own.

    Raises `ValidationError` if they are not two areas of the same parent.
    """
    level = "grid" if len(one) == 15 else "micro_grid"
    if (
        one == other
        or len(one) != len(other)
        or parent_of(one) != parent_of(other)
        or not {one, other} <= set(codes.on(level))
    ):
        raise ValidationError(_("Choose two different areas of the same level in the same area above."))
    if level == "micro_grid":
        return replace(codes, micro_grids=[one if code == other else code for code in codes.micro_grids])
    taken = {code for code in codes.micro_grids if code.startswith(one)}
    fresh: dict[str, str] = {}
    for code in sorted({code for code in codes.micro_grids if code.startswith(other)}):
        fresh[code] = _free_code(one, taken)
        taken.add(fresh[code])
    return Codes(
        [one if code == other else code for code in codes.grids], [fresh.get(code, code) for code in codes.micro_grids]
    )


def split_area(desk: Desk, codes: Codes, code: str) -> Codes:
    """Cut an area into two connected halves of like households; the second gets the next free code.

    Micro-grids that the cut runs through become two. Raises `ValidationError` for an area that is one unit, or that
    the plan does not have.
    """
    level = "grid" if len(code) == 15 else "micro_grid"
    units = np.flatnonzero(np.array(codes.on(level), object) == code)
    if len(units) < 2:
        raise ValidationError(
            _("%(code)s is a single unit, or no area of this plan: it cannot be split.") % {"code": code}
        )
    half, second = _halves(desk, units), _free_code(parent_of(code), set(codes.on(level)))
    grids, micro_grids = list(codes.grids), list(codes.micro_grids)
    if level == "micro_grid":
        for unit in units[half == 1].tolist():
            micro_grids[unit] = second
        return Codes(grids, micro_grids)
    for unit in units[half == 1].tolist():
        grids[unit] = second
    return Codes(grids, _follow(micro_grids, grids, units))


def _places(desk: Desk, units: Sequence[str]) -> list[int]:
    place = {key: at for at, key in enumerate(desk.keys)}
    unknown = [key for key in units if key not in place]
    if unknown:
        raise ValidationError(_("There is no unit %(key)s.") % {"key": unknown[0]})
    return [place[key] for key in units]


def _nearest_part(desk: Desk, codes: Codes, unit: int, grid: str) -> str:
    """The micro-grid of a grid that a unit touches most; if none, the one nearest to it."""
    parts = sorted({code for code in codes.micro_grids if code.startswith(grid)})
    border = dict.fromkeys(parts, 0.0)
    graph = desk.survey.graph
    for at in range(graph.indptr[unit], graph.indptr[unit + 1]):
        near = codes.micro_grids[graph.indices[at]]
        if near in border:
            border[near] += float(graph.border[at])
    if max(border.values()) > 0:
        return max(parts, key=lambda code: border[code])
    points = desk.survey.units.points

    def away(code: str) -> float:
        own = points[np.array(codes.micro_grids, object) == code]
        return float(np.hypot(*(own - points[unit]).T).min())

    return min(parts, key=away)


def _halves(desk: Desk, units: Ints) -> Any:
    households = desk.survey.units.households[units]
    graph = desk.survey.graph.subgraph(units)
    middle = int(households.sum()) / 2
    problem = Problem(graph, households, 2, Range(round(middle * 0.75), max(1, round(middle * 1.25) + 1)))
    return solve(problem, seed=0, effort=1.0).parts


def _free_code(parent: str, taken: set[str]) -> str:
    free = (f"{parent}{number:03d}" for number in range(1, 1000) if f"{parent}{number:03d}" not in taken)
    code = next(free, None)
    if code is None:
        raise ValidationError(_("%(code)s has no free number left.") % {"code": parent})
    return code


def _follow(micro_grids: list[str], grids: list[str], units: Ints) -> list[str]:
    """Micro-grids whose units now lie in another grid get a code there."""
    found = list(micro_grids)
    taken = {code for at, code in enumerate(micro_grids) if code.startswith(grids[at])}
    fresh: dict[tuple[str, str], str] = {}
    for unit in units.tolist():
        if not found[unit].startswith(grids[unit]):
            name = (grids[unit], micro_grids[unit])
            if name not in fresh:
                fresh[name] = _free_code(grids[unit], taken)
                taken.add(fresh[name])
            found[unit] = fresh[name]
    return found
