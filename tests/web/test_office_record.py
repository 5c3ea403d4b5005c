from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from onegrid.audit.domain.anchors import make_anchor
from onegrid.audit.domain.entries import record_in_journal
from onegrid.audit.models import Entry
from onegrid.casework.domain.contacts import read_contact
from onegrid.casework.domain.routes import save_route
from onegrid.casework.models import Case, Route
from onegrid.casework.registry import case_type
from onegrid.directory.domain.people import change_person
from tests.conftest import Cast
from tests.factories import ELSEWHERE, ROOT, make_case

RECORD = "/office/record/"


@pytest.fixture
def auditor(client: Client, cast: Cast) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(cast.auditor)
    return client


def rows(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode().split("<tbody>")[-1]


def read_case(cast: Cast, **more: Any) -> Case:
    """A case whose contact details the holder has looked up."""
    case = make_case(name="王女士", phone="13800138000", **more)
    read_contact(case, actor=cast.actor("grid_member"))
    return case


def test_the_journal_says_who_did_what_to_whom_in_words(auditor: Client, cast: Cast) -> None:
    person = cast.grid_member
    change_person(person, actor=cast.administrator.actor, subdistrict=ROOT, name=person.name, phone="", is_active=False)
    first = rows(auditor, RECORD).split("</tr>")[0]
    for words in ("郑管理", "王网格", "yes", "no"):
        assert words in first
    assert f"person:{person.pk}" not in first and "change person" not in first


def test_posts_are_named_by_role_area_and_department(auditor: Client, cast: Cast) -> None:
    page = rows(auditor, RECORD)
    for words in ("Department handler", "环卫所", "1号社区 · 1号网格 · 1号微网格"):
        assert words in page


def test_routes_are_told_by_the_titles_of_kind_and_category(auditor: Client, cast: Cast) -> None:
    route = Route(subdistrict=ROOT, kind="street-cleanliness", category="rubbish", organisation=cast.department)
    save_route(route, actor=cast.administrator.actor)
    first = rows(auditor, RECORD).split("</tr>")[0]
    kind = case_type("street-cleanliness")
    category = kind.category("rubbish")
    assert category is not None
    with override("en"):
        assert str(kind.title) in first and str(category.title) in first and "环卫所" in first
    assert "rubbish<" not in first and "street-cleanliness" not in first


def test_the_journal_can_be_narrowed_to_one_verb(auditor: Client, cast: Cast) -> None:
    page = rows(auditor, RECORD + "?verb=adopt+plan")
    assert page.count("<tr>") == 1
    assert 'value="adopt plan" selected' in auditor.get(RECORD + "?verb=adopt+plan").content.decode()


def test_the_journal_goes_on_to_older_entries(auditor: Client, cast: Cast) -> None:
    for number in range(60):
        record_in_journal(ROOT, "name areas", actor="system", after={"plan": number})
    page = auditor.get(RECORD + "?verb=name+areas").content.decode()
    (following,) = [part.split('"')[0] for part in page.split('href="') if "after=" in part.split('"')[0]]
    assert "verb=name+areas" in following
    assert rows(auditor, RECORD + following.replace("&amp;", "&")).count("<tr>") == 10


def test_other_offices_keep_their_journals(auditor: Client, cast: Cast) -> None:
    record_in_journal(ELSEWHERE, "name areas", actor="system", reason="外街的事")
    assert "外街的事" not in rows(auditor, RECORD)


def test_each_reading_of_contact_details_is_named(auditor: Client, cast: Cast) -> None:
    case = read_case(cast)
    page = rows(auditor, RECORD + "contacts/")
    assert "王网格" in page and f"/cases/{case.number}/" in page and "13800138000" not in page


def test_readings_elsewhere_are_left_out(auditor: Client, cast: Cast) -> None:
    case = make_case(lon=117.005, name="王女士", phone="13800138000")
    read_contact(case, actor=cast.actor("outsider"))
    assert case.area_code.startswith(ELSEWHERE)
    page = auditor.get(RECORD + "contacts/").content.decode()
    assert case.number not in page and "Nobody has read contact details" in page


def test_an_anchor_is_listed_and_printed(auditor: Client, cast: Cast) -> None:
    anchor = make_anchor()
    assert anchor is not None and anchor.digest in rows(auditor, RECORD + "anchors/")
    page = auditor.get(f"{RECORD}anchors/{anchor.pk}/").content.decode()
    assert all(f"<span>{anchor.digest[at : at + 4]}</span>" in page for at in range(0, 64, 4))


def test_an_unaltered_case_is_found_sound(auditor: Client, cast: Cast) -> None:
    case = read_case(cast)
    page = auditor.get(RECORD + "verification/", {"number": case.number}).content.decode()
    assert "notice-success" in page and case.number in page and "onegrid audit verify" in page


@pytest.mark.django_db(transaction=True)
def test_an_altered_entry_is_named(client: Client, cast: Cast) -> None:
    case = read_case(cast)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'audit_entry_no_update'")
            guard = cursor.fetchone()[0]
            cursor.execute("DROP TRIGGER audit_entry_no_update")
        cursor.execute("UPDATE audit_entry SET reason = 'x' WHERE chain = %s AND seq = 1", [case.chain])
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER" if connection.vendor == "postgresql" else guard)
    client.force_login(cast.auditor)
    page = client.get(RECORD + "verification/", {"number": case.number}).content.decode()
    assert "notice-error" in page and "#1" in page


def test_the_offices_own_journal_is_verified_too(auditor: Client, cast: Cast) -> None:
    assert "notice-success" in auditor.get(RECORD + "verification/?journal=1").content.decode()


def test_a_number_that_is_none_stays_in_its_field(auditor: Client, cast: Cast) -> None:
    hidden = make_case(lon=117.005)
    for number in ("12-34", hidden.number):
        answer = auditor.get(RECORD + "verification/", {"number": number})
        assert answer.status_code == 422 and f'value="{number}"' in answer.content.decode()


@pytest.mark.parametrize("name", ["grid_member", "duty_officer", "administrator", "planner"])
def test_only_auditors_see_the_record(client: Client, cast: Cast, name: str) -> None:
    client.force_login(getattr(cast, name))
    pages = ["", "contacts/", "anchors/", "verification/"]
    assert {client.get(RECORD + each).status_code for each in pages} == {403}


@pytest.mark.parametrize("page", ["", "contacts/"])
def test_no_page_asks_more_for_more_entries(auditor: Client, cast: Cast, page: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            rows(auditor, RECORD + page)
        return len([each for each in queries if "territory_generation" not in each["sql"]])

    read_case(cast)
    count()
    few = count()
    for each in range(5):
        read_case(cast, address=f"{each}")
        record_in_journal(ROOT, "name areas", actor=cast.leader.actor, after={"person": cast.colleague.pk})
    assert count() == few and Entry.objects.filter(verb="read contact").count() == 6
