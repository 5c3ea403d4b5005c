from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onegrid.audit.domain.verification import verify
from onegrid.casework.domain import bulk
from onegrid.casework.domain.bulk import (
    act_on_all,
    bulk_act_of,
    chosen_cases,
    forget_old_bulk_acts,
    may_undo,
    moves_for_all,
    undo_all,
)
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.papers import write_note
from onegrid.casework.domain.undoing import UNDOABLE, UNDONE_WITHIN
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import BulkAct, Case, Message
from onegrid.casework.queries import entries_of
from onegrid.casework.standard import moves
from tests.conftest import COMMUNITY, MICRO_GRID, Cast
from tests.factories import ROOT, at, make_case

MONDAY = at("2026-03-02 09:00")
LATER = MONDAY + timedelta(minutes=5)


def standing(case: Case) -> dict[str, Any]:
    """How a case and its clocks stand."""
    case = Case.objects.get(pk=case.pk)
    facts = {
        name: getattr(case, name)
        for name in ("state", "area_code", "holder", "came_from", "due_at", "returned", "escalated")
    }
    running = sorted((clock.key, clock.due_at) for clock in case.clocks.all() if clock.state == "running")
    return facts | {"running": running}


def test_one_move_of_many_and_a_line_for_each(cast: Cast) -> None:
    mine, other = make_case(when=MONDAY), make_case(when=MONDAY)
    hidden = make_case(area_code=ROOT + "002001001", when=MONDAY)
    make_move(other, "take", actor=cast.actor("grid_member"), at=MONDAY)
    act = act_on_all(
        "k", [mine.number, other.number, hidden.number, mine.number], "take", person=cast.grid_member, at=LATER
    )
    assert [(line["number"], line["done"]) for line in act.lines] == [
        (mine.number, True),
        (other.number, False),
        (hidden.number, False),
    ]
    assert "不能" in act.lines[1]["why"] and Case.objects.get(pk=mine.pk).handler == cast.grid_member
    assert bulk_act_of(cast.grid_member, act.pk).lines == act.lines
    with pytest.raises(BulkAct.DoesNotExist):
        bulk_act_of(cast.duty_officer, act.pk)


def test_a_form_that_is_sent_twice_acts_once(cast: Cast) -> None:
    case = make_case()
    first = act_on_all("k", [case.number], "urge", person=cast.duty_officer)
    again = act_on_all("k", [case.number], "urge", person=cast.duty_officer)
    assert first.pk == again.pk and entries_of(case).filter(verb="urge").count() == 1


def test_the_holder_is_urged_and_nobody_urges_themselves(cast: Cast) -> None:
    case = make_case()
    make_move(case, "urge", actor=cast.actor("duty_officer"), reason="群众再次来电")
    assert Message.objects.filter(topic="urged", to="holder", case=case).count() == 1
    make_move(case, "take", actor=cast.actor("grid_member"))
    make_move(case, "urge", actor=cast.actor("duty_officer"))
    assert Message.objects.filter(topic="urged", to=cast.grid_member.actor).count() == 1
    with pytest.raises(CaseFault):
        make_move(make_case(area_code=ROOT), "urge", actor=cast.actor("duty_officer"))


def test_only_moves_that_every_case_allows_are_offered(cast: Cast) -> None:
    new, taken = make_case(), make_case()
    make_move(taken, "take", actor=cast.actor("grid_member"))
    actor = cast.actor("grid_member")
    assert {"take", "escalate"} <= {move.key for move in moves_for_all([new], actor)}
    shared = {move.key for move in moves_for_all([new, taken], actor)}
    assert "escalate" in shared and not {"take", "pause", "merge"} & shared
    assert moves_for_all([], actor) == []


def test_notes_are_written_in_all(cast: Cast) -> None:
    cases = [make_case(), make_case()]
    act_on_all("k", [case.number for case in cases], "note", person=cast.duty_officer, answers={"note": "统一排查"})
    assert [case.notes.get().text for case in cases] == ["统一排查"] * 2


