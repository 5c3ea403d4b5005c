"""Units as a planner sends them, made ready: polygons in metres, whole households, a community each."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas
import shapely

from onegrid.planning.findings import Finding, Refused, found, name_some
from onegrid.planning.geodata import Frame, Shapes
from onegrid.planning.graph import Floats, Ints, renumber
from onegrid.planning.overlay import lay_over, remark_repeated, same_names
from onegrid.planning.placing import (
    demand_columns,
    demand_polygons,
    local_metres,
    name_rows,
    place,
    redraw,
    say_key,
)

WHOLE = "the whole area"
TABLE, COMMUNITIES = "the map of units", "the map of communities"
MOST = 10_000_000  # households that a unit may have; more is a slip of the pen


@dataclass(frozen=True)
class Columns:
    """The names of a table's columns: the units' keys (None: their row numbers), households, workload (None: not given),
    community (None: all are one, unless polygons of communities are given)."""

    key: str | None = None
    households: str = "households"
    workload: str | None = None
    community: str | None = None


@dataclass(frozen=True, eq=False)
class Units:
    """Units ready to be planned; `names` are their keys as people write them. `rows` are their positions in the table given."""

    names: list[str]
    shapes: Shapes
    points: Floats
    households: Ints
    workload: Ints | None
    community: Ints
    communities: list[str]
    rows: Ints
    crs: Any
    findings: list[Finding]


def prepare_units(
    frame: Frame, columns: Columns, communities: Frame | None = None, community_key: str | None = None
) -> Units:
    """Repair and check units. Raises `Refused` with everything that cannot be repaired, naming the units."""
    names, findings = name_rows(frame, columns.key, TABLE)
    _demand(frame, columns)
    _refuse_repeated(names)
    placed, said = place(frame, TABLE)
    crs = local_metres(placed)
    shapes, redrawn = redraw(placed.geometry.to_crs(crs).to_numpy(), names, units=True)
    demand_polygons(frame, shapes, TABLE)
    households, counted = count_households(frame[columns.households], names)
    findings += said + redrawn + counted + _remark_parts(shapes, names)
    empty = shapely.is_empty(shapes)
    findings += [found("no_polygon", place=names[i], households=int(households[i])) for i in np.flatnonzero(empty)]
    rows = np.flatnonzero(~empty)
    workload, told = (None, []) if columns.workload is None else _count_workload(frame[columns.workload], names)
    labels, titles, settled = _communities(frame, columns, shapes, rows, names, communities, community_key, crs)
    return Units(
        names=[names[row] for row in rows],
        shapes=shapes[rows],
        points=shapely.get_coordinates(shapely.centroid(shapes[rows])),
        households=households[rows],
        workload=None if workload is None else workload[rows],
        community=labels,
        communities=titles,
        rows=rows,
        crs=crs,
        findings=findings + told + settled,
    )


def _demand(frame: Frame, columns: Columns) -> None:
    wanted = [columns.households, columns.workload, columns.community]
    demand_columns(frame, [name for name in wanted if name is not None], TABLE)


def _refuse_repeated(names: list[str]) -> None:
    counts = pandas.Series(names).value_counts(sort=False)
    faults = [
        found("unit_repeated", [name], place=name, times=int(times)) for name, times in counts[counts > 1].items()
    ]
    if faults:
        raise Refused(*faults)


def count_households(column: Any, names: list[str]) -> tuple[Ints, list[Finding]]:
    """Whole numbers; what is missing, or no number, is 0. Raises `Refused` for impossible ones, and if all are zero."""
    counts, missing, wrong = _whole(column)
    if wrong:
        raise Refused(
            *(
                found("households_impossible", [names[i]], place=names[i], households=say_key(value))
                for i, value in wrong
            )
        )
    if not counts.sum():
        raise Refused(found("households_all_zero", place=TABLE))
    none = [names[i] for i in np.flatnonzero((counts == 0) & ~missing)]
    findings = [found("households_missing", [names[i]], place=names[i]) for i in np.flatnonzero(missing)]
    if none:
        findings.append(found("households_zero", none, count=len(none), place=name_some(none)))
    return counts, findings


def _count_workload(column: Any, names: list[str]) -> tuple[Ints, list[Finding]]:
    counts, missing, wrong = _whole(column)
    if wrong:
        raise Refused(
            *(found("workload_impossible", [names[i]], place=names[i], workload=say_key(value)) for i, value in wrong)
        )
    return counts, [found("workload_missing", [names[i]], place=names[i]) for i in np.flatnonzero(missing)]


def _whole(column: Any) -> tuple[Ints, Any, list[tuple[int, float]]]:
    """Whole numbers, which are missing, and the rows and values of those that cannot be."""
    values = pandas.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan).copy()
    missing = np.isnan(values)
    values[missing] = 0
    wrong = np.flatnonzero((values < 0) | (values > MOST))
    said = [(int(i), float(values[i])) for i in wrong]
    values[wrong] = 0
    return np.round(values).astype(np.int64), missing, said


def _remark_parts(shapes: Shapes, names: list[str]) -> list[Finding]:
    pieces = shapely.get_num_geometries(shapes)
    return [
        found("multipart_unit", [names[i]], place=names[i], pieces=int(pieces[i])) for i in np.flatnonzero(pieces > 1)
    ]


def _communities(
    frame: Frame,
    columns: Columns,
    shapes: Shapes,
    rows: Ints,
    names: list[str],
    polygons: Frame | None,
    key: str | None,
    crs: Any,
) -> tuple[Ints, list[str], list[Finding]]:
    """The community of each unit: by polygons, by a column, or one for all. Who has none joins the nearest that has one."""
    findings: list[Finding] = []
    if polygons is not None:
        titles, findings = name_rows(polygons, key, COMMUNITIES)
        there, said = place(polygons, COMMUNITIES)
        drawn, redrawn = redraw(there.geometry.to_crs(crs).to_numpy(), titles)
        demand_polygons(polygons, drawn, COMMUNITIES)
        findings += said + redrawn + remark_repeated(titles, COMMUNITIES)
        overlay = lay_over(shapes[rows], drawn)
        labels = same_names(overlay.label, titles)
        for i in np.flatnonzero((overlay.grids > 1) & (overlay.share < 0.9)):
            share, count = float(overlay.share[i]), int(overlay.grids[i])
            findings.append(
                found(
                    "unit_in_two_communities",
                    [names[rows[i]]],
                    place=names[rows[i]],
                    count=count,
                    community=titles[labels[i]],
                    share=share,
                )
            )
    elif columns.community:
        column = frame[columns.community].iloc[rows]
        labels, known = renumber([say_key(value) or None for value in column])
        titles = [str(title) for title in known]
    else:
        return np.zeros(len(rows), np.int64), [WHOLE], findings
    return _adopt_strays(labels, titles, shapes[rows], [names[row] for row in rows], findings)


def _adopt_strays(
    labels: Ints, titles: list[str], shapes: Shapes, names: list[str], findings: list[Finding]
) -> tuple[Ints, list[str], list[Finding]]:
    strays, settled = np.flatnonzero(labels < 0), np.flatnonzero(labels >= 0)
    if not len(settled):
        raise Refused(found("net_elsewhere", net=COMMUNITIES))
    if len(strays):
        near = shapely.STRtree(shapes[settled]).query_nearest(shapes[strays], all_matches=False)[1]
        labels = labels.copy()
        labels[strays] = labels[settled[near]]
        findings += [
            found("unit_without_community", [names[i]], place=names[i], community=titles[labels[i]]) for i in strays
        ]
    used, numbers = np.unique(labels, return_inverse=True)
    bare = [title for at, title in enumerate(titles) if at not in used and titles.index(title) == at]
    findings += [found("community_without_units", community=title) for title in bare]
    return numbers.astype(np.int64), [titles[number] for number in used], findings
