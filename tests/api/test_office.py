import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from shapely.affinity import translate
from shapely.geometry import mapping

from onegrid.audit.models import Entry
from onegrid.casework.models import CalendarDay, Case, KindSetting, Route
from onegrid.directory.models import Credential, Person, Post
from onegrid.directory.scopes import Scope
from onegrid.territory.domain.plans import draft_plan
from onegrid.territory.models import Plan
from tests.api.conftest import Program
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import ELSEWHERE, ROOT, make_case, make_person, make_post, square_areas

Programs = Callable[..., Program]
KIND = "street-cleanliness"


@pytest.fixture
def office(cast: Cast, program: Programs) -> Program:
    """The administrator's program."""
    return program(cast.administrator)


def journal() -> list[str]:
    return list(Entry.objects.filter(chain=f"journal:{ROOT}").order_by("seq").values_list("verb", flat=True))


def test_a_route_is_added_changed_and_taken_away_on_the_record(cast: Cast, office: Program) -> None:
    wish = {"subdistrict": ROOT, "kind": KIND, "organisation": str(cast.department.pk)}
    added = office.post("/office/routes", wish)
    route = added.json()
    assert (added.status_code, route["organisation"]["name"], route["level"]) == (201, "环卫所", None)
    assert make_case().holder_organisation == cast.department
    changed = office.put(f"/office/routes/{route['id']}", {"kind": KIND, "level": 2}).json()
    assert (changed["id"], changed["organisation"], changed["level"]) == (route["id"], None, 2)
    assert make_case().holder_area == COMMUNITY
    office.delete(f"/office/routes/{route['id']}")
    assert office.get("/office/routes", {"subdistrict": ROOT}).json() == {"items": [], "next": None}
    assert journal()[-3:] == ["add route", "change route", "delete route"]


@pytest.mark.parametrize(
    ("wish", "fields"),
    [
        ({"kind": "dragons", "level": 1}, ["kind"]),
        ({"kind": KIND, "category": "nothing", "level": 1}, ["category"]),
        ({"area_prefix": "999", "level": 1}, ["area_prefix"]),
        ({"kind": KIND}, ["organisation"]),
        ({"organisation": "999999"}, ["organisation"]),
        ({"level": 5}, ["level"]),
    ],
)
def test_a_route_that_leads_nowhere_is_refused_by_field(
    office: Program, wish: dict[str, Any], fields: list[str]
) -> None:
    answer = office.post("/office/routes", wish | {"subdistrict": ROOT})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, fields)
    assert not Route.objects.exists()


def test_a_second_route_for_the_same_sort_is_refused(office: Program) -> None:
    wish = {"subdistrict": ROOT, "kind": KIND, "level": 1}
    assert [office.post("/office/routes", wish).status_code for _ in range(2)] == [201, 422]


def test_routes_are_tried_on_past_cases_without_changing_anything(cast: Cast, office: Program) -> None:
    for _ in range(3):
        make_case()
    make_case(lon=116.035)
    today = timezone.localdate().isoformat()
    wish = {
        "subdistrict": ROOT,
        "since": today,
        "until": today,
        "routes": [{"kind": KIND, "area_prefix": MICRO_GRID, "organisation": str(cast.department.pk)}],
    }
    done = office.post("/office/rehearsals", wish).json()
    (flow,) = done["flows"]
    assert (done["cases"], done["moved"], flow["count"]) == (4, 3, 3)
    assert (flow["before"]["area"]["code"], flow["after"]["organisation"]["name"]) == (MICRO_GRID, "环卫所")
    assert flow["samples"] == []  # an administrator sees no cases
    assert not Route.objects.exists()


def test_declared_days_move_open_deadlines_and_are_withdrawn_again(cast: Cast, office: Program) -> None:
    case = make_case()
    free = [timezone.localdate() + timedelta(days=each) for each in range(10)]
    days = [{"day": day.isoformat(), "working": False, "note": "停电"} for day in free]
    assert office.post("/office/calendar/days", {"subdistrict": ROOT, "days": days}).json() == {"moved": 2}
    assert Case.objects.get(pk=case.pk).due_at > case.due_at
    shown = office.get("/office/calendar", {"subdistrict": ROOT}).json()
    assert (shown["hours"], len(shown["days"]), shown["days"][0]["note"]) == ("09:00-12:00 13:30-17:30", 10, "停电")
    gone = {"subdistrict": ROOT, "days": [day.isoformat() for day in free]}
    assert office.post("/office/calendar/withdrawals", gone).json() == {"moved": 2}
    assert not CalendarDay.objects.exists()


