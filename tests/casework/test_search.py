from typing import Any

import pytest
from django.db import connection

from onegrid.casework import search
from onegrid.casework.models import Case
from onegrid.casework.search import Hits, find_hits, search_cases
from tests.conftest import COMMUNITY, Cast
from tests.factories import ROOT, at, make_case

EAST = ROOT + "002001001"


def make(text: str, day: int = 2, **more: Any) -> Case:
    return make_case(description=text, when=at(f"2026-03-{day:02} 10:00"), **more)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("路灯", True),
        ("路灯不亮", True),
        ("湖滨 不亮", True),
        ("不亮 湖滨路", True),
        ("灯", True),
        ("路不", False),
        ("路灯 井盖", False),
        ("wi-fi", True),
        ("ＷＩＦＩ", False),
        ("18", True),
        ("", False),
        ("，。？", False),
        ("' OR 1=1 --", False),
    ],
)
def test_every_term_must_stand_there_as_it_was_typed(cast: Cast, words: str, found: bool) -> None:
    case = make("湖滨路18号路灯不亮，Wi-Fi 正常。")
    assert list(search_cases(Case.objects.all(), words)) == ([case] if found else [])
    assert find_hits(words).ids == ([case.pk] if found else [])


def test_a_search_may_be_narrowed_to_areas(cast: Cast) -> None:
    west, east = make("路灯不亮"), make("路灯不亮", area_code=EAST)
    assert find_hits("路灯", within=[COMMUNITY]).ids == [west.pk]
    assert set(find_hits("路灯", within=[COMMUNITY, EAST]).ids) == {west.pk, east.pk}


def test_hits_come_newest_first_and_go_on_below_the_floor(cast: Cast) -> None:
    cases = [make("路灯不亮", day) for day in (3, 5, 4, 2)]
    order = [cases[at].pk for at in (1, 2, 0, 3)]
    first = find_hits("路灯", most=3)
    assert first == Hits(order[:3], order[2])
    assert find_hits("路灯", before=first.floor, most=3) == Hits(order[3:])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads its index in the order of time by itself")
def test_frequent_words_are_looked_for_among_the_newest_cases_first(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "RECENT", 3)
    monkeypatch.setattr(search, "ENOUGH", 2)
    cases = [make("路灯不亮" if day != 4 else "井盖破损", day) for day in (2, 3, 4, 5, 6)]
    found, floor = [], None
    while floor != 0:
        hits = find_hits("路灯", before=floor)
        found, floor = [*found, *hits.ids], hits.floor
    assert found == [cases[at].pk for at in (4, 3, 1, 0)]
    assert find_hits("井盖").ids == [cases[2].pk]


def test_a_long_word_without_spaces_does_not_stop_a_report(cast: Cast) -> None:
    case = make("a" * 5000 + " 路灯")
    assert find_hits("路灯").ids == [case.pk]
