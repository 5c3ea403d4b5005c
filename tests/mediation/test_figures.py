from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onegrid.mediation.domain.disputes import accept_dispute
from onegrid.mediation.figures import LEAST, hide, outcome_figures
from tests.conftest import COMMUNITY
from tests.factories import ROOT
from tests.mediation.conftest import MONDAY, Room, bring, fresh

SPRING = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}


def test_outcomes_are_counted_by_type_and_those_under_five_are_not_given(room: Room) -> None:
    for number in range(6):
        dispute = bring(room)
        if number < 5:
            accept_dispute(fresh(dispute), by=room.office, at=MONDAY)
    for _each in range(4):
        bring(room, sort="family")
    bring(room, when=MONDAY - timedelta(days=2))
    whole, *parts = outcome_figures(ROOT, **SPRING)
    assert (whole.counts["brought"], whole.counts["accepted"], whole.counts["settled"]) == (10, 5, None)
    by_sort = {row.sort: row.counts["brought"] for row in parts}
    assert by_sort["neighbours"] == 6 and by_sort["family"] is None
    assert (whole.days, whole.rate) == (None, None)


def test_another_area_counts_apart(room: Room) -> None:
    for _each in range(5):
        bring(room)
    assert outcome_figures(COMMUNITY, **SPRING)[0].counts["brought"] == 5
    assert outcome_figures(ROOT + "002", **SPRING)[0].counts["brought"] is None


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 30), max_size=12))
def test_nothing_under_five_is_shown_and_no_single_one_follows_from_the_sum(numbers: dict[str, int]) -> None:
    shown = hide(numbers)
    assert all(number is None or (number >= LEAST and number == numbers[key]) for key, number in shown.items())
    hidden = Counter(number is None for number in shown.values())[True]
    lonely = [key for key, number in numbers.items() if 0 < number < LEAST]
    if len(numbers) > 1 and lonely:
        assert hidden >= 2
