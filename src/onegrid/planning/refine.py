"""Make a cut better under all limits at once: anneal, mend what still breaks a limit, polish."""

from dataclasses import dataclass, replace

import numpy as np

from onegrid.planning.arrays import BORDER, add_up, make_arrays, make_state, make_tree, measure_violation
from onegrid.planning.bounds import least_violation
from onegrid.planning.graph import Bools, Ints
from onegrid.planning.kernels import POINT, anneal, recombine
from onegrid.planning.problem import Problem
from onegrid.planning.watch import Watch

STEPS = 60
MENDING = 12
PATIENCE = 5  # rounds of mending without any gain
SWEEPS = 4.0  # proposals in a step of annealing for each adjacency, were all of them cut, in areas of ordinary size
ORDINARY = 40_000  # adjacencies, both ways
ROUNDS = 16  # of mending, at most
LOOKS = 5_000_000  # units that are looked at to divide neighbours anew, at most
LOOKS_AT_ONE = 20_000  # how often each unit is looked at for that, where they are few
SHORTER = 8  # tries, each of them twice as long as the one before
SLACK = 4  # such a part of a typical unit's households may be missed more for a while, on average
CIRCLES = (1, 1, 1, 2, 2, 2, 3)  # so wide are the circles around what is still broken that are tried in turn
FIRM = 5.0  # by so much staying counts for more while the plan in force is mended
VISITS = (1, 1, 2)  # each grid that took somebody in is looked at again, with so many rings of neighbours
UNITS_VISITED = 2_000_000  # units that are set up for this, at most
CHUNK = 6  # steps between two looks at whether somebody cancelled


@dataclass
class _Search:
    """One chain of the search, and the best plan that it met."""

    problem: Problem
    best: Ints
    seed: int
    watch: Watch
    least: int  # the violation that no plan can go below

    @property
    def is_broken(self) -> bool:
        """Whether the best plan breaks a limit that might be kept."""
        return measure_violation(self.problem, self.best) > self.least

    def run(
        self, heats: Ints, prices: Ints, sweeps: float, share: float, *, near: Bools | None = None, enough: int = -1
    ) -> None:
        """Anneal, perhaps `near` some adjacencies only, and perhaps only until the limits are broken by no more than `enough`.
        `share` is how much of the chain this is."""
        arrays = make_arrays(self.problem)
        state = make_state(arrays, self.best, near)
        violation = measure_violation(self.problem, self.best)
        standing = np.array([violation, 0, violation, 0], np.int64)
        room = len(arrays.indices) / 2 if near is None else near.sum() / 2
        proposals = max(1, int(sweeps * (room * state.listed[0]) ** 0.5))
        for first in range(0, len(heats), CHUNK):
            self.watch.advance(share * CHUNK / len(heats))
            self.seed += 1
            chunk = slice(first, first + CHUNK)
            anneal(arrays, state, self.seed, proposals, heats[chunk], prices[chunk], self.best, standing, enough)
            if standing[0] <= enough:
                return

    def recombine(self) -> None:
        """Divide neighbours anew until no limit is broken that could be kept. Short tries come first, so that no more is redrawn
        than must be; the last and longest looks at `LOOKS` units, or fewer in a small area."""
        arrays = make_arrays(self.problem)
        tree = make_tree(arrays)
        slack = int(self.problem.households.sum()) // self.problem.graph.size // SLACK
        looks = min(LOOKS, LOOKS_AT_ONE * self.problem.graph.size)
        for try_ in reversed(range(SHORTER)):
            violation = measure_violation(self.problem, self.best)
            standing = np.array([violation, 0, violation, 0], np.int64)
            state = make_state(arrays, self.best)
            self.seed += 1
            recombine(arrays, state, tree, self.seed, looks >> try_, slack, self.best, standing, self.least)
            if standing[0] <= self.least:
                return

    def price(self, *borders: float) -> Ints:
        """What a household too many or too few costs, so that a typical unit costs so many borders."""
        typical = max(1.0, int(self.problem.households.sum()) / self.problem.graph.size)
        return np.array([max(1, round(border * BORDER * POINT / typical)) for border in borders], np.int64)