def test_office_hours_are_set_and_bad_ones_refused(office: Program) -> None:
    assert office.put("/office/calendar/hours", {"subdistrict": ROOT, "hours": "08:30-17:00"}).status_code == 200
    assert office.get("/office/calendar", {"subdistrict": ROOT}).json()["hours"] == "08:30-17:00"
    answer = office.put("/office/calendar/hours", {"subdistrict": ROOT, "hours": "all day"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_a_kind_gets_the_offices_own_wording_and_limits(office: Program, anybody: Program) -> None:
    wish = {"subdistrict": ROOT, "title": "市容", "allowed": {"handle": "2 working_days"}, "retired": True}
    assert office.put(f"/office/kinds/{KIND}", wish).json()["retired"] is True
    setting = KindSetting.objects.get()
    assert (setting.title, setting.allowed, setting.retired) == ("市容", {"handle": "2 working_days"}, True)
    assert office.put("/office/kinds/dragons", {"subdistrict": ROOT}).status_code == 422


def test_somebody_is_added_gets_a_post_and_works(cast: Cast, office: Program, program: Programs) -> None:
    added = office.post("/office/people", {"subdistrict": ROOT, "username": "new.one", "name": "新人"})
    person = added.json()
    assert (added.status_code, person["posts"], person["active"]) == (201, [], True)
    wish = {"person": person["id"], "role": "grid_leader", "area": GRID}
    post = office.post("/office/posts", wish).json()
    assert (post["role"], post["area"]["name"], post["ends"]) == ("grid_leader", "1号网格", None)
    new = Person.objects.get(username="new.one")
    assert program(new).get("/cases").status_code == 200
    assert not new.has_usable_password()
    ended = office.post(f"/office/posts/{post['id']}/end", {"reason": "调离"})
    assert (ended.status_code, ended.json()["ends"]) == (200, timezone.localdate().isoformat())
    assert program(new).get("/cases").status_code == 403


def test_somebody_is_changed_and_their_telephone_number_is_not_shown_whole(cast: Cast, office: Program) -> None:
    path = f"/office/people/{cast.grid_member.pk}"
    changed = office.put(path, {"subdistrict": ROOT, "name": "王网", "phone": "138 1234 1234"}).json()
    assert (changed["name"], changed["phone"]) == ("王网", "138****1234")
    office.put(path, {"subdistrict": ROOT, "name": "王网", "active": False})
    stored = Person.objects.get(pk=cast.grid_member.pk)
    assert (stored.phone, stored.is_active) == ("+8613812341234", False)
    assert list(office.put(path, {"subdistrict": ROOT, "name": "", "phone": "12"}).json()["fields"]) == [
        "name",
        "phone",
    ]


def test_certificates_are_noted_without_showing_their_number(cast: Cast, office: Program) -> None:
    path = f"/office/people/{cast.grid_member.pk}/certificates"
    wish = {
        "subdistrict": ROOT,
        "kind": "网格员上岗证",
        "issued": "2026-01-01",
        "number": "A-1",
        "expires": "2027-01-01",
    }
    added = office.post(path, wish)
    assert added.status_code == 201 and "A-1" not in added.content.decode()
    listed = office.get("/office/people", {"q": "王网格"}).json()["items"][0]
    assert [each["kind"] for each in listed["certificates"]] == ["网格员上岗证"]
    gone = office.delete(f"{path}/{added.json()['id']}?subdistrict={ROOT}")
    assert gone.status_code == 200
    assert not Credential.objects.exists()


def test_staff_of_elsewhere_and_of_two_subdistricts_are_left_alone(cast: Cast, office: Program) -> None:
    shared = make_person("两边")
    make_post(shared, "grid_member", MICRO_GRID)
    make_post(shared, "grid_member", ELSEWHERE + "001001001")
    for person in (cast.outsider, shared):
        answer = office.put(f"/office/people/{person.pk}", {"subdistrict": ROOT, "name": "改名"})
        assert answer.status_code == 404
    post = Post.objects.get(person=cast.outsider)
    assert office.post(f"/office/posts/{post.pk}/end", {}).status_code == 403


def test_a_plan_goes_from_draft_to_being_in_force(office: Program) -> None:
    plan = draft_plan(ROOT, "新方案", square_areas(), actor="system")
    line = office.get("/office/plans", {"subdistrict": ROOT}).json()["items"][-1]
    assert (line["id"], line["status"], line["version"], line["areas"]) == (str(plan.pk), "draft", 2, 15)
    assert office.post(f"/office/plans/{plan.pk}/start", {"starts": "2030-01-01"}).status_code == 422
    assert office.post(f"/office/plans/{plan.pk}/adopt").json()["status"] == "adopted"
    started = office.post(f"/office/plans/{plan.pk}/start", {"starts": "2030-01-01"}).json()
    assert (started["status"], started["starts"]) == ("in_force", "2030-01-01")


def areas_file(shift: float = 0.0) -> SimpleUploadedFile:
    """The micro-grids of the small subdistrict as GeoJSON, the first of them pushed to the east by some degrees."""
    rows = [area for area in square_areas() if len(area.code) == 18]
    moved = [translate(rows[0].geometry, shift), *(area.geometry for area in rows[1:])]
    features = [
        {"type": "Feature", "properties": {"code": area.code, "name": area.name}, "geometry": mapping(geometry)}
        for area, geometry in zip(rows, moved, strict=True)
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features})
    return SimpleUploadedFile("areas.geojson", content.encode())


def test_a_file_of_areas_becomes_a_draft_with_the_areas_above_them(office: Program) -> None:
    wish = {"subdistrict": ROOT, "name": "新方案", "file": areas_file()}
    made = office.send_form("/office/drafts", wish, idempotency_key="a-key-of-mine")
    assert (made.status_code, made.json()["status"], made.json()["areas"]) == (201, "draft", 15)
    wish["file"] = areas_file()
    again = office.send_form("/office/drafts", wish, idempotency_key="a-key-of-mine")
    assert again.json() == made.json()


def test_a_file_with_overlaps_and_gaps_is_refused_with_each_of_them(office: Program) -> None:
    answer = office.send_form("/office/drafts", {"subdistrict": ROOT, "name": "乱", "file": areas_file(shift=0.001)})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_areas")
    assert [fault.split()[0] for fault in answer.json()["fields"]["file"]].count("overlap") == 1
    assert Plan.objects.filter(subdistrict=ROOT).count() == 1


@pytest.mark.parametrize("file", [None, SimpleUploadedFile("a.geojson", b"{}"), SimpleUploadedFile("a.exe", b"MZ")])
def test_a_file_that_holds_no_areas_is_refused(office: Program, file: SimpleUploadedFile | None) -> None:
    answer = office.send_form("/office/drafts", {"subdistrict": ROOT, "name": "空"} | ({"file": file} if file else {}))
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["file"])


