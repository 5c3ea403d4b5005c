"""Votes in little room: 12 bytes each, ordered by person and statement, one more put in its place at any time."""

from bisect import bisect_left
from collections.abc import Collection, Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]

AGREE: Final = 1
PASS: Final = 0
DISAGREE: Final = -1
ANSWERS: Final = 3

Vote = tuple[Any, Any, int, float]  # person, statement, answer, when in seconds


class Votes:
    """The last answer of each person to each statement.

    `people` is in no particular order and `statements` is sorted; a key of either is anything hashable, of statements anything
    that also sorts. An answer is coded as three times the statement's place, plus one, plus the answer.
    """

    def __init__(self, statements: Iterable[Any] = ()) -> None:
        self.people: list[Any] = []
        self.statements: list[Any] = sorted(set(statements))
        self.codes: Codes = np.zeros(0, np.int32)
        self.times: NDArray[np.float64] = np.zeros(0)
        self.starts: Ints = np.zeros(1, np.int64)
        self._row: dict[Any, int] = {}

    @classmethod
    def of(cls, votes: Iterable[Vote]) -> "Votes":
        """From single votes in any order. Of two by one person on one statement the later counts, of two at once the higher."""
        listed = list(votes)
        people, statements, answers, times = zip(*listed, strict=True) if listed else ((), (), (), ())
        made = cls(statements)
        made._let_in_all(list(dict.fromkeys(people)))
        place = {statement: number for number, statement in enumerate(made.statements)}
        rows = np.array([made._row[person] for person in people], np.int64)
        places = np.array([place[statement] for statement in statements], np.int64)
        made._fill(rows, places, np.array(answers, np.int64), np.array(times, np.float64))
        return made

    @classmethod
    def of_columns(cls, people: Ints, statements: Ints, answers: Ints, times: NDArray[np.float64]) -> "Votes":
        """The same from columns of numbers, as a table gives them; three times as fast."""
        who, rows = np.unique(people, return_inverse=True)
        what, places = np.unique(statements, return_inverse=True)
        made = cls(what.tolist())
        made._let_in_all(who.tolist())
        made._fill(rows, places, answers, times)
        return made

    def _let_in_all(self, people: list[Any]) -> None:
        self.people = people
        self._row = {person: row for row, person in enumerate(people)}

    def _fill(self, rows: Ints, places: Ints, answers: Ints, times: NDArray[np.float64]) -> None:
        if len(answers) and np.abs(answers).max() > 1:
            raise ValueError("an answer is 1, 0 or -1")
        cells = rows * max(len(self.statements), 1) + places
        order = np.argsort(cells, kind="stable")
        if (np.diff(cells[order]) == 0).any():
            order = np.lexsort((answers, times, cells))
        last = np.append(np.diff(cells[order]) != 0, True)[: len(order)]
        kept = order[last]
        self.codes = (places * ANSWERS + answers + 1)[kept].astype(np.int32)
        self.times = times[kept]
        self.starts = np.concatenate([[0], np.cumsum(np.bincount(rows[kept], minlength=len(self.people)))])

    def row(self, person: Any) -> int:
        """The place of a person, who is let in if new."""
        if person not in self._row:
            self._row[person] = len(self.people)
            self.people.append(person)
            self.starts = np.append(self.starts, self.starts[-1])
        return self._row[person]

    def find(self, statement: Any) -> int:
        """The place that a statement has or would have."""
        return bisect_left(self.statements, statement)

    def has(self, statement: Any) -> bool:
        """Whether the statement is known."""
        place = self.find(statement)
        return place < len(self.statements) and self.statements[place] == statement

    def let_in(self, statement: Any) -> int:
        """Make room for a new statement; its place."""
        place = self.find(statement)
        self.statements.insert(place, statement)
        self.codes[self.codes >= place * ANSWERS] += ANSWERS
        return place

    def of_row(self, row: int) -> Codes:
        """The coded answers of one person."""
        return self.codes[self.starts[row] : self.starts[row + 1]]

    def put(self, row: int, place: int, answer: int, at: float) -> int | None:
        """Record an answer; the code of the one that it replaces, if any, or -1 if a later one stands."""
        begin = int(self.starts[row])
        spot = begin + int(np.searchsorted(self.of_row(row), place * ANSWERS))
        code = place * ANSWERS + answer + 1
        if spot < self.starts[row + 1] and self.codes[spot] // ANSWERS == place:
            return self._replace(spot, code, at)
        self.codes = np.insert(self.codes, spot, code)
        self.times = np.insert(self.times, spot, at)
        self.starts[row + 1 :] += 1
        return None

    def _replace(self, spot: int, code: int, at: float) -> int:
        old = int(self.codes[spot])
        if (at, code) <= (self.times[spot], old):
            return -1
        self.codes[spot], self.times[spot] = code, at
        return old

    def without(self, people: Collection[Any]) -> "Votes":
        """A copy that lacks the answers of these people. Statements stay, also such as nobody else answered."""
        left_out = set(people)
        rows = [row for row, person in enumerate(self.people) if person not in left_out]
        spots = [np.arange(self.starts[row], self.starts[row + 1]) for row in rows]
        kept = np.concatenate([*spots, np.zeros(0, np.int64)]).astype(np.int64)
        made = Votes(self.statements)
        made._let_in_all([self.people[row] for row in rows])
        made.codes, made.times = self.codes[kept], self.times[kept]
        made.starts = np.concatenate([[0], np.cumsum(self.counts()[rows])]).astype(np.int64)
        return made

    def counts(self) -> Ints:
        """How many answers each person gave."""
        return np.diff(self.starts)
