"""How well a plan agrees with a net: the crosswalk from old grids to new ones, and two plain figures."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas
from scipy.optimize import linear_sum_assignment

from onegrid.planning.arrays import add_up
from onegrid.planning.graph import Ints


@dataclass(frozen=True)
class Agreement:
    """within_one: the share of households whose new grid lies within one old grid of the net. officers: how many old grids
    a new grid meets, on average. grids: how many new grids an old one meets."""

    within_one: float
    officers: float
    grids: float


def make_crosswalk(old: Ints, new: Ints, households: Ints) -> Any:
    """A table with the columns old, new, units and households; units without an old grid (-1) are left out."""
    known = old >= 0
    table = pandas.DataFrame({"old": old[known], "new": new[known], "households": households[known]})
    return (
        table.groupby(["old", "new"]).agg(units=("households", "size"), households=("households", "sum")).reset_index()
    )


def measure_agreement(old: Ints, new: Ints, households: Ints) -> Agreement:
    """The figures for one net. A new grid with no unit in the net meets no officer of it."""
    known = (old >= 0) & (new >= 0)
    pairs = np.unique(np.column_stack([old[known], new[known]]), axis=0)
    if not len(pairs):
        return Agreement(0.0, 0.0, 0.0)
    met = np.bincount(pairs[:, 1], minlength=int(new.max()) + 1)
    total = int(households[known].sum())
    whole = int(households[known & (met[new] == 1)].sum())
    officers, grids = len(np.unique(pairs[:, 1])), len(np.unique(pairs[:, 0]))
    return Agreement(whole / total if total else 0.0, len(pairs) / officers, len(pairs) / grids)


def match_grids(old: Ints, new: Ints, households: Ints) -> dict[int, int]:
    """The successor of each old grid: one to one, such that the most households stay where they were."""
    known = (old >= 0) & (new >= 0)
    if not known.any():
        return {}
    width = int(new.max()) + 1
    overlap = add_up(old[known] * width + new[known], households[known] * 1000 + 1, (int(old.max()) + 1) * width)
    table = overlap.reshape(-1, width)
    rows, columns = linear_sum_assignment(table, maximize=True)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if table[row, column]}


def count_moved(old: Ints, new: Ints, households: Ints) -> int:
    """Households that the change takes out of their old grid, when each old grid has its best successor."""
    successor = match_grids(old, new, households)
    stays = np.array([successor.get(int(a), -2) == b for a, b in zip(old, new, strict=True)])
    return int(households[(old >= 0) & ~stays].sum())
