"""Balanced, connected grids: the planner beside METIS, KaHIP, GerryChain and spopt on the same graphs in the same run.

    python bench/partition.py [--only subdistrict change pennsylvania newyork small planted growth suzhou] [--limit 20]
                              [--largest 1000000] [--workers 2] [--data ../shared/data]

A line says for each cut: how far the heaviest and the lightest part are off the mean, parts that are not in one piece,
adjacencies cut, seconds. Ours is warm: compiled before the clock starts; `cpu` are seconds of processor time of all its
threads, which other work on the machine disturbs less. A peer that does not answer within `--limit` seconds is stopped.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import numpy as np
from cities import plan_new_york, plan_suzhou
from maps import field, scattered, subdistrict
from office import describe_machine
from peers import PEERS, attempt
from planted import SIZES, run_planted

from onegrid.planning.agreement import count_moved
from onegrid.planning.arrays import measure_cost
from onegrid.planning.bounds import least_violation
from onegrid.planning.exact import solve_exactly
from onegrid.planning.graph import Graph, Ints
from onegrid.planning.problem import Problem, Range
from onegrid.planning.solve import Solution, search, solve
from onegrid.planning.watch import Watch

DATA = Path(os.environ.get("ONEGRID_DATA", Path(__file__).parents[2] / "shared" / "data"))
TOLERANCE = 0.02
HEAD = f"  {'':24} {'heaviest':>9} {'lightest':>9} {'in pieces':>9} {'cut':>9} {'seconds':>8} {'cpu':>7}"


def timed(problem: Problem, workers: int, seed: int = 0) -> tuple[Solution, float, float]:
    """A plan, seconds, and seconds of processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = solve(problem, workers=workers, seed=seed)
    return found, time.perf_counter() - wall, time.process_time() - cpu


def say(name: str, graph: Graph, households: Ints, parts: Ints, seconds: float, cpu: float | None = None) -> None:
    """One line of a table."""
    held = np.bincount(parts, households)
    most, least = held.max() / held.mean() - 1, held.min() / held.mean() - 1
    broken = graph.pieces(parts)[0] - len(np.unique(parts))
    processor = "" if cpu is None else f"{cpu:7.2f}"
    print(
        f"  {name:24} {most:+9.1%} {least:+9.1%} {broken:9} {graph.cut(parts):9,} {seconds:8.2f} {processor}",
        flush=True,
    )


def say_peers(graph: Graph, households: Ints, grids: int, limit: float, names: list[str]) -> None:
    """A line for each peer, or why it has none."""
    for name in names:
        found = attempt(name, graph, households, grids, TOLERANCE, limit)
        if found.parts is None:
            print(f"  {name:24} {found.word}")
            continue
        parts = np.unique(found.parts, return_inverse=True)[1]
        made = int(parts.max()) + 1
        say(name if made == grids else f"{name} ({made} parts)", graph, households, parts, found.seconds)


def compare(
    title: str, graph: Graph, households: Ints, grids: int, options: argparse.Namespace, names: list[str]
) -> None:
    """Ours beside the peers."""
    print(f"\n{title}: {graph.size:,} units, {grids} parts, both sides within {TOLERANCE:.0%}\n{HEAD}")
    problem = Problem(graph, households, grids, Range.around(households.sum() / grids, TOLERANCE))
    for seed in range(options.seeds):
        found, seconds, cpu = timed(problem, options.workers, seed)
        say(f"OneGrid, seed {seed}", graph, households, found.parts, seconds, cpu)
        if found.violation:
            proof = "no plan can do better" if found.violation <= least_violation(problem) else "not proved best"
            print(f"  {'':24} misses the range by {found.violation:,} households in all: {proof}")
    say_peers(graph, households, grids, options.limit, names)


def run_subdistrict(options: argparse.Namespace) -> None:
    """Uneven cells, and cells that are all alike (19.5 to a part, so that none can be within 2 %)."""
    graph, rng = subdistrict(), np.random.default_rng(1)
    compare("Subdistrict, 5 to 59 households a cell", graph, rng.integers(5, 60, graph.size), 200, options, list(PEERS))
    compare("Subdistrict, 20 households in every cell", graph, np.full(graph.size, 20), 200, options, list(PEERS)[:2])


