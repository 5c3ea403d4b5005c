"""Waves: people who come to a talk within a short time and answer almost alike, more of them than the rest of the talk explains.

People of one mind answer alike, and a link that is passed on brings many at once; neither alone is a wave. Those who answered
alike in a span of time are held against all who came at other times: if answering so had nothing to do with when one came, how
likely is it that so many of them fell into one span (Fisher's exact test), wherever that span lies? Nothing is said of a talk in
which nearly all came at once, for it has no rest to compare with.

A wave says nothing of why. It can be one person with forty telephones, and a group of neighbours who agreed on what to say.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import exp, inf, lgamma
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from onegrid.opinion.talk import Talk
from onegrid.opinion.votes import ANSWERS, Ints, Votes

LEAST_COMMON: Final = 8  # statements that two must both have answered before they can be said to answer alike
ALIKE: Final = 0.9  # the share of these that they answer alike
LEAST_PEOPLE: Final = 5
LEAST_REST: Final = 10  # people who came at other times and answered the same statements
PAUSES: Final = (600.0, 3600.0, 21600.0)  # seconds without anybody of a wave after which it is over
AHEAD: Final = 256  # how many who came next each is compared with
BLOCK: Final = 256
RARE: Final = 0.01  # of talks without any wave, at most this share is said to have one

Table = NDArray[np.float32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Wave:
    """People who came between two moments (seconds) and answered almost alike; and how often others did."""

    people: tuple[Any, ...]  # in the order in which they came
    begins: float
    ends: float
    statements: int  # answered by most of them
    came: int  # all who came in that time and answered enough of these statements
    rest: int  # all who came at another time and did
    rest_alike: int  # those of them who answered like the wave
    chance: float  # of such a wave somewhere in the talk, had people come in any order


def find_waves(votes: Votes, arrivals: Mapping[Any, float]) -> list[Wave]:
    """The waves of a talk, the least likely first; nobody is in two. `arrivals` says when each person came, in seconds.

    The work is people × `AHEAD` × statements, the room people × statements.
    """
    seen = _Seen.of(votes, arrivals)
    first, second = seen.pairs()
    found = [
        wave
        for pause in PAUSES
        for members in _parts(*_within(first, second, seen.came, pause), len(seen.came))
        if (wave := seen.wave_around(members)) is not None
    ]
    kept: list[Wave] = []
    for wave in sorted(found, key=lambda each: (each.chance, -len(each.people), each.begins)):
        if not any(set(wave.people) & set(other.people) for other in kept):
            kept.append(wave)
    return kept


def talk_without(talk: Talk, people: Collection[Any]) -> Talk:
    """The same talk as if these people had not taken part, to be compared."""
    return Talk(talk.votes.without(people), out=talk.out)


@dataclass(frozen=True, eq=False)
class _Seen:
    """Whoever answered enough, in the order in which they came: whether each statement was answered (n × s), and how (n × 3s)."""

    people: list[Any]
    came: Floats
    given: Table
    answers: Table

    @classmethod
    def of(cls, votes: Votes, arrivals: Mapping[Any, float]) -> "_Seen":
        enough = np.flatnonzero(votes.counts() >= LEAST_COMMON)
        came = np.array([arrivals[votes.people[row]] for row in enough], np.float64)
        order = np.argsort(came, kind="stable")
        rows, size = enough[order], len(votes.statements)
        everybody = np.zeros((len(votes.people), size * ANSWERS), np.float32)
        everybody[np.repeat(np.arange(len(votes.people)), votes.counts()), votes.codes] = 1
        answers = everybody[rows]
        given = answers.reshape(len(rows), size, ANSWERS).sum(axis=2)
        return cls([votes.people[int(row)] for row in rows], came[order], given, answers)

    def pairs(self) -> tuple[Ints, Ints]:
        """All two who answered almost alike, of whom the second came soon after the first."""
        found = [(np.zeros(0, np.int64), np.zeros(0, np.int64)), *self._pairs_by_block()]
        first, second = (np.concatenate(each) for each in zip(*found, strict=True))
        return first, second

    def _pairs_by_block(self) -> Iterator[tuple[Ints, Ints]]:
        for begin in range(0, len(self.came), BLOCK):
            here, there = slice(begin, begin + BLOCK), slice(begin, begin + BLOCK + AHEAD)
            alike = self._alike(self.answers[here] @ self.answers[there].T, self.given[here] @ self.given[there].T)
            first, second = np.nonzero(alike)
            ahead = second - first
            soon = (ahead > 0) & (ahead <= AHEAD)
            yield first[soon] + begin, second[soon] + begin

    @staticmethod
    def _alike(same: Table, common: Table) -> Flags:
        return np.asarray((common >= LEAST_COMMON) & (same >= ALIKE * common), bool)

    def wave_around(self, members: Ints) -> Wave | None:
        """The wave that these people are part of, if that is more than chance."""
        typical = self._typical(members)
        asked = typical.reshape(-1, ANSWERS).sum(axis=1)
        common = self.given @ asked
        able, alike = common >= LEAST_COMMON, self._alike(self.answers @ typical, common)
        begins, ends = float(self.came[members[0]]), float(self.came[members[-1]])
        inside = (self.came >= begins) & (self.came <= ends)
        came, rest = int((able & inside).sum()), int((able & ~inside).sum())
        there, elsewhere = int((alike & inside).sum()), int((alike & ~inside).sum())
        if there < LEAST_PEOPLE or rest < LEAST_REST:
            return None
        # A span may begin with anybody and end with anybody.
        chance = _tail(there, came, elsewhere, rest) * len(self.came) ** 2
        people = tuple(self.people[place] for place in np.flatnonzero(alike & inside))
        return Wave(people, begins, ends, int(asked.sum()), came, rest, elsewhere, chance) if chance < RARE else None

    def _typical(self, members: Ints) -> Table:
        """What most of them answered, to the statements that at least half of them answered."""
        told = self.answers[members].sum(axis=0).reshape(-1, ANSWERS)
        most = np.zeros_like(told)
        most[np.arange(len(told)), told.argmax(axis=1)] = 1
        asked = told.sum(axis=1) * 2 >= len(members)
        most[~asked] = 0
        return np.asarray(most.reshape(-1), np.float32)


def _within(first: Ints, second: Ints, came: Floats, pause: float) -> tuple[Ints, Ints]:
    soon = came[second] - came[first] <= pause
    return first[soon], second[soon]


def _parts(first: Ints, second: Ints, size: int) -> Iterator[Ints]:
    """The connected parts of a graph that have enough members, each in ascending order."""
    label, before = np.arange(size), np.zeros(0, np.int64)
    while not np.array_equal(label, before):
        before = label.copy()
        least = np.minimum(label[first], label[second])
        np.minimum.at(label, first, least)
        np.minimum.at(label, second, least)
        label = label[label]
    order = np.argsort(label, kind="stable")
    ends = np.flatnonzero(np.diff(label[order])) + 1
    yield from (part for part in np.split(order, ends) if len(part) >= LEAST_PEOPLE)


def _tail(there: int, came: int, elsewhere: int, rest: int) -> float:
    """Fisher's exact test, one-sided: how likely at least `there` of the `there + elsewhere` alike are among `came` of all.

    >>> round(_tail(3, 4, 1, 4), 4)  # the lady tasting tea, right with three of four cups
    0.2429
    """
    alike, everybody = there + elsewhere, came + rest
    most = min(alike, came)
    return sum(
        exp(_choose(came, k) + _choose(rest, alike - k) - _choose(everybody, alike)) for k in range(there, most + 1)
    )


def _choose(all_of: int, some: int) -> float:
    """The logarithm of a binomial coefficient."""
    return lgamma(all_of + 1) - lgamma(some + 1) - lgamma(all_of - some + 1) if 0 <= some <= all_of else -inf
