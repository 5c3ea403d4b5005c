from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.casework.domain.routes import save_route
from onegrid.casework.models import Route
from onegrid.casework.routing import Seat, Staffing, choose_seat, route_case, routes_of, staffed_seat, staffing_of
from onegrid.directory.domain.posts import end_post
from onegrid.directory.models import Post
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import ELSEWHERE, ROOT

EVERYBODY = Staffing(frozenset({ROOT, COMMUNITY, GRID, MICRO_GRID}), frozenset({1, 2}))
NOBODY = Staffing(frozenset(), frozenset())
TODAY = date(2026, 3, 4)


def route(*, to: int | None = None, level: int | None = None, **sort: str) -> Route:
    return Route(subdistrict=ROOT, organisation_id=to, level=level, **sort)


def seat(*routes: Route, staffing: Staffing = EVERYBODY, kind: str = "noise", category: str = "music") -> Seat:
    return choose_seat(routes, staffing, kind, category, MICRO_GRID)


def test_without_a_route_the_micro_grid_s_own_seat_gets_it() -> None:
    assert seat() == Seat(MICRO_GRID)


def test_a_route_leads_to_its_organisation() -> None:
    assert seat(route(to=1)) == Seat(ROOT, 1)


def test_a_route_for_another_sort_of_case_does_not_apply() -> None:
    others = [
        route(to=1, kind="suggestion"),
        route(to=1, category="dogs", kind="noise"),
        route(to=1, area_prefix=ROOT + "002"),
    ]
    assert seat(*others) == Seat(MICRO_GRID)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({}, {"kind": "noise"}),
        ({"kind": "noise"}, {"kind": "noise", "category": "music"}),
        ({"kind": "noise", "category": "music"}, {"area_prefix": COMMUNITY}),
        ({"kind": "noise", "area_prefix": COMMUNITY}, {"area_prefix": GRID}),
        ({"area_prefix": GRID}, {"kind": "noise", "area_prefix": GRID}),
    ],
)
def test_the_more_particular_route_wins_in_whatever_order_they_stand(
    less: dict[str, str], more: dict[str, str]
) -> None:
    weak, strong = route(to=1, **less), route(to=2, **more)
    assert seat(weak, strong) == seat(strong, weak) == Seat(ROOT, 2)


@pytest.mark.parametrize(("level", "code"), [(4, MICRO_GRID), (3, GRID), (2, COMMUNITY), (1, ROOT)])
def test_a_route_may_lead_to_a_level(level: int, code: str) -> None:
    assert seat(route(level=level)) == Seat(code)


def test_an_organisation_where_nobody_handles_is_passed_over_for_the_place_s_own_seats() -> None:
    without = Staffing(EVERYBODY.areas, frozenset({2}))
    assert seat(route(to=1), staffing=without) == Seat(ROOT)


def test_an_empty_seat_goes_up_to_the_next_that_is_filled() -> None:
    assert seat(staffing=Staffing(frozenset({COMMUNITY}), frozenset())) == Seat(COMMUNITY)
    assert seat(route(level=3), staffing=Staffing(frozenset({ROOT, MICRO_GRID}), frozenset())) == Seat(ROOT)


codes = st.sampled_from([MICRO_GRID, GRID, COMMUNITY, ROOT])
staffings = st.builds(Staffing, st.frozensets(codes), st.frozensets(st.sampled_from([1, 2])))
routes = st.lists(
    st.builds(route, level=st.sampled_from([1, 2, 3, 4]), area_prefix=codes)
    | st.builds(route, to=st.sampled_from([1, 2]), kind=st.sampled_from(["", "noise"])),
    max_size=4,
)


@given(routes, staffings, codes)
def test_nobody_on_post_is_never_a_dead_end(routes: list[Route], staffing: Staffing, code: str) -> None:
    found = choose_seat(routes, staffing, "noise", "", code)
    assert found.organisation in {None, *staffing.organisations}
    assert found.organisation or found.area in staffing.areas or found == Seat(ROOT)
    assert code.startswith(found.area)


@given(staffings, codes)
def test_the_seat_that_stands_in_is_never_below(staffing: Staffing, code: str) -> None:
    assert code.startswith(staffed_seat(code, staffing).area)


def test_posts_of_a_subdistrict_make_its_staffing_on_a_day(cast: Cast) -> None:
    staffing = staffing_of(ROOT, TODAY)
    assert staffing.areas == {MICRO_GRID, GRID, COMMUNITY, ROOT}
    assert staffing.organisations == {cast.department.pk, cast.other_department.pk}
    assert staffing_of(ROOT, date(2019, 1, 1)).areas == frozenset()


def test_a_post_that_ends_is_noticed_at_once(cast: Cast) -> None:
    assert route_case("noise", "", MICRO_GRID, on=TODAY) == Seat(MICRO_GRID)
    end_post(Post.objects.get(person=cast.grid_member), actor="system", on=date(2026, 3, 1))
    assert route_case("noise", "", MICRO_GRID, on=TODAY) == Seat(GRID)
    assert route_case("noise", "", MICRO_GRID, on=date(2026, 2, 1)) == Seat(MICRO_GRID)


def test_routes_are_read_once_and_only_those_of_the_subdistrict(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for root, to in ((ROOT, {"organisation": cast.department}), (ELSEWHERE, {"level": 1})):
        save_route(Route(subdistrict=root, kind="noise", **to), actor="system")
    assert [each.organisation_id for each in routes_of(ROOT)] == [cast.department.pk]
    with django_assert_num_queries(0):
        assert len(routes_of(ROOT)) == 1
