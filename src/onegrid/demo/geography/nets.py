"""The nets that four departments once drew over the town, each by its own light: they overlap, gap and disagree."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from onegrid.demo.geography.districts import components, divide
from onegrid.demo.geography.mesh import Floats, Ints, Mesh
from onegrid.demo.geography.naming import numeral

SLOPPY = 6.0  # metres by which a net is drawn beside the streets that it means


@dataclass(frozen=True)
class Department:
    """A department: its net's name, what its grids are called, how many, and what it counts: homes, land or both."""

    name: str
    grid: str
    count: int
    counts: str


DEPARTMENTS = (
    Department("综治", "综治{}格", 62, "homes"),
    Department("党建", "党建{}片", 38, "homes"),
    Department("环保", "环保{}区", 14, "land"),
    Department("执法", "执法{}段", 22, "both"),
)


def cast_nets(mesh: Mesh, rng: np.random.Generator) -> dict[str, Ints]:
    """For each department's net, by name, the number of the grid of every cell; -1 where nobody thought of it."""
    nets = {}
    for department in DEPARTMENTS:
        seen = Mesh(mesh.pairs, mesh.ties, _weights(mesh, department.counts), mesh.middles, mesh.sizes)
        cells = components(seen, np.arange(len(mesh.weights)))[0]
        label = np.full(len(mesh.weights), -1)
        for number, part in enumerate(divide(seen, cells, [1] * department.count, rng)):
            label[part] = number
        label[rng.choice(len(label), len(label) // 120, replace=False)] = -1
        nets[department.name] = label
    return nets


def outline_nets(cells: Any, nets: dict[str, Ints]) -> dict[str, list[tuple[str, Any]]]:
    """The grids of each net with their names and outlines, as drawn by hand: not quite along the streets (board metres)."""
    drawn = {}
    for at, department in enumerate(DEPARTMENTS):
        label = nets[department.name]
        shift = SLOPPY * np.array([np.cos(at * 2.4), np.sin(at * 2.4)])
        drawn[department.name] = [
            (department.grid.format(numeral(number + 1)), _by_hand(cells[label == number], shift))
            for number in range(department.count)
        ]
    return drawn


def _by_hand(cells: Any, shift: Any) -> Any:
    whole = shapely.union_all(cells).buffer(3.0, join_style="mitre").simplify(8.0)
    return shapely.transform(whole, lambda points: points + shift)


def _weights(mesh: Mesh, counts: str) -> Floats:
    """What a department shares out evenly among its grids."""
    homes, land = mesh.weights / mesh.weights.sum(), mesh.sizes / mesh.sizes.sum()
    shares: dict[str, Floats] = {"homes": homes, "land": land, "both": (homes + land) / 2}
    return shares[counts]
