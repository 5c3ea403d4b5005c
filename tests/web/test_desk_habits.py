import re
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from onegrid.casework.domain.desks import filters_of, habit_of, save_filter
from onegrid.casework.domain.moving import make_move
from tests.conftest import COMMUNITY, Cast
from tests.factories import make_case


@pytest.fixture
def duty(client: Client, cast: Cast) -> Client:
    client.force_login(cast.duty_officer)
    return client


def body(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def heads(page: str) -> list[str]:
    found = re.findall(r'<th scope="col"[^>]*>(?:<span class="sr-only">)?([^<]*)', page)
    return [head for head in found if head]


def test_the_filter_of_the_queue_is_saved_and_stands_above_it(duty: Client, cast: Cast) -> None:
    assert "1号社区" in body(duty, f"/desk/filters/new/?area={COMMUNITY}&nonsense=1")
    answer = duty.post(f"/desk/filters/new/?area={COMMUNITY}&nonsense=1", {"name": "一社区"})
    assert answer["Location"] == f"/desk/?area={COMMUNITY}"
    page = body(duty, f"/desk/?area={COMMUNITY}")
    assert re.search(rf'href="/desk/\?area={COMMUNITY}" aria-current="page">.*?一社区</a>', page, re.DOTALL)
    assert "一社区" in body(duty, "/desk/")


def test_a_name_that_will_not_do_comes_back_with_what_was_typed(duty: Client, cast: Cast) -> None:
    answer = duty.post("/desk/filters/new/?lamp=red", {"name": "  "})
    assert answer.status_code == 422 and filters_of(cast.duty_officer) == []


def test_filters_are_renamed_and_deleted(duty: Client, cast: Cast) -> None:
    saved = save_filter(cast.duty_officer, "旧名", "?lamp=red")
    assert "旧名" in body(duty, "/desk/filters/")
    duty.post(f"/desk/filters/{saved.pk}/rename/", {"name": "新名"})
    assert [each.name for each in filters_of(cast.duty_officer)] == ["新名"]
    assert duty.post(f"/desk/filters/{saved.pk}/rename/", {"name": ""}).status_code == 422
    duty.post(f"/desk/filters/{saved.pk}/delete/")
    assert filters_of(cast.duty_officer) == []


@pytest.mark.parametrize("act", ["rename", "delete"])
def test_nobody_touches_a_filter_of_another(client: Client, cast: Cast, act: str) -> None:
    saved = save_filter(cast.duty_officer, "旧名", "")
    client.force_login(cast.community_officer)
    assert client.post(f"/desk/filters/{saved.pk}/{act}/", {"name": "新名"}).status_code == 404
    assert [each.name for each in filters_of(cast.duty_officer)] == ["旧名"]


def test_the_queue_shows_the_chosen_columns_in_its_own_order(duty: Client, cast: Cast) -> None:
    case = make_case(channel="hotline")
    make_move(case, "take", actor=cast.actor("grid_member"))
    assert "渠道" not in heads(body(duty, "/desk/"))
    answer = duty.post("/desk/columns/?lamp=green", {"column": ["channel", "kind", "nonsense"]})
    assert answer["Location"] == "/desk/?lamp=green"
    page = body(duty, "/desk/")
    assert heads(page) == ["时限灯", "标题", "事项类型", "渠道", "到期时间"]
    assert "12345" in page.split("<tbody>")[1] and "王网格" not in page.split("<tbody>")[1]
    duty.post("/desk/columns/", {"usual": "1"})
    assert habit_of(cast.duty_officer).columns == []


def test_an_export_holds_the_chosen_columns_but_no_names(duty: Client, cast: Cast) -> None:
    make_case()
    duty.post("/desk/columns/", {"column": ["handler", "channel", "reported"]})
    answer = duty.post("/desk/export/")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    first = [cell.value for cell in book.worksheets[0][1]]
    assert first == ["事项编号", "时限灯", "渠道", "反映时间", "到期时间"]


def test_single_keys_can_be_switched_off(duty: Client, cast: Cast) -> None:
    case = make_case()
    off = 'data-shortcuts-off-value="true"'
    pages = ("/desk/", "/desk/?view=map", f"/cases/{case.number}/")
    assert not any(off in body(duty, page) for page in pages)
    duty.post("/desk/keys/", {})
    assert all(off in body(duty, page) for page in pages)
    duty.post("/desk/keys/", {"single_keys": "on"})
    assert not any(off in body(duty, page) for page in pages)


def test_the_page_of_keys_says_what_every_key_does(duty: Client, cast: Cast) -> None:
    case = make_case()
    said = body(duty, "/desk/keys/")
    for key in re.findall(r'data-key="(\w)"', body(duty, f"/cases/{case.number}/")):
        assert f'<kbd class="kbd">{key}</kbd>' in said
