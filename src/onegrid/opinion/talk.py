"""A talk that goes on: votes come in one by one, and the picture is always that of all of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onegrid.opinion.groups import group_people
from onegrid.opinion.moments import Floats, Moments
from onegrid.opinion.plane import FINE, lay_plane
from onegrid.opinion.standing import Counts, Shared, Speaking, count_answers, find_shared, find_speaking
from onegrid.opinion.votes import AGREE, ANSWERS, DISAGREE, PASS, Ints, Vote, Votes


@dataclass(frozen=True, eq=False)
class Picture:
    """What the votes show. People are in no particular order, statements sorted, groups numbered by size."""

    people: tuple[Any, ...]
    statements: tuple[Any, ...]
    places: Floats  # 2 × people
    groups: Ints  # of each person; -1 for whoever has answered too little
    centres: Floats  # groups × 2
    silhouettes: dict[int, float]
    variance: tuple[float, float]  # the shares that the two axes show
    counts: Counts
    speaking: list[Speaking]
    shared: list[Shared]

    def sizes(self) -> list[int]:
        """How many people each group has."""
        return [int(size) for size in np.bincount(self.groups[self.groups >= 0], minlength=len(self.centres))]

    def group_of(self, person: Any) -> int:
        """The person's group, or -1."""
        return int(self.groups[self.people.index(person)])


class Talk:
    """Votes and what is summed up over them. Statements in `out` are moderated out: votes stay, but count for nothing."""

    def __init__(self, votes: Votes | None = None, *, out: Collection[Any] = ()) -> None:
        self.votes = votes if votes is not None else Votes()
        self.out = set(out)
        self.moments = Moments.of(self.votes)
        self._picture: Picture | None = None

    @classmethod
    def of(cls, votes: Iterable[Vote], *, out: Collection[Any] = ()) -> "Talk":
        """From votes in any order."""
        return cls(Votes.of(votes), out=out)

    def add(self, person: Any, statement: Any, answer: int, *, at: float) -> None:
        """One more vote, or a change of mind. A vote older than the one that stands changes nothing."""
        if answer not in (AGREE, PASS, DISAGREE):
            raise ValueError("an answer is 1, 0 or -1")
        if not self.votes.has(statement):
            self.moments.let_in(self.votes.let_in(statement))
        place, row = self.votes.find(statement), self.votes.row(person)
        old = self.votes.put(row, place, answer, at)
        if old == -1:
            return
        codes = self.votes.of_row(row)
        others = codes[codes // ANSWERS != place]
        if old is not None:
            self.moments.change(others, old, -1)
        self.moments.change(others, place * ANSWERS + answer + 1, 1)
        self._picture = None

    def moderate(self, statement: Any, *, out: bool) -> None:
        """Leave a statement out, or let it count again."""
        (self.out.add if out else self.out.discard)(statement)
        self._picture = None

    def kept(self) -> NDArray[np.bool_]:
        """Which statements count."""
        return np.array([statement not in self.out for statement in self.votes.statements], bool)

    def picture(self) -> Picture:
        """The picture of all votes so far. It depends on nothing but them."""
        if self._picture is None:
            self._picture = self._draw()
        return self._picture

    def _draw(self) -> Picture:
        votes, kept = self.votes, self.kept()
        plane = lay_plane(votes, self.moments, kept)
        grouping = group_people(plane)
        counts = count_answers(votes, grouping)
        return Picture(
            tuple(votes.people),
            tuple(votes.statements),
            plane.places / FINE,
            grouping.of_person,
            grouping.centres,
            grouping.silhouettes,
            plane.shares,
            counts,
            find_speaking(counts, votes.statements, kept),
            find_shared(counts, votes.statements, kept),
        )
