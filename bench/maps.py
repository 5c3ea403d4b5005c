"""Graphs to be cut: fields of cells, a subdistrict with a river, points thrown at random."""

import numpy as np
from scipy.spatial import Delaunay

from onegrid.planning.graph import Graph


def field(width: int, height: int) -> Graph:
    """Square cells in rows."""
    cells = np.arange(width * height).reshape(height, width)
    across = np.column_stack([cells[:, :-1].ravel(), cells[:, 1:].ravel()])
    down = np.column_stack([cells[:-1].ravel(), cells[1:].ravel()])
    return Graph.from_pairs(cells.size, np.concatenate([across, down]))


def subdistrict(width: int = 65, height: int = 60, bridges: int = 3) -> Graph:
    """3,900 cells with a river across the middle that three bridges cross."""
    graph = field(width, height)
    ends, _ = graph.pairs()
    row, column = np.divmod(ends, width)
    over = (row[:, 0] == height // 2 - 1) & (row[:, 1] == height // 2)
    bridge = np.isin(column[:, 0], np.linspace(0, width - 1, bridges + 2).astype(int)[1:-1])
    return Graph.from_pairs(graph.size, ends[~over | bridge])


def scattered(size: int, seed: int) -> Graph:
    """The neighbours among points thrown at random: far from rows and columns."""
    corners = Delaunay(np.random.default_rng(seed).uniform(0, 1, (size, 2))).simplices
    return Graph.from_pairs(size, np.unique(np.sort(corners[:, [0, 1, 1, 2, 0, 2]].reshape(-1, 2), axis=1), axis=0))


def sparse(size: int, seed: int) -> Graph:
    """The same with few of the neighbours left, like a place along its roads: a tree and every fifth other link."""
    rng, ends = np.random.default_rng(seed), scattered(size, seed).pairs()[0]
    rank, piece, kept = rng.permutation(len(ends)), np.arange(size), []
    for one, other in ends[rank]:
        joins = piece[one] != piece[other]
        if joins:
            piece[piece == piece[other]] = piece[one]
        if joins or rng.random() < 0.2:
            kept.append((one, other))
    return Graph.from_pairs(size, np.array(kept))