def refine(
    problem: Problem,
    start: Ints,
    *,
    seed: int,
    effort: float,
    gentle: bool,
    watch: Watch,
    patient: bool = True,
    firm: bool = False,
) -> Ints:
    """The best plan that one chain finds from a start whose grids are connected. A gentle chain stays close to its start,
    the plan in force (`return_home` says how a `firm` one does); one that is not patient divides anew as soon as annealing
    leaves a limit broken, which is quick but draws long borders.

    Work is counted in proposals and never in seconds, so that the same seed makes the same plan on a slow machine.
    """
    search = _Search(problem, start.copy(), seed * 1_000_003, watch, least_violation(problem))
    sweeps = SWEEPS * effort * float(np.clip((ORDINARY / max(1, len(problem.graph.indices))) ** 0.5, 0.1, 2.5))
    if gentle:
        return_home(search, sweeps, firm=firm)
    else:
        search.run(cooling(0.55, 0.15, STEPS), search.price(*np.geomspace(0.6, 6, STEPS)), sweeps, 0.6)
    if patient:
        mend(search, sweeps * 1.5)
    if search.is_broken:
        search.recombine()
        search.run(cooling(0.6, 0.2, STEPS), search.price(*[200.0] * STEPS), sweeps * 0.5, 0)
    search.run(cooling(0.2, 0.05, STEPS // 2), search.price(*[200.0] * (STEPS // 2)), sweeps * 0.25, 0.3)
    return search.best


def return_home(search: _Search, sweeps: float, *, firm: bool) -> None:
    """Keep the limits with few moves out of the plan in force.

    A firm chain first tries whole chains of moves while breaking a limit is cheap, of which only those stay that are needed once
    it is dear. Where that fails, and in the other chains, the plan is mended, which moves more than is needed. Then each grid
    that took somebody in is visited, and what proved unneeded undone. Short borders count for less than staying meanwhile.
    """
    problem, start = search.problem, search.best.copy()
    loyal = replace(problem, weights=replace(problem.weights, change=problem.weights.change * FIRM))
    search.problem = loyal
    heats = cooling(1.2 * FIRM + 1.3, 0.1 * FIRM + 0.2, STEPS)
    prices = search.price(*np.geomspace(1.2 * FIRM, 1_000 * FIRM, STEPS))
    if firm:
        bend(search, heats, prices, sweeps)
    if search.is_broken:
        search.best, search.problem = start.copy(), problem
        mend(search, sweeps * 1.5)
        search.problem = loyal
    visit(search, start, heats[::2], prices[::2], sweeps / 2)
    search.problem = problem


def bend(search: _Search, heats: Ints, prices: Ints, sweeps: float) -> None:
    """Anneal everywhere, then in circles around what is still broken, until no limit is."""
    if search.is_broken:
        search.run(heats, prices, sweeps * 1.5, 0.1)
    for rings in CIRCLES:
        if not search.is_broken:
            break
        near = widen(search.problem, search.best, find_trouble(search.problem, search.best), rings)
        search.run(heats, prices, sweeps * 6, 0.1 / len(CIRCLES), near=near)


def visit(search: _Search, start: Ints, heats: Ints, prices: Ints, sweeps: float) -> None:
    """Anneal around each grid that took somebody in since the start, one after the other."""
    problem, left = search.problem, UNITS_VISITED // search.problem.graph.size
    for rings in VISITS:
        took_in = np.unique(search.best[search.best != start])[:left]
        left -= len(took_in)
        for grid in took_in.tolist():
            near = widen(problem, search.best, np.arange(problem.grids) == grid, rings)
            search.run(heats, prices, sweeps, 0.2 / len(VISITS) / len(took_in), near=near)


def mend(search: _Search, sweeps: float) -> None:
    """Raise and lower the price of breaking a limit, near the grids that break one, until none does or it seems hopeless.

    Each round is hotter, looks farther around, and gives wishes less weight: what is needed may take a chain of moves, each
    of them unwelcome by itself.
    """
    problem = search.problem
    before = [-1]
    for round_ in range(ROUNDS):
        before.append(measure_violation(problem, search.best))
        if before[-1] <= search.least or before[-1] == before[max(0, round_ + 1 - PATIENCE)]:
            break
        calm = replace(problem.weights, change=problem.weights.change * 0.85**round_)
        search.problem = replace(problem, weights=calm)
        near = widen(problem, search.best, find_trouble(problem, search.best), 1 + round_ // 2)
        heat = 0.2 + 0.03 * round_
        prices = search.price(*np.geomspace(8, 120, MENDING))
        search.run(cooling(heat, heat, MENDING), prices, sweeps, 0.1 / ROUNDS, near=near, enough=search.least)
    search.problem = problem


def find_trouble(problem: Problem, parts: Ints) -> Bools:
    """Which grids break a limit."""
    hot = problem.range.excess(add_up(parts, problem.households, problem.grids)) > 0
    hot[problem.clashing(parts)] = True
    return np.asarray(hot)


def widen(problem: Problem, parts: Ints, grids: Bools, rings: int) -> Bools:
    """Which adjacencies lie among some grids and so many rings of grids around them."""
    source, target = parts[problem.graph.source], parts[problem.graph.indices]
    grids = grids.copy()
    for _ in range(rings):
        grids[target[grids[source]]] = True
    return np.asarray(grids[source] & grids[target])


def cooling(first: float, last: float, steps: int) -> Ints:
    """Temperatures in borders, falling by the same share at each step."""
    return np.round(BORDER * np.geomspace(first, last, steps)).astype(np.int64)
