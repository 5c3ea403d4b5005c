"""Draw a whole plan on a survey: grids inside communities, micro-grids inside grids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from joblib.parallel import get_active_backend

from onegrid.planning.agreement import match_grids
from onegrid.planning.area import Area, cut_area
from onegrid.planning.arrays import add_up
from onegrid.planning.codes import number_grids
from onegrid.planning.findings import Finding, found
from onegrid.planning.graph import Ints, renumber
from onegrid.planning.levels import Level, count_grids
from onegrid.planning.locks import LockedUnits, Locks, resolve_locks
from onegrid.planning.placing import demand_columns, say_key
from onegrid.planning.plan import DrawnPlan, Net
from onegrid.planning.problem import Weights
from onegrid.planning.survey import Survey
from onegrid.planning.units import TABLE
from onegrid.planning.watch import Watch


@dataclass(frozen=True)
class Wishes:
    """What a planner wants of a plan, besides its levels. in_force: for each level's name, the column of the table that holds
    the codes of the plan in force. net_weights: multiplies the weight of agreement, by net; 1 if not given."""

    weights: Weights = field(default_factory=Weights)
    net_weights: Mapping[str, float] | None = None
    in_force: Mapping[str, str] | None = None
    locks: Locks = field(default_factory=Locks)


def draw_plan(
    survey: Survey,
    levels: Sequence[Level],
    wishes: Wishes | None = None,
    *,
    seed: int = 0,
    effort: float = 1.0,
    workers: int = 1,
    watch: Watch | None = None,
) -> DrawnPlan:
    """Cut units into grids, level by level, each inside one grid of the level above; the first inside communities.

    The same survey, wishes, seed and effort make the same plan, whatever the workers. Areas are cut in parallel by joblib: by
    threads, or by whatever `joblib.parallel_config` says (a Dask cluster, say).
    Raises `Refused` if locks contradict each other or a column is missing, `Cancelled` if the watch is told so.
    """
    given = wishes or Wishes()
    return _Drawing(survey, given, seed, effort, workers, watch or Watch(), len(levels) == 1).draw(levels)


class _Drawing:
    def __init__(
        self, survey: Survey, wishes: Wishes, seed: int, effort: float, workers: int, watch: Watch, one_level: bool
    ) -> None:
        self.survey, self.wishes, self.units = survey, wishes, survey.units
        self.seed, self.effort, self.workers, self.watch = seed, effort, workers, watch
        joined = replace(wishes.locks, together=[*wishes.locks.together, *survey.slivers])
        units = survey.units
        self.locks: LockedUnits = resolve_locks(joined, units.names, units.community, survey.graph, one_level=one_level)
        self.findings: list[Finding] = list(survey.findings)
        self.in_force = {level: self._read_force(column) for level, column in (wishes.in_force or {}).items()}

    def draw(self, levels: Sequence[Level]) -> DrawnPlan:
        parent, names = self.units.community, list(self.units.communities)
        columns = {"community": [names[number] for number in parent]}
        for depth, level in enumerate(levels):
            watch = self.watch.part(1 / len(levels))
            parts, areas = self._cut(level, parent, names, first=depth == 0, last=depth == len(levels) - 1, watch=watch)
            codes = self._code(level, parts, areas, names)
            names, parent = renumbered(codes)
            columns[level.name] = codes
        self.watch.finish()
        return self._result(columns, tuple(level.name for level in levels))

    def _cut(
        self, level: Level, parent: Ints, names: list[str], *, first: bool, last: bool, watch: Watch
    ) -> tuple[list[Ints], list[Ints]]:
        """The cut of each area, and the units of each."""
        areas = [np.flatnonzero(parent == number) for number in range(len(names))]
        posed = self._pose(level, areas, names, first, last)
        backend, _ = get_active_backend(prefer="threads")
        shared = getattr(backend, "uses_threads", False)
        inner = self.workers if len(posed) == 1 else 1
        jobs = [
            delayed(cut_area)(
                area,
                seed=self.seed,
                effort=self.effort,
                workers=inner,
                watch=watch.part(len(area.names) / len(parent)) if shared else None,
            )
            for area in posed
        ]
        found = Parallel(n_jobs=self.workers, prefer="threads")(jobs)
        for _, said in found:
            self.findings += said
        if not shared:
            watch.finish()
        return [parts for parts, _ in found], areas

    def _pose(self, level: Level, areas: list[Ints], names: list[str], first: bool, last: bool) -> list[Area]:
        own = [self._whole(units, first) for units in areas]
        free = [
            np.setdiff1d(units, np.concatenate([*fixed, *dedicated, np.empty(0, np.int64)]))
            for units, (fixed, dedicated) in zip(areas, own, strict=True)
        ]
        held = [int(self.units.households[units].sum()) for units in free]
        standing = sum(len(fixed) + len(dedicated) for fixed, dedicated in own)
        counted = replace(level, grids=max(1, level.grids - standing)) if level.grids else level
        counts = count_grids(counted, [self._weigh_pieces(units) for units in free])
        made = sum(count for count, units in zip(counts, free, strict=True) if len(units)) + standing
        if level.grids not in (None, made):
            parent = "community" if first else "grid"
            values = {"grids": level.grids, "made": made, "parent": parent}
            self.findings.append(found("grids_not_made", self.units.names, **values))
        return [
            self._area(level, units, name, whole, count, households, last)
            for units, name, whole, count, households in zip(areas, names, own, counts, held, strict=True)
        ]

    def _whole(self, units: Ints, first: bool) -> tuple[list[Ints], list[Ints]]:
        """Fixed and dedicated grids of an area; a dedicated one is one micro-grid too."""
        fixed, dedicated = (
            [group for group in groups if np.isin(group, units).all()]
            for groups in (self.locks.fixed if first else (), self.locks.dedicated)
        )
        return fixed, dedicated

    def _weigh_pieces(self, units: Ints) -> list[Ints]:
        """The pieces of some units, each as the households of its units; those that stay together count as one."""
        _, group = np.unique(self.locks.together[units], return_inverse=True)
        graph = self.survey.graph.subgraph(units).contract(group.astype(np.int64))
        held = add_up(group, self.units.households[units], graph.size)
        pieces, piece = graph.pieces()
        return [held[piece == number] for number in range(pieces)]

    def _area(
        self,
        level: Level,
        units: Ints,
        name: str,
        whole: tuple[list[Ints], list[Ints]],
        grids: int,
        households: int,
        last: bool,
    ) -> Area:
        number = np.full(len(self.units.names), -1, np.int64)
        number[units] = np.arange(len(units))
        apart = number[self.locks.apart] if last else np.empty((0, 2), np.int64)
        force = self.in_force.get(level.name)
        weights = self.wishes.net_weights or {}
        return Area(
            name=name,
            names=tuple(self.units.names[unit] for unit in units),
            graph=self.survey.graph.subgraph(units),
            households=self.units.households[units],
            workload=None if self.units.workload is None else self.units.workload[units],
            points=self.units.points[units],
            nets=tuple(net.label[units] for net in self.survey.nets.values()),
            net_weights=tuple(weights.get(net, 1.0) for net in self.survey.nets),
            in_force=None if force is None else force.label[units],
            together=number[self.locks.together[units]],
            apart=apart[(apart >= 0).all(axis=1)],
            fixed=tuple(number[group] for group in whole[0]),
            dedicated=tuple(number[group] for group in whole[1]),
            grids=grids,
            asked=level.grids is not None,
            range=level.range_for(households, grids),
            reach=level.reach,
            weights=self.wishes.weights,
        )

    def _code(self, level: Level, parts: list[Ints], areas: list[Ints], names: list[str]) -> list[str]:
        """The code of each unit's grid. A grid that follows one of the plan in force keeps its three digits."""
        codes = [""] * len(self.units.names)
        for cut, units, name in zip(parts, areas, names, strict=True):
            digits = number_grids(cut, self.units.points[units], self._kept(level, cut, units, name))
            for unit, grid in zip(units.tolist(), cut.tolist(), strict=True):
                codes[unit] = name + digits[grid]
        return codes

    def _kept(self, level: Level, cut: Ints, units: Ints, name: str) -> dict[int, str]:
        force = self.in_force.get(level.name)
        if force is None:
            return {}
        successors = match_grids(force.label[units], cut, self.units.households[units])
        return {
            new: force.grids[old][len(name) :]
            for old, new in successors.items()
            if force.grids[old].startswith(name) and len(force.grids[old]) == len(name) + 3
        }

    def _read_force(self, column: str) -> Net:
        demand_columns(self.survey.table, [column], TABLE)
        values = self.survey.table[column].iloc[self.units.rows]
        label, codes = renumber([say_key(value) or None for value in values])
        return Net([str(code) for code in codes], label)

    def _result(self, columns: Mapping[str, list[str]], levels: tuple[str, ...]) -> DrawnPlan:
        table = self.survey.table.copy()
        for name, values in columns.items():
            filled: Any = np.full(len(table), None, object)
            filled[self.units.rows] = values
            table[name] = filled
        units = self.units
        found = tuple(self.findings)
        return DrawnPlan(
            table,
            levels,
            found,
            self.survey.nets,
            self.in_force,
            units.rows,
            units.households,
            units.shapes,
            self.survey.graph,
            units.crs,
        )


def renumbered(codes: list[str]) -> tuple[list[str], Ints]:
    """Codes in order, and the number of each unit's."""
    names, numbers = np.unique(np.array(codes, object).astype(str), return_inverse=True)
    return names.tolist(), numbers.astype(np.int64)
