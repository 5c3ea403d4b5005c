import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onegrid.opinion.moments import Moments
from onegrid.opinion.plane import find_axes
from onegrid.opinion.talk import Picture, Talk
from onegrid.opinion.votes import Vote, Votes
from tests.opinion.camps import camp_votes

answers = st.sampled_from([-1, 0, 1])
some_votes = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 12), answers, st.integers(0, 5).map(float)), max_size=150
)


def tell(picture: Picture) -> object:
    """All that a picture says of people and statements, in no order of people."""
    places = zip(picture.people, picture.places.T.tolist(), picture.groups.tolist(), strict=True)
    return {person: (place, group) for person, place, group in places}, picture.speaking, picture.shared


def parts(picture: Picture) -> set[frozenset[object]]:
    return {
        frozenset(person for person, group in zip(picture.people, picture.groups, strict=True) if group == number)
        for number in range(len(picture.centres))
    }


def test_camps_become_groups_the_largest_first() -> None:
    picture = Talk.of(camp_votes((30, 50, 20))).picture()
    assert picture.sizes() == [50, 30, 20]
    assert {picture.group_of((1, person)) for person in range(50)} == {0}


def test_what_all_camps_agree_with_is_common_ground() -> None:
    picture = Talk.of(camp_votes((40, 40))).picture()
    assert {0, 1, 2} <= {shared.statement for shared in picture.shared if shared.answer == 1}
    assert not {0, 1, 2} & {speaking.statement for speaking in picture.speaking}
    assert {speaking.group for speaking in picture.speaking} == {0, 1}


def test_a_statement_moderated_out_takes_no_part() -> None:
    votes = camp_votes((25, 25))
    with_out, without = (
        Talk.of(votes, out=[0, 7]).picture(),
        Talk.of([v for v in votes if v[1] not in (0, 7)]).picture(),
    )
    assert parts(with_out) == parts(without)
    assert {shared.statement for shared in with_out.shared} == {shared.statement for shared in without.shared}


def test_whoever_answered_little_has_no_group() -> None:
    votes = [*camp_votes((20, 20)), ("late", 5, 1, 0.0)]
    assert Talk.of(votes).picture().group_of("late") == -1


def test_people_of_one_mind_are_one_group() -> None:
    picture = Talk.of([(person, statement, 1, 0.0) for person in range(20) for statement in range(8)]).picture()
    assert picture.sizes() == [20]
    assert len(picture.shared) == 8


def test_no_group_is_so_small_that_somebody_stands_alone() -> None:
    picture = Talk.of(camp_votes((60, 2))).picture()
    assert min(picture.sizes()) >= 5


@pytest.mark.parametrize("votes", [[], [("a", 1, 1, 0.0)], [("a", 1, -1, 0.0), ("b", 1, 1, 0.0)]])
def test_a_talk_that_has_hardly_begun_has_a_picture(votes: list[Vote]) -> None:
    assert len(Talk.of(votes).picture().people) == len(votes)


def test_an_answer_is_one_of_three() -> None:
    with pytest.raises(ValueError, match="1, 0 or -1"):
        Talk().add("a", 1, 2, at=0.0)
    with pytest.raises(ValueError, match="1, 0 or -1"):
        Talk.of([("a", 1, 2, 0.0)])


def test_the_later_answer_of_a_person_counts() -> None:
    talk = Talk.of([("a", 1, 1, 5.0), ("a", 1, -1, 9.0)])
    talk.add("a", 1, 0, at=7.0)
    assert Votes.of([("a", 1, -1, 9.0)]).codes.tolist() == talk.votes.codes.tolist()


@given(some_votes, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_one_by_one_in_any_order_gives_the_picture_of_all_at_once(votes: list[Vote], random: object) -> None:
    whole = Talk.of(votes)
    random.shuffle(votes)  # type: ignore[attr-defined]
    talk = Talk.of(votes[: len(votes) // 3])
    talk.picture()
    for person, statement, answer, at in votes[len(votes) // 3 :]:
        talk.add(person, statement, answer, at=at)
    assert tell(talk.picture()) == tell(whole.picture())
    again = Moments.of(talk.votes)
    assert all((getattr(again, name) == getattr(talk.moments, name)).all() for name in ("products", "sums", "both"))


@given(some_votes, st.permutations(range(31)))
@settings(max_examples=60, deadline=None)
def test_other_names_for_people_change_nothing_else(votes: list[Vote], names: list[int]) -> None:
    renamed = Talk.of([(names[person], *rest) for person, *rest in votes]).picture()
    place, speaking, shared = tell(Talk.of(votes).picture())  # type: ignore[misc]
    assert tell(renamed) == ({names[person]: where for person, where in place.items()}, speaking, shared)


@given(st.permutations(range(30)), st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_other_names_for_statements_leave_the_groups(names: list[int], seed: int) -> None:
    votes = camp_votes((25, 18), seed=seed)
    renamed = Talk.of([(person, names[statement], answer, at) for person, statement, answer, at in votes])
    assert parts(renamed.picture()) == parts(Talk.of(votes).picture())


def test_votes_take_twelve_bytes_each() -> None:
    votes = Votes.of(camp_votes((200, 200)))
    assert votes.codes.nbytes + votes.times.nbytes == 12 * len(votes.codes)


def test_many_statements_settle_as_exactly_as_few() -> None:
    talk = Talk.of(camp_votes((40, 30), statements=150, given=0.4))
    axes = np.linalg.eigh(talk.moments.scatter())[1][:, -2:].T
    ours, _ = find_axes(talk.moments, talk.kept())
    assert abs(np.sum(ours[0] * axes[1])) == pytest.approx(1, abs=1e-9)
    assert abs(np.sum(ours[1] * axes[0])) == pytest.approx(1, abs=1e-9)
