from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone

from onegrid.casework import pages, queue
from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.moving import make_move
from onegrid.casework.lamps import Lamp
from onegrid.casework.models import Case
from onegrid.casework.queue import Group, Selection, lamps_visible_to, queue_visible_to
from onegrid.directory.models import Person
from onegrid.lib.polygons import read_polygon
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import ROOT, at, make_case, make_post

EAST = ROOT + "002001001"


def walk(person: Person, selection: Selection, size: int) -> Iterator[list[str]]:
    after = ""
    while True:
        page = queue_visible_to(person, selection, after=after, size=size)
        yield [case.number for case in page.rows]
        after = page.after
        if not after:
            return


def set_due(case: Case, hours: float | None, *, amber: float = 1) -> Case:
    """A case that falls due in so many hours from now, and turns amber so many hours before that."""
    due = timezone.now() + timedelta(hours=hours) if hours is not None else None
    case.due_at, case.amber_at = due, due and due - timedelta(hours=amber)
    case.save(update_fields=["due_at", "amber_at"])
    return case


def test_the_earliest_deadline_comes_first_and_what_has_none_last(cast: Cast) -> None:
    later, none, late = (set_due(make_case(), hours) for hours in (5, None, -2))
    page = queue_visible_to(cast.duty_officer, Selection())
    assert [case.pk for case in page.rows] == [late.pk, later.pk, none.pk]


def test_pages_follow_on_each_other_without_loss_or_repetition(cast: Cast) -> None:
    cases = [set_due(make_case(), [3, 3, None, 1, 3, None, 2][index % 7]) for index in range(14)]
    pages = list(walk(cast.duty_officer, Selection(), size=3))
    assert [len(page) for page in pages] == [3, 3, 3, 3, 2]
    assert sorted(number for page in pages for number in page) == sorted(case.number for case in cases)


def test_a_page_that_is_just_full_has_none_after_it(cast: Cast) -> None:
    for _each in range(4):
        make_case()
    assert [len(page) for page in walk(cast.duty_officer, Selection(), size=4)] == [4]


def test_ended_cases_come_newest_first(cast: Cast) -> None:
    ended = [make_case(when=at(f"2026-03-0{day} 10:00")) for day in (2, 4, 3)]
    for case in ended:
        make_move(case, "withdraw", actor=REPORTER)
    make_case()
    page = queue_visible_to(cast.duty_officer, Selection(group=Group.ENDED), size=2)
    assert [case.pk for case in page.rows] == [ended[1].pk, ended[2].pk]
    assert list(walk(cast.duty_officer, Selection(group=Group.ENDED), size=2))[1] == [ended[0].number]


def test_everybody_sees_their_own_area_only(cast: Cast) -> None:
    here, there = make_case(), make_case(area_code=EAST)
    assert {case.pk for case in queue_visible_to(cast.duty_officer, Selection()).rows} == {here.pk, there.pk}
    for person in (cast.grid_member, cast.grid_leader, cast.community_officer):
        assert [case.pk for case in queue_visible_to(person, Selection()).rows] == [here.pk]
    assert queue_visible_to(cast.outsider, Selection()).rows == []
    assert queue_visible_to(cast.administrator, Selection()).rows == []


def test_asking_for_an_area_that_one_does_not_see_finds_nothing(cast: Cast) -> None:
    make_case(area_code=EAST)
    for group in Group:
        assert queue_visible_to(cast.community_officer, Selection(group=group, area=EAST)).rows == []


def test_a_department_sees_what_it_holds_and_what_it_is_called_to(cast: Cast) -> None:
    held, called, _other = make_case(), make_case(area_code=EAST), make_case()
    make_move(held, "redirect", actor=cast.actor("duty_officer"), organisation=cast.department, reason="环卫职责")
    make_move(called, "take", actor=cast.actor("duty_officer"))
    make_move(called, "call-in", actor=cast.actor("duty_officer"), organisations=[cast.department], reason="联合处置")
    found = queue_visible_to(cast.handler, Selection()).rows
    assert {case.pk for case in found} == {held.pk, called.pk}
    assert [len(page) for page in walk(cast.handler, Selection(), size=1)] == [1, 1]


