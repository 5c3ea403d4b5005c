"""Every operation, called by everybody: no fault of ours, no more than a key and its person may, nothing of others' cases."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from ninja.operation import Operation

from onegrid.api.openapi import key_needed
from onegrid.api.urls import api
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case, Route
from onegrid.deliberation.domain.talking import begin_with
from onegrid.directory.models import Post, Token
from onegrid.directory.rights import has_right
from onegrid.directory.scopes import Scope
from onegrid.territory.models import Plan
from tests.api.conftest import DISPUTE, REPORT, Program, make_key
from tests.conftest import COMMUNITY, MICRO_GRID, Cast
from tests.deliberation.conftest import make_topic
from tests.factories import ROOT, make_case

ROLES = [name for name in Cast.__annotations__ if name not in ("department", "other_department")]
SOMEBODY = {"subdistrict": ROOT, "name": "某人", "username": "somebody"}
# What is sent by each operation that wants a body; what is not named here is sent nothing.
BODIES: dict[str, dict[str, Any]] = {
    "file_report": REPORT,
    "rate_report": {"rating": 5},
    "reopen_report": {"reason": "没好"},
    "join_case": {"ticket": "forged"},
    "locate_points": {"lon": [116.005], "lat": [36.005]},
    "add_reply": {"text": "好"},
    "add_note": {"text": "好"},
    "add_route": {"subdistrict": ROOT, "level": 1},
    "change_route": {"level": 1},
    "rehearse": {"subdistrict": ROOT, "routes": [], "since": "2026-01-01", "until": "2026-01-31"},
    "set_hours": {"subdistrict": ROOT, "hours": "08:00-12:00"},
    "add_days": {"subdistrict": ROOT, "days": [{"day": "2026-05-01", "working": True}]},
    "remove_days": {"subdistrict": ROOT, "days": ["2026-05-01"]},
    "change_kind": {"subdistrict": ROOT},
    "new_person": SOMEBODY,
    "new_organisation": {"subdistrict": ROOT, "name": "某站", "kind": "department"},
    "draft": {"subdistrict": ROOT, "name": "方案"},
    "put_person": {"subdistrict": ROOT, "name": "某人"},
    "stop_post": {},
    "new_certificate": {"subdistrict": ROOT, "kind": "证", "issued": "2026-01-01"},
    "start": {"starts": "2030-01-01"},
    "receive_dispute": DISPUTE,
    "change_dispute_route": {"way": "court", "why": "一方坚持诉讼"},
    "add_session": {"starts": "2030-01-07T09:30:00+08:00", "ends": "2030-01-07T10:30:00+08:00", "room": "调解室"},
    "appoint_mediators": {"mediators": ["1"]},
    "decide_on_confirmation": {"confirmation": "filed"},
    "note_performance": {},
    "host_topic": {"title": "题目", "summary": "内容", "subject": "safety", "area": COMMUNITY},
    "screen_topic": {"accepted": True, "answer": "列入议题。"},
    "move_topic": {"stage": "decide"},
    "date_topic": {"stage": "decide", "starts": "2030-01-01"},
    "add_statement": {"text": "每个车位都要有烟雾报警器"},
    "moderate_statement": {"out": True, "reason": "含有个人信息"},
    "call_meeting": {
        "starts_at": "2030-01-01T19:00:00+08:00",
        "ends_at": "2030-01-01T20:00:00+08:00",
        "place": "议事厅",
        "agenda": "选址",
    },
    "cancel_meeting": {"reason": "停电"},
    "put_minutes": {"text": "已议定"},
    "add_photos": {"says": "会场", "consented": True},
    "ask_department": {"text": "能否建设？", "to": "1"},
    "add_draft": {"text": "一、南门"},
    "put_decision": {"question": "建在南门？", "rule": "majority", "closes_at": "2030-01-01T00:00:00+08:00"},
    "put_roll": {"households": [{"household": "1-101"}]},
    "add_proxy": {"household": "1-101", "phone": "13800138000", "note": "居委会"},
    "withdraw_proxy": {"household": "1-101"},
    "close_decision": {"reason": "名册有误"},
    "put_resolution": {"text": "在南门建车棚。"},
    "add_action": {"title": "建车棚", "owner": "1", "due": "2030-01-01"},
}
QUERIES = {
    "list_outcomes": {"area": ROOT},
    "locate_point": {"lon": 116.005, "lat": 36.005},
    "list_around": {"lon": 116.005, "lat": 36.005},
    "list_changes": {"since": "2026-01-01T00:00:00+08:00"},
}


@pytest.fixture
def case(cast: Cast) -> Case:
    case = make_case(name="王女士")
    make_move(case, "take", actor=cast.actor("grid_member"))
    return case


@pytest.fixture
def places(cast: Cast, case: Case) -> dict[str, str]:
    """What stands for each parameter of an address. An operation with a new one adds a line here."""
    route = Route.objects.create(subdistrict=ROOT, kind="street-cleanliness", level=2)
    topic = make_topic(cast.community_officer, stage="talk")
    begin_with(topic, ["车棚建在南门更方便老人"], by=cast.community_officer)
    return {
        "number": case.number,
        "move": "resolve",
        "topic": topic.code,
        "statement": str(topic.statements.get().pk),
        "meeting_id": "1",
        "attachment": "1",
        "photo": "1",
        "code": MICRO_GRID,
        "kind": "street-cleanliness",
        "route": str(route.pk),
        "person": str(cast.grid_leader.pk),
        "post": str(Post.objects.get(person=cast.grid_leader).pk),
        "certificate": "1",
        "agreement": "1",
        "term": "1",
        "plan": str(Plan.objects.get(subdistrict=ROOT).pk),
    }


Call = Callable[..., Any]


@pytest.fixture
def call(case: Case, cast: Cast, places: dict[str, str]) -> Call:
    """Calls an operation with all that it wants, and leaves nothing of it behind."""

    def run(program: Program, name: str, operation: Operation, **instead: str) -> Any:
        path = addresses()[name].format(**_Known(places | instead))
        method = operation.methods[0].lower()
        wish = (
            {"person": places["person"], "role": "inspector", "area": ROOT} if name == "new_post" else BODIES.get(name)
        )
        query = {"subdistrict": ROOT} | QUERIES.get(name, {})
        if method != "get":
            path += f"?subdistrict={ROOT}"
        with transaction.atomic():
            answer = getattr(program, method)(
                path,
                query if method == "get" else wish,
                x_tracking_code=case.plain_secret,  # type: ignore[attr-defined]
            )
            transaction.set_rollback(True)
        return answer

    return run


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        pytest.fail(f"no sample for the parameter {{{name}}}: add one to `places`")


@cache
def addresses() -> dict[str, str]:
    """The address of each operation, below the API's own."""
    described = api.get_openapi_schema(path_prefix="")["paths"]
    return {each["operationId"]: path for path, methods in described.items() for each in methods.values()}


