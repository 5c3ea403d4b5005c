"""Cut a mesh of cells into connected districts of given shares, compact and along the larger streets.

A random spanning tree is drawn that keeps closely tied cells together; cutting one branch parts the cells in two connected
halves. Of many trees the best cut is kept, and each half is cut again. After ReCom (DeFord, Duchin & Solomon 2021,
'Recombination: a family of Markov chains for redistricting'), here used once from above instead of as a chain.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from onegrid.demo.geography.mesh import Floats, Ints, Mesh

TREES = 16
CANDIDATES = 4
UNEVENNESS = 60.0  # what a part's worth of imbalance, squared, weighs against length and shape
ROUNDNESS = 1.5


def divide(mesh: Mesh, cells: Ints, shares: Sequence[float], rng: np.random.Generator) -> list[Ints]:
    """The cells in as many connected districts as there are shares; each gets about its share of the weight."""
    if len(shares) == 1:
        return [cells]
    middle = len(shares) // 2
    first, second = shares[:middle], shares[middle:]
    inside = _halve(mesh, cells, sum(first) / sum(shares), len(shares), min(len(first), len(second)), rng)
    return [*divide(mesh, cells[inside], first, rng), *divide(mesh, cells[~inside], second, rng)]


def components(mesh: Mesh, cells: Ints) -> list[Ints]:
    """The connected pieces of some cells, the heaviest first."""
    pairs, _ties = _within(mesh, cells)
    roots = _Forest(len(cells))
    for a, b in pairs.tolist():
        roots.join(a, b)
    label = np.array([roots.find(i) for i in range(len(cells))])
    pieces = [cells[label == root] for root in np.unique(label)]
    return sorted(pieces, key=lambda piece: (-mesh.weights[piece].sum(), -len(piece)))


def _halve(mesh: Mesh, cells: Ints, share: float, parts: int, least: int, rng: np.random.Generator) -> Any:
    """A mask of the cells on the first side of the best cut found."""
    pairs, ties = _within(mesh, cells)
    weights = mesh.weights[cells]
    moments = _moments(mesh, cells)
    part = weights.sum() / parts
    best, best_score = None, np.inf
    for _ in range(TREES):
        order, parents = _draw_tree(len(cells), pairs, ties, rng)
        below = _subtree_sums(order, parents, weights)
        miss = (below - share * weights.sum()) / part
        turned = (weights.sum() - below - share * weights.sum()) / part
        for node, flip in _nearest(order, miss, turned):
            inside = _branch(order, parents, node) ^ flip
            off = (turned if flip else miss)[node]
            border = ties[inside[pairs[:, 0]] != inside[pairs[:, 1]]].sum() / np.sqrt(moments[:, 0].sum())
            round_off = _spread(inside @ moments) + _spread(~inside @ moments)
            score = border + ROUNDNESS * round_off + UNEVENNESS * off**2 / least
            if score < best_score:
                best, best_score = inside, score
    return best


def _nearest(order: list[int], miss: Floats, turned: Floats) -> list[tuple[int, bool]]:
    """The branches (either way round) whose weight comes nearest to the share."""
    both = np.abs(np.concatenate((miss, turned)))
    both[[order[0], order[0] + len(miss)]] = np.inf
    best = [int(i) for i in np.argsort(both, kind="stable")[:CANDIDATES] if np.isfinite(both[i])]
    return [(i % len(miss), i >= len(miss)) for i in best]


def _moments(mesh: Mesh, cells: Ints) -> Floats:
    """What sums up to the size, middle and moment of inertia of any of the cells (each a disc about its own middle)."""
    size, at = mesh.sizes[cells], mesh.middles[cells] - mesh.middles[cells].mean(axis=0)
    own = size**2 / (2 * np.pi)
    return np.column_stack((size, size * at[:, 0], size * at[:, 1], size * (at**2).sum(axis=1) + own))


def _spread(sums: Floats) -> float:
    """The moment of inertia over that of a disc of the same size: 1 for a disc, more for anything else."""
    size, east, north, moment = sums
    return float((moment - (east**2 + north**2) / size) / (size**2 / (2 * np.pi)))


def _within(mesh: Mesh, cells: Ints) -> tuple[Ints, Floats]:
    """The neighbourhood among some cells only, as indexes into them."""
    place = np.full(len(mesh.weights), -1)
    place[cells] = np.arange(len(cells))
    local = place[mesh.pairs]
    both = (local >= 0).all(axis=1)
    return local[both], mesh.ties[both]


def _draw_tree(count: int, pairs: Ints, ties: Floats, rng: np.random.Generator) -> tuple[list[int], list[int]]:
    """A spanning tree that mostly keeps strong ties: nodes from the root down, and each node's parent."""
    forest = _Forest(count)
    beside: list[list[int]] = [[] for _ in range(count)]
    for a, b in pairs[np.argsort(rng.exponential(size=len(ties)) / ties)].tolist():
        if forest.join(a, b):
            beside[a].append(b)
            beside[b].append(a)
    order, parents = [int(rng.integers(count))], [-1] * count
    for node in order:
        for other in beside[node]:
            if other != parents[node]:
                parents[other] = node
                order.append(other)
    if len(order) < count:
        raise ValueError("the cells to divide are not connected")
    return order, parents


def _subtree_sums(order: list[int], parents: list[int], weights: Floats) -> Floats:
    sums = weights.tolist()
    for node in reversed(order[1:]):
        sums[parents[node]] += sums[node]
    return np.array(sums)


def _branch(order: list[int], parents: list[int], top: int) -> Any:
    inside = np.zeros(len(order), dtype=bool)
    inside[top] = True
    for node in order[order.index(top) + 1 :]:
        inside[node] = inside[parents[node]]
    return inside


class _Forest:
    """Disjoint sets."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))

    def find(self, node: int) -> int:
        """The set's root."""
        parent = self.parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(self, a: int, b: int) -> bool:
        """Whether the two were apart until now."""
        a, b = self.find(a), self.find(b)
        self.parent[a] = b
        return a != b
