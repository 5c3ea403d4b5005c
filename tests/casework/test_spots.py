from datetime import timedelta

import pytest
from django.utils import timezone

from onegrid.casework import whole
from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.moving import make_move
from onegrid.casework.lamps import Lamp
from onegrid.casework.models import Case
from onegrid.casework.queue import Group, Selection
from onegrid.casework.spots import Pile, View, heat_visible_to, spots_visible_to
from onegrid.directory.models import Person
from onegrid.lib.polygons import read_polygon
from tests.conftest import MICRO_GRID, Cast
from tests.factories import ROOT, make_case, make_post

EAST = ROOT + "002001001"


def seen(person: Person, selection: Selection | None = None, view: View | None = None) -> set[str]:
    """The numbers of the single cases that somebody sees on the map."""
    return {pin.number for pin in spots_visible_to(person, selection or Selection(), view).pins}


def test_the_map_shows_the_chosen_cases_that_have_a_point_and_counts_the_others(cast: Cast) -> None:
    open_one, ended, _unplaced = make_case(), make_case(), make_case(area_code=MICRO_GRID)
    make_move(ended, "withdraw", actor=REPORTER)
    spots = spots_visible_to(cast.duty_officer, Selection())
    assert [(pin.number, pin.lon, pin.lat) for pin in spots.pins] == [(open_one.number, 116.005, 36.005)]
    assert (spots.piles, spots.unplaced, spots.looked_back_to) == ([], 1, None)
    assert seen(cast.duty_officer, Selection(group=Group.ENDED)) == {ended.number}
    assert seen(cast.duty_officer, Selection(group=Group.ALL)) == {open_one.number, ended.number}


def test_everybody_sees_their_own_area_only(cast: Cast) -> None:
    here, there = make_case(), make_case(lon=116.035)
    assert seen(cast.duty_officer) == {here.number, there.number}
    for person in (cast.grid_member, cast.grid_leader, cast.community_officer):
        assert seen(person) == {here.number}
    assert seen(cast.outsider) == set() == seen(cast.administrator)
    assert heat_visible_to(cast.outsider, Selection(), days=7) == []


def test_what_somebody_sees_for_two_reasons_is_shown_once(cast: Cast) -> None:
    case = make_case()
    make_move(case, "redirect", actor=cast.actor("duty_officer"), organisation=cast.department, reason="环卫职责")
    make_post(cast.grid_member, "department_handler", ROOT, organisation=cast.department)
    person = Person.objects.get(pk=cast.grid_member.pk)
    assert len(spots_visible_to(person, Selection()).pins) == 1
    assert sum(pile.count for pile in heat_visible_to(person, Selection(), days=7)) == 1


def test_a_box_and_a_drawn_area_narrow(cast: Cast) -> None:
    here, _there = make_case(), make_case(lon=116.035)
    assert seen(cast.duty_officer, view=View((116.0, 36.0, 116.01, 36.01), 15)) == {here.number}
    assert seen(cast.duty_officer, Selection(polygon=read_polygon("116,36;116.01,36;116.01,36.01"))) == set()
    drawn = read_polygon("116,36;116.02,36;116.02,36.01;116,36.01")
    assert seen(cast.duty_officer, Selection(polygon=drawn)) == {here.number}


def test_where_there_are_too_many_they_are_piled_up_with_their_lamps(cast: Cast) -> None:
    late, _green, _far = make_case(), make_case(lon=116.0052), make_case(lon=116.035)
    Case.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))
    spots = spots_visible_to(cast.duty_officer, Selection(), View(zoom=12), most=2)
    assert spots.pins == [] and [pile.count for pile in spots.piles] == [2, 1]
    near = spots.piles[0]
    assert near == Pile(pytest.approx(116.0051), pytest.approx(36.005), 2, red=1, amber=0, green=1)
    assert [pile.count for pile in spots_visible_to(cast.duty_officer, Selection(), View(zoom=3), most=2).piles] == [3]
    assert len(spots_visible_to(cast.duty_officer, Selection(), View(zoom=19), most=2).piles) == 2, (
        "no more than asked for"
    )


def test_piles_of_ended_cases_say_whether_they_ended_on_time(cast: Cast) -> None:
    for on_time in (True, False, None):
        case = make_case()
        make_move(case, "withdraw", actor=REPORTER)
        Case.objects.filter(pk=case.pk).update(on_time=on_time)
    (pile,) = spots_visible_to(cast.duty_officer, Selection(group=Group.ENDED), most=1).piles
    assert (pile.count, pile.red, pile.green) == (3, 1, 2)
    pins = spots_visible_to(cast.duty_officer, Selection(group=Group.ENDED)).pins
    assert sorted(pin.lamp(timezone.now()) for pin in pins) == [Lamp.GREEN, Lamp.GREEN, Lamp.RED]


def test_of_ended_cases_the_newest_are_looked_through_and_the_rest_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "LOOKED_THROUGH", 2)
    cases = [make_case(when=timezone.now() - timedelta(days=days)) for days in (9, 6, 3)]
    spots = spots_visible_to(cast.duty_officer, Selection(group=Group.ALL))
    assert {pin.number for pin in spots.pins} >= {cases[1].number, cases[2].number}
    assert spots.looked_back_to is not None
    assert len(seen(cast.duty_officer)) == 3, "open cases are all shown"


def test_heat_counts_the_last_days_whatever_became_of_them(cast: Cast) -> None:
    today, ended = make_case(), make_case()
    make_move(ended, "withdraw", actor=REPORTER)
    make_case(when=timezone.now() - timedelta(days=8))
    make_case(when=timezone.now() - timedelta(days=40))
    make_case(channel="hotline", lon=116.035)

    def counts(days: int, **chosen: object) -> list[int]:
        selection = Selection(**chosen)  # type: ignore[arg-type]
        return [pile.count for pile in heat_visible_to(cast.duty_officer, selection, days=days)]

    assert counts(7) == [2, 1] and counts(30) == [3, 1]
    assert counts(7, lamp=Lamp.RED, group=Group.ENDED) == [2, 1]
    assert counts(7, channel="hotline") == [1]
    assert counts(30, since=timezone.localdate()) == [2, 1]
    assert today.is_open


def test_the_map_asks_no_more_for_more_cases(cast: Cast, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _each in range(12):
        make_case()
    person = Person.objects.get(pk=cast.duty_officer.pk)
    with django_assert_max_num_queries(5):
        assert sum(pile.count for pile in spots_visible_to(person, Selection(), most=2).piles) == 12
