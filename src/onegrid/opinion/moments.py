"""Sums over all people that say how statements go together. Whole numbers, so that no order of adding changes them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onegrid.opinion.votes import ANSWERS, Codes, Ints, Votes

Floats = NDArray[np.float64]
BLOCK = 2048  # people whose answers are spread out at a time


@dataclass(eq=False)
class Moments:
    """For s statements, three s × s sums: of answers times answers, of answers where the other is answered, of both answered."""

    products: Ints
    sums: Ints
    both: Ints

    @classmethod
    def of(cls, votes: Votes) -> "Moments":
        """From all votes. The work is people × statements²; the room people of one block × statements."""
        size = len(votes.statements)
        moments = cls(*(np.zeros((size, size), np.int64) for _ in range(3)))
        for begin in range(0, len(votes.people), BLOCK):
            moments._add_block(votes, begin, min(begin + BLOCK, len(votes.people)))
        return moments

    def _add_block(self, votes: Votes, begin: int, end: int) -> None:
        codes = votes.codes[votes.starts[begin] : votes.starts[end]]
        rows = np.repeat(np.arange(end - begin), np.diff(votes.starts[begin : end + 1]))
        answers, given = (np.zeros((end - begin, len(votes.statements)), np.float32) for _ in range(2))
        answers[rows, codes // ANSWERS], given[rows, codes // ANSWERS] = codes % ANSWERS - 1, 1
        # Exact: a block's sums are whole numbers far below 2**24.
        self.products += (answers.T @ answers).astype(np.int64)
        self.sums += (answers.T @ given).astype(np.int64)
        self.both += (given.T @ given).astype(np.int64)

    def let_in(self, place: int) -> None:
        """Make room for a statement that nobody has answered."""
        for name in ("products", "sums", "both"):
            grown = np.insert(np.insert(getattr(self, name), place, 0, axis=0), place, 0, axis=1)
            setattr(self, name, grown)

    def change(self, others: Codes, code: int, sign: int) -> None:
        """Add (`sign` 1) or take away (-1) one answer of a person whose other answers are `others`."""
        at, answer = divmod(code, ANSWERS)
        answer -= 1
        places, answers = others // ANSWERS, others % ANSWERS - 1
        self.products[at, places] += sign * answer * answers
        self.products[places, at] += sign * answer * answers
        self.sums[at, places] += sign * answer
        self.sums[places, at] += sign * answers
        self.both[at, places] += sign
        self.both[places, at] += sign
        self.products[at, at] += sign * answer * answer
        self.sums[at, at] += sign * answer
        self.both[at, at] += sign

    def means(self) -> Floats:
        """The mean answer to each statement among those who answered; zero where nobody did."""
        return np.diagonal(self.sums) / np.maximum(np.diagonal(self.both), 1)

    def scatter(self) -> Floats:
        """Products of deviations from the mean, summed over people; whoever did not answer deviates by nothing."""
        mean = self.means()
        crossed = self.sums * mean
        return self.products - crossed - crossed.T + self.both * np.outer(mean, mean)
