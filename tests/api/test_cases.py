from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.routes import save_route
from onegrid.casework.models import Case, Route
from onegrid.lib.coordinates import Datum, from_wgs84
from tests.api.conftest import Program
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import ELSEWHERE, ROOT, make_case, make_certificate

Programs = Callable[..., Program]


def numbers(program: Program, path: str = "/cases", **wish: Any) -> list[str]:
    answer = program.get(path, wish)
    assert answer.status_code == 200, answer.content
    return [case["number"] for case in answer.json()["items"]]


def test_each_sees_the_cases_of_their_areas(cast: Cast, program: Programs) -> None:
    near, far = make_case(), make_case(lon=116.035)
    assert set(numbers(program(cast.duty_officer))) == {far.number, near.number}
    assert numbers(program(cast.grid_member)) == [near.number]
    assert numbers(program(cast.outsider)) == []


def test_a_case_in_a_list_says_what_the_queue_shows(cast: Cast, program: Programs) -> None:
    case = make_case()
    make_move(case, "take", actor=cast.actor("grid_member"))
    line = program(cast.duty_officer).get("/cases", {"datum": "gcj02"}).json()["items"][0]
    lon, lat = from_wgs84(116.005, 36.005, Datum.GCJ02)
    assert (line["number"], line["revision"], line["state"], line["lamp"]) == (case.number, 2, "open", "green")
    assert line["holder"]["area"]["code"] == MICRO_GRID
    assert line["holder"]["handler"] == {"id": str(cast.grid_member.pk), "name": "王网格"}
    assert line["position"] == {"lon": lon, "lat": lat, "datum": "gcj02"}
    assert line["reported_at"].endswith("+08:00")


def test_the_list_is_narrowed_as_the_queue_is(cast: Cast, program: Programs) -> None:
    desk = program(cast.duty_officer)
    rubbish = make_case()
    posters = make_case(category="posters", lon=116.035, description="墙上有小广告。")
    ended = make_case()
    make_move(ended, "merge", actor=cast.actor("duty_officer"), case=rubbish)
    make_move(posters, "redirect", actor=cast.actor("duty_officer"), organisation=cast.department, reason="环卫处理")
    assert numbers(desk, group="ended") == [ended.number]
    assert set(numbers(desk, group="all")) == {rubbish.number, posters.number, ended.number}
    assert numbers(desk, category="posters") == numbers(desk, area=ROOT + "002") == [posters.number]
    assert numbers(desk, holder_organisation=str(cast.department.pk)) == [posters.number]
    assert numbers(desk, holder_area=MICRO_GRID) == [rubbish.number]
    assert numbers(desk, kind="noise") == numbers(desk, group="shelved") == numbers(desk, area=ELSEWHERE) == []
    assert numbers(desk, q="小广告") == numbers(desk, q="小广告", area=ROOT) == [posters.number]
    assert numbers(desk, q="小广告", area=COMMUNITY) == []
    assert numbers(program(cast.handler), q="小广告") == [posters.number]


def test_a_polygon_narrows_in_any_datum(cast: Cast, program: Programs) -> None:
    near, _far = make_case(), make_case(lon=116.035)
    corners = [(116.004, 36.004), (116.006, 36.004), (116.006, 36.006), (116.004, 36.006)]
    desk = program(cast.duty_officer)
    for datum in Datum:
        shifted = (from_wgs84(lon, lat, datum) for lon, lat in corners)
        text = ";".join(f"{lon:.7f},{lat:.7f}" for lon, lat in shifted)
        assert numbers(desk, polygon=text, datum=datum) == [near.number]
    east = ";".join(f"{lon + 0.01:.3f},{lat}" for lon, lat in corners)
    assert numbers(desk, polygon=east) == []


