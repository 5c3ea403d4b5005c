"""The plane: the two directions in which answers differ most, and where each person stands."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onegrid.opinion.leading import find_leading
from onegrid.opinion.moments import Floats, Moments
from onegrid.opinion.votes import ANSWERS, Ints, Votes

NEEDED: Final = 7  # answers before a person has a place, as Polis; of few statements half of them
FINE: Final = 1 << 20  # places are whole multiples of 1 / FINE, so that sums over people are exact


@dataclass(frozen=True, eq=False)
class Plane:
    """Axes over the statements (2 × s), and for n people their place in units of 1 / FINE and whether they have one."""

    axes: Floats
    shares: tuple[float, float]  # of all the variance, that each axis shows
    places: Ints  # 2 × n
    placed: NDArray[np.bool_]


def lay_plane(votes: Votes, moments: Moments, kept: NDArray[np.bool_]) -> Plane:
    """The plane of all votes on the statements that are `kept`; the others take no part."""
    axes, shares = find_axes(moments, kept)
    deviations = (np.arange(ANSWERS) - 1)[None, :] - moments.means()[:, None]
    counted = count_answers(votes, kept)
    scale = np.sqrt(kept.sum() / np.maximum(counted, 1))  # whoever answered little would stand in the middle
    places = np.stack([_sum_rows(votes, (axis[:, None] * deviations).ravel()) * scale for axis in axes])
    placed = counted >= min(NEEDED, max(-(-int(kept.sum()) // 2), 1))
    return Plane(axes, shares, np.rint(places * FINE).astype(np.int64), placed)


def find_axes(moments: Moments, kept: NDArray[np.bool_]) -> tuple[Floats, tuple[float, float]]:
    """The two leading eigenvectors, in a fixed sign, zero on statements left out; and the shares of variance."""
    index = np.flatnonzero(kept)
    axes = np.zeros((2, len(kept)))
    if not len(index):
        return axes, (0.0, 0.0)
    scatter = moments.scatter()[np.ix_(index, index)]
    whole = max(float(np.trace(scatter)), 1e-12)
    shares = [0.0, 0.0]
    for number, (value, vector) in enumerate(zip(*find_leading(scatter), strict=True)):
        if value > 1e-9 * whole:
            axes[number, index], shares[number] = _turn(vector), float(value) / whole
    return axes, (shares[0], shares[1])


def _turn(vector: Floats) -> Floats:
    """An eigenvector has two signs: the one in which its first largest entry is positive."""
    largest = int(np.argmax(np.round(np.abs(vector), 9)))
    return vector if vector[largest] > 0 else -vector


def count_answers(votes: Votes, kept: NDArray[np.bool_]) -> Ints:
    """How many of the kept statements each person answered."""
    if kept.all():
        return votes.counts()
    return np.rint(_sum_rows(votes, np.repeat(kept, ANSWERS).astype(np.float64))).astype(np.int64)


def _sum_rows(votes: Votes, worth: Floats) -> Floats:
    """For each person the sum of what the given answers are worth. Each sum depends on that person's answers alone."""
    if not len(votes.codes):
        return np.zeros(len(votes.people))
    return np.add.reduceat(np.take(worth, votes.codes), votes.starts[:-1])
