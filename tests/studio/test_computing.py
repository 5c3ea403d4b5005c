import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from onegrid.studio.domain.alternatives import ask_for_alternative, break_off
from onegrid.studio.domain.computing import compute_waiting
from onegrid.studio.domain.drawings import add_lock, begin_drawing
from onegrid.studio.models import Alternative
from onegrid.territory.models import Plan
from tests.factories import ROOT
from tests.studio.land import make_drawing


@pytest.fixture
def asked(land: Plan) -> Alternative:
    return ask_for_alternative(make_drawing(), "甲案", {})


def test_the_one_that_waits_is_computed_and_then_nothing_is_left(asked: Alternative) -> None:
    assert [compute_waiting(), compute_waiting()] == [True, False]
    asked.refresh_from_db()
    assert (asked.state, asked.progress, len(asked.units), len(asked.grids)) == ("done", 1.0, 32, 32)
    assert not asked.is_stale


def test_one_that_was_broken_off_is_not_computed(asked: Alternative) -> None:
    assert break_off(asked)
    assert not compute_waiting()
    asked.refresh_from_db()
    assert asked.state == "cancelled" and not break_off(asked)


def test_one_whose_process_gave_no_sign_of_life_is_begun_anew_by_another(asked: Alternative) -> None:
    beat = timezone.now()
    Alternative.objects.filter(pk=asked.pk).update(state="running", worker="somebody", beat=beat)
    assert not compute_waiting()
    Alternative.objects.filter(pk=asked.pk).update(beat=beat - timedelta(minutes=1))
    assert compute_waiting()
    asked.refresh_from_db()
    assert asked.state == "done" and asked.worker != "somebody"


def test_a_process_that_is_told_to_stop_leaves_it_waiting(asked: Alternative) -> None:
    stop = threading.Event()
    stop.set()
    Alternative.objects.filter(pk=asked.pk).update(wishes={"effort": 200})
    assert compute_waiting(stop)
    asked.refresh_from_db()
    assert (asked.state, asked.progress) == ("waiting", 0.0)


def test_what_cannot_be_is_refused_with_the_reason(land: Plan) -> None:
    drawing = make_drawing()
    add_lock(drawing, "together", ["b0", "b1"])
    add_lock(drawing, "apart", ["b1", "b0"])
    contradiction = ask_for_alternative(drawing, "矛盾", {})
    empty = ask_for_alternative(begin_drawing(ROOT, "空", actor="system"), "无图", {})
    assert [compute_waiting(), compute_waiting()] == [True, True]
    contradiction.refresh_from_db()
    empty.refresh_from_db()
    assert contradiction.state == empty.state == "refused"
    assert contradiction.findings[0]["key"] == "lock_contradiction" and empty.findings[0]["sentence"]
