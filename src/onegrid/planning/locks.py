"""What a planner fixes beforehand: units together, units apart, grids that stay, grids for one purpose."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from onegrid.planning.findings import Finding, Refused, found, name_some
from onegrid.planning.graph import Graph, Ints
from onegrid.planning.placing import say_key

Keys = Sequence[Any]


@dataclass(frozen=True)
class Locks:
    """Each lock names units by their keys. together: groups that share a grid on every level. apart: pairs that share none on
    the last level. fixed: grids of the first level that stay as they are. dedicated: the same for a mall or a school, with
    no range to keep and no micro-grids but one."""

    together: Sequence[Keys] = ()
    apart: Sequence[tuple[Any, Any]] = ()
    fixed: Sequence[Keys] = ()
    dedicated: Sequence[Keys] = ()


@dataclass(frozen=True, eq=False)
class LockedUnits:
    """Locks in numbers of units."""

    together: Ints  # n, the lowest unit of the group that a unit belongs to; itself without a group
    apart: Ints  # m × 2
    fixed: tuple[Ints, ...]
    dedicated: tuple[Ints, ...]


def resolve_locks(
    locks: Locks, names: Sequence[str], community: Ints, graph: Graph, *, one_level: bool = False
) -> LockedUnits:
    """The locks in numbers; `one_level` says that grids are not cut further. Raises `Refused` with every contradiction, naming
    the units."""
    number = {name: unit for unit, name in enumerate(names)}
    faults = [
        found("lock_unknown_unit", lock=lock, place=say_key(key))
        for lock, groups in _named(locks)
        for group in groups
        for key in group
        if say_key(key) not in number
    ]
    if faults:
        raise Refused(*faults)
    groups, apart, fixed, dedicated = (
        [[number[say_key(key)] for key in group] for group in groups] for _lock, groups in _named(locks)
    )
    own = [np.array(sorted(set(group)), np.int64) for group in (*fixed, *dedicated)]
    together, pairs = _merge(groups, len(names)), np.array(apart, np.int64).reshape(-1, 2)
    inseparable = own if one_level else own[len(fixed) :]
    faults = [
        *_contradictions(together, pairs, inseparable, names),
        *_torn(together, own, names),
        *_stretched(groups, own[: len(fixed)], own[len(fixed) :], community, graph, names),
    ]
    if faults:
        raise Refused(*faults)
    return LockedUnits(together, pairs, tuple(own[: len(fixed)]), tuple(own[len(fixed) :]))


def _named(locks: Locks) -> list[tuple[str, Sequence[Keys]]]:
    return [(name, getattr(locks, name)) for name in ("together", "apart", "fixed", "dedicated")]


def _merge(groups: list[list[int]], size: int) -> Ints:
    """Groups with a unit in common are one."""
    pairs = [(one, other) for group in groups for one, other in pairwise(group)]
    count, piece = Graph.from_pairs(size, np.array(pairs, np.int64).reshape(-1, 2)).pieces()
    lowest = np.full(count, size)
    np.minimum.at(lowest, piece, np.arange(size))
    return np.asarray(lowest[piece])


def _contradictions(together: Ints, apart: Ints, inseparable: list[Ints], names: Sequence[str]) -> list[Finding]:
    """Pairs that must be apart, and together or in a grid that is not divided."""
    faults = []
    for one, other in apart.tolist():
        place, beside = names[one], names[other]
        if one == other:
            faults.append(found("lock_apart_from_itself", [place], place=place))
        elif together[one] == together[other] or any({one, other} <= set(group.tolist()) for group in inseparable):
            faults.append(found("lock_contradiction", [place, beside], place=place, other=beside))
    return faults


def _torn(together: Ints, own: list[Ints], names: Sequence[str]) -> list[Finding]:
    """Units in two grids that stand, and units that must stay with one in such a grid but are not in it."""
    faults, seen = [], set[int]()
    for group in own:
        faults += [found("lock_twice", [names[unit]], place=names[unit]) for unit in group.tolist() if unit in seen]
        seen |= set(group.tolist())
        for unit in np.setdiff1d(np.flatnonzero(np.isin(together, together[group])), group).tolist():
            mate = next(names[each] for each in group.tolist() if together[each] == together[unit])
            faults.append(found("lock_half_in", [names[unit], mate], place=names[unit], other=mate))
    return faults


def _stretched(
    together: list[list[int]],
    fixed: list[Ints],
    dedicated: list[Ints],
    community: Ints,
    graph: Graph,
    names: Sequence[str],
) -> list[Finding]:
    """Groups that lie in several communities, or whose units do not touch each other."""
    faults = []
    named = [("together", np.array(group, np.int64)) for group in together]
    named += [("fixed", group) for group in fixed] + [("dedicated", group) for group in dedicated]
    for lock, group in named:
        where = [names[unit] for unit in group.tolist()]
        if len(np.unique(community[group])) > 1:
            faults.append(found("lock_across", where, lock=lock, place=name_some(where)))
        elif graph.subgraph(np.unique(group)).pieces()[0] > 1:
            faults.append(found("lock_in_pieces", where, lock=lock, place=name_some(where)))
    return faults