def test_no_role_meets_a_fault_of_ours_nor_gets_past_its_rights(cast: Cast, call: Call) -> None:
    faults = []
    for role in ROLES:
        person = getattr(cast, role)
        program = Program(make_key(person))
        for name, operation in api.operations():
            status = call(program, name, operation).status_code
            needed = key_needed(operation)
            assert needed is not None
            allowed = not needed.rights or any(has_right(person, right) for right in needed.rights)
            if status >= 500 or status in (400, 401, 405) or (not allowed and status != 403):
                faults.append(f"{role} {name}: {status}")
    assert faults == []


def test_without_a_key_only_what_is_open_answers(cast: Cast, call: Call, anybody: Program) -> None:
    statuses = {name: call(anybody, name, operation).status_code for name, operation in api.operations()}
    closed = {name for name, operation in api.operations() if not key_needed(operation).is_open}  # type: ignore[union-attr]
    assert {name for name, status in statuses.items() if status == 401} == closed
    assert {name: status for name, status in statuses.items() if status >= 500} == {}


def test_a_key_without_the_scope_of_an_operation_is_refused_by_it(cast: Cast, call: Call) -> None:
    let_in = []
    for scope in Scope:
        program = Program(make_key(cast.administrator, *[each for each in Scope if each is not scope]))
        for name, operation in api.operations():
            needed = key_needed(operation)
            if needed is not None and needed.scope is scope and call(program, name, operation).status_code != 403:
                let_in.append(f"{name} without {scope}")
    assert let_in == []


def test_every_scope_is_needed_by_something() -> None:
    assert {needed.scope for _name, each in api.operations() if (needed := key_needed(each)) and needed.scope} == set(
        Scope
    )


def test_a_revoked_key_is_refused_by_every_operation(cast: Cast, call: Call) -> None:
    program = Program(make_key(cast.duty_officer))
    Token.objects.update(revoked=True)
    assert {call(program, name, each).status_code for name, each in api.operations()} == {401}


def test_a_case_of_others_is_not_found_by_any_operation_with_its_number(cast: Cast, call: Call) -> None:
    outsider, told = Program(make_key(cast.outsider)), []
    for name, operation in api.operations():
        path = addresses()[name]
        if path.startswith("/cases/"):
            hidden, unknown = (
                call(outsider, name, operation, **each) for each in ({}, {"number": "261123-48271632-5"})
            )
            if hidden.status_code != 404 or hidden.content != unknown.content:
                told.append(f"{name}: {hidden.status_code}")
    assert told == []


def test_a_tracked_report_is_not_found_without_its_code_by_any_operation(
    cast: Cast, call: Call, anybody: Program
) -> None:
    told = []
    for name, operation in api.operations():
        if addresses()[name].startswith("/reports/"):
            other = make_case()
            answer = call(anybody, name, operation, number=other.number)
            if answer.status_code != 404:
                told.append(f"{name}: {answer.status_code}")
    assert told == []


@pytest.mark.parametrize("value", ["\0", "%25", "😀", "9" * 40, "-1", "'; --", "a" * 500])
def test_no_parameter_of_an_address_brings_an_operation_down(cast: Cast, call: Call, value: str) -> None:
    programs = [Program(make_key(person)) for person in (cast.administrator, cast.duty_officer)]
    broken = []
    for name, operation in api.operations():
        for parameter in re.findall(r"{(\w+)}", addresses()[name]):
            statuses = {call(each, name, operation, **{parameter: value}).status_code for each in programs}
            if max(statuses) >= 500:
                broken.append(f"{name} {parameter}={value!r}")
    assert broken == []
