from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.papers import write_note, write_reply
from onegrid.casework.models import Case
from onegrid.territory import generations
from tests.conftest import Cast
from tests.factories import make_case


def act(which: Case, cast: Cast, move: str, who: str, /, **answers: Any) -> Case:
    return make_move(Case.objects.get(pk=which.pk), move, actor=cast.actor(who), **answers)


def page_of(client: Client, case: Case, person: Any) -> str:
    client.force_login(person)
    answer = client.get(f"/cases/{case.number}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_holder_sees_everything_and_may_take_it_at_once(client: Client, cast: Cast) -> None:
    case = make_case(address="人民路3号", name="老李", phone="13812341234")
    page = page_of(client, case, cast.grid_member)
    for text in (case.number, case.title, "1号社区 · 1号网格 · 1号微网格", "人民路3号", "还剩"):
        assert text in page
    assert f'action="/cases/{case.number}/moves/take/"' in page
    assert "老李" not in page and "13812341234" not in page


def test_the_map_shows_the_point(client: Client, cast: Cast) -> None:
    page = page_of(client, make_case(), cast.grid_member)
    assert 'data-map-mode-value="show"' in page
    assert 'data-map-lon-value="116.005"' in page and 'data-map-lat-value="36.005"' in page


@pytest.mark.parametrize("who", ["outsider", "handler"])
def test_a_case_out_of_sight_does_not_exist(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    case = make_case()
    assert client.get(f"/cases/{case.number}/").status_code == 404
    assert client.post(f"/cases/{case.number}/moves/take/").status_code == 404


def test_a_planner_may_not_look_into_cases(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    assert client.get(f"/cases/{make_case().number}/").status_code == 403


def test_the_timeline_says_who_did_what_why_and_what_changed(client: Client, cast: Cast) -> None:
    case = make_case()
    act(case, cast, "escalate", "grid_member", reason="我这里车进不去")
    act(case, cast, "take", "grid_leader")
    page = page_of(client, case, cast.duty_officer)
    assert "王网格" in page and "我这里车进不去" in page
    assert "1号微网格" in page and "1号网格" in page
    assert "承办方：" in page and "（李格长）" in page


def test_refusals_stay_visible_with_seat_and_reason(client: Client, cast: Cast) -> None:
    case = make_case()
    act(case, cast, "redirect", "grid_member", organisation=cast.department, reason="该归环卫所")
    act(case, cast, "return", "handler", reason="不在清扫范围")
    page = page_of(client, case, cast.duty_officer)
    refused = page[page.index("退回与转办理由") :]
    assert "环卫所" in refused and "不在清扫范围" in refused and "钱环卫" in refused


def test_replies_and_notes_stand_apart(client: Client, cast: Cast) -> None:
    case = make_case()
    write_note(Case.objects.get(pk=case.pk), "此人常来电", actor=cast.actor("grid_member"))
    write_reply(Case.objects.get(pk=case.pk), "今天下午清运。", actor=cast.actor("grid_member"))
    page = page_of(client, case, cast.grid_member)
    note, reply = page.index("此人常来电"), page.index("今天下午清运。")
    assert "step-note" in page[:note].rpartition("<li")[2]
    assert "step-reply" in page[:reply].rpartition("<li")[2]
    assert f'action="/cases/{case.number}/note/"' in page and f'action="/cases/{case.number}/reply/"' in page


def test_calls_extensions_and_the_problem_bank_are_shown(client: Client, cast: Cast) -> None:
    case = make_case()
    act(case, cast, "take", "grid_member")
    act(case, cast, "call-in", "grid_member", organisations=[cast.department, cast.other_department], reason="请到场")
    act(case, cast, "answer-call", "handler", reason="已派车")
    act(case, cast, "ask-time", "grid_member", clock="handle", days=3, reason="等设备")
    act(case, cast, "shelve", "duty_officer", reason="待改造", review_on=date(2099, 3, 1))
    page = page_of(client, case, cast.duty_officer)
    for text in ("请到场", "已派车", "尚未答复", "路灯管理所", "等设备", "待审批", "待改造", "2099年3月1日", "赵值班"):
        assert text in page


def test_parts_parents_and_merged_cases_lead_to_each_other(client: Client, cast: Cast) -> None:
    case, twin = make_case(), make_case(description="同一处垃圾")
    act(case, cast, "take", "grid_member")
    act(case, cast, "split", "grid_member", parts=["清运垃圾", "修垃圾桶"])
    part = Case.objects.get(title="修垃圾桶")
    act(twin, cast, "merge", "grid_member", case=part)
    assert "清运垃圾" in page_of(client, case, cast.grid_member)
    page = page_of(client, part, cast.grid_member)
    assert case.number in page and twin.get_absolute_url() in page


def test_a_relation_out_of_sight_is_not_named(client: Client, cast: Cast) -> None:
    case = make_case()
    twin = make_case(lon=116.035, lat=36.015, description="另一社区的事")
    act(case, cast, "link", "duty_officer", case=twin)
    assert twin.title not in page_of(client, case, cast.grid_member)
    assert twin.title in page_of(client, case, cast.duty_officer)


def test_only_the_holder_is_offered_to_see_the_contact(client: Client, cast: Cast) -> None:
    case = make_case(phone="13812341234")
    button = f'action="/cases/{case.number}/contact/"'
    assert button in page_of(client, case, cast.grid_member)
    assert button not in page_of(client, case, cast.duty_officer)
    assert button not in page_of(client, make_case(), cast.grid_member)


def test_a_leader_looks_and_is_offered_nothing_to_do(client: Client, cast: Cast) -> None:
    case = make_case()
    page = page_of(client, case, cast.leader)
    assert "/moves/" not in page and "/note/" not in page and "/reply/" not in page
    assert "不能流转" in page


def test_the_page_costs_the_same_however_long_the_story(client: Client, cast: Cast) -> None:
    case = make_case(phone="13812341234")
    act(case, cast, "take", "grid_member")
    act(case, cast, "call-in", "grid_member", organisations=[cast.department], reason="请到场")

    def cost() -> int:
        generations.forget()
        with CaptureQueriesContext(connection) as queries:
            page_of(client, case, cast.duty_officer)
        return len(queries)

    cost()
    short = cost()
    for number in range(8):
        write_note(Case.objects.get(pk=case.pk), f"备注{number}", actor=cast.actor("grid_member"))
        write_reply(Case.objects.get(pk=case.pk), f"进展{number}", actor=cast.actor("duty_officer"))
        act(make_case(), cast, "merge", "grid_member", case=Case.objects.get(pk=case.pk))
    act(case, cast, "call-in", "grid_member", organisations=[cast.other_department], reason="请到场")
    assert cost() <= short + 3  # related cases, if there are any, cost three queries in all


def test_the_page_is_in_english_on_request(client: Client, cast: Cast) -> None:
    client.force_login(cast.grid_member)
    page = client.get(make_case().get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()
    assert "What happened" in page and "Waiting to be taken" in page and "Take" in page


def test_the_record_of_an_ended_case_shows_how_it_ended(client: Client, cast: Cast) -> None:
    case = make_case()
    make_move(case, "withdraw", actor=REPORTER, reason="自己处理了")
    page = page_of(client, case, cast.grid_member)
    assert "按期办结" in page and "自己处理了" in page