@pytest.mark.parametrize(
    "polygon", ["x", "1,1;2,2", "116,36;116.01,36.01;116.01,36;116,36.01", "200,1;1,1;2,2", "1,1\0;2,2"]
)
def test_a_polygon_that_is_none_is_refused_with_the_reason(cast: Cast, program: Programs, polygon: str) -> None:
    answer = program(cast.duty_officer).get("/cases", {"polygon": polygon})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["fields"]["polygon"] == [answer.json()["message"]]


def test_the_lamp_is_that_of_open_cases_and_is_counted(cast: Cast, program: Programs) -> None:
    green, late = make_case(), make_case()
    Case.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))
    desk = program(cast.duty_officer)
    assert (numbers(desk, lamp="red"), numbers(desk, lamp="green")) == ([late.number], [green.number])
    counts = desk.get("/lamps").json()
    assert (counts["green"], counts["amber"], counts["red"], counts["none"]) == (1, 0, 1, 0)


def test_changes_are_followed_from_a_moment_on(cast: Cast, program: Programs) -> None:
    first, _second, third = make_case(), make_case(), make_case()
    desk = program(cast.duty_officer)
    make_move(first, "take", actor=cast.actor("grid_member"))
    page = desk.get("/changes", {"since": third.changed_at.isoformat(), "size": 1}).json()
    rest = desk.get("/changes", {"since": third.changed_at.isoformat(), "cursor": page["next"]}).json()
    assert [case["number"] for case in page["items"] + rest["items"]] == [third.number, first.number]
    assert rest["next"] is None


def test_a_cursor_goes_with_the_wish_that_it_was_made_for(cast: Cast, program: Programs) -> None:
    cases, desk = [make_case() for _ in range(3)], program(cast.duty_officer)
    first = desk.get("/cases", {"size": 2}).json()
    rest = desk.get("/cases", {"size": 2, "cursor": first["next"]}).json()
    assert {case["number"] for case in first["items"] + rest["items"]} == {case.number for case in cases}
    assert (len(first["items"]), rest["next"]) == (2, None)
    other = desk.get("/cases", {"cursor": first["next"], "group": "all"})
    assert (other.status_code, other.json()["code"]) == (422, "bad_cursor")


def test_who_sits_where_a_case_is_can_be_named_as_its_handler(cast: Cast, program: Programs) -> None:
    case = make_case()
    seat = program(cast.duty_officer).get(f"/cases/{case.number}/seat").json()
    assert seat == [{"id": str(cast.grid_member.pk), "name": "王网格"}]


def test_the_organisations_of_the_subdistrict_are_listed(cast: Cast, program: Programs) -> None:
    assert [each["name"] for each in program(cast.grid_member).get("/organisations").json()["items"]] == [
        "环卫所",
        "路灯管理所",
    ]
    assert program(cast.outsider).get("/organisations").json()["items"] == []


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"lamp": "blue"}, "lamp"),
        ({"area": "12"}, "area"),
        ({"group": "shut"}, "group"),
        ({"since": "yesterday"}, "since"),
        ({"holder_organisation": "9" * 30}, "holder_organisation"),
        ({"q": "\0"}, "q"),
    ],
)
def test_a_wish_that_means_nothing_is_refused(cast: Cast, program: Programs, wish: dict[str, str], field: str) -> None:
    answer = program(cast.duty_officer).get("/cases", wish)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_what_waits_for_somebody_is_what_their_seat_holds_the_most_pressing_first(
    cast: Cast, program: Programs
) -> None:
    later, sooner, elsewhere = make_case(), make_case(), make_case(lon=116.035)
    Case.objects.filter(pk=sooner.pk).update(due_at=later.due_at - timedelta(minutes=5))
    worker = program(cast.grid_member)
    assert numbers(worker, "/waiting") == [sooner.number, later.number]
    assert numbers(program(cast.duty_officer), "/waiting") == [elsewhere.number]


