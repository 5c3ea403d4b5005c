from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from onegrid.casework.models import Case, Reply
from onegrid.casework.queries import entries_of
from onegrid.directory.scopes import Scope
from tests.api.conftest import Program
from tests.api.test_reports import photo
from tests.conftest import COMMUNITY, GRID, Cast
from tests.factories import make_case

Programs = Callable[..., Program]


def move(program: Program, moved: Case, key: str, **answers: Any) -> Any:
    return program.post(f"/cases/{moved.number}/moves/{key}", answers)


def test_a_case_comes_to_its_verified_end(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    assert move(worker, case, "take").json()["state"] == "open"
    assert move(worker, case, "resolve", reply="已清运。").json()["state"] == "resolved"
    closed = move(program(cast.inspector), case, "verify").json()
    assert (closed["state"], closed["on_time"], closed["lamp"]) == ("closed", True, "green")
    assert [entry.verb for entry in entries_of(case)] == ["file", "take", "resolve", "verify"]
    assert Reply.objects.get().text == "已清运。"


def test_photos_come_with_a_move_as_a_form(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    move(worker, case, "take")
    answer = worker.send_form(f"/cases/{case.number}/moves/resolve", {"reply": "已清运。", "photo": photo()})
    assert answer.json()["state"] == "resolved"
    assert case.attachments.get().public is True


def test_departments_are_called_by_their_ids_and_answer(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    move(worker, case, "take")
    wish = {"organisations": [str(cast.department.pk), str(cast.other_department.pk)], "reason": "请到场"}
    called = move(worker, case, "call-in", **wish).json()
    assert [call["organisation"]["name"] for call in called["calls"]] == ["环卫所", "路灯管理所"]
    answered = move(program(cast.handler), case, "answer-call", reason="已到场").json()
    assert [call["answer"] for call in answered["calls"]] == ["已到场", ""]


def test_a_list_in_a_form_is_the_same_field_several_times(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    move(worker, case, "take")
    parts = {"parts": ["清运垃圾", "修补路面"]}
    answer = worker.send_form(f"/cases/{case.number}/moves/split", parts).json()
    assert (answer["state"], len(answer["parts"])) == ("divided", 2)


def test_cases_areas_people_and_days_are_found_by_what_was_sent(cast: Cast, program: Programs) -> None:
    case, other, desk = make_case(), make_case(), program(cast.duty_officer)
    assigned = move(desk, case, "assign", person=str(cast.grid_member.pk)).json()
    assert assigned["holder"]["handler"]["name"] == "王网格"
    move(program(cast.grid_member), case, "escalate", reason="难")
    assert (
        move(program(cast.grid_leader), case, "hand-down", area=case.area_code).json()["holder"]["area"]["level"] == 4
    )
    move(program(cast.grid_member), case, "take")
    day = timezone.localdate() + timedelta(days=30)
    shelved = move(desk, case, "shelve", reason="待拆迁", review_on=day.isoformat()).json()
    assert (shelved["state"], shelved["shelvings"][0]["review_on"]) == ("shelved", day.isoformat())
    merged = move(desk, other, "link", case=case.number).json()
    assert merged["same_as"] == case.number


def test_more_time_is_asked_for_and_granted(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    move(worker, case, "take")
    asked = move(worker, case, "ask-time", days=2, reason="缺车").json()
    granted = move(program(cast.duty_officer), case, "grant-time").json()
    assert (asked["extensions"][0]["granted"], granted["extensions"][0]["granted"]) == (None, True)
    assert granted["due_at"] > asked["due_at"]


def test_a_move_of_another_state_is_a_conflict_and_of_others_is_forbidden(cast: Cast, program: Programs) -> None:
    case = make_case()
    state = move(program(cast.grid_member), case, "resolve", reply="好")
    who = move(program(cast.leader), case, "take")
    unknown = move(program(cast.grid_member), case, "fly")
    assert [(each.status_code, each.json()["code"]) for each in (state, who)] == [(409, "state"), (403, "who")]
    assert unknown.status_code == 409
    assert "Waiting to be taken" in state.json()["message"]


def test_what_is_missing_is_said(cast: Cast, program: Programs) -> None:
    answer = move(program(cast.grid_member), make_case(), "escalate")
    assert (answer.status_code, answer.json()["code"]) == (422, "missing")
    assert "Reason" in answer.json()["message"]


def test_an_answer_that_the_move_does_not_ask_is_refused(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    answer = move(worker, case, "take", reply="公开的话")
    assert list(answer.json()["fields"]) == ["reply"]
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    ("key", "answers", "field"),
    [
        ("redirect", {"organisation": "999999", "reason": "x"}, "organisation"),
        ("redirect", {"organisation": "-1", "reason": "x"}, "organisation"),
        ("assign", {"person": "999999"}, "person"),
        ("link", {"case": "12"}, "case"),
        ("hand-down", {"area": "37150200900100100"}, "area"),
        ("take", {"reason": "x" * 5001}, "reason"),
        ("take", {"surprise": 1}, "surprise"),
    ],
)
def test_what_names_nothing_is_refused_by_field(
    cast: Cast, program: Programs, key: str, answers: dict[str, Any], field: str
) -> None:
    answer = move(program(cast.duty_officer if key != "take" else cast.grid_member), make_case(), key, **answers)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_people_and_organisations_of_elsewhere_cannot_be_named(cast: Cast, program: Programs) -> None:
    answer = move(program(cast.duty_officer), make_case(), "assign", person=str(cast.outsider.pk))
    assert list(answer.json()["fields"]) == ["person"]


def test_a_move_on_a_revision_that_is_past_is_refused(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    seen = worker.get(f"/cases/{case.number}").json()["revision"]
    move(program(cast.duty_officer), case, "assign", person=str(cast.grid_member.pk))
    late = move(worker, case, "take", revision=seen)
    assert (late.status_code, late.json()["code"]) == (409, "taken_meanwhile")
    assert move(worker, case, "take", revision=seen + 1).status_code == 200


def test_to_move_a_case_takes_the_scope_for_it(cast: Cast, program: Programs) -> None:
    assert move(program(cast.grid_member, Scope.CASES_READ), make_case(), "take").status_code == 403


def test_a_case_of_others_cannot_be_moved_nor_told_to_exist(cast: Cast, program: Programs) -> None:
    answer = move(program(cast.outsider), make_case(), "take")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_handing_on_goes_up_the_four_levels(cast: Cast, program: Programs) -> None:
    case = make_case()
    for name, code in (("grid_member", GRID), ("grid_leader", COMMUNITY)):
        answer = move(program(getattr(cast, name)), case, "escalate", reason="超出权限")
        assert answer.json()["holder"]["area"]["code"] == code
