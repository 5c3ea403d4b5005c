"""Units and which of them touch, in compressed rows."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Graph:
    """An undirected graph of n units; each adjacency stands in both rows and has the length of its border.

    `indptr` (n + 1) and `indices` are compressed sparse rows with sorted columns; `border` goes with `indices`.
    """

    indptr: Ints
    indices: Ints
    border: Floats

    @classmethod
    def from_pairs(cls, size: int, pairs: ArrayLike, border: ArrayLike | None = None) -> "Graph":
        """A graph of `size` units from m × 2 numbers of units that touch, with border lengths (default 1).

        A pair may be given in either order; given twice, its lengths are added. Loops are ignored.
        Raises ValueError for numbers out of range.
        """
        ends = np.asarray(pairs, np.int64).reshape(-1, 2)
        lengths = np.ones(len(ends)) if border is None else np.asarray(border, float)
        if ends.size and (ends.min() < 0 or ends.max() >= size):
            raise ValueError(f"units are numbered 0 to {size - 1}")
        proper = ends[:, 0] != ends[:, 1]
        ends, lengths = ends[proper], lengths[proper]
        rows, columns = np.concatenate([ends, ends[:, ::-1]]).T
        matrix = csr_array(coo_array((np.tile(lengths, 2), (rows, columns)), shape=(size, size)))
        matrix.sum_duplicates()
        return cls(matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64), matrix.data)

    @property
    def size(self) -> int:
        """How many units."""
        return len(self.indptr) - 1

    @property
    def source(self) -> Ints:
        """For each entry of `indices`, the row that it stands in."""
        return np.repeat(np.arange(self.size), np.diff(self.indptr))

    def pairs(self) -> tuple[Ints, Floats]:
        """Each adjacency once, lower number first (m × 2), and its border."""
        source = self.source
        once = source < self.indices
        return np.column_stack([source[once], self.indices[once]]), self.border[once]

    def neighbours(self, unit: int) -> Ints:
        """The units that touch a unit."""
        return self.indices[self.indptr[unit] : self.indptr[unit + 1]]

    def pieces(self, parts: Ints | None = None) -> tuple[int, Ints]:
        """Connected pieces (their count, and each unit's), of the graph or of each part of a partition by itself."""
        source = self.source
        kept = np.ones(len(source), bool) if parts is None else parts[source] == parts[self.indices]
        joined = coo_array((np.ones(kept.sum()), (source[kept], self.indices[kept])), shape=(self.size, self.size))
        count, labels = connected_components(joined, directed=False)
        return int(count), labels.astype(np.int64)

    def subgraph(self, units: Ints) -> "Graph":
        """The graph of some units, renumbered in the order given."""
        number = np.full(self.size, -1, np.int64)
        number[units] = np.arange(len(units))
        ends, border = self.pairs()
        ends = number[ends]
        kept = (ends >= 0).all(axis=1)
        return Graph.from_pairs(len(units), ends[kept], border[kept])

    def contract(self, group: Ints) -> "Graph":
        """One unit for each group 0 … g - 1; borders between groups are added up."""
        ends, border = self.pairs()
        return Graph.from_pairs(int(group.max(initial=-1)) + 1, group[ends], border)

    def cut(self, parts: Ints) -> int:
        """How many adjacencies a partition cuts."""
        return int((parts[self.source] != parts[self.indices]).sum()) // 2

    def cut_border(self, parts: Ints) -> float:
        """The length of border that a partition draws between units."""
        return float(self.border[parts[self.source] != parts[self.indices]].sum()) / 2


def is_connected(graph: Graph, parts: Ints) -> bool:
    """Whether every part is in one piece."""
    return graph.pieces(parts)[0] == len(np.unique(parts))


def renumber(labels: Iterable[object]) -> tuple[Ints, list[object]]:
    """Numbers 0 … in the order in which labels first come, and the labels; None becomes -1."""
    known: dict[object, int] = {}
    numbers = [-1 if label is None else known.setdefault(label, len(known)) for label in labels]
    return np.array(numbers, np.int64), list(known)
