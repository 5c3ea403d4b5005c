from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.deliberation.counting import Cast, Outcome, Roll, Rule, count_votes

ALL = Roll(10, Decimal(1000))


def count(yes: int, no: int, abstain: int = 0, *, rule: Rule, quorum: int = 50, roll: Roll = ALL) -> Outcome:
    votes = [Cast("for", Decimal(100))] * yes + [Cast("against", Decimal(100))] * no
    return count_votes(votes + [Cast("abstain", Decimal(100))] * abstain, rule=rule, roll=roll, quorum=quorum)


@pytest.mark.parametrize(
    ("rule", "yes", "no", "abstain", "carried"),
    [
        (Rule.CONSENSUS, 6, 0, 3, True),
        (Rule.CONSENSUS, 9, 1, 0, False),
        (Rule.CONSENSUS, 0, 0, 9, False),
        (Rule.MAJORITY, 4, 3, 2, True),
        (Rule.MAJORITY, 4, 4, 0, False),
        (Rule.TWO_THIRDS, 6, 3, 1, True),
        (Rule.TWO_THIRDS, 5, 3, 0, False),
        (Rule.OWNERS, 4, 0, 3, True),
        (Rule.OWNERS, 4, 0, 4, False),  # half of those who take part is not more than half
        (Rule.OWNERS, 6, 0, 0, False),  # two thirds must take part
        (Rule.OWNERS_MAJOR, 6, 2, 0, True),
        (Rule.OWNERS_MAJOR, 5, 2, 0, False),
    ],
)
def test_each_rule_carries_what_it_says(rule: Rule, yes: int, no: int, abstain: int, carried: bool) -> None:
    assert count(yes, no, abstain, rule=rule).carried is carried


def test_without_a_quorum_nothing_is_carried() -> None:
    outcome = count(4, 0, rule=Rule.MAJORITY, quorum=50)
    assert (outcome.quorate, outcome.carried) == (False, False)


def test_owners_count_by_area_as_well_as_by_number() -> None:
    votes = [Cast("for", Decimal(50))] * 7 + [Cast("against", Decimal(300))] * 3
    outcome = count_votes(votes, rule=Rule.OWNERS, roll=Roll(10, Decimal(1250)), quorum=0)
    assert outcome.counts["for"] == 7 and outcome.areas == {"for": "350", "against": "900", "abstain": "0"}
    assert not outcome.carried


def ranked(*wishes: str, options: int = 3) -> Outcome:
    return count_votes([Cast(w) for w in wishes], rule=Rule.RANKED, roll=Roll(len(wishes)), quorum=0, options=options)


def test_in_ranked_choice_the_weakest_drops_and_its_votes_go_on() -> None:
    outcome = ranked("0,1", "0", "0", "1,0", "1", "2,1,0", "2,1")
    assert outcome.rounds == [{"0": 3, "1": 2, "2": 2}, {"0": 3, "1": 4}]
    assert (outcome.winner, outcome.carried) == (1, True)


def test_of_equals_the_one_further_down_the_list_drops() -> None:
    assert ranked("0", "1", "2", options=3).winner == 0


@given(st.lists(st.permutations("0123").map(",".join), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_votes_does_not_matter(wishes: Sequence[str], random: object) -> None:
    outcome, shuffled = ranked(*wishes, options=4), list(wishes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ranked(*shuffled, options=4) == outcome
    assert sum(outcome.rounds[-1].values()) <= len(wishes)
    assert outcome.rounds[-1][str(outcome.winner)] * 2 > len(wishes) or len(outcome.rounds[-1]) == 1