def test_an_organisation_is_added_and_can_hold_cases(cast: Cast, office: Program) -> None:
    wish = {"subdistrict": ROOT, "name": "园林站", "kind": "department"}
    assert office.post("/office/organisations", wish).json()["area"]["code"] == ROOT
    assert [each["name"] for each in office.get("/office/organisations").json()["items"]][-1] == "园林站"
    assert list(office.post("/office/organisations", wish).json()["fields"]) == ["name"]


@pytest.mark.parametrize(
    ("path", "wish"),
    [
        ("/office/routes", {"subdistrict": ELSEWHERE, "level": 1}),
        ("/office/calendar/days", {"subdistrict": ELSEWHERE, "days": [{"day": "2026-05-01", "working": False}]}),
        ("/office/people", {"subdistrict": ELSEWHERE, "username": "abc", "name": "某"}),
    ],
)
def test_an_administrator_rules_over_their_own_subdistrict_only(
    office: Program, path: str, wish: dict[str, Any]
) -> None:
    answer = office.post(path, wish)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_reading_the_office_does_not_allow_changing_it(cast: Cast, program: Programs) -> None:
    reader = program(cast.administrator, Scope.OFFICE_READ)
    assert reader.get("/office/routes", {"subdistrict": ROOT}).status_code == 200
    assert reader.post("/office/routes", {"subdistrict": ROOT, "level": 1}).status_code == 403
    assert program(cast.duty_officer).get("/office/routes", {"subdistrict": ROOT}).status_code == 403


def test_the_staff_is_listed_to_those_who_may_see_it(cast: Cast, program: Programs) -> None:
    names = [each["name"] for each in program(cast.grid_leader).get("/office/people").json()["items"]]
    assert set(names) == {"王网格", "李格长"}
    assert date.fromisoformat("2020-01-01") <= timezone.localdate()
