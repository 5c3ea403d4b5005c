from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from onegrid.casework.models import Case, Route
from onegrid.casework.rehearsal import Sort, cases_filed, rehearse_last_cases, rehearse_routes
from onegrid.casework.routing import Seat, Staffing, choose_seat
from onegrid.directory.models import Role
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import ROOT, at, make_case, make_person, make_post

EAST = ROOT + "002001001"
STAFFING = Staffing(frozenset({ROOT, COMMUNITY, GRID, MICRO_GRID}), frozenset({1}))
MARCH = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}


def to_department(**sort: str) -> Route:
    return Route(subdistrict=ROOT, organisation_id=1, **sort)


def test_cases_that_would_move_are_counted_by_where_from_and_where_to() -> None:
    sorts = [
        Sort("noise", "music", MICRO_GRID, 7, "A"),
        Sort("noise", "", MICRO_GRID, 2, "B"),
        Sort("noise", "music", EAST, 4, "C"),
        Sort("suggestion", "", MICRO_GRID, 9, "D"),
    ]
    found = rehearse_routes(sorts, [to_department(kind="noise")], [], STAFFING)
    assert (found.cases, found.moved) == (22, 13)
    assert [(flow.before, flow.after, flow.count, flow.samples) for flow in found.flows] == [
        (Seat(MICRO_GRID), Seat(ROOT, 1), 9, ["A", "B"]),
        (Seat(ROOT), Seat(ROOT, 1), 4, ["C"]),
    ]


def test_where_cases_went_counts_before_what_the_present_routes_say() -> None:
    went = Seat(COMMUNITY)
    found = rehearse_routes([Sort("noise", "", MICRO_GRID, 1, "A", went)], [], [to_department()], STAFFING)
    assert [(flow.before, flow.after) for flow in found.flows] == [(went, Seat(MICRO_GRID))]


kinds, codes = st.sampled_from(["noise", "suggestion"]), st.sampled_from([MICRO_GRID, GRID, EAST])
some_sorts = st.lists(st.builds(Sort, kinds, st.just(""), codes, st.integers(1, 50), st.just("A")), max_size=6)
some_routes = st.lists(st.builds(to_department, kind=kinds, area_prefix=st.sampled_from(["", COMMUNITY])), max_size=3)


@given(some_sorts, some_routes)
def test_the_present_routes_move_nothing(sorts: list[Sort], routes: list[Route]) -> None:
    found = rehearse_routes(sorts, routes, routes, STAFFING)
    assert (found.moved, found.cases) == (0, sum(sort.count for sort in sorts))


@given(some_sorts, some_routes)
def test_what_moves_is_what_single_choices_say(sorts: list[Sort], routes: list[Route]) -> None:
    expected = 0
    for sort in sorts:
        facts = sort.kind, sort.category, sort.area_code
        if choose_seat(routes, STAFFING, *facts) != choose_seat([], STAFFING, *facts):
            expected += sort.count
    assert rehearse_routes(sorts, routes, [], STAFFING).moved == expected


def test_a_period_holds_its_first_and_last_day(cast: Cast) -> None:
    inside = [make_case(when=at(f"2026-03-{day} 00:00")) for day in ("01", "31")]
    for day in ("2026-02-28 23:59", "2026-04-01 00:00"):
        make_case(when=at(day))
    make_case(when=at("2026-03-05 10:00"), lon=117.005)  # another subdistrict's
    assert set(cases_filed(ROOT, **MARCH)) == set(inside)


def test_last_month_s_cases_under_a_proposed_route(cast: Cast) -> None:
    case = make_case(when=at("2026-03-04 10:00"))
    make_case(when=at("2026-03-05 10:00"), category="spill")
    proposed = Route(subdistrict=ROOT, kind="street-cleanliness", category="rubbish", organisation=cast.department)
    found = rehearse_last_cases(ROOT, [proposed], **MARCH)
    assert (found.cases, found.moved) == (2, 1)
    assert [(flow.before, flow.after, flow.samples) for flow in found.flows] == [
        (Seat(MICRO_GRID), Seat(ROOT, cast.department.pk), [case.number])
    ]
    assert Case.objects.filter(holder_organisation__isnull=False).count() == 0


def test_compared_with_where_they_first_went_even_if_they_have_moved_since(cast: Cast) -> None:
    for _each in range(2):
        case = make_case(when=at("2026-03-04 10:00"))
    Case.objects.filter(pk=case.pk).update(holder_area=ROOT)
    make_post(make_person("刘东"), Role.GRID_MEMBER, EAST)
    east = make_case(when=at("2026-03-05 10:00"), area_code=EAST)
    assert east.holder_area == EAST
    found = rehearse_last_cases(ROOT, [], **MARCH, from_first_seat=True)
    assert (found.cases, found.moved) == (3, 0)
    proposed = Route(subdistrict=ROOT, level=2)
    found = rehearse_last_cases(ROOT, [proposed], **MARCH, from_first_seat=True)
    assert [(flow.before, flow.after, flow.count) for flow in found.flows] == [
        (Seat(MICRO_GRID), Seat(COMMUNITY), 2),
        (Seat(EAST), Seat(ROOT), 1),
    ]


def test_a_dry_run_asks_as_much_for_many_cases_as_for_one(cast: Cast, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _each in range(6):
        make_case(when=at("2026-03-04 10:00"))
    with django_assert_max_num_queries(4):
        assert rehearse_last_cases(ROOT, [], **MARCH, from_first_seat=True).cases == 6