def run_change(options: argparse.Namespace) -> None:
    """The year after: the plan in force is ours of the year before; METIS starts anew, its parts matched as well as can be."""
    graph, grids = subdistrict(), 200
    print(f"\nA year later: {graph.size:,} units, {grids} parts; households that leave their part")
    for seed in range(options.seeds):
        rng = np.random.default_rng(seed)
        before = rng.integers(5, 60, graph.size)
        plan = solve(Problem(graph, before, grids, Range.around(before.sum() / grids, TOLERANCE)), seed=seed).parts
        metis = attempt("METIS k-way", graph, before, grids, TOLERANCE, options.limit).parts
        every = np.round(before * rng.uniform(0.95, 1.05, graph.size)).astype(np.int64)
        some = before.copy()
        redrawn = rng.choice(graph.size, graph.size // 20, replace=False)
        some[redrawn] = rng.integers(5, 60, len(redrawn))
        for title, after in (("each cell by up to 5 %", every), ("one cell in twenty anew", some)):
            problem = Problem(graph, after, grids, Range.around(after.sum() / grids, TOLERANCE), in_force=plan)
            found, seconds, cpu = timed(problem, options.workers, seed)
            ours = count_moved(plan, found.parts, after) / after.sum()
            again = attempt("METIS k-way", graph, after, grids, TOLERANCE, options.limit).parts
            theirs = (
                "" if metis is None or again is None else f"METIS {count_moved(metis, again, after) / after.sum():.1%}"
            )
            print(
                f"  {title:24} OneGrid {ours:.2%} {theirs}; misses {found.violation}, cut {graph.cut(found.parts):,} "
                f"(before {graph.cut(plan):,}), {seconds:.2f} s, cpu {cpu:.2f} s",
                flush=True,
            )


def run_pennsylvania(options: argparse.Namespace) -> None:
    """Precincts and their population; a graph that no map of cells resembles."""
    file = options.data / "graphs" / "pennsylvania_vtd.json"
    if not file.exists():
        return print(f"\nPennsylvania: left out, {file} is not there")
    drawn = json.loads(file.read_text())
    number = {node["id"]: unit for unit, node in enumerate(drawn["nodes"])}
    pairs = [(unit, number[near["id"]]) for unit, row in enumerate(drawn["adjacency"]) for near in row]
    graph = Graph.from_pairs(len(number), np.unique(np.sort(pairs, axis=1), axis=0))
    people = np.array([node["population"] for node in drawn["nodes"]]).astype(np.int64)
    for grids in (18, 84, 245):
        compare("Pennsylvania's precincts", graph, people, grids, options, list(PEERS)[: 4 if grids == 18 else 3])
    return None


def run_small(options: argparse.Namespace) -> None:
    """Areas small enough for an enumeration of every possible grid: the search alone, and what a caller gets."""
    gaps, proven, missed, solvable = [], 0, 0, 0
    for seed in range(options.areas):
        rng = np.random.default_rng(seed)
        size, grids = int(rng.integers(16, 46)), int(rng.integers(2, 7))
        graph = scattered(size, seed) if seed % 2 else field(*divmod(size, 4) if size % 4 > 1 else (size // 5, 5))
        people = rng.integers(10, 60, graph.size)
        problem = Problem(graph, people, grids, Range.around(people.sum() / grids, (0.05, 0.1, 0.2)[seed % 3]))
        alone = search(problem, seed=0, effort=1, starts=2, workers=1, watch=Watch())
        best = solve_exactly(problem, alone.parts)
        if best is None or best.parts is None:
            continue
        solvable += 1
        found = solve(problem)
        missed += found.violation > 0
        proven += found.proven
        if not alone.violation:
            gaps.append(alone.cost / measure_cost(problem, best.parts) - 1)
    print(
        f"\nSmall areas: {options.areas} of 16 to 45 units, of which {solvable} have a plan and could be solved exactly"
    )
    print(f"  proved best {proven}, missed though there is a plan {missed}")
    print(
        f"  the search alone: {len(gaps)} solved, {mean(gaps):.2%} dearer than the optimum on average, {max(gaps):.1%} at worst"
    )


def run_growth(options: argparse.Namespace) -> None:
    """Fields of ever more cells, twenty to a part, within 5 %."""
    print(f"\nGrowth: cells of 5 to 59 households, twenty to a part, within 5 %\n{HEAD}")
    for side in (32, 100, 316, 1000):
        if side * side > options.largest:
            break
        graph, grids = field(side, side), side * side // 20
        people = np.random.default_rng(1).integers(5, 60, graph.size)
        problem = Problem(graph, people, grids, Range.around(people.sum() / grids, 0.05))
        found, seconds, cpu = timed(problem, options.workers)
        say(f"OneGrid, {graph.size:,} units", graph, people, found.parts, seconds, cpu)
        print(
            f"  {'':24} {1e6 * cpu / graph.size:.0f} µs of processor time a unit; misses the range by {found.violation}"
        )
        say_peers(graph, people, grids, options.limit, ["METIS k-way"])


CASES: dict[str, Callable[[argparse.Namespace], None]] = {
    "subdistrict": run_subdistrict,
    "change": run_change,
    "pennsylvania": run_pennsylvania,
    "newyork": plan_new_york,
    "small": run_small,
    "planted": run_planted,
    "growth": run_growth,
    "suzhou": plan_suzhou,
}


def main() -> None:
    """Run the cases that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list(CASES), default=list(CASES))
    parser.add_argument("--limit", type=float, default=20.0, help="seconds for a peer")
    parser.add_argument("--largest", type=int, default=1_000_000, help="units in the last step of the growth")
    parser.add_argument("--areas", type=int, default=120, help="small areas")
    parser.add_argument("--planted", type=int, default=5, help="planted areas of each kind")
    parser.add_argument("--kinds", nargs="+", choices=list(SIZES), default=list(SIZES), help="sizes of planted areas")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    print(describe_machine())
    for forced in (None, np.arange(9) // 3):  # compile, or load what was compiled
        solve(Problem(field(3, 3), np.full(9, 10), 3, Range(30, 30), in_force=forced))
    search(
        Problem(field(9, 9), np.full(81, 10), 9, Range(80, 100)), seed=0, effort=0.1, starts=1, workers=1, watch=Watch()
    )
    for name in options.only:
        CASES[name](options)


if __name__ == "__main__":
    main()
