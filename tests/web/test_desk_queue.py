import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onegrid.casework.domain.desks import filters_of
from onegrid.casework.domain.moving import make_move
from tests.conftest import COMMUNITY, Cast
from tests.factories import ROOT, make_case

TRIANGLE, BOW_TIE = "116,36;116.02,36;116.01,36.02", "116,36;116.01,36.01;116.01,36;116,36.01"


@pytest.fixture
def duty(client: Client, cast: Cast) -> Client:
    client.force_login(cast.duty_officer)
    return client


def get(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def count_queries(client: Client, url: str) -> int:
    """How many queries a page takes, apart from looking every half second whether something kept in memory is stale."""
    with CaptureQueriesContext(connection) as queries:
        get(client, url)
    return len([each for each in queries if "territory_generation" not in each["sql"]])


def test_the_queue_shows_a_case_with_all_that_the_desk_must_know(duty: Client, cast: Cast) -> None:
    case = make_case(description="路口垃圾桶满溢。")
    make_move(case, "take", actor=cast.actor("grid_member"))
    page = get(duty, "/desk/")
    for words in (case.number, "路口垃圾桶满溢", "1号社区 · 1号网格 · 1号微网格", "王网格", f"/cases/{case.number}/"):
        assert words in page
    assert "lamp-green" in page


@pytest.mark.parametrize("name", ["planner", "administrator"])
def test_who_sees_no_cases_is_kept_out(client: Client, cast: Cast, name: str) -> None:
    client.force_login(getattr(cast, name))
    assert client.get("/desk/").status_code == 403 == client.get("/desk/map/").status_code


def test_somebody_not_signed_in_is_asked_to(client: Client, land: object) -> None:
    assert client.get("/desk/?lamp=red").status_code == 302


def test_a_number_leads_straight_to_the_case(duty: Client, cast: Cast) -> None:
    case = make_case()
    assert duty.get("/desk/", {"q": case.number.replace("-", " ")})["Location"] == f"/cases/{case.number}/"


def test_a_number_of_a_case_that_one_may_not_see_is_just_words(client: Client, cast: Cast) -> None:
    case = make_case()
    client.force_login(cast.outsider)
    answer = client.get("/desk/", {"q": case.number})
    assert answer.status_code == 200 and case.title not in answer.content.decode()


def test_lamps_are_counted_and_lead_to_their_cases(duty: Client, cast: Cast) -> None:
    make_case()
    page = get(duty, "/desk/")
    assert "?lamp=green" in page and re.search(r'figure-value">1<', page)
    page = get(duty, "/desk/?lamp=red")
    assert "figure-value" in page and "/cases/" not in page.split("<table")[-1]


def test_filters_stand_in_the_address_of_the_next_page(duty: Client, cast: Cast) -> None:
    for _each in range(51):
        make_case(channel="hotline")
    page = get(duty, f"/desk/?channel=hotline&area={COMMUNITY}")
    (following,) = re.findall(r'href="(\?[^"]*after=[^"]*)"', page)
    assert "channel=hotline" in following and f"area={COMMUNITY}" in following
    rest = get(duty, "/desk/" + following.replace("&amp;", "&"))
    assert len(re.findall('data-shortcuts-target="item"', rest)) == 1


def test_the_area_selects_go_down_level_by_level(duty: Client, cast: Cast) -> None:
    top = get(duty, "/desk/")
    assert f'value="{COMMUNITY}"' in top and f'value="{COMMUNITY}001"' not in top
    assert f'value="{COMMUNITY}001"' in get(duty, f"/desk/?area={COMMUNITY}")


def test_a_filter_can_be_taken_away_by_itself(duty: Client, cast: Cast) -> None:
    page = get(duty, f"/desk/?area={COMMUNITY}&kind=street-cleanliness")
    assert 'href="?kind=street-cleanliness"' in page and f'href="?area={COMMUNITY}"' in page


def test_what_was_typed_is_shown_again_and_never_as_markup(duty: Client, cast: Cast) -> None:
    page = get(duty, "/desk/?q=<b>路灯")
    assert "<b>路灯" not in page and "&lt;b&gt;路灯" in page


@pytest.mark.parametrize(
    "url",
    [
        "/desk/",
        "/desk/?state=all",
        "/desk/?q=垃圾",
        "/desk/?view=map",
        f"/desk/?area={COMMUNITY}",
        f"/desk/?view=both&polygon={TRIANGLE}",
        "/map/cases.json",
        "/map/lamps.json",
        "/map/heat.json",
    ],
)
def test_no_page_asks_more_for_more_cases(duty: Client, cast: Cast, url: str) -> None:
    make_case()
    duty.get(url)
    few = count_queries(duty, url)
    for _each in range(9):
        make_case()
    assert count_queries(duty, url) == few <= 22


def test_the_map_lists_the_areas_with_the_worst_first(duty: Client, cast: Cast) -> None:
    make_case(area_code=ROOT + "002001001")
    page = get(duty, "/desk/?view=map").split('id="area-lines"')[1]
    assert page.index("2号社区") < page.index("1号社区")
    assert f"?area={ROOT}002" in page
    assert "1号社区 · 1号网格" in get(duty, "/desk/?view=map&level=3").split('id="area-lines"')[1]


def test_the_areas_beside_the_map_follow_the_filters(duty: Client, cast: Cast) -> None:
    make_case(), make_case(lon=116.035, channel="hotline")
    lines = get(duty, "/desk/?view=both&channel=hotline").split('id="area-lines"')[1]
    counts = dict(re.findall(r'>([12]号社区)</a></td>\s*<td class="number">(\d+)<', lines))
    assert counts == {"2号社区": "1", "1号社区": "0"}
    assert f"channel=hotline&amp;area={COMMUNITY}" in lines


def test_what_stands_on_the_desk_is_remembered(duty: Client, cast: Cast) -> None:
    assert 'id="map-pane"' not in get(duty, "/desk/")
    assert 'data-panes="both"' in get(duty, "/desk/?view=both&lamp=red")
    assert 'data-panes="both"' in get(duty, "/desk/")
    assert 'id="map-pane"' not in get(duty, "/desk/?view=list") and 'id="map-pane"' not in get(duty, "/desk/?view=wall")


def test_the_old_address_of_the_map_leads_to_the_desk_with_its_map(duty: Client, cast: Cast) -> None:
    assert duty.get(f"/desk/map/?area={COMMUNITY}")["Location"] == f"/desk/?area={COMMUNITY}&view=map"
    assert duty.get("/desk/map/")["Location"] == "/desk/?view=map"


def test_a_drawn_area_is_a_chip_a_field_of_the_form_and_part_of_every_address(duty: Client, cast: Cast) -> None:
    case, far = make_case(), make_case(lon=116.035)
    page = get(duty, f"/desk/?kind=street-cleanliness&polygon={TRIANGLE}")
    assert case.number in page and far.number not in page
    assert "圈选范围（3 个顶点）" in page and 'href="?kind=street-cleanliness"' in page
    assert f'name="polygon" value="{TRIANGLE}"' in page
    assert f"/desk/export/?kind=street-cleanliness&amp;polygon={TRIANGLE}" in page


def test_a_drawn_area_can_be_kept_as_a_filter(duty: Client, cast: Cast) -> None:
    duty.post(f"/desk/filters/new/?polygon={TRIANGLE}", {"name": "河岸"})
    (saved,) = filters_of(cast.duty_officer)
    assert saved.chosen == f"?polygon={TRIANGLE}"
    assert "圈选范围（3 个顶点）" in get(duty, "/desk/filters/")


@pytest.mark.parametrize("polygon", [BOW_TIE, "1,1", "x", "999,1;1,1;2,2", "116,36%00;117,36;117,37", "1,1;" * 40])
def test_a_drawn_area_that_is_none_is_said_and_narrows_nothing(duty: Client, cast: Cast, polygon: str) -> None:
    case = make_case()
    answer = duty.get(f"/desk/?polygon={polygon}")
    page = answer.content.decode()
    assert answer.status_code == 422 and case.number in page
    assert "圈选范围无效" in page and 'role="alert"' in page and 'name="polygon"' not in page
    assert duty.get(f"/map/cases.json?polygon={polygon}").status_code == 400
    assert duty.post(f"/desk/export/?polygon={polygon}").status_code == 302


def test_a_department_finds_its_way_too(client: Client, cast: Cast) -> None:
    client.force_login(cast.handler)
    assert get(client, "/desk/") and get(client, "/desk/?view=map&level=2")
