"""Groups of opinion and common ground from 525,000 votes, beside red-dwarf in the same run; then votes one by one.

    python bench/opinion.py [--people 5000] [--statements 300] [--runs 5]

Both get votes from memory in order of time: ours as columns of numbers, as a table gives them, red-dwarf as its dictionaries. On
the open data of Polis both are held against the published groups. Other work shows in the seconds: processor time stands beside.
"""

import argparse
import os
import platform
import statistics
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import adjusted_rand_score

from onegrid.opinion.talk import Talk
from onegrid.opinion.votes import Vote, Votes

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.opinion.polis import NAMES, read_published


def invent_votes(people: int, statements: int, *, camps: int = 3, given: float = 0.35, seed: int = 1) -> list[Vote]:
    """Camps with minds of their own and much noise; every person answers about `given` of the statements."""
    rng = np.random.default_rng(seed)
    leaning = rng.normal(size=(camps, statements))[rng.integers(0, camps, people)]
    answers = np.sign(leaning + 1.2 * rng.normal(size=(people, statements))).astype(int)
    answers[rng.random(answers.shape) < 0.1] = 0
    rows, columns = np.nonzero(rng.random(answers.shape) < given)
    order = rng.permutation(len(rows))
    rows, columns = rows[order], columns[order]
    return list(
        zip(rows.tolist(), columns.tolist(), answers[rows, columns].tolist(), map(float, range(len(rows))), strict=True)
    )


def timed(action: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds, seconds of processor time, and what the action gave."""
    began, used = time.perf_counter(), time.process_time()
    given = action()
    return time.perf_counter() - began, time.process_time() - used, given


def show_full(votes: list[Vote], runs: int) -> Talk:
    """Print how long all takes."""
    measured = []
    columns = [np.array(column) for column in zip(*votes, strict=True)]
    for _run in range(runs + 1):
        reading = timed(lambda: Talk(Votes.of_columns(*columns)))
        drawing = timed(reading[2].picture)
        measured.append([reading[0], reading[1], drawing[0], drawing[1]])
    read, read_used, draw, draw_used = (statistics.median(each) for each in zip(*measured[1:], strict=True))
    print(f"  OneGrid    votes to sums {read:.2f} s ({read_used:.2f} s of processor), sums to picture {draw * 1e3:.0f} ms"
          f" ({draw_used * 1e3:.0f} ms); together {read + draw:.2f} s")  # fmt: skip
    return reading[2]


def show_single(talk: Talk, people: int, statements: int, count: int = 100) -> None:
    """Print how long a new vote takes until the picture has it, and check the last picture against a full computation."""
    rng, measured = np.random.default_rng(2), []
    for number in range(count):
        vote = int(rng.integers(people)), int(rng.integers(statements)), int(rng.integers(-1, 2))
        measured.append(timed(lambda vote=vote, at=1e9 + number: (talk.add(*vote, at=at), talk.picture()))[:2])
    wall, used = (sorted(each) for each in zip(*measured, strict=True))
    print(f"  one vote   {wall[count // 2] * 1e3:.1f} ms, p95 {wall[int(count * 0.95)] * 1e3:.1f} ms"
          f" (of processor {used[count // 2] * 1e3:.1f} and {used[int(count * 0.95)] * 1e3:.1f})")  # fmt: skip
    same = Talk(talk.votes).picture()
    if not ((same.groups == talk.picture().groups).all() and (same.places == talk.picture().places).all()):
        raise SystemExit("a full computation gives another picture")


def show_peer(votes: list[Vote]) -> None:
    """Print how long red-dwarf takes from the same votes."""
    try:
        seconds, used, result = timed(peer(votes, []))
    except ImportError:
        print("  red-dwarf  left out: not installed")
        return
    sizes = result.participants_df["cluster_id"].value_counts().tolist()
    print(f"  red-dwarf  {seconds:.2f} s ({used:.2f} s of processor), groups of {sizes}")


def peer(votes: list[Vote], out: list[int]) -> Callable[[], Any]:
    """red-dwarf's own pipeline after Polis."""
    from reddwarf.implementations.polis import run_pipeline

    rows = [{"participant_id": p, "statement_id": s, "vote": v, "modified": int(at)} for p, s, v, at in votes]
    return lambda: run_pipeline(votes=rows, mod_out_statement_ids=out, random_state=1)


def show_memory(statements: int) -> None:
    """Print the room for votes and sums at growing numbers of people."""
    for people in (1250, 2500, 5000):
        votes = invent_votes(people, statements)
        tracemalloc.start()
        talk = Talk.of(votes)
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        print(
            f"  memory     {len(talk.votes.codes):>9,} votes {held / 1e6:>7.1f} MB, of it {_sums(talk) / 1e6:.1f} MB of sums"
        )


def _sums(talk: Talk) -> int:
    return sum(each.nbytes for each in (talk.moments.products, talk.moments.sums, talk.moments.both))


def show_published(name: str) -> None:
    """Print the adjusted Rand index against Polis, of both."""
    published = read_published(name)
    picture = published.talk().picture()
    ours = dict(zip(picture.people, picture.groups.tolist(), strict=True))
    line = f"  {name:<22} {picture.sizes()}, index {_index(ours, published.groups):.3f}"
    try:
        frame = peer(published.votes, published.out)().participants_df
    except ImportError:
        print(line)
        return
    theirs = {int(p): int(g) for p, g in frame["cluster_id"].dropna().items()}
    print(f"{line}; red-dwarf {sorted(frame['cluster_id'].value_counts().tolist(), reverse=True)},"
                 f" index {_index(theirs, published.groups):.3f}; of the two {_index(ours, theirs):.3f}")  # fmt: skip


def _index(one: dict[int, int], other: dict[int, int]) -> float:
    both = [person for person, group in one.items() if group >= 0 and other.get(person, -1) >= 0]
    return float(adjusted_rand_score([one[person] for person in both], [other[person] for person in both]))


def main() -> None:
    """Run all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--statements", type=int, default=300)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, numpy {np.__version__}")
    votes = invent_votes(options.people, options.statements)
    print(f"\n{options.people:,} people, {options.statements} statements, {len(votes):,} votes")
    talk = show_full(votes, options.runs)
    print(f"             groups of {talk.picture().sizes()}")
    show_peer(votes)
    show_single(talk, options.people, options.statements)
    show_memory(options.statements)
    print("\nOpen data of Polis, adjusted Rand index against the published groups")
    for name in NAMES:
        try:
            show_published(name)
        except FileNotFoundError:
            print(f"  {name}: left out, it is not there")


if __name__ == "__main__":
    main()
