from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onegrid.audit.models import Entry
from onegrid.casework.domain.routes import save_route
from onegrid.casework.models import Case, Route
from onegrid.web.office.routes import last_month
from tests.conftest import COMMUNITY, Cast
from tests.factories import ROOT, at, make_case, make_post

NEW = "/office/routes/new/"
MARCH = {"since": "2026-03-01", "until": "2026-03-31", "compare": "now"}


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def route(cast: Cast) -> Route:
    """All that litters the streets goes to the department."""
    return save_route(Route(subdistrict=ROOT, kind="street-cleanliness", organisation=cast.department), actor="system")


def asked(cast: Cast, **more: str) -> dict[str, str]:
    return {"sort": "street-cleanliness:rubbish", "area_prefix": COMMUNITY, "to": f"org-{cast.department.pk}"} | more


def verbs() -> list[str]:
    return list(Entry.objects.filter(chain__startswith="journal:").order_by("at", "seq").values_list("verb", flat=True))


def test_an_office_without_routes_says_what_happens_then(office: Client) -> None:
    assert "每件事项都由所在地的在岗人员办理" in office.get("/office/routes/").content.decode()


def test_a_route_is_listed_in_words(office: Client, route: Route) -> None:
    page = office.get("/office/routes/").content.decode()
    assert "环境卫生" in page and "全部区域" in page and "环卫所" in page
    page = office.get("/office/routes/", headers={"accept-language": "en"}).content.decode()
    assert "Street cleanliness" in page and "everywhere" in page


def test_a_new_route_leads_cases_filed_from_then_on(office: Client, cast: Cast) -> None:
    before = make_case()
    answer = office.post(NEW, asked(cast))
    assert answer["Location"] == "/office/routes/" and verbs()[-1] == "add route"
    assert make_case().holder_organisation == cast.department
    assert Case.objects.get(pk=before.pk).holder_organisation is None


def test_a_route_is_changed(office: Client, route: Route) -> None:
    page = office.get(f"/office/routes/{route.pk}/").content.decode()
    assert f'value="org-{route.organisation_id}" selected' in page and 'value="street-cleanliness" selected' in page
    office.post(f"/office/routes/{route.pk}/", {"sort": "street-cleanliness", "area_prefix": "", "to": "2"})
    route.refresh_from_db()
    assert (route.level, route.organisation, verbs()[-1]) == (2, None, "change route")


