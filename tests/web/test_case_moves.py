import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import ROOT, make_case, make_organisation
from tests.web.photos import no_photo, pdf, photo


def act(which: Case, cast: Cast, move: str, who: str, /, **answers: Any) -> Case:
    return make_move(Case.objects.get(pk=which.pk), move, actor=cast.actor(who), **answers)


def address(case: Case, move: str) -> str:
    return f"/cases/{case.number}/moves/{move}/"


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a move's form."""
    return dict(re.findall(r'<input type="hidden" name="(length|key)" value="([^"]*)"', page))


def send(client: Client, which: Case, move: str, /, **answers: Any) -> Any:
    """Open the form of a move, fill it in, send it."""
    opened = client.get(address(which, move))
    assert opened.status_code == 200, opened.content.decode()
    return client.post(address(which, move), hidden(opened.content.decode()) | answers)


@pytest.fixture
def taken(cast: Cast) -> Case:
    """A case in the grid member's hands."""
    case = make_case()
    act(case, cast, "take", "grid_member")
    return Case.objects.get(pk=case.pk)


def test_what_asks_nothing_is_done_by_one_press(client: Client, cast: Cast) -> None:
    case = make_case()
    client.force_login(cast.grid_member)
    fields = hidden(client.get(f"/cases/{case.number}/").content.decode())
    done = client.post(address(case, "take"), fields, follow=True)
    assert done.redirect_chain == [(f"/cases/{case.number}/", 302)]
    assert Case.objects.get().handler == cast.grid_member


def test_reporting_as_done_publishes_the_reply_with_photos_and_papers(client: Client, cast: Cast, taken: Case) -> None:
    client.force_login(cast.grid_member)
    send(client, taken, "resolve", reply="已清运完毕。", photo=[photo(), pdf()])
    stored = Case.objects.get()
    assert (stored.state, stored.replies.get().text) == ("resolved", "已清运完毕。")
    assert [each.name for each in stored.attachments.all()] == ["垃圾桶.jpg", "方案.pdf"]


def test_a_missing_answer_is_asked_for_and_nothing_is_lost(client: Client, cast: Cast, taken: Case) -> None:
    client.force_login(cast.grid_member)
    answer = send(client, taken, "resolve", photo=[photo(), no_photo()])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“说明.txt”不是照片" in page and "垃圾桶.jpg" in page
    client.post(address(taken, "resolve"), hidden(page) | {"reply": "已清运完毕。"})
    assert [each.name for each in Case.objects.get().attachments.all()] == ["垃圾桶.jpg"]


