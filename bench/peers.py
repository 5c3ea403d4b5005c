"""Other people's partitioners on the same graph, each in a process of its own and for a limited time."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from onegrid.planning.graph import Graph, Ints

START = 120.0  # seconds for a process to start and to import what it needs


@dataclass(frozen=True)
class Attempt:
    """What a peer made of a graph: the part of each unit, or why there is none."""

    parts: Ints | None
    seconds: float
    word: str = ""


def cut_by_metis(graph: Graph, households: Ints, grids: int, tolerance: float, *, recursive: bool = False) -> Ints:
    """METIS, k-way with connected parts, or recursive bisection (which cannot promise them)."""
    import pymetis

    rows = pymetis.CSRAdjacency(graph.indptr, graph.indices)
    options = pymetis.Options(contig=not recursive, ufactor=max(1, round(tolerance * 1000)), seed=0)
    _, parts = pymetis.part_graph(grids, rows, vweights=households, recursive=recursive, options=options)
    return np.array(parts)


def cut_by_kahip(graph: Graph, households: Ints, grids: int, tolerance: float) -> Ints:
    """KaHIP's KaFFPa, configuration 'eco'."""
    import kahip

    rows = [array.tolist() for array in (graph.indptr, np.ones(len(graph.indices), int), graph.indices)]
    _, parts = kahip.kaffpa(households.tolist(), rows[0], rows[1], rows[2], grids, tolerance, True, 0, 1)
    return np.array(parts)


def cut_by_gerrychain(graph: Graph, households: Ints, grids: int, tolerance: float) -> Ints:
    """GerryChain's recursive tree partition, the start of its chains."""
    import random

    import gerrychain
    import networkx
    from gerrychain.tree import recursive_tree_part

    random.seed(0)
    drawn = networkx.Graph(graph.pairs()[0].tolist())
    networkx.set_node_attributes(drawn, dict(enumerate(households.tolist())), "households")
    target = float(households.sum()) / grids
    whole = gerrychain.Graph.from_networkx(drawn)
    found = recursive_tree_part(whole, range(grids), target, "households", tolerance, 3)
    return np.array([found[unit] for unit in range(graph.size)])


def cut_by_spopt(graph: Graph, households: Ints, grids: int, tolerance: float) -> Ints:
    """spopt's max-p: as many connected regions as it can make of at least the least households; it has no upper bound."""
    import geopandas
    from libpysal.weights import W
    from spopt.region import MaxPHeuristic

    weights = W({unit: graph.neighbours(unit).tolist() for unit in range(graph.size)}, silence_warnings=True)
    table = geopandas.GeoDataFrame(
        {"households": households}, geometry=geopandas.points_from_xy(households, households)
    )
    least = float(households.sum()) / grids * (1 - tolerance)
    np.random.seed(0)
    model = MaxPHeuristic(table, weights, ["households"], "households", least, 2, max_iterations_construction=3)
    model.solve()
    return np.array(model.labels_) - 1


Cutter = Callable[[Graph, Ints, int, float], Ints]
PEERS: dict[str, Cutter] = {
    "METIS k-way": cut_by_metis,
    "METIS recursive": partial(cut_by_metis, recursive=True),
    "KaHIP eco": cut_by_kahip,
    "GerryChain": cut_by_gerrychain,
    "spopt max-p": cut_by_spopt,
}
MODULES = {"METIS": "pymetis", "KaHIP": "kahip", "GerryChain": "gerrychain", "spopt": "spopt.region"}


def attempt(name: str, graph: Graph, households: Ints, grids: int, tolerance: float, limit: float) -> Attempt:
    """Let a peer cut a graph; it is stopped after `limit` seconds. Imports are not timed."""
    here, there = get_context("spawn").Pipe()
    work = get_context("spawn").Process(target=_work, args=(there, name, graph, households, grids, tolerance))
    work.start()
    there.close()
    try:
        ready = here.recv() if here.poll(START) else "did not start"
        if ready:
            return Attempt(None, 0.0, ready)
        if not here.poll(limit):
            return Attempt(None, limit, f"no answer in {limit:.0f} s")
        return here.recv()  # type: ignore[no-any-return]
    except EOFError:
        return Attempt(None, 0.0, "ended without an answer")
    finally:
        work.kill()
        work.join()


def _work(there: Connection, name: str, *given: Any) -> None:
    sys.stderr = open("/dev/null", "w")  # noqa: SIM115, PTH123 - what they print is no result of ours
    try:
        __import__(MODULES[name.split()[0]])
    except ImportError:
        there.send("is not installed: pip install 'onegrid[bench]'")
        return
    there.send("")
    began = time.perf_counter()
    try:
        parts = PEERS[name](*given)
        there.send(Attempt(parts, time.perf_counter() - began))
    except Exception as error:  # each fails in ways of its own
        there.send(Attempt(None, time.perf_counter() - began, f"gave up: {type(error).__name__}: {str(error)[:60]}"))