@pytest.mark.parametrize(
    ("who", "move", "taken", "answers"),
    [
        ("grid_member", "take", False, {}),
        ("grid_member", "escalate", False, {"reason": "超出职责"}),
        ("grid_member", "escalate", True, {"reason": "超出职责"}),
        ("grid_member", "pause", True, {"reason": "等待材料"}),
        ("duty_officer", "redirect", True, {"reason": "环卫职责"}),
        ("duty_officer", "assign", False, {}),
    ],
)
def test_what_is_taken_back_stands_as_before_and_the_record_holds_both(
    cast: Cast, who: str, move: str, taken: bool, answers: dict[str, Any]
) -> None:
    case = make_case(when=MONDAY)
    if taken:
        make_move(case, "take", actor=cast.actor("grid_member"), at=MONDAY + timedelta(minutes=1))
    before, length = standing(case), entries_of(case).count()
    answers = answers | {"redirect": {"organisation": cast.department}, "assign": {"person": cast.grid_member}}.get(
        move, {}
    )
    act = act_on_all("k", [case.number], move, person=getattr(cast, who), at=LATER, answers=answers)
    assert act.lines[0]["done"], act.lines
    undo_all(act, at=LATER + timedelta(minutes=2))
    after = standing(case)
    if move == "pause":  # the clock stood still for two minutes
        assert after.pop("due_at") >= before.pop("due_at") and after.pop("running") != [] != before.pop("running")
    assert act.lines[0]["undone"], act.lines
    assert after == before
    assert [entry.verb for entry in entries_of(case)[length:]] == [move, "undo"]
    assert list(verify()) == []


def test_a_case_handed_down_goes_back_to_where_it_lay(cast: Cast) -> None:
    case = make_case(area_code=COMMUNITY, when=MONDAY)
    before = standing(case)
    act = act_on_all(
        "k", [case.number], "hand-down", person=cast.community_officer, at=LATER, answers={"area": MICRO_GRID}
    )
    assert standing(case)["area_code"] == MICRO_GRID
    undo_all(act, at=LATER)
    assert standing(case) == before


def test_nothing_is_taken_back_after_something_else_happened(cast: Cast) -> None:
    left, touched = make_case(when=MONDAY), make_case(when=MONDAY)
    act = act_on_all("k", [left.number, touched.number], "take", person=cast.grid_member, at=LATER)
    write_note(Case.objects.get(pk=touched.pk), "已电话联系", actor=cast.actor("duty_officer"), at=LATER)
    undo_all(act, at=LATER)
    assert [line["undone"] for line in act.lines] == [True, False] and act.lines[1]["kept"]
    assert [Case.objects.get(pk=case.pk).state for case in (left, touched)] == ["new", "open"]


def test_the_time_for_taking_back_is_bounded_and_it_happens_once(cast: Cast) -> None:
    case = make_case(when=MONDAY)
    act = act_on_all("k", [case.number], "take", person=cast.grid_member, at=LATER)
    assert may_undo(act, at=LATER + UNDONE_WITHIN) and not may_undo(
        act, at=LATER + UNDONE_WITHIN + timedelta(seconds=1)
    )
    undo_all(act, at=LATER + UNDONE_WITHIN + timedelta(seconds=1))
    assert act.lines[0]["undone"] is False and Case.objects.get(pk=case.pk).state == "open"
    with pytest.raises(CaseFault):
        undo_all(bulk_act_of(cast.grid_member, act.pk), at=LATER)


def test_what_others_were_told_is_not_taken_back(cast: Cast) -> None:
    act = act_on_all("k", [make_case().number], "urge", person=cast.duty_officer)
    assert not may_undo(act)
    undo_all(act)
    assert act.lines[0]["undone"] is False


def test_every_move_that_can_be_taken_back_is_a_common_one() -> None:
    assert {move.key for move in moves()} >= UNDOABLE


def test_choosing_asks_no_more_for_more_cases(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [make_case().number for _each in range(6)]
    moves_for_all(chosen_cases(cast.duty_officer, numbers), cast.actor("duty_officer"))
    counts = []
    for some in (numbers[:1], numbers):
        with CaptureQueriesContext(connection) as queries:
            moves_for_all(chosen_cases(cast.duty_officer, some), cast.actor("duty_officer"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
    monkeypatch.setattr(bulk, "MOST_CASES", 2)
    assert len(chosen_cases(cast.duty_officer, numbers)) == 2


def test_what_was_done_long_ago_is_forgotten(cast: Cast) -> None:
    act = act_on_all("k", [make_case().number], "urge", person=cast.duty_officer)
    assert forget_old_bulk_acts() == 0
    assert forget_old_bulk_acts(at=act.at + bulk.KEPT) == 1
