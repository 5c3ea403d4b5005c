"""The lists of a person say the same as the plain question over all cases."""

from typing import Any

import pytest

from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case
from onegrid.casework.queries import cases_waiting_for
from onegrid.casework.waiting import WaitingList, lists_waiting_for, waiting_for
from tests.conftest import Cast
from tests.factories import make_case

EVERYBODY = ("grid_member", "grid_leader", "community_officer", "duty_officer", "handler", "colleague", "inspector")


@pytest.fixture
def office(cast: Cast) -> Cast:
    """A case in every place where one can wait."""

    def act(case: Case, *moves: tuple[str, str, dict[str, Any]]) -> None:
        for who, move, answers in moves:
            make_move(case, move, actor=cast.actor(who), **answers)

    take, done = ("grid_member", "take", {}), ("grid_member", "resolve", {"reply": "好了"})
    call = ("grid_member", "call-in", {"organisations": [cast.department], "reason": "请到场"})
    up = ("grid_member", "escalate", {"reason": "协调"})
    over = ("grid_member", "redirect", {"organisation": cast.other_department, "reason": "照明职责"})
    for moves in ((), (take,), (take, call), (take, done), (up,), (over,)):
        act(make_case(), *moves)
    make_case(lon=116.035)
    return cast


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_person_reads_just_what_waits_for_their_seats(office: Cast, who: str) -> None:
    person = getattr(office, who)
    waiting = waiting_for(person)
    assert {case.pk for case in waiting.page().rows} == set(cases_waiting_for(person).values_list("pk", flat=True))
    assert waiting.count() == cases_waiting_for(person).count()


@pytest.mark.parametrize("who", EVERYBODY)
def test_new_and_in_hand_and_called_make_up_all(office: Cast, who: str) -> None:
    lists = lists_waiting_for(getattr(office, who))
    found = {key: {case.pk for case in waiting.page().rows} for key, waiting in lists.items()}
    assert {key: len(pks) for key, pks in found.items()} == {key: waiting.count() for key, waiting in lists.items()}
    if WaitingList.ALL in found:
        parts = [found.get(key, set()) for key in (WaitingList.NEW, WaitingList.HAND, WaitingList.CALLED)]
        assert found[WaitingList.ALL] == set.union(*parts)
        assert len(found[WaitingList.ALL]) == sum(map(len, parts))


def test_the_inspector_verifies_what_is_done_and_nobody_else_does_but_the_desks(office: Cast) -> None:
    done = {who: lists_waiting_for(getattr(office, who)).get(WaitingList.VERIFY) for who in EVERYBODY}
    counts = {who: waiting.count() for who, waiting in done.items() if waiting}
    assert counts == {"community_officer": 1, "duty_officer": 1, "inspector": 1}
