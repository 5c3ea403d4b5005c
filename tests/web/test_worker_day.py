"""A day's work, out of the record."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onegrid.audit.domain.anchors import make_anchor
from onegrid.casework.days import day_of
from onegrid.casework.domain.moving import make_move
from tests.conftest import Cast
from tests.factories import make_case

NOW = timezone.now


def test_a_day_holds_what_one_did_oneself_and_nothing_else(cast: Cast) -> None:
    yesterday, today = make_case(when=NOW() - timedelta(days=1, hours=1)), make_case()
    make_move(yesterday, "take", actor=cast.actor("grid_member"), at=NOW() - timedelta(days=1))
    make_move(today, "take", actor=cast.actor("grid_member"))
    make_move(today, "escalate", actor=cast.actor("grid_member"), reason="协调")
    found = day_of(cast.grid_member, timezone.localdate())
    assert [(deed.entry.verb, deed.case) for deed in found.deeds] == [("take", today), ("escalate", today)]
    assert found.counts == {"take": 1, "escalate": 1}
    assert day_of(cast.grid_leader, timezone.localdate()).deeds == []


def test_it_looks_no_further_back_than_the_last_anchor(cast: Cast) -> None:
    case = make_case()
    make_move(case, "take", actor=cast.actor("grid_member"))
    make_anchor(timezone.localdate() - timedelta(days=1))
    make_move(case, "pause", actor=cast.actor("grid_member"), reason="等材料")
    with CaptureQueriesContext(connection) as queries:
        day_of(cast.grid_member, timezone.localdate())
    assert 'audit_entry"."id" > ' in queries[1]["sql"]


def test_the_page_counts_lists_and_gives_the_text(client: Client, cast: Cast) -> None:
    case = make_case(description="路口垃圾桶满溢")
    make_move(case, "take", actor=cast.actor("grid_member"))
    client.force_login(cast.grid_member)
    page = client.get("/my/day/").content.decode()
    assert (
        "接单 <strong>1</strong>" in page and "路口垃圾桶满溢" in page and f"接单 {case.number} 路口垃圾桶满溢" in page
    )
    assert "没有办理记录" in client.get("/my/day/?day=2020-01-01").content.decode()
    assert client.get("/my/day/?day=nonsense").status_code == 200
