import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onegrid.planning.arrays import make_arrays, make_state, make_tree, measure_violation
from onegrid.planning.bounds import least_violation
from onegrid.planning.graph import Graph, Ints, is_connected
from onegrid.planning.initial import cut_by_metis
from onegrid.planning.kernels import recombine
from onegrid.planning.problem import Problem, Range, Weights
from onegrid.planning.solve import solve
from onegrid.planning.watch import Cancelled, Watch
from tests.planning.maps import draw, field, held_by, subdistrict

CUT_ONLY = Weights(balance=0)
ONE = st.integers(0, 3)


def make_problem(graph: Graph, grids: int, *, tolerance: float = 0.1, seed: int = 0, **options: object) -> Problem:
    households = np.random.default_rng(seed).integers(10, 50, graph.size)
    within = Range.around(households.sum() / grids, tolerance)
    return Problem(graph, households, grids, within, **options)  # type: ignore[arg-type]


@st.composite
def connected_graphs(draw_: st.DrawFn, most: int = 40) -> Graph:
    """A random tree with some more edges: far from any map."""
    size = draw_(st.integers(2, most))
    tree = [(unit, draw_(st.integers(0, unit - 1))) for unit in range(1, size)]
    more = draw_(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=size))
    return Graph.from_pairs(size, tree + more)


@given(graph=connected_graphs(), grids=st.integers(1, 6), seed=ONE)
@settings(max_examples=30, deadline=None)
def test_grids_of_any_graph_are_connected_and_cover_it(graph: Graph, grids: int, seed: int) -> None:
    grids = min(grids, graph.size)
    found = solve(make_problem(graph, grids, seed=seed), seed=seed, effort=0.05)
    assert sorted(set(found.parts.tolist())) == list(range(grids))
    assert is_connected(graph, found.parts)


@given(width=st.integers(6, 16), height=st.integers(6, 16), grids=st.integers(2, 8), seed=ONE)
@settings(max_examples=12, deadline=None)
def test_fields_are_cut_within_their_range_on_both_sides(width: int, height: int, grids: int, seed: int) -> None:
    problem = make_problem(field(width, height), grids, seed=seed, tolerance=0.15)
    found = solve(problem, seed=seed, effort=0.3)
    assert found.violation == 0
    held = held_by(found.parts, problem.households)
    assert problem.range.least <= min(held) and max(held) <= problem.range.most


def test_a_river_is_crossed_only_at_bridges() -> None:
    graph = subdistrict(20, 12, bridges=2)
    found = solve(make_problem(graph, 12, tolerance=0.05), effort=0.5)
    assert is_connected(graph, found.parts)
    assert found.violation == 0


def test_the_same_seed_makes_the_same_plan_on_any_number_of_workers() -> None:
    problem = make_problem(field(18, 18), 16)
    first, second = solve(problem, seed=3, effort=0.2), solve(problem, seed=3, effort=0.2, workers=2)
    assert first.parts.tolist() == second.parts.tolist()
    assert first.parts.tolist() != solve(problem, seed=4, effort=0.2).parts.tolist()


@pytest.mark.parametrize("size", [6, 14])
def test_units_that_must_be_apart_are(size: int) -> None:
    apart = np.array([[0, 1], [size + 1, size + 2], [3 * size, 3 * size + 1]])
    found = solve(make_problem(field(size, size), 5, apart=apart, tolerance=0.2), effort=0.3)
    assert found.violation == 0
    assert (found.parts[apart[:, 0]] != found.parts[apart[:, 1]]).all()


def test_no_grid_is_longer_than_people_walk() -> None:
    graph = field(24, 6)
    points = np.stack(np.meshgrid(np.arange(24), np.arange(6)), axis=-1).reshape(-1, 2) * 100.0
    found = solve(make_problem(graph, 8, tolerance=0.15, points=points, reach=760), effort=0.5)
    assert found.violation == 0
    for grid in range(8):
        own = points[found.parts == grid]
        assert np.hypot(*(own[:, None] - own[None]).T).max() <= 760


