from dataclasses import replace
from typing import Any

import pytest

from onegrid.casework.acts import Act
from onegrid.casework.case_type import By, CaseType, Category, Clock, Field, Move, Referral, State
from onegrid.casework.soundness import faults_of
from onegrid.lib.codes import Level
from onegrid.lib.durations import working_days

TAKE = Move("take", "Take", ("new",), "open", (By.HOLDER,))
CLOSE = Move("close", "Close", ("open",), "closed", (By.HOLDER,), stops=("handle",))
SOUND = CaseType(
    key="sound",
    version=1,
    title="Sound",
    summary="Nothing wrong",
    categories=(Category("one", "One"),),
    states=(State("new", "New"), State("open", "Open"), State("closed", "Closed", end=True)),
    clocks=(Clock("handle", "Handle", working_days(1)),),
    starts=("handle",),
    moves=(TAKE, CLOSE),
)


def no_docstring(act: Act) -> bool:
    return True


def test_a_sound_kind_has_no_faults() -> None:
    assert faults_of(SOUND) == []


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"states": (*SOUND.states, State("open", "Again"))}, "the state 'open' stands twice"),
    ({"moves": (*SOUND.moves, TAKE)}, "the move 'take' stands twice"),
    ({"clocks": (*SOUND.clocks, *SOUND.clocks)}, "the clock 'handle' stands twice"),
    ({"categories": (*SOUND.categories, *SOUND.categories)}, "the category 'one' stands twice"),
    ({"fields": (Field("when", "When"), Field("when", "When"))}, "the field 'when' stands twice"),
    ({"key": "k" * 41}, f"the key of the kind '{'k' * 41}' must have 1 to 40 characters"),
    ({"categories": (Category("", "Nameless"),)}, "the key of the category '' must have 1 to 40 characters"),
    ({"certificates": ("合格证", "合格证")}, "the certificate '合格证' stands twice"),
    ({"certificates": ("证" * 61,)}, f"the key of the certificate '{'证' * 61}' must have 1 to 60 characters"),
    ({"certificates": ("合格证 ",)}, "the key of the certificate '合格证 ' has blanks around it"),
    ({"first": "begin"}, "it begins in the unknown state 'begin'"),
    ({"moves": (replace(TAKE, source=("fresh",)), TAKE, CLOSE)}, "the move 'take' names the unknown state 'fresh'"),
    ({"moves": (replace(TAKE, target="taken"), CLOSE)}, "the move 'take' names the unknown state 'taken'"),
    ({"moves": (replace(TAKE, by=()), CLOSE)}, "nobody may make the move 'take'"),
    (
        {"moves": (replace(TAKE, rules=(no_docstring,)), CLOSE)},
        "the rule 'no_docstring' of the move 'take' has no sentence",
    ),
    ({"referrals": (Referral("two", "环卫所"),)}, "a referral names the unknown category 'two'"),
    ({"referrals": (Referral("one"),)}, "the referral of the category 'one' must name an organisation or a level"),
    (
        {"referrals": (Referral("", "环卫所", Level.GRID),)},
        "the referral of the category '' must name an organisation or a level",
    ),
    ({"starts": ("take",)}, "filing names the unknown clock 'take'"),
    ({"starts": ()}, "nothing starts the clock 'handle'"),
    ({"moves": (replace(TAKE, pauses=("rest",)), CLOSE)}, "the move 'take' names the unknown clock 'rest'"),
    ({"moves": (TAKE, replace(CLOSE, stops=()))}, "nothing stops the clock 'handle'"),
    ({"moves": (replace(TAKE, pauses=("handle",)), CLOSE)}, "nothing resumes the paused clock 'handle'"),
    ({"states": (*SOUND.states, State("lost", "Lost", end=True))}, "the state 'lost' cannot be reached"),
    ({"moves": (TAKE, replace(CLOSE, target=None))}, "the state 'open' is a dead end"),
    ({"moves": (TAKE, replace(CLOSE, by=(By.REPORTER,)))}, "the state 'open' is a dead end"),
    ({"states": (*SOUND.states[:2], State("closed", "Closed"))}, "it has no end"),
    (
        {"moves": (TAKE, CLOSE, Move("again", "Again", ("closed",), "open", (By.REPORTER, By.DESK)))},
        "the move 'again' leads out of the end 'closed', and not only the reporter may make it",
    ),
]


@pytest.mark.parametrize(("change", "words"), FAULTS, ids=[words for _change, words in FAULTS])
def test_a_fault_is_found_and_named(change: dict[str, Any], words: str) -> None:
    assert words in faults_of(replace(SOUND, **change))


def test_the_reporter_may_lead_a_case_out_of_its_end_and_anybody_may_act_within_it() -> None:
    reopen = Move("reopen", "Reopen", ("closed",), "open", (By.REPORTER,))
    annotate = Move("annotate", "Annotate", ("closed",), None, (By.DESK,))
    assert faults_of(replace(SOUND, moves=(TAKE, CLOSE, reopen, annotate))) == []
