"""What sets each kind apart."""

from datetime import timedelta

import pytest

from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.filing import open_case
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.ticking import tick
from onegrid.casework.faults import CaseFault, MoveNotAllowed
from onegrid.casework.models import Case, Message
from onegrid.casework.registry import case_type
from tests.casework.walking import file_case, photo, walk
from tests.conftest import GRID, Cast
from tests.factories import ROOT, at, make_case, make_report

SATURDAY_NIGHT = at("2026-03-07 23:00")
MONDAY = at("2026-03-02 09:30")


@pytest.mark.parametrize("key", ["blocked-fire-passage", "safety-hazard"])
def test_danger_is_taken_within_half_an_hour_and_gone_in_a_day_also_on_a_saturday_night(key: str, cast: Cast) -> None:
    case = file_case(case_type(key), when=SATURDAY_NIGHT)
    dues = {clock.key: clock.due_at - SATURDAY_NIGHT for clock in case.clocks.all()}
    assert dues == {"take": timedelta(minutes=30), "handle": timedelta(hours=24)}
    tick(at=SATURDAY_NIGHT + timedelta(minutes=30))
    assert Case.objects.get(pk=case.pk).holder_area == GRID


@pytest.mark.parametrize("key", ["blocked-fire-passage", "safety-hazard", "ebike-upstairs", "broken-facility"])
def test_it_is_not_done_without_a_photo(key: str, cast: Cast) -> None:
    case = walk(file_case(case_type(key), when=MONDAY), ("take",), cast, MONDAY)
    with pytest.raises(CaseFault) as fault:
        make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已处理。")
    assert fault.value.code == "needs_a_photo"
    make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已处理。", photo=[photo()])
    assert [attachment.public for attachment in case.attachments.all()] == [True]


def test_an_e_bike_report_says_in_which_building(cast: Cast) -> None:
    with pytest.raises(CaseFault, match=r"Building, entrance and floor|楼栋"):
        open_case(make_report(kind="ebike-upstairs", category="charging"))


def test_noise_says_when_it_is_heard_and_takes_no_other_answer(cast: Cast) -> None:
    with pytest.raises(CaseFault) as fault:
        make_case(kind="noise", category="shop")
    assert fault.value.code == "missing"
    with pytest.raises(CaseFault) as fault:
        make_case(kind="noise", category="shop", details={"heard": "midnight"})
    assert fault.value.code == "choice"
    assert make_case(kind="noise", category="shop", details={"heard": "night"}).details == {"heard": "night"}


def test_a_quarrel_is_mediated_before_a_department_gets_it(cast: Cast) -> None:
    case = walk(file_case(case_type("property-quarrel"), when=MONDAY), ("take",), cast, MONDAY)
    member = cast.actor("grid_member")
    assert case.state == "mediating"
    with pytest.raises(MoveNotAllowed):
        make_move(case, "redirect", actor=member, organisation=cast.department, reason="请部门处理")
    make_move(case, "not-settled", actor=member, reason="双方对收费标准各执一词。")
    make_move(case, "redirect", actor=member, organisation=cast.department, reason="请部门处理")
    assert (case.state, case.holder_organisation) == ("new", cast.department)


def test_a_mediated_quarrel_needs_no_department(cast: Cast) -> None:
    case = walk(file_case(case_type("property-quarrel"), when=MONDAY), ("take", "resolve", "verify"), cast, MONDAY)
    assert case.state == "closed"


def test_a_quarrel_that_runs_late_while_mediated_is_taken_anew_one_level_up(cast: Cast) -> None:
    case = walk(file_case(case_type("property-quarrel"), when=MONDAY), ("take",), cast, MONDAY)
    assert case.due_at is not None
    tick(at=case.due_at)
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.holder_area) == ("new", GRID)


def test_help_in_hardship_is_confidential_and_ends_with_a_note_on_the_visit(cast: Cast) -> None:
    kind = case_type("hardship-help")
    assert not kind.public
    case = walk(file_case(kind, when=MONDAY), ("take",), cast, MONDAY)
    with pytest.raises(CaseFault) as fault:
        make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已协助申请临时救助。")
    assert fault.value.code == "missing"
    note = "3月3日入户，老人独居，行动不便。"
    make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已协助申请临时救助。", note=note)
    assert [each.text for each in case.notes.all()] == [note]
    assert [each.text for each in case.replies.all()] == ["已协助申请临时救助。"]


def test_a_question_needs_no_place_and_is_closed_by_its_answer(cast: Cast) -> None:
    report = make_report(kind="policy-question", category="welfare", area_code=ROOT, description="高龄津贴怎么申请？")
    case = open_case(report, at=MONDAY).case
    assert (case.holder_area, case.due_at) == (ROOT, MONDAY + timedelta(hours=2))
    make_move(case, "answer", actor=cast.actor("duty_officer"), at=MONDAY, reply="请到便民服务中心窗口办理。")
    assert (case.state, case.on_time, case.due_at) == ("closed", True, at("2026-03-05 17:30"))
    assert Message.objects.get(topic="answer", to="reporter").case_id == case.pk


def test_an_answered_question_that_is_reopened_comes_back_to_whoever_answered(cast: Cast) -> None:
    report = make_report(kind="policy-question", category="welfare", area_code=ROOT)
    case = open_case(report, at=MONDAY).case
    make_move(case, "answer", actor=cast.actor("duty_officer"), at=MONDAY, reply="请到便民服务中心窗口办理。")
    make_move(case, "reopen", actor=REPORTER, at=MONDAY, reason="没有说要带哪些材料。")
    assert case.state == "open"
    assert Message.objects.filter(topic="reopened", to=cast.duty_officer.actor).exists()


def test_a_suggestion_has_fifteen_working_days(cast: Cast) -> None:
    case = make_case(kind="suggestion", category="traffic", area_code=ROOT, when=MONDAY)
    assert case.clocks.get(key="handle").due_at == at("2026-03-23 17:30")
