import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case
from onegrid.directory.models import Role
from onegrid.web.wall.late import LINES
from tests.conftest import Cast
from tests.factories import make_case, make_post

AGO = timedelta(days=60)


@pytest.fixture
def duty(client: Client, cast: Cast) -> Client:
    client.force_login(cast.duty_officer)
    return client


def show(client: Client, language: str = "zh-hans") -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get("/wall/")
    assert answer.status_code == 200
    return answer.content.decode()


def figures(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-figure="(\w+)">([\d+]+)<', page))


def late_case(**more: object) -> Case:
    return make_case(when=timezone.now() - AGO, **more)


def test_the_figures_count_what_is_open_late_and_new(duty: Client) -> None:
    late_case()
    make_case()
    make_case(lon=116.035)
    assert figures(show(duty)) == {"late": "1", "soon": "0", "open": "3", "reported": "2"}


def test_what_is_late_the_longest_stands_first_and_the_rest_is_counted(duty: Client) -> None:
    for day in range(LINES + 2):
        make_case(when=timezone.now() - AGO + timedelta(days=day))
    page = show(duty)
    assert page.count("wall-due") == LINES
    assert "另有 2 件逾期" in page
    days = [int(each) for each in re.findall(r'wall-due">逾期 (\d+) 天', page)]
    assert days == sorted(days, reverse=True) and len(days) == LINES


def test_nothing_personal_stands_on_it(duty: Client, cast: Cast) -> None:
    case = late_case(name="王女士", phone="13800138000", description="王女士电话 13800138000，垃圾桶满溢")
    make_move(case, "take", actor=cast.actor("grid_member"))
    page = show(duty)
    assert "wall-due" in page and "1号社区 · 1号网格" in page
    for words in ("王女士", "13800138000", "垃圾桶满溢", "王网格", case.number, "1号微网格 ·", cast.duty_officer.name):
        assert words not in page, words


def test_a_confidential_kind_is_neither_named_nor_placed_in_its_grid(duty: Client) -> None:
    case = late_case(kind="hardship-help", category="illness", details={"whom": "self"})
    lines = show(duty).split('id="wall-late"')[1]
    assert "不公开事项" in lines and "1号社区" in lines
    assert "1号网格" not in lines.split("wall-where")[1].split("</span>")[0]
    assert str(case.type.title) not in lines


def test_each_sees_their_own_areas_only(client: Client, cast: Cast) -> None:
    late_case()
    late_case(lon=117.005)
    for name, late in {"leader": "1", "outsider": "1", "grid_member": "1", "handler": "0"}.items():
        client.force_login(getattr(cast, name))
        assert figures(show(client))["late"] == late, name


@pytest.mark.parametrize("name", ["planner", "administrator"])
def test_who_sees_no_cases_is_kept_out(client: Client, cast: Cast, name: str) -> None:
    client.force_login(getattr(cast, name))
    assert client.get("/wall/").status_code == 403


def test_lamps_stand_by_grid_and_below_for_whoever_has_one_grid(client: Client, cast: Cast) -> None:
    for name, level in {
        "duty_officer": 3,
        "community_officer": 3,
        "grid_leader": 4,
        "grid_member": 4,
        "handler": 3,
    }.items():
        client.force_login(getattr(cast, name))
        assert f'data-map-level-value="{level}"' in show(client), name


def test_a_community_sees_itself_and_not_the_whole_office_on_the_map(client: Client, cast: Cast) -> None:
    client.force_login(cast.community_officer)
    assert 'data-map-areas-value="/map/areas.json?prefix=371502009001"' in show(client)
    make_post(cast.community_officer, Role.COMMUNITY_OFFICER, "371502009002")
    assert 'data-map-areas-value="/map/areas.json"' in show(client)


def test_an_office_without_cases_says_so(duty: Client) -> None:
    assert "没有逾期事项" in show(duty)


def test_it_is_dark_unless_the_reader_chose_light(duty: Client) -> None:
    assert 'class="wall" data-theme="onegrid-dark"' in show(duty)
    duty.cookies["theme"] = "light"
    assert 'data-theme="onegrid-dark"' not in show(duty)


def test_it_asks_no_more_questions_however_much_there_is(duty: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            show(duty)
        return len([each for each in queries if "territory_generation" not in each["sql"]])

    late_case()
    show(duty)
    few = count()
    for each in range(20):
        late_case(lon=116.005 + each % 4 * 0.01)
    assert count() <= few <= 10


def test_its_letters_are_28_pixels_at_least() -> None:
    rules = (Path(settings.FRONTEND).parent / "src/styles/wall.css").read_text()
    assert "font-size: max(28px," in rules
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)em", rules)]
    assert sizes and min(sizes) >= 1
