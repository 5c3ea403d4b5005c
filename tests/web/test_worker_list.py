import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case
from onegrid.directory.models import Person
from onegrid.territory import generations
from tests.conftest import Cast
from tests.factories import at, make_case


def act(case: Case, cast: Cast, move: str, who: str, **answers: Any) -> Case:
    return make_move(Case.objects.get(pk=case.pk), move, actor=cast.actor(who), **answers)


def titles(client: Client, person: Person, **query: str) -> list[str]:
    """The titles in a person's list, in order."""
    client.force_login(person)
    page = client.get("/my/", query).content.decode()
    return re.findall(r'<span class="row-title">([^<]*)</span>', page)


def test_what_is_most_pressing_stands_first(client: Client, cast: Cast) -> None:
    make_case(description="昨天的", when=at("2026-03-04 10:00"))
    make_case(description="最早的", when=at("2026-03-02 10:00"))
    paused = make_case(description="停着的")
    act(paused, cast, "take", "grid_member")
    act(paused, cast, "pause", "grid_member", reason="等设备")
    make_case(description="别处的", lon=116.035)
    assert titles(client, cast.grid_member) == ["最早的", "昨天的", "停着的"]


def test_new_and_in_hand_are_told_apart(client: Client, cast: Cast) -> None:
    make_case(description="没人接的")
    act(make_case(description="接了的"), cast, "take", "grid_member")
    done = make_case(description="办完的")
    act(done, cast, "take", "grid_member")
    act(done, cast, "resolve", "grid_member", reply="好了")
    assert titles(client, cast.grid_member, list="new") == ["没人接的"]
    assert titles(client, cast.grid_member, list="hand") == ["接了的"]
    assert set(titles(client, cast.grid_member)) == {"没人接的", "接了的"}


def test_a_department_sees_what_it_holds_and_where_it_is_called(client: Client, cast: Cast) -> None:
    held, called = make_case(description="转来的"), make_case(description="吹哨的")
    act(held, cast, "redirect", "grid_member", organisation=cast.department, reason="该归环卫所")
    act(called, cast, "take", "grid_member")
    act(called, cast, "call-in", "grid_member", organisations=[cast.department], reason="请到场")
    assert titles(client, cast.handler, list="new") == ["转来的"]
    assert titles(client, cast.handler, list="called") == ["吹哨的"]
    act(called, cast, "answer-call", "handler", reason="已到场")
    assert titles(client, cast.handler, list="called") == []


def test_an_inspector_verifies_what_others_did(client: Client, cast: Cast) -> None:
    own, other = make_case(description="自己办的"), make_case(description="别人办的")
    act(own, cast, "escalate", "grid_member", reason="协调")
    act(own, cast, "escalate", "grid_leader", reason="协调")
    act(own, cast, "take", "community_officer")
    act(own, cast, "resolve", "community_officer", reply="好了")
    act(other, cast, "take", "grid_member")
    act(other, cast, "resolve", "grid_member", reply="好了")
    assert set(titles(client, cast.inspector)) == {"自己办的", "别人办的"}
    assert titles(client, cast.community_officer, list="verify") == ["别人办的"]
    client.force_login(cast.grid_member)
    assert "list=verify" not in client.get("/my/").content.decode()


def test_an_empty_list_says_what_would_fill_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.grid_member)
    assert "最紧急的排在最前" in client.get("/my/").content.decode()


def test_a_long_list_comes_page_by_page_and_every_case_once(client: Client, cast: Cast) -> None:
    for number in range(60):
        make_case(description=f"第{number}件")
    client.force_login(cast.grid_member)
    seen, address = [], "/my/"
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r'<span class="row-title">([^<]*)</span>', page)
        more = re.search(r'href="(\?list=all&amp;after=[^"]+)"', page)
        address = "/my/" + more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == 60 and len(set(seen)) == 60


def test_more_rows_come_alone_for_htmx(client: Client, cast: Cast) -> None:
    make_case(description="一件")
    client.force_login(cast.grid_member)
    part = client.get("/my/", headers={"HX-Request": "true", "HX-Target": "more"}).content.decode()
    assert "<html" not in part and "一件" in part


def test_the_list_costs_the_same_however_long_it_is(client: Client, cast: Cast) -> None:
    def cost() -> int:
        generations.forget()
        with CaptureQueriesContext(connection) as queries:
            client.get("/my/")
        return len(queries)

    make_case()
    client.force_login(cast.grid_member)
    cost()
    short = cost()
    for _ in range(10):
        act(make_case(), cast, "take", "grid_member")
    assert cost() <= short
    assert short <= 12


def test_those_without_work_are_not_let_in(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    assert client.get("/my/").status_code == 403
    client.logout()
    assert "/account/login/" in client.get("/my/")["Location"]
