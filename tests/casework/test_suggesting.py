"""Words that sound like a kind."""

from collections.abc import Iterator

import pytest

from onegrid.casework import suggesting
from onegrid.casework.registry import case_types
from onegrid.casework.suggesting import Sorter, suggest_sort
from onegrid.lib.text import tokens
from tests.conftest import Cast
from tests.factories import make_case

KINDS = [kind.key for kind in case_types()]


@pytest.fixture(autouse=True)
def _learnt_anew() -> Iterator[None]:
    suggesting.forget()
    yield
    suggesting.forget()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("楼上装修噪音很大", "noise"),
        ("电动车推上楼充电", "ebike-upstairs"),
        ("消防通道被堵了", "blocked-fire-passage"),
        ("rubbish has not been collected", "street-cleanliness"),
    ],
)
@pytest.mark.django_db
def test_a_new_office_goes_by_the_words_of_the_shelf(words: str, kind: str) -> None:
    guess = suggest_sort(words, kinds=KINDS)
    assert guess is not None and guess.kind == kind


def test_an_office_learns_what_its_people_call_things(cast: Cast) -> None:
    before = suggest_sort("大喇叭又响了", kinds=KINDS)
    for _ in range(6):
        make_case(kind="noise", category="", description="广场大喇叭又响了，吵得睡不着", details={"heard": "night"})
    suggesting.forget()
    after = suggest_sort("大喇叭又响了", kinds=KINDS)
    assert after is not None and after.kind == "noise"
    assert before is None or before.kind != "noise" or after.sure > before.sure


@pytest.mark.django_db
def test_nothing_is_suggested_for_words_never_heard_or_kinds_not_offered() -> None:
    assert suggest_sort("xyzzy", kinds=KINDS) is None
    assert suggest_sort("", kinds=KINDS) is None
    guess = suggest_sort("楼上装修噪音很大", kinds=["suggestion"])
    assert guess is None or guess.kind == "suggestion"


def test_shares_add_up_to_one_and_do_not_depend_on_the_order_of_words() -> None:
    sorter = Sorter([(("a", ""), tokens("红色苹果"), 1), (("b", ""), tokens("绿色树叶"), 2)])
    shares = sorter.sort(tokens("红色树叶"))
    assert sum(share for _sort, share in shares) == pytest.approx(1)
    assert shares == sorter.sort(list(reversed(tokens("红色树叶"))))
