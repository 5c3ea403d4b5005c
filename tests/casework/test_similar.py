"""Cases like another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onegrid.casework.domain.moving import make_move
from onegrid.casework.similar import BEFORE, similar_visible_to
from tests.conftest import Cast
from tests.factories import make_case


def test_open_ones_come_first_then_the_nearest(cast: Cast) -> None:
    now = timezone.now()
    case, far, near = make_case(), make_case(lon=116.009), make_case(lon=116.0051)
    ended = make_case(when=now - timedelta(days=3))
    make_move(ended, "take", actor=cast.actor("grid_member"))
    make_move(ended, "resolve", actor=cast.actor("grid_member"), reply="好了")
    make_move(ended, "verify", actor=cast.actor("inspector"))
    found = similar_visible_to(cast.duty_officer, case)
    assert [each.case for each in found] == [near, far, ended]
    assert found[0].metres == pytest.approx(9, abs=1)


def test_other_kinds_places_and_long_ago_are_not_like_it(cast: Cast) -> None:
    case = make_case()
    make_case(kind="suggestion", category="")
    make_case(lon=116.015)
    make_case(when=timezone.now() - BEFORE - timedelta(days=1))
    assert similar_visible_to(cast.duty_officer, case) == []


def test_nobody_is_shown_what_they_may_not_see(cast: Cast, django_assert_num_queries: object) -> None:
    case = make_case()
    make_case()
    assert similar_visible_to(cast.outsider, case) == []
    similar_visible_to(cast.duty_officer, case)  # now their posts are known
    for _more in range(8):
        make_case()
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(similar_visible_to(cast.duty_officer, case)) == 5


def test_a_department_is_shown_those_that_came_to_it(cast: Cast) -> None:
    case, theirs, _another = make_case(), make_case(), make_case()
    over = {"organisation": cast.department, "reason": "环卫职责"}
    for each in (case, theirs):
        make_move(each, "redirect", actor=cast.actor("duty_officer"), **over)
    assert [each.case for each in similar_visible_to(cast.handler, case)] == [theirs]
