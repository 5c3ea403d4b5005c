import re

import pytest
from django.test import Client

from onegrid.audit.models import Entry
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import BulkAct, Case
from tests.conftest import COMMUNITY, GRID, Cast
from tests.factories import ROOT, make_case


@pytest.fixture
def duty(client: Client, cast: Cast) -> Client:
    client.force_login(cast.duty_officer)
    return client


def asked(*cases: Case) -> str:
    return "&".join(f"case={case.number}" for case in cases)


def body(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def form_of(client: Client, move: str, *cases: Case) -> dict[str, list[str] | str]:
    """What the form of a move sends before anything is filled in."""
    page = body(client, f"/desk/bulk/{move}/?{asked(*cases)}")
    (key,) = re.findall(r'name="key" value="([^"]+)"', page)
    return {"key": key, "case": re.findall(r'name="case" value="([^"]+)"', page)}


def test_each_row_can_be_ticked_without_script(duty: Client, cast: Cast) -> None:
    case = make_case()
    page = body(duty, "/desk/")
    assert f'name="case" value="{case.number}" form="bulk"' in page and 'id="bulk" method="get"' in page


def test_what_all_of_the_chosen_allow_is_offered(duty: Client, cast: Cast) -> None:
    one, other = make_case(), make_case()
    page = body(duty, f"/desk/bulk/?{asked(one, other)}")
    assert f"/desk/bulk/urge/?{asked(one, other)}" in page.replace("&amp;", "&") and "/desk/bulk/note/" in page
    assert "/desk/bulk/take/" not in page and "/desk/bulk/merge/" not in page
    assert "请先在事项列表中勾选" in body(duty, "/desk/bulk/")


def test_many_are_handed_on_and_taken_back(duty: Client, cast: Cast) -> None:
    cases = [make_case(), make_case()]
    data = form_of(duty, "redirect", *cases) | {"organisation": str(cast.department.pk), "reason": "环卫职责"}
    answer = duty.post("/desk/bulk/redirect/", data)
    page = body(duty, answer["Location"])
    assert "完成 2 件" in page and "撤回（10 分钟内有效）" in page
    assert {Case.objects.get(pk=case.pk).holder_organisation for case in cases} == {cast.department}
    act = BulkAct.objects.get()
    page = body(duty, duty.post(f"/desk/bulk/done/{act.pk}/undo/")["Location"])
    assert "已撤回 2 件" in page and "分钟内有效" not in page
    assert {Case.objects.get(pk=case.pk).holder_organisation for case in cases} == {None}
    assert Entry.objects.filter(verb="undo").count() == 2
    assert "撤回" in body(duty, f"/cases/{cases[0].number}/")


def test_one_that_is_refused_says_why_and_holds_back_no_other(client: Client, cast: Cast) -> None:
    client.force_login(cast.grid_member)
    done, refused = make_case(), make_case()
    for case in (done, refused):
        make_move(case, "take", actor=cast.actor("grid_member"))
    data = form_of(client, "return", done, refused) | {"reason": "不属本网格"}
    page = body(client, client.post("/desk/bulk/return/", data)["Location"])
    assert "完成 0 件，未完成 2 件" in page


def test_what_is_missing_is_asked_for_again(duty: Client, cast: Cast) -> None:
    data = form_of(duty, "redirect", make_case()) | {"reason": "环卫职责"}
    assert duty.post("/desk/bulk/redirect/", data).status_code == 422
    assert BulkAct.objects.count() == 0


def test_only_areas_into_which_all_can_be_handed_are_offered(duty: Client, cast: Cast) -> None:
    here, wide = make_case(area_code=COMMUNITY), make_case(area_code=ROOT)
    for case in (here, wide):
        Case.objects.filter(pk=case.pk).update(holder_area=ROOT)
    page = body(duty, f"/desk/bulk/hand-down/?{asked(here, wide)}")
    assert f'value="{COMMUNITY}"' in page and f'value="{GRID}"' in page and f'value="{ROOT}002"' not in page


def test_nobody_acts_on_what_they_do_not_see(client: Client, cast: Cast) -> None:
    case = make_case()
    client.force_login(cast.outsider)
    assert client.get(f"/desk/bulk/note/?{asked(case)}").status_code == 302
    assert client.post("/desk/bulk/note/", {"case": case.number, "key": "k", "note": "看看"}).status_code == 302
    assert BulkAct.objects.count() == 0


def test_nobody_reads_or_takes_back_what_another_did(client: Client, cast: Cast) -> None:
    client.force_login(cast.duty_officer)
    client.post("/desk/bulk/note/", form_of(client, "note", make_case()) | {"note": "统一排查"})
    act = BulkAct.objects.get()
    client.force_login(cast.community_officer)
    assert client.get(f"/desk/bulk/done/{act.pk}/").status_code == 404
    assert client.post(f"/desk/bulk/done/{act.pk}/undo/").status_code == 404