def test_a_net_is_followed_where_nothing_speaks_against_it() -> None:
    graph, letters = draw("\n".join(["AAABBBCCC"] * 6 + ["DDDEEEFFF"] * 6))
    net = np.array([ord(letter) - ord("A") for letter in letters])
    problem = Problem(graph, np.full(graph.size, 10), 6, Range(170, 190), nets=(net,), weights=Weights(agreement=3))
    found = solve(problem, effort=0.5)
    assert all(len(set(net[found.parts == grid].tolist())) == 1 for grid in range(6))


def test_few_households_move_when_their_numbers_change_a_little() -> None:
    graph = subdistrict(24, 20, bridges=3)
    before = make_problem(graph, 24, tolerance=0.05)
    plan = solve(before, effort=0.5).parts
    changed = np.round(before.households * np.random.default_rng(7).uniform(0.95, 1.05, graph.size)).astype(np.int64)
    within = Range.around(changed.sum() / 24, 0.05)
    found = solve(Problem(graph, changed, 24, within, in_force=plan), effort=0.5)
    assert found.violation == 0
    assert changed[found.parts != plan].sum() <= 0.02 * changed.sum()


def test_few_households_move_when_one_unit_in_twenty_is_counted_anew() -> None:
    graph = subdistrict(24, 20, bridges=3)
    before = make_problem(graph, 24, tolerance=0.03)
    plan, rng = solve(before).parts, np.random.default_rng(2)
    changed = before.households.copy()
    changed[rng.choice(graph.size, graph.size // 20, replace=False)] = rng.integers(5, 60, graph.size // 20)
    within = Range.around(changed.sum() / 24, 0.03)
    assert within.excess(np.bincount(plan, changed).astype(np.int64)).sum() > 100
    found = solve(Problem(graph, changed, 24, within, in_force=plan))
    assert found.violation == 0
    assert changed[found.parts != plan].sum() <= 0.02 * changed.sum()


def test_a_plan_in_force_that_keeps_the_range_keeps_nearly_all_its_units() -> None:
    problem = make_problem(field(15, 15), 9, tolerance=0.15)
    plan = solve(problem, effort=0.2).parts
    again = solve(make_problem(field(15, 15), 9, tolerance=0.15, in_force=plan), effort=0.2)
    assert again.violation == 0
    assert (again.parts != plan).sum() <= 2


def test_a_plan_in_force_of_more_or_fewer_grids_is_a_start_too() -> None:
    problem = make_problem(field(15, 15), 9)
    plan = solve(problem, effort=0.2).parts
    for grids in (6, 12):
        changed = make_problem(field(15, 15), grids, in_force=plan, tolerance=0.15)
        found = solve(changed, effort=0.5)
        assert found.violation == 0
        assert len(set(found.parts.tolist())) == grids


def test_an_area_in_two_pieces_shares_its_grids_between_them() -> None:
    graph, _ = draw("......#...\n" * 6)
    problem = Problem(graph, np.full(graph.size, 10), 6, Range(80, 100))
    found = solve(problem)
    assert found.violation == 0
    assert is_connected(graph, found.parts)


def test_workload_is_balanced_beside_households() -> None:
    graph = field(12, 12)
    work = np.where(np.arange(144) % 12 < 3, 40, 4)
    problem = Problem(graph, np.full(144, 10), 6, Range(200, 280), workload=work, weights=Weights(workload=5))
    plain = solve(Problem(graph, np.full(144, 10), 6, Range(200, 280)), effort=0.5).parts
    fair = solve(problem, effort=0.5).parts
    assert np.std(held_by(fair, work)) < 0.5 * np.std(held_by(plain, work))


def test_it_tells_how_far_it_is_and_stops_when_asked() -> None:
    told: list[float] = []
    solve(make_problem(field(20, 20), 10), effort=0.2, watch=Watch(told.append))
    assert told == sorted(told) and told[-1] == 1.0
    with pytest.raises(Cancelled):
        solve(make_problem(field(20, 20), 10), watch=Watch(cancelled=lambda: len(told) > 0))


@st.composite
def drawn_maps(draw_: st.DrawFn) -> Graph:
    """A map of cells with some water: pieces, dead ends and choke points."""
    width, height = draw_(st.integers(3, 10)), draw_(st.integers(3, 8))
    rows = ["".join(draw_(st.sampled_from("....#")) for _ in range(width)) for _ in range(height)]
    return draw("." * width + "\n" + "\n".join(rows))[0]


@given(graph=drawn_maps(), grids=st.integers(1, 6), seed=ONE)
@settings(max_examples=25, deadline=None)
def test_grids_of_any_drawn_map_are_connected_bounded_apart_and_the_same_again(
    graph: Graph, grids: int, seed: int
) -> None:
    grids = min(graph.size, max(grids, graph.pieces()[0]))
    problem = make_problem(graph, grids, seed=seed, tolerance=0.3, apart=np.array([[0, graph.size - 1]]))
    found = solve(problem, seed=seed, effort=0.05)
    assert sorted(set(found.parts.tolist())) == list(range(grids))
    assert is_connected(graph, found.parts)
    assert found.violation >= least_violation(problem)
    if found.violation == 0:
        held = held_by(found.parts, problem.households)
        assert problem.range.least <= min(held) and max(held) <= problem.range.most
        assert found.parts[0] != found.parts[-1]
    assert solve(problem, seed=seed, effort=0.05).parts.tolist() == found.parts.tolist()


@st.composite
def planted_problems(draw_: st.DrawFn) -> tuple[Problem, Ints]:
    """An area in which a plan within every limit is hidden, often with a range of a single number, and that plan."""
    graph = field(draw_(st.integers(4, 8)), draw_(st.integers(4, 8)))
    rng = np.random.default_rng(draw_(st.integers(0, 10_000)))
    grids = draw_(st.integers(2, max(2, graph.size // 6)))
    hidden = grow_parts(graph, grids, rng)
    target = 30 * graph.size // grids
    within = Range(target, target + draw_(st.sampled_from([0, 1, 3, target // 25])))
    households = np.ones(graph.size, np.int64)
    for grid in range(grids):
        own = np.flatnonzero(hidden == grid)
        total = int(rng.integers(within.least, within.most + 1)) - len(own)
        households[own] += rng.multinomial(total, rng.dirichlet(np.full(len(own), 3.0)))
    pairs = rng.integers(0, graph.size, (draw_(st.integers(0, 6)), 2))
    apart = pairs[hidden[pairs[:, 0]] != hidden[pairs[:, 1]]]
    return Problem(graph, households, grids, within, apart=apart), hidden


def grow_parts(graph: Graph, grids: int, rng: np.random.Generator) -> Ints:
    """Connected grids grown around seeds in any order."""
    parts = np.full(graph.size, -1, np.int64)
    parts[rng.permutation(graph.size)[:grids]] = np.arange(grids)
    while (parts < 0).any():
        open_ = np.flatnonzero((parts[graph.source] >= 0) & (parts[graph.indices] < 0))
        chosen = int(rng.choice(open_))
        parts[graph.indices[chosen]] = parts[graph.source[chosen]]
    return parts


@given(planted=planted_problems(), seed=ONE)
@settings(max_examples=12, deadline=None, derandomize=True)
def test_a_small_area_with_a_hidden_plan_is_never_left_without_one(planted: tuple[Problem, Ints], seed: int) -> None:
    problem, hidden = planted
    assert measure_violation(problem, hidden) == 0
    found = solve(problem, seed=seed)
    assert found.violation == 0
    assert measure_violation(problem, found.parts) == 0
    assert is_connected(problem.graph, found.parts)


@given(planted=planted_problems(), seed=ONE)
@settings(max_examples=15, deadline=None, derandomize=True)
def test_dividing_anew_keeps_every_grid_whole_and_breaks_no_more_than_before(
    planted: tuple[Problem, Ints], seed: int
) -> None:
    problem, _ = planted
    start = cut_by_metis(problem, seed, recursive=False)
    violation = measure_violation(problem, start)
    arrays, best = make_arrays(problem), start.copy()
    standing = np.array([violation, 0, violation, 0], np.int64)
    recombine(arrays, make_state(arrays, best), make_tree(arrays), seed, 200_000, 5, best, standing, 0)
    assert standing[0] == measure_violation(problem, best) <= violation
    assert sorted(set(best.tolist())) == list(range(problem.grids))
    assert is_connected(problem.graph, best)