def test_somebody_with_two_posts_sees_both_areas_in_one_order_and_nothing_twice(cast: Cast) -> None:
    first, second, third = (
        set_due(make_case(area_code=code), hours) for code, hours in ((EAST, 1), (MICRO_GRID, 2), (EAST, 3))
    )
    make_post(cast.grid_member, "grid_leader", EAST[:15])
    make_post(cast.grid_member, "grid_member", EAST)
    found = [number for page in walk(cast.grid_member, Selection(), size=2) for number in page]
    assert found == [first.number, second.number, third.number]
    assert lamps_visible_to(cast.grid_member)[Lamp.GREEN] + lamps_visible_to(cast.grid_member)[Lamp.AMBER] == 3


@pytest.mark.parametrize("area", ["", ROOT, COMMUNITY, GRID, MICRO_GRID])
def test_an_area_on_any_level_narrows_open_and_ended_lists_alike(cast: Cast, area: str) -> None:
    inside, outside = make_case(), make_case(area_code=EAST)
    expected = {inside.pk} if len(area) > 9 else {inside.pk, outside.pk}
    for group in (Group.OPEN, Group.ALL):
        rows = queue_visible_to(cast.duty_officer, Selection(group=group, area=area)).rows
        assert {case.pk for case in rows} == expected


def test_filters_narrow(cast: Cast) -> None:
    spill = make_case(category="spill", channel="hotline", when=at("2026-03-04 23:59"))
    rubbish = make_case(category="rubbish", when=at("2026-03-05 00:01"))
    make_move(rubbish, "take", actor=cast.actor("grid_member"))
    assert find(cast, category="spill", kind="street-cleanliness") == {spill.pk}
    assert find(cast, kind="noise") == set()
    assert find(cast, channel="hotline") == {spill.pk}
    assert find(cast, group=Group.NEW) == {spill.pk}
    assert find(cast, until=date(2026, 3, 4)) == {spill.pk}
    assert find(cast, since=date(2026, 3, 5), until=date(2026, 3, 5)) == {rubbish.pk}
    assert find(cast, seat=MICRO_GRID) == {spill.pk, rubbish.pk}
    assert find(cast, seat=ROOT) == set()
    assert find(cast, area=EAST, seat=MICRO_GRID) == set()


def find(cast: Cast, **wanted: object) -> set[int]:
    return {case.pk for case in queue_visible_to(cast.duty_officer, Selection(**wanted)).rows}  # type: ignore[arg-type]


@pytest.mark.parametrize("group", [Group.OPEN, Group.ALL])
def test_a_drawn_area_holds_the_cases_whose_points_lie_in_it(cast: Cast, group: Group) -> None:
    inside, _outside, _unplaced = make_case(), make_case(lon=116.035), make_case(area_code=MICRO_GRID)
    drawn = read_polygon("116,36;116.01,36;116.01,36.01;116,36.01")
    assert find(cast, polygon=drawn, group=group) == {inside.pk}
    assert find(cast, polygon=drawn, group=group, area=EAST) == set()
    assert queue_visible_to(cast.outsider, Selection(group=group, polygon=drawn)).rows == []


def test_a_search_in_a_drawn_area_finds_what_is_both(cast: Cast) -> None:
    lamp = make_case(description="路灯不亮。")
    make_case(description="路灯不亮。", lon=116.035)
    make_case(description="井盖破损。")
    drawn = read_polygon("116,36;116.01,36;116.01,36.01;116,36.01")
    assert find(cast, words="路灯", polygon=drawn, group=Group.ALL) == {lamp.pk}


