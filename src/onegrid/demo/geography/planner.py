"""The plan in force of the demo office, as `onegrid.planning` draws it over the departments' nets.

`python -m onegrid.demo.geography.planner` draws it and writes it down beside this file, so that an office is made in seconds and
without the extra. A test holds it against every limit that it was drawn under.
"""

import json
from pathlib import Path

import numpy as np

from onegrid.demo.geography.areas import Frame, apportion_grids, apportion_micro_grids
from onegrid.demo.geography.mesh import Ints, Mesh
from onegrid.planning.graph import Graph
from onegrid.planning.problem import Problem, Range
from onegrid.planning.solve import solve

DRAWN = Path(__file__).parent / "drawn_plan.json"
FINE = 10  # loads are counted in tenths of a household
EFFORT = 4.0
GRIDS_WITHIN, MICRO_GRIDS_WITHIN = 0.1, 0.25  # of the mean of their community, or of their grid


def draw_plan(mesh: Mesh, frame: Frame, nets: dict[str, Ints]) -> tuple[Ints, Ints]:
    """The grid and the micro-grid of every cell, numbered through; -1 in dedicated grids, which the planner leaves alone."""
    grid, micro_grid = np.full(len(mesh.weights), -1), np.full(len(mesh.weights), -1)
    counts = apportion_grids(mesh, frame)
    for cells, count in zip(frame.communities, counts, strict=True):
        grid[cells] = grid.max() + 1 + _cut(mesh, cells, count, nets, GRIDS_WITHIN)
    parts = [np.flatnonzero(grid == number) for number in range(grid.max() + 1)]
    for cells, count in zip(parts, apportion_micro_grids(mesh, frame, parts), strict=True):
        micro_grid[cells] = micro_grid.max() + 1 + _cut(mesh, cells, count, nets, MICRO_GRIDS_WITHIN)
    return grid, micro_grid


def _cut(mesh: Mesh, cells: Ints, count: int, nets: dict[str, Ints], tolerance: float) -> Ints:
    return solve(pose(mesh, cells, count, nets, tolerance), seed=0, effort=EFFORT).parts


def pose(mesh: Mesh, cells: Ints, count: int, nets: dict[str, Ints], tolerance: float) -> Problem:
    """Some cells that are to make so many areas, each within a tolerance of the mean load."""
    load = np.round(mesh.weights[cells] * FINE).astype(np.int64)
    place = np.full(len(mesh.weights), -1)
    place[cells] = np.arange(len(cells))
    pairs = place[mesh.pairs]
    inside = (pairs >= 0).all(axis=1)
    return Problem(
        Graph.from_pairs(len(cells), pairs[inside], mesh.ties[inside]),
        load,
        count,
        Range.around(load.sum() / count, tolerance),
        nets=tuple(_compact(label[cells]) for label in nets.values()),
    )


def _compact(labels: Ints) -> Ints:
    """Labels numbered from 0 on without gaps; -1 stays."""
    values, numbers = np.unique(labels, return_inverse=True)
    return np.asarray(numbers - int(values[0] == -1), np.int64)


def main() -> None:
    """Draw the plan of the usual seed and write it down."""
    from onegrid.demo.geography import SEED, lay_mesh

    laid = lay_mesh(SEED)
    grid, micro_grid = draw_plan(laid.mesh, laid.frame, laid.nets)
    DRAWN.write_text(json.dumps({"seed": SEED, "grid": grid.tolist(), "micro_grid": micro_grid.tolist()}) + "\n")


if __name__ == "__main__":
    main()