def test_whoever_was_slower_is_told_what_happened_and_keeps_what_they_typed(
    client: Client, cast: Cast, taken: Case
) -> None:
    client.force_login(cast.grid_member)
    opened = hidden(client.get(address(taken, "escalate")).content.decode())
    act(taken, cast, "call-in", "grid_member", organisations=[cast.department], reason="请派车")
    answer = client.post(address(taken, "escalate"), opened | {"reason": "需要社区协调"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已有新的变动" in page and "请派车" in page and "需要社区协调" in page
    assert Case.objects.get().holder_area == MICRO_GRID
    client.post(address(taken, "escalate"), hidden(page) | {"reason": "需要社区协调"})
    assert Case.objects.get().holder_area == GRID


def test_a_move_that_is_no_longer_possible_says_why_and_hands_the_words_back(
    client: Client, cast: Cast, taken: Case
) -> None:
    client.force_login(cast.grid_member)
    opened = hidden(client.get(address(taken, "pause")).content.decode())
    act(taken, cast, "resolve", "grid_member", reply="已办结。")
    answer = client.post(address(taken, "pause"), opened | {"reason": "等设备到货"})
    assert answer.status_code == 409
    assert "等设备到货" in answer.content.decode()


def test_somebody_else_reads_who_may_make_the_move(client: Client, cast: Cast) -> None:
    case = make_case()
    client.force_login(cast.inspector)
    answer = client.get(address(case, "take"))
    assert answer.status_code == 403
    assert client.get(address(case, "no-such-move")).status_code == 404


def test_a_case_is_redirected_to_a_department_chosen_from_those_that_are_staffed(
    client: Client, cast: Cast, taken: Case
) -> None:
    make_organisation("没有人的单位")
    make_organisation("邻街道单位", root="371502010")
    client.force_login(cast.grid_member)
    page = client.get(address(taken, "redirect")).content.decode()
    assert "环卫所" in page and "路灯管理所" in page
    assert "没有人的单位" not in page and "邻街道单位" not in page
    send(client, taken, "redirect", organisation=cast.department.pk, reason="该归环卫所")
    assert Case.objects.get().holder_organisation == cast.department


def test_whoever_hands_a_case_out_of_sight_comes_back_to_their_room(client: Client, cast: Cast, taken: Case) -> None:
    act(taken, cast, "redirect", "grid_member", organisation=cast.department, reason="该归环卫所")
    client.force_login(cast.handler)
    assert send(client, taken, "escalate", reason="不归我们")["Location"] == "/"


def test_the_desk_hands_down_to_areas_on_the_case_s_way_that_somebody_fills(client: Client, cast: Cast) -> None:
    case = make_case(area_code=ROOT)
    assert case.holder_area == ROOT
    client.force_login(cast.duty_officer)
    page = client.get(address(case, "hand-down")).content.decode()
    assert re.findall(r'<option value="(\d+)"', page) == [COMMUNITY, GRID, MICRO_GRID]
    send(client, case, "hand-down", area=GRID)
    assert (Case.objects.get().holder_area, Case.objects.get().area_code) == (GRID, GRID)


def test_the_desk_names_one_of_the_seat_s_people(client: Client, cast: Cast) -> None:
    case = make_case()
    client.force_login(cast.duty_officer)
    page = client.get(address(case, "assign")).content.decode()
    assert "王网格" in page and "李格长" not in page
    send(client, case, "assign", person=cast.grid_member.pk)
    assert Case.objects.get().handler == cast.grid_member


def test_several_departments_are_called_in_and_answer(client: Client, cast: Cast, taken: Case) -> None:
    client.force_login(cast.grid_member)
    send(client, taken, "call-in", organisations=[cast.department.pk, cast.other_department.pk], reason="请到场会商")
    assert Case.objects.get().calls.count() == 2
    client.force_login(cast.handler)
    send(client, taken, "answer-call", reason="已派车")
    assert Case.objects.get().calls.get(organisation=cast.department).answer == "已派车"
    client.force_login(cast.grid_member)
    refused = send(client, taken, "resolve", reply="已办结。")
    assert refused.status_code == 422 and "已办结。" in refused.content.decode()


def test_more_time_is_asked_for_and_granted(client: Client, cast: Cast, taken: Case) -> None:
    due = taken.due_at
    client.force_login(cast.grid_member)
    assert send(client, taken, "ask-time", days=0, reason="等设备").status_code == 422
    send(client, taken, "ask-time", days=3, reason="等设备")
    client.force_login(cast.duty_officer)
    send(client, taken, "grant-time")
    stored = Case.objects.get()
    assert due and stored.due_at and stored.due_at > due + timedelta(days=2)


def test_a_case_goes_into_the_problem_bank_with_an_owner_and_a_date_ahead(
    client: Client, cast: Cast, taken: Case
) -> None:
    client.force_login(cast.duty_officer)
    today = timezone.localdate()
    past = send(client, taken, "shelve", reason="待改造", review_on=today.isoformat())
    assert past.status_code == 422 and "待改造" in past.content.decode()
    send(client, taken, "shelve", reason="待改造", review_on="2099-03-01", person=cast.community_officer.pk)
    shelving = Case.objects.get().shelvings.get()
    assert (shelving.review_on, shelving.owner) == (date(2099, 3, 1), cast.community_officer)


def test_a_duplicate_is_merged_by_the_number_of_the_other(client: Client, cast: Cast, taken: Case) -> None:
    other, far = make_case(description="同一处垃圾"), make_case(lon=116.035, lat=36.015)
    client.force_login(cast.grid_member)
    assert f'<option value="{other.number}">' in client.get(address(taken, "merge")).content.decode()
    for wrong in ("12345", taken.number, far.number):
        answer = send(client, taken, "merge", case=wrong)
        assert answer.status_code == 422 and wrong in answer.content.decode()
    send(client, taken, "merge", case=other.number.replace("-", ""))
    assert Case.objects.get(pk=taken.pk).merged_into == other


def test_a_case_is_split_into_two_parts_at_least(client: Client, cast: Cast, taken: Case) -> None:
    client.force_login(cast.grid_member)
    assert send(client, taken, "split", parts="清运垃圾\n\n").status_code == 422
    send(client, taken, "split", parts="清运垃圾\n修垃圾桶\n")
    assert [part.title for part in Case.objects.filter(parent=taken).order_by("id")] == ["清运垃圾", "修垃圾桶"]


def test_a_dialog_gets_the_form_alone_and_is_sent_on_when_it_is_done(client: Client, cast: Cast, taken: Case) -> None:
    client.force_login(cast.grid_member)
    part = client.get(address(taken, "escalate"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and 'hx-post="' in part
    done = client.post(
        address(taken, "escalate"), hidden(part) | {"reason": "需要协调"}, headers={"HX-Request": "true"}
    )
    assert done.status_code == 200
    assert json.loads(done["HX-Location"])["path"] == f"/cases/{taken.number}/"


def test_the_office_s_own_words_for_a_question_are_used(client: Client, cast: Cast, taken: Case) -> None:
    client.force_login(cast.grid_member)
    page = client.get(address(taken, "call-in")).content.decode()
    assert "吹哨事由" in page
    assert "本单位答复" not in page
