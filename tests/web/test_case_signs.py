from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from onegrid.casework.domain.clocks import clocks_of
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case
from tests.conftest import Cast
from tests.factories import make_case


def drawn(source: str, **context: object) -> str:
    return Template("{% load onegrid_tags %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("left", "lamp", "shape", "words"),
    [
        (timedelta(hours=3, minutes=5), "green", "<circle", "还剩 3 小时"),
        (timedelta(minutes=20, seconds=5), "amber", "M6 .8", "还剩 20 分钟"),
        (timedelta(days=-2, seconds=-5), "red", "M1 1h10", "逾期 2 天"),
    ],
)
def test_a_lamp_is_told_by_colour_shape_and_words(
    cast: Cast, left: timedelta, lamp: str, shape: str, words: str
) -> None:
    case, now = make_case(), timezone.now()
    case.due_at, case.amber_at = now + left, now + timedelta(hours=1) if lamp == "green" else now - timedelta(hours=1)
    sign = drawn("{% lamp case %}", case=case)
    assert f'class="lamp lamp-{lamp}"' in sign and shape in sign and words in sign
    assert 'class="sr-only"' in drawn("{% lamp case words=False %}", case=case)


def test_a_stopped_clock_says_how_it_ended_and_a_paused_one_that_it_rests(cast: Cast) -> None:
    case = make_case()
    make_move(case, "take", actor=cast.actor("grid_member"))
    make_move(case, "pause", actor=cast.actor("grid_member"), reason="等设备")
    took, handling = clocks_of(Case.objects.get())
    if took.key != "take":
        took, handling = handling, took
    assert "按期办结" in drawn("{% lamp clock %}", clock=took)
    assert "lamp-none" in drawn("{% lamp clock %}", clock=handling)


def test_areas_and_seats_are_called_by_their_names(cast: Cast) -> None:
    case = make_case()
    assert drawn("{{ case.area_code|path_name }}", case=case) == "1号社区 · 1号网格 · 1号微网格"
    assert drawn("{{ case.area_code|area_name }}", case=case) == "1号微网格"
    with translation.override("en"):
        assert drawn("{{ case|seat }}", case=case) == "1号微网格 Grid member"
    make_move(case, "redirect", actor=cast.actor("grid_member"), organisation=cast.department, reason="该归环卫所")
    assert drawn("{{ case|seat }}", case=Case.objects.get()) == "环卫所"
