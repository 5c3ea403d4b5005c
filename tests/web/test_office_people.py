from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onegrid.audit.models import Entry
from onegrid.directory.models import Credential, Organisation, Person, Post, Role
from onegrid.directory.rights import Right, has_right
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import ELSEWHERE, ROOT, make_organisation, make_person, make_post

PEOPLE = "/office/people/"


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(cast.administrator)
    return client


def get(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def last_entry(root: str = ROOT) -> Entry:
    return Entry.objects.filter(chain=f"journal:{root}").latest("seq")


def newcomer(**more: str) -> dict[str, str]:
    facts = {"name": "何新来", "username": "hexin", "password": "liuyuan-2026-x", "phone": "13800138000"}
    return facts | {"role": "grid_member", "area_code": ROOT + "002001001", "starts": "2026-01-05"} | more


def test_the_staff_are_listed_with_their_posts(admin: Client, cast: Cast) -> None:
    page = get(admin, PEOPLE)
    for words in ("王网格", "1号社区 · 1号网格 · 1号微网格", "钱环卫", "环卫所"):
        assert words in page
    assert "褚外人" not in page


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ("q=王网", "王网格", "李格长"),
        ("q=grid_leader", "李格长", "王网格"),
        ("role=inspector", "周核查", "王网格"),
        (f"area={COMMUNITY}", "王网格", "赵值班"),
        (f"role=grid_leader&area={COMMUNITY}", "李格长", "张社区"),
    ],
)
def test_it_finds_people_by_name_role_and_area(admin: Client, query: str, found: str, missing: str) -> None:
    rows = get(admin, f"{PEOPLE}?{query}").split("<tbody>")[1]
    assert found in rows and missing not in rows


def test_a_long_list_goes_on_from_page_to_page(admin: Client, cast: Cast) -> None:
    for number in range(60):
        make_post(make_person(f"员{number:02}"), Role.GRID_MEMBER, MICRO_GRID)
    first = get(admin, PEOPLE + "?role=grid_member")
    (following,) = [part.split('"')[0] for part in first.split('href="') if "after=" in part.split('"')[0]]
    second = get(admin, PEOPLE + following.replace("&amp;", "&"))
    assert (first + second).count('class="link" href="/office/people/') >= 61
    assert "员00" in first and "员00" not in second


