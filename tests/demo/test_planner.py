"""The plan of the demo office that is kept in the tree, against every limit that it was drawn under."""

import numpy as np
import pytest

from onegrid.demo.geography import SEED, Laid, lay_mesh, read_drawn
from onegrid.demo.geography.areas import apportion_grids, apportion_micro_grids
from onegrid.demo.geography.mesh import Ints
from onegrid.demo.geography.planner import GRIDS_WITHIN, MICRO_GRIDS_WITHIN, pose
from onegrid.planning.arrays import measure_violation
from onegrid.planning.graph import is_connected
from onegrid.planning.problem import Problem
from onegrid.planning.solve import solve


@pytest.fixture(scope="module")
def laid() -> Laid:
    return lay_mesh(SEED)


@pytest.fixture(scope="module")
def drawn() -> tuple[Ints, Ints]:
    kept = read_drawn(SEED)
    assert kept is not None
    return kept


def keeps_every_limit(laid: Laid, label: Ints, cells: Ints, count: int, tolerance: float) -> bool:
    """So many areas of those cells and no others, each in one piece and within the tolerance of their mean."""
    problem = pose(laid.mesh, cells, count, laid.nets, tolerance)
    names, parts = np.unique(label[cells], return_inverse=True)
    nowhere_else = not np.isin(np.delete(label, cells), names).any()
    whole = len(names) == count and is_connected(problem.graph, parts) and names.min() >= 0
    return bool(nowhere_else and whole and is_as_near_as_can_be(problem, parts.astype(np.int64)))


def is_as_near_as_can_be(problem: Problem, parts: Ints) -> bool:
    """Within the range; or proved to miss it by the fewest households: some grids are a few blocks of flats that halve badly."""
    missed = measure_violation(problem, parts)
    if missed == 0:
        return True
    best = solve(problem, effort=0.2)
    return best.proven and best.violation == missed


def test_its_grids_lie_in_communities_connected_and_balanced(laid: Laid, drawn: tuple[Ints, Ints]) -> None:
    grid, _ = drawn
    counts = apportion_grids(laid.mesh, laid.frame)
    for cells, count in zip(laid.frame.communities, counts, strict=True):
        assert keeps_every_limit(laid, grid, cells, count, GRIDS_WITHIN)
    assert len(np.unique(grid[grid >= 0])) == sum(counts)


def test_its_micro_grids_lie_in_grids_connected_and_balanced(laid: Laid, drawn: tuple[Ints, Ints]) -> None:
    grid, micro_grid = drawn
    parts = [np.flatnonzero(grid == number) for number in range(grid.max() + 1)]
    for cells, count in zip(parts, apportion_micro_grids(laid.mesh, laid.frame, parts), strict=True):
        assert keeps_every_limit(laid, micro_grid, cells, count, MICRO_GRIDS_WITHIN)
    assert bool(((grid >= 0) == (micro_grid >= 0)).all())
