"""Lay a net over the units: which old grid has each unit, and where the net gaps or overlaps."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import shapely

from onegrid.planning.findings import Finding, Refused, found
from onegrid.planning.geodata import Shapes
from onegrid.planning.graph import Floats, Ints

TOUCH = 0.01  # a share of a unit's area below which a grid only touches it
DOUBT = 0.9  # a share below which it is worth saying that a unit lies in several grids


@dataclass(frozen=True, eq=False)
class Overlay:
    """For each unit the grid that has most of it (-1 for none) and its share of the unit's area."""

    label: Ints
    share: Floats
    grids: Ints  # how many grids have more than a touch of it


def lay_over(units: Shapes, grids: Shapes) -> Overlay:
    """The grid that has most of each unit's area; of equals, the first. Both in metres, valid."""
    tree = shapely.STRtree(grids)
    whole = tree.query(shapely.point_on_surface(units), predicate="intersects")
    shapely.prepare(grids)
    inside = shapely.covers(grids[whole[1]], units[whole[0]])
    settled = np.zeros(len(units), bool)
    settled[whole[0][inside]] = True
    unit, grid = tree.query(units, predicate="intersects")
    share = np.ones(len(unit))
    rest = ~(settled[unit] & shapely.covers(grids[grid], units[unit]))
    area = np.maximum(shapely.area(units[unit[rest]]), 1e-9)
    share[rest] = shapely.area(shapely.intersection(units[unit[rest]], grids[grid[rest]])) / area
    return _settle(len(units), unit, grid, share)


def _settle(size: int, unit: Ints, grid: Ints, share: Floats) -> Overlay:
    kept = share > TOUCH
    unit, grid, share = unit[kept], grid[kept], np.round(share[kept], 6)
    order = np.lexsort((grid, -share, unit))
    first = order[np.concatenate([[True], np.diff(unit[order]) != 0])] if len(order) else order
    label, most = np.full(size, -1, np.int64), np.zeros(size)
    label[unit[first]], most[unit[first]] = grid[first], share[first]
    return Overlay(label, most, np.bincount(unit, minlength=size).astype(np.int64))


def report_net(overlay: Overlay, name: str, places: list[str], grids: list[str]) -> list[Finding]:
    """What to say of a net. Raises `Refused` if it meets no unit."""
    if (overlay.label < 0).all():
        raise Refused(found("net_elsewhere", net=name))
    findings = [
        found("net_gap", [places[unit]], place=places[unit], net=name) for unit in np.flatnonzero(overlay.label < 0)
    ]
    for unit in np.flatnonzero((overlay.grids > 1) & (overlay.share < DOUBT)):
        grid, share = grids[overlay.label[unit]], float(overlay.share[unit])
        findings.append(
            found(
                "net_overlap",
                [places[unit]],
                place=places[unit],
                net=name,
                count=int(overlay.grids[unit]),
                grid=grid,
                share=share,
            )
        )
    return findings


def same_names(label: Ints, grids: list[str]) -> Ints:
    """Polygons of one name are one grid: the labels with the first row of each name."""
    first = np.array([grids.index(grid) for grid in grids], np.int64)
    return np.where(label >= 0, first[label], -1)


def remark_repeated(grids: list[str], name: str) -> list[Finding]:
    """Names that several rows of a map have."""
    times = Counter(grids)
    return [found("grid_repeated", grid=grid, times=count, place=name) for grid, count in times.items() if count > 1]
