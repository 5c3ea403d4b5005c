"""Codes are paths: a grid's code is its community's and three digits more, a micro-grid's three more again."""

import numpy as np

from onegrid.planning.graph import Floats, Ints

DIGITS = 3


def number_grids(parts: Ints, points: Floats, kept: dict[int, str] | None = None) -> dict[int, str]:
    """Three digits for each grid: as people read a map, in rows from the north-west; a grid that is `kept` keeps its own.

    parts: the grid of each unit; points: where the units lie, in metres (x east, y north).
    Raises ValueError for more than 999 grids in one parent.
    """
    grids, kept = np.unique(parts), kept or {}
    if len(grids) >= 10**DIGITS:
        raise ValueError(f"{len(grids)} grids in one parent; codes have room for {10**DIGITS - 1}")
    middles = np.array([points[parts == grid].mean(axis=0) for grid in grids]).reshape(-1, 2)
    height = max(1.0, float(np.ptp(points[:, 1])) / max(1.0, len(grids) ** 0.5))
    row = np.floor((points[:, 1].max() - middles[:, 1]) / height)
    order = grids[np.lexsort((middles[:, 0], row))].tolist()
    taken = set(kept.values())
    free = (code for code in (f"{number:0{DIGITS}d}" for number in range(1, 10**DIGITS)) if code not in taken)
    return {grid: kept[grid] if grid in kept else next(free) for grid in order}
