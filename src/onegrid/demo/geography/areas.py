"""Communities, grids and micro-grids out of cells: how many, which cells, which codes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onegrid.demo.geography.districts import components, divide
from onegrid.demo.geography.mesh import Ints, Mesh, sum_by

GRIDS, MICRO_GRIDS = 84, 245
# How large the communities are beside each other: never alike in a real town.
COMMUNITY_SHARES = (9, 5, 7, 8, 4, 7, 10, 6, 5, 8, 5)
LARGE = 15e4  # square metres from which a dedicated grid of several cells has two micro-grids


@dataclass
class District:
    """A grid: its micro-grids, each a list of cells; and the name of what it is kept for, if it is dedicated."""

    micro_grids: list[Ints]
    dedicated: str = ""

    @property
    def cells(self) -> Ints:
        """All cells."""
        return np.concatenate(self.micro_grids)


@dataclass(frozen=True)
class Frame:
    """What every plan of the town has in common: dedicated grids by name, and the rest of the cells by community."""

    groups: dict[str, Ints]
    communities: list[Ints]


def lay_frame(mesh: Mesh, blocks: Sequence[int], kept_for: Sequence[str], rng: np.random.Generator) -> Frame:
    """Communities and dedicated grids. `blocks` keeps a compound within one community; `kept_for` names the dedicated grid of
    each cell, or is empty."""
    groups = _dedicated_groups(mesh, kept_for)
    rest = np.setdiff1d(np.arange(len(mesh.weights)), np.concatenate(list(groups.values())))
    main, *islands = components(mesh, rest)
    for island in islands:  # what a dedicated grid cuts off joins it
        name = max(groups, key=lambda name: _ties_between(mesh, groups[name], island))
        groups[name] = np.concatenate((groups[name], island))
    return Frame(groups, _communities(mesh, main, np.asarray(blocks), rng))


def draw_areas(
    mesh: Mesh, frame: Frame, rng: np.random.Generator, drawn: tuple[Ints, Ints] | None = None
) -> list[list[District]]:
    """Communities as lists of grids, 84 grids and 245 micro-grids in all.

    `drawn` is a plan that was drawn before (grid and micro-grid of every cell); without, trees are cut at random.
    """
    kept = {name: _halves_if_large(mesh, cells, rng) for name, cells in frame.groups.items()}
    if drawn is not None:
        grid, micro_grid = drawn
        basic = [_by_label(cells, grid) for cells in frame.communities]
        areas = [[District(_by_label(cells, micro_grid)) for cells in community] for community in basic]
    else:
        counts = apportion_grids(mesh, frame)
        basic = [divide(mesh, cells, [1] * n, rng) for cells, n in zip(frame.communities, counts, strict=True)]
        numbers = iter(apportion_micro_grids(mesh, frame, [grid for community in basic for grid in community]))
        areas = [[District(divide(mesh, grid, [1] * next(numbers), rng)) for grid in community] for community in basic]
    for name, cells in frame.groups.items():
        home = max(range(len(areas)), key=lambda i: _ties_between(mesh, cells, frame.communities[i]))
        areas[home].append(District(kept[name], name))
    return areas


def apportion_grids(mesh: Mesh, frame: Frame) -> list[int]:
    """How many basic grids each community gets."""
    weights = [mesh.weights[cells].sum() for cells in frame.communities]
    return apportion(weights, GRIDS - len(frame.groups), least=3)


def apportion_micro_grids(mesh: Mesh, frame: Frame, grids: Sequence[Ints]) -> list[int]:
    """How many micro-grids each basic grid gets; dedicated grids have one, or two if they are large."""
    kept = sum(1 + (len(cells) > 1 and mesh.sizes[cells].sum() >= LARGE) for cells in frame.groups.values())
    return apportion([mesh.weights[grid].sum() for grid in grids], MICRO_GRIDS - int(kept), least=2)


def _by_label(cells: Ints, label: Ints) -> list[Ints]:
    return [cells[label[cells] == number] for number in np.unique(label[cells])]


def apportion(weights: Sequence[float], seats: int, *, least: int) -> list[int]:
    """Whole numbers in proportion to weights that sum to `seats`, by Webster's divisors, none under `least`."""
    given = [least] * len(weights)
    for _ in range(seats - least * len(weights)):
        neediest = max(range(len(weights)), key=lambda i: weights[i] / (2 * given[i] + 1))
        given[neediest] += 1
    return given


def _dedicated_groups(mesh: Mesh, kept_for: Sequence[str]) -> dict[str, Ints]:
    """The cells of each dedicated grid; of one that is not connected, the largest piece only."""
    names = np.asarray(kept_for)
    groups = {}
    for name in dict.fromkeys(name for name in kept_for if name):
        pieces = components(mesh, np.flatnonzero(names == name))
        groups[name] = max(pieces, key=lambda piece: mesh.sizes[piece].sum())
    return groups


def _communities(mesh: Mesh, cells: Ints, blocks: Ints, rng: np.random.Generator) -> list[Ints]:
    """Communities made of whole blocks."""
    once, label = np.unique(blocks[cells], return_inverse=True)
    whole = _contract(mesh, cells, label, len(once))
    parts = divide(whole, np.arange(len(once)), COMMUNITY_SHARES, rng)
    return [cells[np.isin(label, part)] for part in parts]


def _contract(mesh: Mesh, cells: Ints, label: Ints, count: int) -> Mesh:
    """The mesh with all cells of one label taken as one."""
    place = np.full(len(mesh.weights), -1)
    place[cells] = label
    pairs = np.sort(place[mesh.pairs], axis=1)
    apart = (pairs[:, 0] >= 0) & (pairs[:, 0] != pairs[:, 1])
    once, which = np.unique(pairs[apart], axis=0, return_inverse=True)
    ties = sum_by(which.ravel(), mesh.ties[apart], len(once))
    sizes = sum_by(label, mesh.sizes[cells], count)
    moments = (mesh.sizes[cells, None] * mesh.middles[cells]).T
    middles = np.column_stack([sum_by(label, moment, count) / sizes for moment in moments])
    return Mesh(once, ties, sum_by(label, mesh.weights[cells], count), middles, sizes)


def _halves_if_large(mesh: Mesh, cells: Ints, rng: np.random.Generator) -> list[Ints]:
    if len(cells) < 2 or mesh.sizes[cells].sum() < LARGE:
        return [cells]
    by_size = Mesh(mesh.pairs, mesh.ties, mesh.sizes, mesh.middles, mesh.sizes)
    return divide(by_size, cells, [1, 1], rng)


def _ties_between(mesh: Mesh, some: Ints, others: Ints) -> float:
    """How much border two sets of cells share."""
    one, other = np.isin(mesh.pairs, some), np.isin(mesh.pairs, others)
    between = (one[:, 0] & other[:, 1]) | (one[:, 1] & other[:, 0])
    return float(mesh.ties[between].sum())
