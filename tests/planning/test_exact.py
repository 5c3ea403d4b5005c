import numpy as np
import pytest

from onegrid.planning.arrays import measure_cost
from onegrid.planning.exact import enumerate_grids, solve_exactly
from onegrid.planning.problem import Problem, Range
from onegrid.planning.solve import search, solve
from onegrid.planning.watch import Watch
from tests.planning.maps import draw, field
from tests.planning.test_solve import make_problem


def test_every_connected_set_is_met_once() -> None:
    sets = enumerate_grids(Problem(field(2, 2), np.ones(4, np.int64), 2, Range(1, 4)), 1, 4)
    assert sets is not None
    assert sorted(sets.sum(axis=1).tolist()) == [1] * 4 + [2] * 4 + [3] * 4 + [4]
    assert len({tuple(row) for row in sets.tolist()}) == 13


def test_a_square_is_cut_straight_through() -> None:
    problem = Problem(field(4, 4), np.full(16, 10), 2, Range(80, 80))
    found = solve(problem)
    assert problem.graph.cut(found.parts) == 4
    assert found.proven


@pytest.mark.parametrize("seed", range(6))
def test_the_search_alone_comes_within_two_percent_of_the_optimum(seed: int) -> None:
    problem = make_problem(field(5, 5), 4, seed=seed, tolerance=0.2)
    found = search(problem, seed=0, effort=1, starts=2, workers=1, watch=Watch())
    best = solve_exactly(problem, found.parts)
    assert best is not None and best.parts is not None
    assert found.violation == 0
    assert found.cost <= 1.02 * measure_cost(problem, best.parts)


def test_it_proves_that_there_is_no_plan_and_finds_the_nearest() -> None:
    graph, _ = draw("....\n....\n")
    problem = Problem(graph, np.array([7, 1, 1, 1, 1, 1, 1, 1]), 2, Range(6, 6))
    found = solve(problem)
    assert found.proven
    assert found.violation == 2  # seven alone, and seven
    assert sorted(problem.households[found.parts == grid].sum() for grid in (0, 1)) == [7, 7]


def test_a_unit_in_a_dead_end_shows_what_can_be_proved() -> None:
    graph, _ = draw("......\n")
    problem = Problem(graph, np.array([5, 1, 1, 1, 1, 5]), 2, Range(7, 7), in_force=np.array([0, 0, 0, 1, 1, 1]))
    assert solve(problem).parts.tolist() == [0, 0, 0, 1, 1, 1]
