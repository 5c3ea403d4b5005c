"""What a planner fixes beforehand: units together, units apart, grids that stay, grids for one purpose."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from onegrid.planning.findings import Finding, Refused, found, name_some
from onegrid.planning.graph import Graph, Ints

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


def resolve_locks(locks: Locks, keys: Sequence[Any], community: Ints, graph: Graph) -> LockedUnits:
    """The locks in numbers. Raises `Refused` with every contradiction, naming the units."""
    number = {key: unit for unit, key in enumerate(keys)}
    faults = [
        found("lock_unknown_unit", lock=lock, place=str(key))
        for lock, groups in _named(locks)
        for group in groups
        for key in group
        if key not in number
    ]
    if faults:
        raise Refused(*faults)
    groups = [[number[key] for key in group] for group in locks.together]
    own = [np.array(sorted({number[key] for key in group}), np.int64) for group in (*locks.fixed, *locks.dedicated)]
    together = _merge(groups, len(keys))
    apart = np.array([(number[one], number[other]) for one, other in locks.apart], np.int64).reshape(-1, 2)
    names = [str(key) for key in keys]
    faults = _contradictions(together, apart, own, names) + _stretched(groups, own, community, graph, names)
    if faults:
        raise Refused(*faults)
    count = len(locks.fixed)
    return LockedUnits(together, apart, tuple(own[:count]), tuple(own[count:]))


def _named(locks: Locks) -> list[tuple[str, Sequence[Keys]]]:
    return [(name, getattr(locks, name)) for name in ("together", "apart", "fixed", "dedicated")]


def _merge(groups: list[list[int]], size: int) -> Ints:
    """Groups with a unit in common are one."""
    pairs = [(one, other) for group in groups for one, other in pairwise(group)]
    count, piece = Graph.from_pairs(size, np.array(pairs, np.int64).reshape(-1, 2)).pieces()
    lowest = np.full(count, size)
    np.minimum.at(lowest, piece, np.arange(size))
    return np.asarray(lowest[piece])


def _contradictions(together: Ints, apart: Ints, own: list[Ints], names: list[str]) -> list[Finding]:
    faults = [
        found("lock_contradiction", place=names[one], other=names[other])
        for one, other in apart
        if together[one] == together[other]
    ]
    seen: set[int] = set()
    for group in own:
        faults += [found("lock_twice", place=names[unit]) for unit in group if unit in seen]
        seen |= set(group.tolist())
        whole = np.flatnonzero(np.isin(together, together[group]))
        faults += [
            found("lock_contradiction", place=names[unit], other=names[group[0]]) for unit in np.setdiff1d(whole, group)
        ]
    return faults


def _stretched(
    groups: list[list[int]], own: list[Ints], community: Ints, graph: Graph, names: list[str]
) -> list[Finding]:
    faults = []
    for lock, group in [("together", np.array(group)) for group in groups] + [("fixed", group) for group in own]:
        place = name_some([names[unit] for unit in group])
        if len(np.unique(community[group])) > 1:
            faults.append(found("lock_across", lock=lock, place=place))
        elif graph.subgraph(np.unique(group)).pieces()[0] > 1:
            faults.append(found("lock_in_pieces", lock=lock, place=place))
    return faults
