import numpy as np
import pytest

from onegrid.planning.bounds import least_violation
from onegrid.planning.problem import Problem, Range
from onegrid.planning.solve import solve
from tests.planning.maps import field


@pytest.mark.parametrize(
    ("households", "within", "least"),
    [
        ([10] * 6, Range(30, 30), 0),
        ([20] * 6, Range(58, 59), 2),  # sixty each, in steps of twenty
        ([20] * 6, Range(61, 70), 2),
        ([90, 10, 10, 10, 10, 10], Range(50, 70), 20),  # ninety alone
        ([90, 5, 5, 5, 5, 5], Range(50, 70), 45),  # ninety alone, and twenty-five for the other
        ([10] * 6, Range(10, 20), 20),  # too many in all
    ],
)
def test_it_knows_what_no_plan_can_do_better(households: list[int], within: Range, least: int) -> None:
    problem = Problem(field(3, 2), np.array(households), 2, within)
    assert least_violation(problem) == least
    assert solve(problem).violation == least


def test_a_field_of_equal_cells_is_cut_as_evenly_as_cells_allow() -> None:
    problem = Problem(field(26, 15), np.full(390, 20), 20, Range.around(390, 0.02))
    found = solve(problem, effort=0.5)
    assert found.violation == least_violation(problem) == 60
    assert set(np.bincount(found.parts, problem.households)) == {380, 400}
