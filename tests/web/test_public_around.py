"""Around me, me too, and codes to scan."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case, Follower, Message
from onegrid.casework.tickets import ticket_for
from onegrid.territory.models import Compound
from onegrid.territory.queries import areas_in_force
from onegrid.web.public.scanning import sheets_of
from onegrid.web.public.throttle import FOLLOWING
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import ELSEWHERE, make_case
from tests.web.test_public_report import codes_on, form

HERE = {"lon": "116.005", "lat": "36.005"}


@pytest.fixture
def compound(cast: Cast) -> Compound:
    facts = {"kind": "old", "households": 300, "area_code": MICRO_GRID, "lon": 116.004, "lat": 36.004}
    return Compound.objects.create(subdistrict=MICRO_GRID[:9], name="枣园新村", **facts)


class TestAround:
    def test_nothing_is_shown_before_somebody_says_where(self, client: Client, cast: Cast) -> None:
        make_case()
        page = client.get("/around/").content.decode()
        assert "市容环境" not in page or "<li" not in page.split("around-form")[1].split("</form>")[1]

    def test_a_case_is_shown_without_number_words_or_exact_place(self, client: Client, cast: Cast) -> None:
        case = make_case(description="王大妈家门口，电话 13800138000", address="1 号楼 101")
        for query in (HERE, {"area": COMMUNITY}):
            page = client.get("/around/", query).content.decode()
            assert "我也遇到" in page
            for secret in (case.number, "王大妈", "13800138000", "101"):
                assert secret not in page
        (point,) = client.get("/around/points.json", HERE).json()["features"]
        assert point["geometry"]["coordinates"] == [116.005, 36.005]
        assert set(point["properties"]) == {"number", "title", "lamp", "url"} and case.number not in str(point)

    def test_an_area_that_is_not_listed_has_nothing(self, client: Client, cast: Cast) -> None:
        make_case()
        assert "暂无" in client.get("/around/", {"area": "371"}).content.decode()

    def test_a_page_costs_the_same_however_many_cases_it_shows(self, client: Client, cast: Cast) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get("/around/", HERE)
            return len(queries)

        make_case()
        cost()
        few = cost()
        for _ in range(10):
            make_case()
        assert cost() == few


class TestMeToo:
    def test_whoever_joins_gets_a_code_of_their_own_and_is_told(self, client: Client, cast: Cast) -> None:
        case = make_case()
        sent = client.post("/around/me-too/", {"case": ticket_for(case), "phone": "13812341234"}, follow=True)
        number, secret = codes_on(sent.content.decode())
        assert number == case.number and "已一同关注" in sent.content.decode()
        assert Follower.objects.get().phone == "+8613812341234"
        other = Client().post("/track/", {"number": number, "code": secret}, follow=True)
        assert other.redirect_chain == [(f"/track/{number}/", 302)]
        make_move(Case.objects.get(), "take", actor=cast.actor("grid_member"))
        make_move(Case.objects.get(), "resolve", actor=cast.actor("grid_member"), reply="好了")
        assert Message.objects.filter(to="followers", topic="resolved").exists()

    def test_a_number_that_cannot_be_called_is_said(self, client: Client, cast: Cast) -> None:
        page = client.post("/around/me-too/", {"case": ticket_for(make_case()), "phone": "12"}, follow=True)
        assert Follower.objects.get().phone == "" and "无法电话联系" in page.content.decode()

    def test_nobody_joins_twice_from_one_browser(self, client: Client, cast: Cast) -> None:
        ticket = ticket_for(make_case())
        client.post("/around/me-too/", {"case": ticket})
        client.post("/around/me-too/", {"case": ticket})
        assert Follower.objects.count() == 1

    @pytest.mark.parametrize("ticket", ["", "forged", "1:x:y"])
    def test_a_ticket_that_was_not_made_here_opens_nothing(self, client: Client, cast: Cast, ticket: str) -> None:
        make_case()
        page = client.post("/around/me-too/", {"case": ticket}, follow=True).content.decode()
        assert Follower.objects.count() == 0 and "重新反映" in page

    def test_after_many_the_address_has_to_wait(self, client: Client, cast: Cast) -> None:
        tickets = [ticket_for(make_case()) for _ in range(FOLLOWING.most + 1)]
        for ticket in tickets:
            client.post("/around/me-too/", {"case": ticket})
        assert Follower.objects.count() == FOLLOWING.most


class TestSimilar:
    def test_something_alike_near_by_is_shown_before_a_report_is_taken(self, client: Client, cast: Cast) -> None:
        make_case(lon=116.0055)
        asked = client.post("/report/", form())
        assert asked.status_code == 200 and Case.objects.count() == 1
        page = asked.content.decode()
        assert "是不是下面这件事" in page and "路口垃圾桶满溢" in page
        assert 'name="seen"' in page
        client.post("/report/", form(seen="1"))
        assert Case.objects.count() == 2

    def test_joining_from_the_form_files_nothing(self, client: Client, cast: Cast) -> None:
        case = make_case(lon=116.0055)
        client.post("/around/me-too/", form(case=ticket_for(case), phone="13812341234"))
        assert Case.objects.count() == 1 and Follower.objects.get().case == case

    def test_another_kind_or_a_far_place_is_not_alike(self, client: Client, cast: Cast) -> None:
        make_case(lon=116.008)
        make_case(kind="suggestion", category="")
        client.post("/report/", form())
        assert Case.objects.count() == 3

    def test_the_part_for_the_page_needs_a_point(self, client: Client, cast: Cast) -> None:
        make_case()
        assert client.get("/report/similar/", {"kind": "street-cleanliness"}).content == b""
        part = client.get("/report/similar/", {"kind": "street-cleanliness", **HERE}).content.decode()
        assert "我也遇到" in part and "<html" not in part


class TestBeginning:
    def test_words_first_leads_to_the_form_of_the_likely_kind(self, client: Client, cast: Cast) -> None:
        begun = {"begin": "1", "submission": "a-form-shown-to-somebody", "description": "楼上装修噪音很大"}
        page = client.post("/report/", begun).content.decode()
        assert re.search(r'<option value="noise"\s+selected', page)
        assert "楼上装修噪音很大" in page and Case.objects.count() == 0

    def test_nothing_said_still_leads_to_a_form(self, client: Client, cast: Cast) -> None:
        assert client.post("/report/", {"begin": "1", "description": ""}).status_code == 200


class TestScanning:
    def test_a_compounds_code_brings_its_place_into_the_form(self, client: Client, compound: Compound) -> None:
        start = client.get(f"/r/c{compound.pk}/", follow=True)
        page = start.content.decode()
        assert 'name="lon" value="116.004"' in page and "枣园新村" in page
        form_page = client.get(f"/report/?kind=noise&{start.redirect_chain[0][0].split('?')[1]}").content.decode()
        assert 'value="枣园新村"' in form_page and 'value="116.004"' in form_page

    def test_a_micro_grids_code_leads_inside_it_and_a_grids_names_it(self, client: Client, cast: Cast) -> None:
        client.get(f"/r/{MICRO_GRID}/")
        where = client.get(f"/r/{MICRO_GRID}/")["Location"]
        assert "lon=116.005" in where and "lat=36.005" in where
        assert client.get(f"/r/{GRID}/")["Location"].endswith(f"area_code={GRID}")

    @pytest.mark.parametrize("code", ["c999999", "371", "nonsense", "c", "000000000000000000"])
    def test_a_code_nobody_knows_gets_a_helpful_page(self, client: Client, cast: Cast, code: str) -> None:
        answer = client.get(f"/r/{code}/")
        assert answer.status_code == 404 and 'href="/report/"' in answer.content.decode()

    def test_sheets_are_printed_for_ones_own_area_only(self, client: Client, cast: Cast, compound: Compound) -> None:
        client.force_login(cast.community_officer)
        pdf = client.get("/sheets/sheets.pdf", {"area": COMMUNITY})
        assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF-")
        assert client.get("/sheets/sheets.pdf", {"area": ELSEWHERE}).status_code == 404
        assert f'value="{COMMUNITY}"' in client.get("/sheets/").content.decode()
        client.force_login(cast.grid_member)
        assert client.get("/sheets/").status_code == 403

    def test_a_sheet_holds_the_code_of_its_place(self, cast: Cast, compound: Compound) -> None:
        data = sheets_of(areas_in_force().get(code=GRID), "https://example.org/")
        assert [sheet["name"] for sheet in data["sheets"]] == ["枣园新村", "1号微网格", "2号微网格"]
        assert all(sheet["svg"].startswith("<svg") for sheet in data["sheets"])
