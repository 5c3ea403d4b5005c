"""Waves on invented floods, and their absence in conversations that were really held."""

import csv
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onegrid.opinion.talk import Talk
from onegrid.opinion.votes import Vote, Votes
from onegrid.opinion.waves import Wave, find_waves, talk_without
from tests.opinion.camps import camp_votes
from tests.opinion.polis import DATA, NAMES

HOUR, WEEK = 3600.0, 7 * 86_400.0
Key = tuple[object, int]


def come(votes: list[Vote], *, seed: int = 0, within: float = WEEK) -> dict[object, float]:
    """When each of the people came: at any time of a week."""
    people = sorted({vote[0] for vote in votes}, key=str)
    return dict(zip(people, np.random.default_rng(seed).uniform(0, within, len(people)).tolist(), strict=True))


def flood(
    size: int, *, begins: float, lasts: float, slip: float = 0.03, seed: int = 5
) -> tuple[list[Vote], dict[object, float]]:
    """Accounts that answer what one mind thought up, on twenty statements of thirty, with a slip here and there."""
    rng = np.random.default_rng(seed)
    mind = rng.choice([-1, 1], 30)
    votes: list[Vote] = []
    for number in range(size):
        for statement in rng.choice(30, 20, replace=False):
            answer = -mind[statement] if rng.random() < slip else mind[statement]
            votes.append((("bot", number), int(statement), int(answer), 0.0))
    return votes, {("bot", n): begins + lasts * n / size for n in range(size)}


@pytest.mark.parametrize(("size", "lasts"), [(8, 300.0), (25, 900.0), (60, 6 * HOUR)])
def test_a_flood_is_seen_and_nobody_else_is_in_it(size: int, lasts: float) -> None:
    votes = camp_votes((60, 40))
    more, when = flood(size, begins=3 * 86_400.0, lasts=lasts)
    (wave,) = find_waves(Votes.of(votes + more), come(votes) | when)
    assert {person for person, _number in wave.people} == {"bot"}
    assert len(wave.people) >= 0.85 * size
    assert when["bot", 0] <= wave.begins <= wave.ends < when["bot", 0] + lasts
    assert (wave.rest_alike, wave.chance < 0.01) == (0, True)


def test_two_floods_are_two_waves_the_less_likely_first() -> None:
    votes = camp_votes((60, 40))
    first, when = flood(12, begins=1e5, lasts=600.0)
    other, later = flood(30, begins=4e5, lasts=600.0, seed=9)
    renamed = [(("other", person[1]), *rest) for person, *rest in other]
    times = come(votes) | when | {("other", n): later["bot", n] for n in range(30)}
    waves = find_waves(Votes.of([*votes, *first, *renamed]), times)
    assert [wave.people[0][0] for wave in waves] == ["other", "bot"]


@pytest.mark.parametrize("seed", range(8))
def test_camps_that_come_as_they_like_are_no_wave(seed: int) -> None:
    votes = camp_votes((80, 50, 30), seed=seed)
    assert find_waves(Votes.of(votes), come(votes, seed=seed)) == []


def test_a_full_room_that_answers_as_the_rest_do_is_no_wave() -> None:
    """Both camps sit in one room and take out their telephones in the same ten minutes; others come before and after."""
    votes = camp_votes((60, 60))
    times = come(votes) | {(camp, person): 2e5 + person * 10 for camp in (0, 1) for person in range(30)}
    assert find_waves(Votes.of(votes), times) == []


def test_nothing_is_said_of_a_talk_without_a_rest_to_compare_with() -> None:
    votes, when = flood(40, begins=0.0, lasts=600.0)
    assert find_waves(Votes.of(votes), when) == []
    assert find_waves(Votes(), {}) == []


def test_few_answers_are_never_alike() -> None:
    votes = camp_votes((60, 40))
    few = [(("bot", n), statement, 1, 0.0) for n in range(30) for statement in range(7)]
    assert find_waves(Votes.of(votes + few), come(votes) | {("bot", n): 5.0 + n for n in range(30)}) == []


def test_a_talk_without_a_wave_is_the_talk_of_the_others() -> None:
    votes = camp_votes((60, 40))
    more, when = flood(40, begins=3e5, lasts=600.0)
    talk = Talk.of(votes + more, out=[4])
    (wave,) = find_waves(talk.votes, come(votes) | when)
    others = talk_without(talk, wave.people)
    kept = Talk.of([vote for vote in votes + more if vote[0] not in wave.people], out=[4])
    assert others.picture().sizes() == kept.picture().sizes() != talk.picture().sizes()
    assert others.picture().shared == kept.picture().shared
    assert set(others.votes.people) == set(kept.votes.people)


def shape(waves: list[Wave]) -> list[tuple[frozenset[object], int, int]]:
    return [(frozenset(wave.people), wave.came, wave.rest_alike) for wave in waves]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_votes_changes_nothing(seed: int) -> None:
    votes = camp_votes((30, 20))
    more, when = flood(15, begins=3e5, lasts=600.0)
    times, mixed = come(votes) | when, votes + more
    found = shape(find_waves(Votes.of(mixed), times))
    random.Random(seed).shuffle(mixed)
    assert shape(find_waves(Votes.of(mixed), times)) == found != []


def read_times(name: str) -> tuple[dict[Key, tuple[int, float]], dict[object, float]]:
    """Last answers and first moments of a real conversation."""
    answers: dict[Key, tuple[int, float]] = {}
    came: dict[object, float] = {}
    with (DATA / name / "votes.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key, at = (int(row["voter-id"]), int(row["comment-id"])), int(row["timestamp"]) / 1000
            answers[key] = max(answers.get(key, (0, 0.0)), (int(row["vote"]), at), key=lambda each: each[1])
            came[key[0]] = min(came.get(key[0], at), at)
    return answers, came


@pytest.mark.skipif(not DATA.exists(), reason="the open data of Polis is not there")
@pytest.mark.parametrize("name", NAMES)
def test_a_real_conversation_raises_no_alarm_and_a_flood_in_it_does(name: str) -> None:
    answers, came = read_times(name)
    votes: list[Vote] = [(person, statement, *given) for (person, statement), given in answers.items()]
    assert find_waves(Votes.of(votes), came) == []
    # The busiest hour of the conversation is where a flood would hide.
    starts = np.sort(np.array(list(came.values())))
    busiest = float(max(starts, key=lambda at: int(((starts >= at) & (starts < at + HOUR)).sum())))
    more, when = flood(20, begins=busiest, lasts=600.0)
    known = sorted({vote[1] for vote in votes})
    moved: list[Vote] = [(person, known[statement], answer, at) for person, statement, answer, at in more]
    (wave,) = find_waves(Votes.of(votes + moved), came | when)
    assert sum(isinstance(person, tuple) for person in wave.people) >= 15
    assert sum(not isinstance(person, tuple) for person in wave.people) <= 1
