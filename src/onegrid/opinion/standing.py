"""Which statements speak for a group, and which are common ground. Tests of proportions, as Polis makes them."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from onegrid.opinion.groups import Grouping
from onegrid.opinion.moments import Floats
from onegrid.opinion.votes import AGREE, ANSWERS, DISAGREE, Ints, Votes

SURE: Final = 1.2816  # the one-sided 90 % quantile of the normal distribution
SHOWN: Final = 5  # statements that speak for one group
SHARED: Final = 0.6  # of each group must give the answer before it is common ground


@dataclass(frozen=True, eq=False)
class Counts:
    """For k groups and s statements: how many agreed, disagreed, and answered at all."""

    agree: Ints  # k × s
    disagree: Ints
    given: Ints


@dataclass(frozen=True)
class Speaking:
    """A statement that a group answers otherwise than the rest do."""

    group: int
    statement: Any
    answer: int  # 1 or -1
    share: float  # of the group's answers, with one for and one against added
    strength: float


@dataclass(frozen=True)
class Shared:
    """A statement that every group answers alike."""

    statement: Any
    answer: int  # 1 or -1
    shares: tuple[float, ...]  # in each group
    strength: float  # the product of the shares: Polis's group-informed consensus


def count_answers(votes: Votes, grouping: Grouping) -> Counts:
    """Count answers by group; people without a group are left out."""
    size, groups = len(votes.statements), len(grouping.centres)
    group = np.repeat(grouping.of_person, votes.counts())
    counted = np.bincount((group + 1) * (size * ANSWERS) + votes.codes, minlength=(groups + 1) * size * ANSWERS)
    table = counted.reshape(groups + 1, size, ANSWERS)[1:]
    return Counts(table[:, :, 2], table[:, :, 0], table.sum(axis=2))


def find_speaking(counts: Counts, statements: list[Any], kept: NDArray[np.bool_]) -> list[Speaking]:
    """For each group up to `SHOWN` statements, strongest first; none if there is one group only."""
    if len(counts.given) < 2:
        return []
    strengths, shares = zip(*(_speak(counts, number, kept) for number in (counts.agree, counts.disagree)), strict=True)
    found = []
    for group in range(len(counts.given)):
        strength = np.concatenate([strengths[0][group], strengths[1][group]]).round(9)
        for column in np.argsort(-strength, kind="stable")[:SHOWN]:
            side, place = divmod(int(column), len(statements))
            if strength[column] > 0:
                share = float(shares[side][group, place])
                found.append(
                    Speaking(group, statements[place], (AGREE, DISAGREE)[side], share, float(strength[column]))
                )
    return found


def _speak(counts: Counts, number: Ints, kept: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """For each group and statement how strongly one answer speaks for the group, zero where it surely does not; and its share."""
    rest, rest_given = number.sum(axis=0) - number, counts.given.sum(axis=0) - counts.given
    share, certain = (number + 1) / (counts.given + 2), surety(number, counts.given)
    apart = surety_apart(number, counts.given, rest, rest_given)
    strength = share / ((rest + 1) / (rest_given + 2)) * apart * share * certain
    return np.where((certain > SURE) & (apart > SURE) & kept, strength, 0.0), share


def find_shared(counts: Counts, statements: list[Any], kept: NDArray[np.bool_]) -> list[Shared]:
    """Statements on which at least `SHARED` of every group give one answer, and all together surely more than half."""
    if not len(counts.given):
        return []
    found = []
    for answer, number in ((AGREE, counts.agree), (DISAGREE, counts.disagree)):
        shares = (number + 1) / (counts.given + 2)
        sure = surety(number.sum(axis=0), counts.given.sum(axis=0)) > SURE
        for column in np.flatnonzero((shares >= SHARED).all(axis=0) & sure & kept):
            each = tuple(float(share) for share in shares[:, column])
            found.append(Shared(statements[column], answer, each, round(float(np.prod(each)), 9)))
    place = {statement: number for number, statement in enumerate(statements)}
    return sorted(found, key=lambda each: (-each.strength, place[each.statement]))


def surety(number: Ints, given: Ints) -> Floats:
    """How surely more than half answer so: the z of a proportion against 1/2, with one added to both numbers."""
    size = given + 1
    return np.asarray(2 * np.sqrt(size) * ((number + 1) / size - 0.5))


def surety_apart(number: Ints, given: Ints, rest: Ints, rest_given: Ints) -> Floats:
    """How surely a group answers so more often than the rest: the z of two proportions, with one added to each number."""
    first, second = (number + 1) / (given + 1), (rest + 1) / (rest_given + 1)
    pooled = (number + rest + 2) / (given + rest_given + 2)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / (given + 1) + 1 / (rest_given + 1)))
    return np.where(spread > 0, (first - second) / np.where(spread > 0, spread, 1), 0.0)