def test_a_route_is_deleted_after_a_look_at_what_would_follow(office: Client, route: Route) -> None:
    case = make_case(when=at("2026-03-04 10:00"))
    page = office.get(f"/office/routes/{route.pk}/delete/", MARCH).content.decode()
    assert case.number in page and "王网格" not in page and "网格员" in page
    assert Route.objects.exists()
    office.post(f"/office/routes/{route.pk}/delete/")
    assert not Route.objects.exists() and verbs()[-1] == "delete route"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"to": ""}, "请填写"),
        ({"to": "org-999999"}, "不在可用的选项中"),
        ({"sort": "street-cleanliness"}, "已有派单规则"),
        ({"area_prefix": "371502010001"}, "不在可用的选项中"),
    ],
)
def test_a_route_that_will_not_do_is_refused_and_keeps_what_was_chosen(
    office: Client, cast: Cast, route: Route, wrong: dict[str, str], said: str
) -> None:
    answer = office.post(NEW, {"sort": "suggestion", "area_prefix": "", "to": "4"} | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert f'value="{wrong.get("sort", "suggestion")}" selected' in page
    assert Route.objects.count() == 1


def test_a_change_is_tried_on_past_cases_before_it_is_saved(office: Client, cast: Cast) -> None:
    near = [make_case(when=at(moment)) for moment in ("2026-03-04 10:00", "2026-03-31 23:00")]
    make_case(when=at("2026-04-01 00:30"))
    make_case(when=at("2026-03-05 10:00"), area_code=ROOT + "002001001")
    answer = office.post(NEW, asked(cast, **MARCH, **{"try": "1"}))
    page = answer.content.decode()
    assert answer.status_code == 200 and "3 件事项中有 2 件会改变去向" in page
    assert "1号微网格 网格员" in page and "环卫所" in page
    assert any(case.number in page for case in near)
    assert f'value="{COMMUNITY}" selected' in page
    assert not Route.objects.exists() and "add route" not in verbs()


def test_trying_a_route_again_counts_it_once_only(office: Client, route: Route) -> None:
    make_case(when=at("2026-03-04 10:00"))
    answer = office.post(
        f"/office/routes/{route.pk}/",
        {"sort": "street-cleanliness", "area_prefix": "", "to": f"org-{route.organisation_id}", "try": "1"} | MARCH,
    )
    assert "会改变去向" not in answer.content.decode()


def test_a_sample_leads_to_its_case_for_those_who_may_see_it(office: Client, cast: Cast) -> None:
    case = make_case(when=at("2026-03-04 10:00"))
    wish = asked(cast, **MARCH, **{"try": "1"})
    assert f"/cases/{case.number}/" not in office.post(NEW, wish).content.decode()
    make_post(cast.administrator, "duty_officer")
    assert f"/cases/{case.number}/" in office.post(NEW, wish).content.decode()


def test_the_routes_in_force_are_compared_with_where_cases_first_went(office: Client, cast: Cast) -> None:
    make_case(when=at("2026-03-04 10:00"))
    period = {"since": "2026-03-01", "until": "2026-03-31", "compare": "then"}
    assert "会改变去向" not in office.get("/office/routes/try/", period).content.decode()
    office.post(NEW, asked(cast))
    assert "1 件事项中有 1 件会改变去向" in office.get("/office/routes/try/", period).content.decode()


@pytest.mark.parametrize("until", ["2026-02-01", "soon", "", "0001-01-01"])
def test_a_period_that_cannot_be_is_refused(office: Client, until: str) -> None:
    answer = office.get("/office/routes/try/", {"since": "2026-03-01", "until": until, "compare": "now"})
    assert answer.status_code == 422 and 'value="2026-03-01"' in answer.content.decode()


@pytest.mark.parametrize("since", ["0001-01-01", "1969-12-31", "2100-01-01"])
def test_a_period_of_another_age_is_refused(office: Client, since: str) -> None:
    answer = office.get("/office/routes/try/", {"since": since, "until": "2026-03-31", "compare": "now"})
    assert answer.status_code == 422 and "请核对年份" in answer.content.decode()


def test_last_month_is_whole() -> None:
    assert last_month(date(2026, 3, 31)) == {"since": "2026-02-01", "until": "2026-02-28", "compare": "now"}
    assert last_month(date(2026, 1, 1))["since"] == "2025-12-01"


@pytest.mark.parametrize("name", ["grid_member", "duty_officer", "planner", "auditor", "outsider"])
@pytest.mark.parametrize("url", ["/office/routes/", NEW, "/office/routes/try/", "/office/kinds/"])
def test_only_who_may_edit_routes_comes_in(client: Client, cast: Cast, name: str, url: str) -> None:
    client.force_login(getattr(cast, name))
    assert client.get(url).status_code == 403


def test_the_routes_of_another_office_are_out_of_reach(office: Client, cast: Cast) -> None:
    other = Route.objects.create(subdistrict="371502010", kind="noise", level=4)
    assert office.get(f"/office/routes/{other.pk}/").status_code == 404
    assert office.post(f"/office/routes/{other.pk}/delete/").status_code == 404
    assert office.get("/office/routes/?office=371502010").status_code == 403
    assert Route.objects.filter(pk=other.pk).exists()


def test_who_administers_two_offices_turns_from_one_to_the_other(office: Client, cast: Cast) -> None:
    make_post(cast.administrator, "administrator", "371502010")
    page = office.get("/office/routes/?office=371502010").content.decode()
    assert '<option value="371502010" selected>' in page and "/office/routes/new/?office=371502010" in page
    office.post("/office/routes/new/?office=371502010", {"sort": "noise", "area_prefix": "", "to": "4"})
    assert Route.objects.get().subdistrict == "371502010"


def test_the_table_takes_as_many_queries_for_many_routes_as_for_one(office: Client, cast: Cast, route: Route) -> None:
    office.get("/office/routes/")
    few = count_queries(office)
    for kind in ("suggestion", "safety-hazard", "policy-question"):
        save_route(Route(subdistrict=ROOT, kind=kind, organisation=cast.other_department), actor="system")
    office.get("/office/routes/")
    assert count_queries(office) == few


def count_queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get("/office/routes/")
    return len([each for each in queries if "territory_generation" not in each["sql"]])