def test_the_list_asks_no_more_for_more_people(admin: Client, cast: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(admin, PEOPLE)
        return len([each for each in queries if "territory_generation" not in each["sql"]])

    count()
    few = count()
    for number in range(12):
        make_post(make_person(f"员{number}"), Role.GRID_MEMBER, MICRO_GRID)
    count()
    assert count() == few <= 12


@pytest.mark.parametrize("name", ["grid_member", "handler", "planner"])
def test_who_has_nothing_to_do_with_staff_is_kept_out(client: Client, cast: Cast, name: str) -> None:
    client.force_login(getattr(cast, name))
    pages = ["", "new/", "seats/", "organisations/", f"{cast.inspector.pk}/"]
    assert {client.get(PEOPLE + each).status_code for each in pages} == {403}


def test_who_may_only_look_changes_nothing(client: Client, cast: Cast) -> None:
    client.force_login(cast.auditor)
    page = get(client, f"{PEOPLE}{cast.grid_member.pk}/")
    assert "王网格" in page and '<form method="post" action="/office/' not in page
    url = f"{PEOPLE}{cast.grid_member.pk}/"
    assert client.post(url + "change/", {"name": "改名"}).status_code == 403
    assert client.post(PEOPLE + "new/", newcomer()).status_code == 403
    assert client.post(PEOPLE + "organisations/", {"name": "新所", "kind": "office"}).status_code == 403


def test_only_who_may_change_staff_sees_a_whole_telephone_number(client: Client, cast: Cast) -> None:
    Person.objects.filter(pk=cast.grid_member.pk).update(phone="+8613800138000")
    url = f"{PEOPLE}{cast.grid_member.pk}/"
    client.force_login(cast.auditor)
    assert "13800138000" not in get(client, url)
    client.force_login(cast.administrator)
    assert "+8613800138000" in get(client, url)


def test_somebody_of_another_subdistrict_is_not_found(admin: Client, cast: Cast) -> None:
    url = f"{PEOPLE}{cast.outsider.pk}/"
    assert admin.get(url).status_code == 404
    assert admin.post(url + "password/", {"password": "a-long-password-1"}).status_code == 404
    assert admin.post(f"/office/posts/{cast.outsider.posts.get().pk}/end/", {}).status_code == 404


def test_a_person_is_added_with_a_first_post(admin: Client, cast: Cast) -> None:
    answer = admin.post(PEOPLE + "new/", newcomer())
    added = Person.objects.get(username="hexin")
    assert answer["Location"] == f"{PEOPLE}{added.pk}/"
    assert added.check_password("liuyuan-2026-x") and added.phone == "+8613800138000"
    assert [(post.role, post.area_code) for post in added.posts.all()] == [("grid_member", ROOT + "002001001")]
    verbs = Entry.objects.filter(actor=cast.administrator.actor).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["add person", "fill post"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "grid_member"},
        {"password": "short"},
        {"phone": "12"},
        {"name": ""},
        {"role": "department_handler"},
        {"area_code": COMMUNITY},
        {"ends": "2026-01-01"},
    ],
)
def test_a_refused_person_is_not_half_added_and_what_was_typed_stays(admin: Client, wrong: dict[str, str]) -> None:
    before = Person.objects.count()
    typed = newcomer(**wrong)
    answer = admin.post(PEOPLE + "new/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and Person.objects.count() == before
    assert f'value="{typed["username"]}"' in page and "errorlist" in page and "liuyuan-2026-x" not in page


def test_a_department_handler_comes_with_the_department(admin: Client, cast: Cast) -> None:
    admin.post(
        PEOPLE + "new/", newcomer(role="department_handler", area_code=ROOT, organisation=str(cast.department.pk))
    )
    assert Person.objects.get(username="hexin").posts.get().organisation == cast.department


def test_a_post_is_filled_and_ended_with_a_reason(admin: Client, cast: Cast) -> None:
    url = f"{PEOPLE}{cast.grid_member.pk}/"
    admin.post(url + "post/", {"role": "grid_leader", "area_code": ROOT + "002001"})
    post = cast.grid_member.posts.get(role="grid_leader")
    assert last_entry().verb == "fill post" and last_entry().actor == cast.administrator.actor
    today = timezone.localdate()
    Post.objects.filter(pk=post.pk).update(starts=today - timedelta(days=9))
    answer = admin.post(f"/office/posts/{post.pk}/end/", {"on": today.isoformat(), "reason": "调岗"})
    assert answer["Location"] == url
    post.refresh_from_db()
    assert post.ends == today and (last_entry().verb, last_entry().reason) == ("end post", "调岗")
    assert admin.get(f"/office/posts/{post.pk}/end/").status_code == 404
    assert post.get_role_display() in get(admin, url).split('id="past-title"')[1]


def test_the_end_of_a_post_needs_a_reason_and_lies_not_behind(admin: Client, cast: Cast) -> None:
    post = cast.grid_member.posts.get()
    page = get(admin, f"/office/posts/{post.pk}/end/")
    assert "王网格" in page
    answer = admin.post(f"/office/posts/{post.pk}/end/", {"on": "2024-01-01", "reason": ""})
    assert answer.status_code == 422 and answer.content.decode().count("errorlist") >= 2
    assert 'value="2024-01-01"' in answer.content.decode()
    post.refresh_from_db()
    assert post.ends is None


def test_a_post_elsewhere_cannot_be_filled(client: Client, cast: Cast) -> None:
    local = make_person("社区管理员", username="local")
    make_post(local, Role.ADMINISTRATOR, COMMUNITY)
    someone = make_person("本社区", username="someone")
    make_post(someone, Role.GRID_MEMBER, MICRO_GRID)
    client.force_login(local)
    answer = client.post(f"{PEOPLE}{someone.pk}/post/", {"role": "grid_leader", "area_code": ROOT + "002001"})
    assert answer.status_code == 422 and someone.posts.count() == 1
    assert client.post(f"{PEOPLE}{someone.pk}/post/", {"role": "grid_leader", "area_code": GRID}).status_code == 302


def test_whoever_is_shut_out_fills_no_seat_and_may_come_back(admin: Client, cast: Cast) -> None:
    url = f"{PEOPLE}{cast.grid_member.pk}/"
    admin.post(url + "change/", {"name": "王网格", "phone": ""})
    assert "shut out" in get(admin, url)
    stored = Person.objects.get(pk=cast.grid_member.pk)
    assert not stored.is_active and not has_right(stored, Right.HANDLE)
    assert last_entry().after == {"person": stored.pk, "active": False, "changed": []}
    assert "王网格" in get(admin, PEOPLE + "?q=王网格").split("<tbody>")[1]
    admin.post(url + "change/", {"name": "王网格", "phone": "", "is_active": "on"})
    assert Person.objects.get(pk=cast.grid_member.pk).is_active


def test_nobody_shuts_themselves_out(admin: Client, cast: Cast) -> None:
    answer = admin.post(f"{PEOPLE}{cast.administrator.pk}/change/", {"name": "郑新名", "phone": ""})
    assert answer.status_code == 422 and "郑新名" in answer.content.decode()
    assert Person.objects.get(pk=cast.administrator.pk).is_active


def test_a_new_password_is_set_and_a_weak_one_refused(admin: Client, cast: Cast) -> None:
    url = f"{PEOPLE}{cast.grid_member.pk}/password/"
    assert admin.post(url, {"password": "123"}).status_code == 422
    assert admin.post(url, {"password": "liuyuan-2026-y"}).status_code == 302
    assert Person.objects.get(pk=cast.grid_member.pk).check_password("liuyuan-2026-y")
    assert last_entry().verb == "set password" and "liuyuan" not in str(last_entry().after)


def test_certificates_are_noted_marked_when_they_lapse_and_removed(admin: Client, cast: Cast) -> None:
    url, today = f"{PEOPLE}{cast.grid_member.pk}/", timezone.localdate()
    dates = {"电工证": 400, "急救证": 20, "消防证": -1}
    for kind, days in dates.items():
        expires = (today + timedelta(days=days)).isoformat()
        admin.post(url + "certificate/", {"kind": kind, "number": "A-17", "issued": "2020-01-01", "expires": expires})
    rows = {kind: get(admin, url).split(f"<td>{kind}</td>")[1].split("</tr>")[0] for kind in dates}
    assert [rows[kind].count('class="tag"') for kind in dates] == [0, 1, 1]
    assert last_entry().verb == "add credential" and "A-17" not in str(last_entry().after)
    admin.post(f"/office/certificates/{Credential.objects.get(kind='急救证').pk}/remove/")
    assert not Credential.objects.filter(kind="急救证").exists() and last_entry().verb == "remove credential"


def test_the_form_offers_the_certificates_for_which_dispatch_and_mediation_look(admin: Client, cast: Cast) -> None:
    page = admin.get(f"{PEOPLE}{cast.grid_member.pk}/").content.decode()
    offered = page[page.index('<datalist id="known-certificates">') :].partition("</datalist>")[0]
    assert 'value="消防安全培训合格证"' in offered and 'value="人民调解员证"' in offered
    assert 'list="known-certificates"' in page


def test_a_certificate_that_lapses_before_it_was_issued_is_refused(admin: Client, cast: Cast) -> None:
    typed = {"kind": "电工证", "issued": "2026-05-01", "expires": "2026-04-01"}
    answer = admin.post(f"{PEOPLE}{cast.grid_member.pk}/certificate/", typed)
    assert answer.status_code == 422 and 'value="电工证"' in answer.content.decode()


def test_an_organisation_is_added_once(admin: Client, cast: Cast) -> None:
    make_organisation("外街派出所", root=ELSEWHERE)
    url = PEOPLE + "organisations/"
    assert admin.post(url, {"name": "柳园派出所", "kind": "department"}).status_code == 302
    added = Organisation.objects.get(name="柳园派出所")
    assert (added.subdistrict, added.area_code, added.kind) == (ROOT, ROOT, "department")
    assert last_entry().verb == "add organisation" and last_entry().after["name"] == "柳园派出所"
    refused = admin.post(url, {"name": "柳园派出所", "kind": "office"})
    assert refused.status_code == 422 and 'value="柳园派出所"' in refused.content.decode()
    assert "外街派出所" not in get(admin, url)


def test_seats_that_nobody_fills_are_named_with_who_stands_in(admin: Client, cast: Cast) -> None:
    rows = get(admin, PEOPLE + "seats/").split("<tbody>")[1]
    line = rows.split("1号社区 · 1号网格 · 2号微网格")[1].split("</tr>")[0]
    assert "1号网格" in line and f"role=grid_member&amp;area={GRID}002" in line
    assert "1号社区 · 1号网格 · 1号微网格</td>" not in rows


def test_who_answers_for_a_part_sees_the_seats_of_that_part(client: Client, cast: Cast) -> None:
    client.force_login(cast.grid_leader)
    rows = get(client, PEOPLE + "seats/").split("<tbody>")[1]
    assert rows.count("<tr>") == 1 and "2号微网格" in rows
