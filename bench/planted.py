"""Areas made around a hidden plan, so that one within every limit is known to exist: how many of them does the planner solve?

Maps of four kinds, ranges from a single number to ±10 %, households dealt out evenly or with a few large units, and locks.
"""

import argparse
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from maps import field, scattered, sparse, subdistrict

from onegrid.planning.arrays import add_up, measure_violation
from onegrid.planning.graph import Floats, Graph, Ints, renumber
from onegrid.planning.problem import Problem, Range
from onegrid.planning.solve import solve

SIZES = {"12 to 60 units": (12, 61), "61 to 150 units": (61, 151), "151 to 600 units": (151, 601)}
TIGHT = {"one number": 0.0, "±0.2 %": 0.002, "±0.5 %": 0.005, "±2 %": 0.02, "±5 %": 0.05, "±10 %": 0.1}
LOCKS = ("no lock", "together", "apart", "reach")
TYPICAL = 30  # households of a unit


@dataclass(frozen=True)
class Planted:
    """A problem, the plan that was hidden in it, and what kind of problem it is."""

    problem: Problem
    hidden: Ints
    size: str
    tight: str
    lock: str


def plant(seed: int, size: str, tight: str, lock: str) -> Planted:
    """An area of such a kind."""
    rng = np.random.default_rng([seed, *map(ord, size + tight + lock)])
    graph, points = _lay(int(rng.integers(*SIZES[size])), rng)
    grids = int(rng.integers(2, max(3, graph.size // 5)))
    hidden = _grow(graph, grids, rng)
    within = Range.around(TYPICAL * graph.size / grids, TIGHT[tight])
    households = _deal(hidden, grids, within, rng)
    apart, reach = np.empty((0, 2), np.int64), 0.0
    if lock == "together":
        graph, points, households, hidden = _join(graph, points, households, hidden, rng)
    if lock == "apart":
        pairs = rng.integers(0, graph.size, (graph.size // 4, 2))
        apart = pairs[hidden[pairs[:, 0]] != hidden[pairs[:, 1]]]
    if lock == "reach":
        reach = 1.05 * max(_length(points[hidden == grid]) for grid in range(grids))
    problem = Problem(graph, households, grids, within, apart=apart, points=points, reach=reach)
    assert measure_violation(problem, hidden) == 0
    return Planted(problem, hidden, size, tight, lock)


def _lay(size: int, rng: np.random.Generator) -> tuple[Graph, Floats]:
    """A map of about so many units, and where they lie, in metres."""
    seed, side = int(rng.integers(1 << 30)), max(3, round(size**0.5))
    kind = rng.integers(4)
    if kind < 2:
        width, height = side, max(4, size // side)
        graph = field(width, height) if kind == 0 else subdistrict(width, height, bridges=2)
        return graph, 100.0 * np.column_stack(np.divmod(np.arange(graph.size), width)[::-1])
    points = np.random.default_rng(seed).uniform(0, 100 * side, (size, 2))
    return (scattered(size, seed) if kind == 2 else sparse(size, seed)), points


def _grow(graph: Graph, grids: int, rng: np.random.Generator) -> Ints:
    """A connected grid around each of some seeds, grown in any order."""
    parts = np.full(graph.size, -1, np.int64)
    parts[rng.permutation(graph.size)[:grids]] = np.arange(grids)
    while (parts < 0).any():
        source, target = graph.source, graph.indices
        open_ = np.flatnonzero((parts[source] >= 0) & (parts[target] < 0))
        chosen = int(rng.choice(open_))
        parts[target[chosen]] = parts[source[chosen]]
    return parts


def _deal(hidden: Ints, grids: int, within: Range, rng: np.random.Generator) -> Ints:
    """Households such that each hidden grid is somewhere within the range."""
    spread = rng.choice([0.3, 0.6, 1.0])
    wish, households = rng.lognormal(0, spread, len(hidden)), np.zeros(len(hidden), np.int64)
    for grid in range(grids):
        own = np.flatnonzero(hidden == grid)
        total = int(rng.integers(within.least, within.most + 1))
        steps = np.round(np.cumsum(wish[own]) / wish[own].sum() * total).astype(np.int64)
        households[own] = np.diff(steps, prepend=0)
    return households


def _join(
    graph: Graph, points: Floats, households: Ints, hidden: Ints, rng: np.random.Generator
) -> tuple[Graph, Floats, Ints, Ints]:
    """Every tenth border inside a hidden grid joins its two units for good."""
    ends, _ = graph.pairs()
    inner = ends[hidden[ends[:, 0]] == hidden[ends[:, 1]]]
    joined = inner[rng.random(len(inner)) < 0.1]
    group, _ = renumber(Graph.from_pairs(graph.size, joined).pieces()[1].tolist())
    first = np.unique(group, return_index=True)[1]
    return graph.contract(group), points[first], add_up(group, households, len(first)), hidden[first]


def _length(points: Floats) -> float:
    return float(np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2).max()))


def plant_all(count: int, sizes: Iterable[str]) -> Iterator[Planted]:
    """So many areas of each kind."""
    for size in sizes:
        for tight in TIGHT:
            for lock in LOCKS:
                for seed in range(count):
                    yield plant(seed, size, tight, lock)


def run_planted(options: argparse.Namespace) -> None:
    """How many of the areas are solved, by size, range and lock."""
    tally: dict[tuple[str, str], list[int]] = {}
    began = time.process_time()
    for planted in plant_all(options.planted, options.kinds):
        found = solve(planted.problem)
        solved = found.violation == 0
        for kind in ((planted.size, planted.tight), (planted.size, planted.lock), (planted.size, "all")):
            row = tally.setdefault(kind, [0, 0])
            row[0] += solved
            row[1] += 1
    print(f"\nPlanted areas, cpu {time.process_time() - began:.0f} s: solved of those that surely can be")
    for (what, name), (solved, count) in tally.items():
        print(f"  {what:16} {name:10} {solved:5} of {count:5}, {solved / count:.1%}")
