from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from onegrid.directory.models import Post, Role
from tests.conftest import COMMUNITY, Cast
from tests.factories import ROOT, make_person, make_plan, make_post, redrawn_areas

PAGE = "/office/people/bereft/"
GONE = ROOT + "002002"


@pytest.fixture
def administrator(client: Client, cast: Cast) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def leader(cast: Cast) -> Post:
    """Who leads a grid that the next plan does not have."""
    return make_post(make_person("孟格长"), Role.GRID_LEADER, GONE)


def test_without_a_change_of_plan_there_is_nothing_to_reassign(administrator: Client) -> None:
    assert "No plan has followed another yet" in administrator.get(PAGE).content.decode()


def test_posts_whose_area_goes_or_moves_are_listed_before_the_day_comes(administrator: Client, leader: Post) -> None:
    make_post(make_person("调网格"), Role.GRID_MEMBER, COMMUNITY + "001002")
    make_plan(areas=redrawn_areas(), starts=timezone.localdate() + timedelta(days=30))
    page = administrator.get(PAGE).content.decode()
    assert "孟格长" in page and "no longer exists" in page and "1号网格 · 100%" in page
    assert "调网格" in page and "0% of the old is left" in page
    assert "王网格" not in page and "张社区" not in page
    assert "1 post has lost its area" in administrator.get("/office/").content.decode()


def test_they_are_put_into_the_new_areas_from_its_first_day(administrator: Client, leader: Post, cast: Cast) -> None:
    day = timezone.localdate() + timedelta(days=30)
    make_plan(areas=redrawn_areas(), starts=day)
    administrator.post(PAGE, {f"post-{leader.pk}": ROOT + "002001"})
    leader.refresh_from_db()
    fresh = Post.objects.get(person=leader.person, area_code=ROOT + "002001")
    assert (leader.ends, fresh.starts, fresh.ends, fresh.role) == (day, day, None, Role.GRID_LEADER)
    assert "孟格长" not in administrator.get(PAGE).content.decode()


def test_an_area_that_took_nothing_over_is_no_choice(administrator: Client, leader: Post) -> None:
    make_plan(areas=redrawn_areas(), starts=timezone.localdate())
    administrator.post(PAGE, {f"post-{leader.pk}": ROOT + "001001"})
    leader.refresh_from_db()
    assert leader.ends is None


def test_who_may_only_see_people_sees_the_list_and_moves_nobody(client: Client, leader: Post, cast: Cast) -> None:
    make_plan(areas=redrawn_areas(), starts=timezone.localdate())
    client.force_login(cast.duty_officer)
    page = client.get(PAGE).content.decode()
    assert "孟格长" in page and "<select" not in page.split("<tbody>")[1]
    assert client.post(PAGE, {f"post-{leader.pk}": ROOT + "002001"}).status_code == 403
