"""Counting votes. Plain numbers in, an outcome with its reasons out; no Django, so that anyone can count again."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

FOR: Final = "for"
AGAINST: Final = "against"
ABSTAIN: Final = "abstain"


class Rule(StrEnum):
    """How a question is decided."""

    CONSENSUS = "consensus"
    MAJORITY = "majority"
    TWO_THIRDS = "two_thirds"
    OWNERS = "owners"
    OWNERS_MAJOR = "owners_major"
    RANKED = "ranked"


OWNERS_RULES: Final = (Rule.OWNERS, Rule.OWNERS_MAJOR)


@dataclass(frozen=True)
class Roll:
    """How many votes there could be, and the floor area of all in m²."""

    votes: int
    area: Decimal = Decimal(0)


@dataclass(frozen=True)
class Cast:
    """One vote: 'for', 'against' or 'abstain', or with ranked choice the places of options from the first wish on, as '2,0,1'."""

    choice: str
    area: Decimal = Decimal(0)


@dataclass(frozen=True)
class Outcome:
    """What came out: whether it holds, the numbers by which it does, and for ranked choice the option and the rounds."""

    carried: bool
    quorate: bool
    cast: int
    counts: dict[str, int]
    areas: dict[str, str] = field(default_factory=dict)
    winner: int | None = None
    rounds: list[dict[str, int]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the database and the export."""
        return asdict(self)


def count_votes(votes: Iterable[Cast], *, rule: Rule, roll: Roll, quorum: int, options: int = 0) -> Outcome:
    """The outcome of a vote. `quorum` is percent of the roll; owners' rules have their own, two thirds by number and area."""
    cast = sorted(votes, key=lambda vote: (vote.choice, vote.area))
    quorate = _is_quorate(cast, rule, roll, quorum)
    if rule is Rule.RANKED:
        return _count_ranked(cast, options, quorate)
    counts = {choice: sum(vote.choice == choice for vote in cast) for choice in (FOR, AGAINST, ABSTAIN)}
    areas = {choice: sum((v.area for v in cast if v.choice == choice), Decimal(0)) for choice in counts}
    carried = quorate and _is_carried(rule, counts, areas)
    shown = {choice: str(area) for choice, area in areas.items()} if rule in OWNERS_RULES else {}
    return Outcome(carried, quorate, len(cast), counts, shown)


def recount(export: Mapping[str, Any]) -> Outcome:
    """Count again from a published export (`votes-….json`), which holds the rule, its terms, the roll and all votes."""
    roll = Roll(export["roll"], Decimal(export["roll_area_m2"]))
    votes = votes_of((row["receipt"], row["choice"], row["area_m2"]) for row in export["votes"])
    rule, options = Rule(export["rule"]), len(export["options"])
    return count_votes(votes, rule=rule, roll=roll, quorum=export["quorum"], options=options)


def votes_of(rows: Iterable[tuple[str, str, str]]) -> list[Cast]:
    """Votes from rows of receipt, choice and area. Areas that stand summed up, without a receipt, go to the first vote of their
    choice, which counts the same. Raises `ValueError` for a sum of a choice that nobody made."""
    listed = list(rows)
    votes = [Cast(choice, Decimal(area or 0)) for receipt, choice, area in listed if receipt]
    for receipt, choice, area in listed:
        if not receipt:
            first = next((place for place, vote in enumerate(votes) if vote.choice == choice), None)
            if first is None:
                raise ValueError(f"there is a floor area for {choice!r}, and no vote")
            votes[first] = Cast(choice, votes[first].area + Decimal(area))
    return votes


def _is_quorate(cast: Sequence[Cast], rule: Rule, roll: Roll, quorum: int) -> bool:
    if rule in OWNERS_RULES:
        return len(cast) * 3 >= roll.votes * 2 and sum(vote.area for vote in cast) * 3 >= roll.area * 2 and bool(cast)
    return len(cast) * 100 >= roll.votes * quorum and bool(cast)


def _is_carried(rule: Rule, counts: dict[str, int], areas: dict[str, Decimal]) -> bool:
    yes, no, all_cast, all_area = counts[FOR], counts[AGAINST], sum(counts.values()), sum(areas.values())
    if rule is Rule.CONSENSUS:
        return no == 0 and yes > 0
    if rule is Rule.MAJORITY:
        return yes > no
    if rule is Rule.TWO_THIRDS:
        return yes * 3 >= (yes + no) * 2 and yes > 0
    # Of those who take part, abstaining or not: article 278, second paragraph.
    if rule is Rule.OWNERS:
        return yes * 2 > all_cast and areas[FOR] * 2 > all_area
    return yes * 4 >= all_cast * 3 and areas[FOR] * 4 >= all_area * 3


def _count_ranked(cast: Sequence[Cast], options: int, quorate: bool) -> Outcome:
    """Drop the option with the fewest first wishes until one has more than half of those that still count.

    Of equals the one drops that had fewer in the round before, and so on back; at last the one further down the list.
    """
    wishes = [[int(place) for place in vote.choice.split(",") if place] for vote in cast]
    left, rounds = list(range(options)), list[dict[str, int]]()
    while True:
        first = Counter(next((place for place in wish if place in left), None) for wish in wishes)
        rounds.append({str(place): first[place] for place in left})
        counting = sum(rounds[-1].values())
        top = max(left, key=lambda place: (first[place], -place))
        if len(left) <= 1 or first[top] * 2 > counting:
            return Outcome(quorate and counting > 0, quorate, len(cast), rounds[0], winner=top, rounds=rounds)
        left.remove(min(left, key=lambda place: (*(past[str(place)] for past in reversed(rounds)), -place)))
