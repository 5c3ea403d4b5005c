"""What is said of an alternative: which limits it breaks, its figures, and how it agrees with every net."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas

from onegrid.lib.codes import parent_of
from onegrid.planning.arrays import add_up
from onegrid.planning.graph import renumber
from onegrid.planning.plan import DrawnPlan, Net
from onegrid.studio.desk import IN_FORCE, Desk

LEVELS = ("grid", "micro_grid")


@dataclass(frozen=True)
class Breach:
    """A limit that an area does not keep. `kind`: few, many (households), torn, far (metres), parted, joined (locks)."""

    kind: str
    code: str
    value: int = 0
    limit: int = 0
    units: tuple[str, ...] = ()


def plan_of(desk: Desk, grids: Sequence[str], micro_grids: Sequence[str]) -> DrawnPlan:
    """The codes of the desk's units as a plan of the numerics, of which figures can be asked."""
    units = desk.survey.units
    table = desk.survey.table.iloc[units.rows].copy()
    table["grid"], table["micro_grid"] = list(grids), list(micro_grids)
    in_force = {level: _net(table[column]) for level, column in IN_FORCE.items()} if desk.has_plan else {}
    rows = np.arange(len(table))
    graph, crs = desk.survey.graph, units.crs
    return DrawnPlan(table, LEVELS, (), desk.survey.nets, in_force, rows, units.households, units.shapes, graph, crs)


def find_breaches(desk: Desk, grids: Sequence[str], micro_grids: Sequence[str]) -> list[Breach]:
    """Every limit that is broken, on every level that the desk asks for: sizes, connection, reach, locks."""
    found = []
    for level in desk.levels:
        codes = grids if level.name == "grid" else micro_grids
        found += _of_level(desk, level, codes)
    return found + _of_locks(desk, grids, micro_grids)


def measure(desk: Desk, plan: DrawnPlan, level: str) -> dict[str, Any]:
    """The figures of a level, as `DrawnPlan.figures`, with the nets' agreement and how far the households are off the mean.
    Dedicated grids, which need not have any, do not count in the households of a grid."""
    figures: dict[str, Any] = dict(plan.figures(level))
    number, codes = plan.codes(level)
    own = _dedicated(desk, [codes[at] for at in number])
    held = [
        int(each)
        for each, code in zip(add_up(number, plan.households, len(codes)), codes, strict=True)
        if code not in own
    ]
    figures |= {"least": min(held, default=0), "most": max(held, default=0), "mean": sum(held) / max(1, len(held))}
    figures["moved"] = None if figures["moved"] != figures["moved"] else figures["moved"]
    figures["off"] = (
        max(figures["most"] / figures["mean"] - 1, 1 - figures["least"] / figures["mean"]) if figures["mean"] else 0
    )
    figures["compactness"] = float(plan.grids(level)["compactness"].mean())
    figures["agreement"] = plan.agreement(level).to_dict("records")
    return figures


def crosswalks(plan: DrawnPlan, level: str) -> Mapping[str, list[dict[str, Any]]]:
    """For each net, and for the plan in force under '': old grid → new grid, with units and households."""
    tables = {name: plan.crosswalk(name, level) for name in plan.nets}
    if level in plan.in_force:
        tables[""] = plan.crosswalk(level, level)
    return {name: table.to_dict("records") for name, table in tables.items()}


def _of_level(desk: Desk, level: Any, codes: Sequence[str]) -> list[Breach]:
    number, labels = renumber(list(codes))
    names = [str(label) for label in labels]
    held = add_up(number, desk.survey.units.households, len(names))
    own = _dedicated(desk, codes)
    ranges = _ranges(level, {code: int(count) for code, count in zip(names, held, strict=True) if code not in own})
    found: list[Breach] = []
    for grid, code in enumerate(names):
        units = np.flatnonzero(number == grid)
        if code not in own:
            within = ranges[parent_of(code)]
            if held[grid] < within.least:
                found.append(Breach("few", code, int(held[grid]), within.least))
            elif held[grid] > within.most:
                found.append(Breach("many", code, int(held[grid]), within.most))
        pieces = desk.survey.graph.subgraph(units).pieces()[0]
        if pieces > 1:
            found.append(Breach("torn", code, int(pieces), 1))
        if level.reach and (far := _extent(desk.survey.units.points[units])) > level.reach:
            found.append(Breach("far", code, round(far), round(level.reach)))
    return found


def _ranges(level: Any, held: Mapping[str, int]) -> dict[str, Any]:
    """The range that holds in each area above, by the households of the areas in it."""
    total: dict[str, list[int]] = {}
    for code, households in held.items():
        total.setdefault(parent_of(code), []).append(households)
    return {parent: level.range_for(sum(each), len(each)) for parent, each in total.items()}


def _dedicated(desk: Desk, codes: Sequence[str]) -> set[str]:
    """The codes of dedicated grids, which have no range to keep."""
    place = {key: at for at, key in enumerate(desk.keys)}
    return {codes[place[group[0]]] for group in desk.locks.dedicated if group and group[0] in place}


def _extent(points: Any) -> float:
    return float(np.hypot(*(points[:, None] - points[None]).T).max(initial=0))


def _of_locks(desk: Desk, grids: Sequence[str], micro_grids: Sequence[str]) -> list[Breach]:
    place = {key: at for at, key in enumerate(desk.keys)}
    last = micro_grids if desk.levels[-1].name == "micro_grid" else grids
    found = []
    for group, codes in [(each, last) for each in desk.locks.together] + [(each, grids) for each in desk.locks.fixed]:
        held = sorted({codes[place[key]] for key in group if key in place})
        if len(held) > 1:
            found.append(Breach("parted", held[0], len(held), 1, tuple(map(str, group))))
    for one, other in desk.locks.apart:
        if one in place and other in place and last[place[one]] == last[place[other]]:
            found.append(Breach("joined", last[place[one]], units=(str(one), str(other))))
    return found


def _net(column: Any) -> Net:
    label, codes = renumber([None if pandas.isna(value) else str(value) for value in column])
    return Net([str(code) for code in codes], label)
