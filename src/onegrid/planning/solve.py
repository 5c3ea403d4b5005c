"""Cut one area into grids: exactly if it is small, by annealing from several starts if not."""

from dataclasses import dataclass, replace

import numpy as np
from joblib import Parallel, delayed

from onegrid.planning.arrays import measure_cost, measure_violation
from onegrid.planning.bounds import least_violation
from onegrid.planning.exact import FEW_SETS, FEWEST_SETS, Exact, solve_exactly, solve_nearest
from onegrid.planning.graph import Ints
from onegrid.planning.initial import cut_by_metis, grow_from_seeds, start_from_force
from onegrid.planning.problem import Problem
from onegrid.planning.refine import refine
from onegrid.planning.spread import spread_grids
from onegrid.planning.watch import Watch

STARTS = 2
AGAIN = 30_000  # adjacencies, both ways, that further chains may have together
MOST_AGAIN = 24  # chains
AT_ONCE = 4
PATIENT = 4  # the first chains mend by many small moves, later ones by dividing grids anew
SMALL = 600  # adjacencies, both ways
MORE = 4  # chains for a small area


@dataclass(frozen=True, eq=False)
class Solution:
    """A cut. parts: n numbers of grids. violation: households by which limits are broken, 0 if none is. proven: nothing
    better exists (less violation, then less cost)."""

    parts: Ints
    violation: int
    cost: int
    proven: bool


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    effort: float = 1.0,
    starts: int = STARTS,
    workers: int = 1,
    watch: Watch | None = None,
) -> Solution:
    """Cut an area into `problem.grids` connected grids within its range and locks, as cheaply as can be found.

    The same problem, seed, effort and starts make the same plan, whatever the workers (threads). An area in several pieces
    gets its grids spread over them. If no plan keeps every limit, the one found breaks them least: see `Solution.violation`.
    Raises `Cancelled` if the watch is told so, ValueError if there are more pieces than grids.
    """
    watch = watch or Watch()
    watch.advance(0)
    found = _solve(problem, seed, effort, starts, workers, watch)
    watch.finish()
    return found


def _solve(problem: Problem, seed: int, effort: float, starts: int, workers: int, watch: Watch) -> Solution:
    pieces, piece = problem.graph.pieces()
    if pieces > 1:
        return _solve_pieces(problem, pieces, piece, seed, effort, starts, workers, watch)
    if problem.grids == 1:
        return _judge(problem, np.zeros(problem.graph.size, np.int64), proven=True)
    proof = solve_exactly(problem, most=FEWEST_SETS)
    if proof and proof.parts is not None:
        return _judge(problem, proof.parts, proven=True)
    found = _best_chain(problem, seed, range(starts), effort, workers, watch)
    if found.violation and not proof:
        proof = solve_exactly(problem, most=FEW_SETS)
        if proof and proof.parts is not None:
            return _judge(problem, proof.parts, proven=True)
        if not proof:
            found = _search_on(problem, found, seed, effort, starts, workers, watch)
    return _prove(problem, found, proof) or _polish_small(problem, found, seed, effort, workers, watch)


def _prove(problem: Problem, found: Solution, proof: Exact | None) -> Solution | None:
    """The best plan there is, if that can be said. A `proof` that there is no plan within the limits may be known."""
    proof = proof or solve_exactly(problem, found.parts)
    if proof and proof.parts is None:
        proof = solve_nearest(problem, found.parts)
    if not proof or proof.parts is None:
        return None
    return min(_judge(problem, proof.parts, proven=True), replace(found, proven=True), key=_rank)


def search(problem: Problem, *, seed: int, effort: float, starts: int, workers: int, watch: Watch) -> Solution:
    """The best of several chains of annealing over a connected area; nothing is proved."""
    best = _best_chain(problem, seed, range(starts), effort, workers, watch)
    return _search_on(problem, best, seed, effort, starts, workers, watch)


def _search_on(
    problem: Problem, best: Solution, seed: int, effort: float, starts: int, workers: int, watch: Watch
) -> Solution:
    """More chains while the best plan breaks a limit that might be kept: many in a small area, where they cost little."""
    least = least_violation(problem)
    last = starts + int(np.clip(AGAIN // max(1, len(problem.graph.indices)), 1, MOST_AGAIN))
    for first in range(starts, last, AT_ONCE):
        if best.violation <= least:
            break
        numbers = range(first, min(first + AT_ONCE, last))
        best = min(best, _best_chain(problem, seed + 1_000 * first, numbers, effort, workers, watch.part(0)), key=_rank)
    return best


def _polish_small(problem: Problem, found: Solution, seed: int, effort: float, workers: int, watch: Watch) -> Solution:
    """A few chains more where they cost next to nothing and nothing could be proved."""
    if len(problem.graph.indices) > SMALL:
        return found
    return min(found, _best_chain(problem, seed + 1, range(MORE), effort, workers, watch.part(0)), key=_rank)


def _best_chain(problem: Problem, seed: int, numbers: range, effort: float, workers: int, watch: Watch) -> Solution:
    share, count = 1 / len(numbers), len(numbers)
    jobs = [(problem, seed * count + number, number, effort, watch.part(share)) for number in numbers]
    if workers == 1:  # perhaps in a job of a cluster, where asking for more would wait for ourselves
        chains = [_chain(*job) for job in jobs]
    else:
        chains = Parallel(n_jobs=workers, prefer="threads")(delayed(_chain)(*job) for job in jobs)
    return min((_judge(problem, parts) for parts in chains), key=_rank)


def _chain(problem: Problem, seed: int, number: int, effort: float, watch: Watch) -> Ints:
    gentle = problem.in_force is not None and problem.weights.change > 0 and number < AT_ONCE
    if gentle:
        start = start_from_force(problem)
    else:
        start = cut_by_metis(problem, seed, recursive=number % 2 == 1)
        if number % 2 and (problem.clashes(start) or number % 4 == 3):
            start = grow_from_seeds(problem, seed)
    patient, firm = number < PATIENT, number % 2 == 0
    return refine(problem, start, seed=seed, effort=effort, gentle=gentle, watch=watch, patient=patient, firm=firm)


def _solve_pieces(
    problem: Problem, pieces: int, piece: Ints, seed: int, effort: float, starts: int, workers: int, watch: Watch
) -> Solution:
    """Each piece by itself. Grids of the plan in force keep their numbers where a piece holds most of them."""
    units = [np.flatnonzero(piece == number) for number in range(pieces)]
    counts = spread_grids([int(problem.households[own].sum()) for own in units], [len(own) for own in units], problem)
    parts, first, proven = np.empty(problem.graph.size, np.int64), 0, True
    for own, count in zip(units, counts, strict=True):
        part = problem.part_of(own, count)
        part = replace(part, in_force=None) if part.in_force is not None and part.in_force.max() >= count else part
        found = _solve(part, seed, effort, starts, workers, watch.part(len(own) / problem.graph.size))
        parts[own] = first + found.parts
        first, proven = first + count, proven and found.proven
    return _judge(problem, parts, proven=proven)


def _judge(problem: Problem, parts: Ints, *, proven: bool = False) -> Solution:
    return Solution(parts, measure_violation(problem, parts), measure_cost(problem, parts), proven)


def _rank(plan: Solution) -> tuple[int, int]:
    return plan.violation, plan.cost
