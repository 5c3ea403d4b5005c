"""Units as a planner sends them, made ready: polygons in metres, whole households, a community each."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas
import shapely

from onegrid.planning.findings import Finding, Refused, found, name_some
from onegrid.planning.geodata import Frame, Shapes, local_metres, place, redraw
from onegrid.planning.graph import Floats, Ints, renumber
from onegrid.planning.overlay import lay_over

WHOLE = "the whole area"


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
    """Units ready to be planned. `rows` are their positions in the table that was given."""

    keys: list[Any]
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
    if not len(frame):
        raise Refused(found("no_units", place="the table of units"))
    _demand(frame, columns)
    keys = frame[columns.key].tolist() if columns.key else list(range(len(frame)))
    names = [str(key) for key in keys]
    _refuse_repeated(names)
    crs, findings = local_metres(frame, "the map of units")
    shapes, redrawn = redraw(place(frame, "")[0].geometry.to_crs(crs).to_numpy(), names)
    households, counted = _count(frame[columns.households], names)
    findings += redrawn + counted + _remark_parts(shapes, names)
    empty = shapely.is_empty(shapes)
    findings += [found("no_polygon", place=names[i], households=int(households[i])) for i in np.flatnonzero(empty)]
    rows = np.flatnonzero(~empty)
    if not len(rows):
        raise Refused(found("no_units", place="the map of units"))
    labels, titles, placed = _communities(frame, columns, shapes, rows, names, communities, community_key, crs)
    return Units(
        keys=[keys[row] for row in rows],
        names=[names[row] for row in rows],
        shapes=shapes[rows],
        points=shapely.get_coordinates(shapely.centroid(shapes[rows])),
        households=households[rows],
        workload=_count(frame[columns.workload], names)[0][rows] if columns.workload else None,
        community=labels,
        communities=titles,
        rows=rows,
        crs=crs,
        findings=findings + placed,
    )


def _demand(frame: Frame, columns: Columns) -> None:
    wanted = [columns.key, columns.households, columns.workload, columns.community]
    have = name_some([str(column) for column in frame.columns if column != frame.geometry.name], 12)
    missing = [name for name in wanted if name is not None and name not in frame.columns]
    if missing:
        raise Refused(
            *(found("column_missing", place="the table of units", column=name, columns=have) for name in missing)
        )


def _refuse_repeated(names: list[str]) -> None:
    counts = pandas.Series(names).value_counts(sort=False)
    faults = [found("unit_repeated", place=name, times=int(times)) for name, times in counts[counts > 1].items()]
    if faults:
        raise Refused(*faults)


def _count(column: Any, names: list[str]) -> tuple[Ints, list[Finding]]:
    """Whole numbers; what is missing is 0. Raises `Refused` for negative ones, and if all are zero."""
    values = pandas.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan).copy()
    missing = ~np.isfinite(values)
    findings = [found("households_missing", place=names[i]) for i in np.flatnonzero(missing)]
    values[missing] = 0
    faults = [
        found("households_negative", place=names[i], households=float(values[i])) for i in np.flatnonzero(values < 0)
    ]
    counts = np.round(values).astype(np.int64)
    if not faults and not counts.sum():
        faults = [found("households_all_zero", place="the table of units")]
    if faults:
        raise Refused(*faults)
    none = [names[i] for i in np.flatnonzero((counts == 0) & ~missing)]
    return counts, findings + ([found("households_zero", count=len(none), place=name_some(none))] if none else [])


def _remark_parts(shapes: Shapes, names: list[str]) -> list[Finding]:
    pieces = shapely.get_num_geometries(shapes)
    return [found("multipart_unit", place=names[i], pieces=int(pieces[i])) for i in np.flatnonzero(pieces > 1)]


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
        titles = [str(title) for title in (polygons[key] if key else range(len(polygons)))]
        drawn, _ = redraw(place(polygons, "the map of communities")[0].geometry.to_crs(crs).to_numpy(), titles)
        overlay = lay_over(shapes[rows], drawn)
        labels = overlay.label
        for i in np.flatnonzero((overlay.grids > 1) & (overlay.share < 0.9)):
            share, count = float(overlay.share[i]), int(overlay.grids[i])
            findings.append(
                found(
                    "unit_in_two_communities",
                    place=names[rows[i]],
                    count=count,
                    community=titles[labels[i]],
                    share=share,
                )
            )
    elif columns.community:
        column = frame[columns.community].iloc[rows]
        labels, known = renumber([None if pandas.isna(value) else str(value) for value in column])
        titles = [str(title) for title in known]
    else:
        return np.zeros(len(rows), np.int64), [WHOLE], findings
    return _adopt_strays(labels, titles, shapes[rows], [names[row] for row in rows], findings)


def _adopt_strays(
    labels: Ints, titles: list[str], shapes: Shapes, names: list[str], findings: list[Finding]
) -> tuple[Ints, list[str], list[Finding]]:
    strays, settled = np.flatnonzero(labels < 0), np.flatnonzero(labels >= 0)
    if not len(settled):
        raise Refused(found("net_elsewhere", net="the map of communities"))
    if len(strays):
        near = shapely.STRtree(shapes[settled]).query_nearest(shapes[strays], all_matches=False)[1]
        labels = labels.copy()
        labels[strays] = labels[settled[near]]
        findings += [found("unit_without_community", place=names[i], community=titles[labels[i]]) for i in strays]
    return labels, titles, findings