def test_a_case_tells_everything_and_what_the_caller_may_do(cast: Cast, program: Programs) -> None:
    case = make_case()
    whole = program(cast.grid_member).get(f"/cases/{case.number}").json()
    assert [limit["clock"] for limit in whole["limits"]] == ["take", "handle"]
    assert (whole["description"], whole["may_read_contact"]) == ("路口垃圾桶满溢，请尽快清运。", True)
    moves = {move["key"]: move for move in whole["moves"]}
    assert moves["escalate"]["asks"] == ["reason"]
    assert "verify" not in moves
    assert program(cast.leader).get(f"/cases/{case.number}").json()["moves"] == []


@pytest.mark.parametrize("number", ["261123-48271632-5", "12", "x", "１２"])
def test_there_is_no_telling_an_unknown_case_from_one_of_others(cast: Cast, program: Programs, number: str) -> None:
    outsider = program(cast.outsider)
    hidden = outsider.get(f"/cases/{make_case().number}")
    assert hidden.status_code == 404
    assert hidden.content == outsider.get(f"/cases/{number}").content


def test_a_number_is_found_as_people_write_it(cast: Cast, program: Programs) -> None:
    case = make_case()
    typed = case.number.replace("-", " ")
    assert program(cast.duty_officer).get(f"/cases/{typed}").json()["number"] == case.number


def test_a_list_asks_no_more_for_many_cases_than_for_one(cast: Cast, program: Programs) -> None:
    desk = program(cast.duty_officer)
    make_case()
    counts = []
    for more in (0, 4):
        for _ in range(more):
            made = make_case()
            make_move(made, "take", actor=cast.actor("grid_member"))
        desk.get("/cases")
        with CaptureQueriesContext(connection) as asked:
            assert len(numbers(desk)) == 1 + more
        counts.append(len([each for each in asked if "generation" not in each["sql"]]))
    assert counts[0] == counts[1] == 2


class TestCandidates:
    def test_whoever_may_hand_on_hears_who_could_take_it_and_how(self, cast: Cast, program: Programs) -> None:
        make_certificate(cast.handler, expires=date(2099, 3, 1))
        make_certificate(cast.grid_leader, expires=date(2021, 3, 1))
        route = Route(subdistrict=ROOT, kind="blocked-fire-passage", organisation=cast.department)
        save_route(route, actor="system")
        case = make_case(kind="blocked-fire-passage", category="clutter", description="楼道堆满杂物")
        make_move(case, "escalate", actor=cast.actor("handler"), reason="需协调")
        desk = program(cast.duty_officer)
        found = desk.get(f"/cases/{case.number}/candidates").json()
        assert [(each["move"], each["suggested"]) for each in found] == [
            ("redirect", True),
            *[("hand-down", True)] * 2,
            ("assign", True),
            ("hand-down", False),
        ]
        first, last = found[0], found[-1]
        assert first["answers"] == {"organisation": str(cast.department.pk)}
        assert (first["organisation"]["name"], first["on_post"], first["open"]) == ("环卫所", 1, 0)
        assert (first["certified"], first["certified_until"], first["usual"]) == (True, "2099-03-01", 0)
        assert first["reasons"][0] == "the routes send such cases there" and first["objections"] == []
        assert (last["answers"], last["certified"]) == ({"area": GRID}, False)
        assert last["objections"] == ["消防安全培训合格证 lapsed on 2021-03-01"]
        assert found[3]["person"]["name"] == "赵值班"
        made = desk.post(f"/cases/{case.number}/moves/{first['move']}", first["answers"] | {"reason": "请处理"})
        assert made.status_code == 200
        assert made.json()["holder"]["organisation"]["name"] == "环卫所"

    def test_whoever_may_not_hand_it_on_hears_of_nobody(self, cast: Cast, program: Programs) -> None:
        case = make_case()
        assert program(cast.leader).get(f"/cases/{case.number}/candidates").json() == []
        assert program(cast.outsider).get(f"/cases/{case.number}/candidates").status_code == 404