def test_an_organisation_as_holder_narrows(cast: Cast) -> None:
    held = make_case()
    make_move(held, "redirect", actor=cast.actor("duty_officer"), organisation=cast.department, reason="环卫职责")
    make_case()
    assert find(cast, organisation=cast.department.pk) == {held.pk}
    assert find(cast, organisation=cast.department.pk, group=Group.ALL) == {held.pk}
    assert find(cast, organisation=cast.other_department.pk) == set()


def test_lamps_tell_late_soon_and_in_good_time(cast: Cast) -> None:
    late, soon, green, none = (set_due(make_case(), hours) for hours in (-1, 0.5, 9, None))
    for lamp, case in ((Lamp.RED, late), (Lamp.AMBER, soon), (Lamp.GREEN, green), (Lamp.NONE, none)):
        assert find(cast, lamp=lamp) == {case.pk}
        assert lamps_visible_to(cast.duty_officer)[lamp] == 1
    assert lamps_visible_to(cast.duty_officer, EAST)[Lamp.RED] == 0


def test_counting_stops_at_many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_COUNTED", 2)
    for _each in range(4):
        set_due(make_case(), -1)
    assert lamps_visible_to(cast.duty_officer)[Lamp.RED] == 3


def test_chinese_words_are_found_newest_first_in_open_and_ended_cases(cast: Cast) -> None:
    lamp = make_case(description="湖滨路路灯不亮，晚上看不见。", when=at("2026-03-02 10:00"))
    ended = make_case(description="公园路灯损坏。", when=at("2026-03-03 10:00"))
    make_move(ended, "withdraw", actor=REPORTER)
    make_case(description="井盖破损。")
    page = queue_visible_to(cast.duty_officer, Selection(group=Group.ALL, words="路灯"))
    assert [case.pk for case in page.rows] == [ended.pk, lamp.pk]
    assert find(cast, group=Group.OPEN, words="路灯") == {lamp.pk}
    assert find(cast, group=Group.ALL, words="路灯 湖滨") == {lamp.pk}
    assert queue_visible_to(cast.outsider, Selection(group=Group.ALL, words="路灯")).rows == []


def test_a_search_is_paged_and_says_how_far_back_it_looked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "HITS", 2)
    cases = [make_case(description="路灯不亮", when=at(f"2026-03-0{day} 10:00")) for day in (1, 2, 3, 4, 5)]
    selection = Selection(group=Group.ALL, words="路灯", category="rubbish", kind="street-cleanliness")
    assert list(walk(cast.duty_officer, selection, size=1)) == [[case.number] for case in reversed(cases)]
    page = queue_visible_to(cast.duty_officer, selection, size=50)
    assert len(page.rows) == 2 and page.looked_back_to is not None
    assert timezone.localtime(page.looked_back_to).date() == date(2026, 3, 4)


def test_a_rare_filter_looks_through_a_stretch_at_a_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "WALK", 2)
    old = make_case(category="spill", when=at("2026-03-01 10:00"))
    for day in (2, 3, 4, 5):
        make_case(when=at(f"2026-03-0{day} 10:00"))
    selection = Selection(group=Group.ALL, kind="street-cleanliness", category="spill")
    pages = list(walk(cast.duty_officer, selection, size=50))
    assert pages[-1] == [old.number] and all(page == [] for page in pages[:-1]) and len(pages) == 2


@pytest.mark.parametrize("cursor", ["rubbish", "~", "2026-13-45~1", "~abc", "💥~1"])
def test_a_cursor_that_cannot_be_read_is_the_beginning(cast: Cast, cursor: str) -> None:
    case = make_case()
    for group in (Group.OPEN, Group.ALL):
        rows = queue_visible_to(cast.duty_officer, Selection(group=group), after=cursor).rows
        assert [each.pk for each in rows] == [case.pk]


def test_no_page_asks_more_for_more_rows(cast: Cast, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _each in range(12):
        make_case()
    person = Person.objects.get(pk=cast.duty_officer.pk)
    with django_assert_max_num_queries(4):
        rows = queue_visible_to(person, Selection(), size=10).rows
        assert [(case.holder_organisation, case.handler) for case in rows] == [(None, None)] * 10
