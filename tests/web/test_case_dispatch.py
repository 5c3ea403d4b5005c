"""Who could take a case, on its page: shown to whoever may hand it on, with links to forms that are filled in."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.routes import save_route
from onegrid.casework.models import Case, Route
from onegrid.directory.models import Organisation, Role
from onegrid.territory import generations
from tests.conftest import GRID, MICRO_GRID, Cast
from tests.factories import ROOT, make_case, make_certificate, make_organisation, make_person, make_post

FIRE: dict[str, Any] = {
    "kind": "blocked-fire-passage",
    "category": "clutter",
    "description": "楼道堆满杂物，请尽快清理。",
}


@pytest.fixture
def station(cast: Cast) -> Organisation:
    """The fire station, to which the routes send such cases."""
    station = make_organisation("消防工作站")
    make_post(make_person("林消防"), Role.DEPARTMENT_HANDLER, organisation=station)
    save_route(Route(subdistrict=ROOT, kind=FIRE["kind"], organisation=station), actor="system")
    return station


@pytest.fixture
def case(cast: Cast, station: Organisation) -> Case:
    """A fire passage that went to the street cleaners by mistake."""
    case = make_case(**FIRE)
    make_move(case, "redirect", actor=cast.actor("duty_officer"), organisation=cast.department, reason="请处理")
    return case


def section(client: Client, case: Case, person: Any) -> str:
    """The part of the page that says who could take it; empty if there is none."""
    client.force_login(person)
    answer = client.get(f"/cases/{case.number}/")
    assert answer.status_code == 200
    found = re.search(r'<section aria-labelledby="dispatch-title">.*?</section>', answer.content.decode(), re.DOTALL)
    return unescape(found[0]) if found else ""


def test_the_desk_reads_who_could_take_it_why_and_who_could_not(
    client: Client, cast: Cast, case: Case, station: Organisation
) -> None:
    make_certificate(cast.grid_leader, expires=date(2021, 3, 1))
    make_certificate(cast.grid_member, expires=date(2099, 3, 1))
    shown = section(client, case, cast.duty_officer)
    could, could_not = shown.split("<details", 1)
    assert "谁可接办" in could
    assert could.index("消防工作站") < could.index("1号微网格 网格员") < could.index("1号社区 社区干部")
    assert "按派单规则应由其承办" in could and "持有消防安全培训合格证，有效期至2099-03-01" in could
    assert "1号网格 网格长" in could_not and "消防安全培训合格证已于2021-03-01到期" in could_not


def test_a_suggestion_leads_to_the_form_of_the_move_filled_in(
    client: Client, cast: Cast, case: Case, station: Organisation
) -> None:
    shown = section(client, case, cast.duty_officer)
    redirect = f"/cases/{case.number}/moves/redirect/?organisation={station.pk}"
    assert f'href="{redirect}"' in shown and f'href="/cases/{case.number}/moves/hand-down/?area={GRID}"' in shown
    form = client.get(redirect).content.decode()
    assert re.search(rf'<option value="{station.pk}" selected>消防工作站', form)
    sent = {"organisation": station.pk, "reason": "属消防职责", "length": case.length}
    client.post(f"/cases/{case.number}/moves/redirect/", sent)
    assert Case.objects.get(pk=case.pk).holder_organisation == station


@pytest.mark.parametrize(("move", "ask", "answer"), [("hand-down", "area", MICRO_GRID), ("assign", "person", "")])
def test_areas_and_people_are_filled_in_too(
    client: Client, cast: Cast, case: Case, move: str, ask: str, answer: str
) -> None:
    client.force_login(cast.duty_officer)
    wanted = answer or str(cast.handler.pk)
    form = client.get(f"/cases/{case.number}/moves/{move}/", {ask: wanted}).content.decode()
    assert re.search(rf'<option value="{wanted}" selected>', form)


def test_an_address_fills_in_no_words_and_nobody_who_cannot_be_chosen(client: Client, cast: Cast, case: Case) -> None:
    client.force_login(cast.duty_officer)
    chosen = {"organisation": cast.department.pk, "reason": "照此办理", "length": "0", "key": "forged"}
    page = client.get(f"/cases/{case.number}/moves/redirect/", chosen).content.decode()
    form = page[page.index('id="move-form"') : page.index("</form>", page.index('id="move-form"'))]
    assert "照此办理" not in form and "forged" not in form and f'name="length" value="{case.length}"' in form
    assert not re.search(rf'<option value="{cast.department.pk}" selected>', form)


@pytest.mark.parametrize("who", ["inspector", "leader", "auditor", "grid_member"])
def test_whoever_may_not_hand_it_on_sees_nothing_of_it(client: Client, cast: Cast, case: Case, who: str) -> None:
    assert section(client, case, getattr(cast, who)) == ""


def test_a_handler_sees_it_without_the_names_of_the_staff(client: Client, cast: Cast, case: Case) -> None:
    shown = section(client, case, cast.handler)
    assert "消防工作站" in shown
    assert not any(name in shown for name in ("王网格", "李格长", "张社区", "赵值班", "林消防"))


def test_it_costs_the_same_with_many_candidates(client: Client, cast: Cast, case: Case) -> None:
    def cost() -> int:
        generations.forget()
        with CaptureQueriesContext(connection) as queries:
            assert section(client, case, cast.duty_officer)
        return len(queries)

    make_case(**FIRE)  # so that there is a similar case from the beginning
    cost()
    before = cost()
    for category in ("vehicle", "locked", "equipment", "other"):
        organisation = make_organisation(f"{category}站")
        make_post(make_person(), Role.DEPARTMENT_HANDLER, organisation=organisation)
        make_post(make_person(), Role.DEPARTMENT_HANDLER, organisation=cast.department)
        route = Route(subdistrict=ROOT, kind=FIRE["kind"], category=category, organisation=organisation)
        save_route(route, actor="system")
        make_certificate(make_person())
        make_case(**FIRE)
    cost()
    assert cost() == before
