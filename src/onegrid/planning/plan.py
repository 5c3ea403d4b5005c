"""A plan that was drawn: the grid of each unit on each level, and everything that is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np
import pandas
import shapely

from onegrid.planning.agreement import count_moved, make_crosswalk, measure_agreement
from onegrid.planning.arrays import add_up
from onegrid.planning.findings import Finding, Gravity
from onegrid.planning.geodata import Frame, Shapes
from onegrid.planning.graph import Graph, Ints, renumber


@dataclass(frozen=True, eq=False)
class Net:
    """A department's net laid over the units: its grids' names, and the number of each unit's; -1 for none."""

    grids: list[str]
    label: Ints


@dataclass(frozen=True, eq=False)
class DrawnPlan:
    """The plan. `units` is the table that was given with a column of codes for the community and each level (missing where a
    unit has no area). `levels` are the columns' names from the top. `findings` say what was repaired, and what limits are
    missed and why. The rest is what figures are computed from; `rows` are the units' positions in the table."""

    units: Frame
    levels: tuple[str, ...]
    findings: tuple[Finding, ...]
    nets: Mapping[str, Net]
    in_force: Mapping[str, Net]
    rows: Ints
    households: Ints
    shapes: Shapes
    graph: Graph
    crs: Any

    @property
    def kept(self) -> bool:
        """Whether every limit is kept."""
        return all(finding.gravity is not Gravity.MISSED for finding in self.findings)

    def codes(self, level: str) -> tuple[Ints, list[str]]:
        """The grid of each unit as a number, and the numbers' codes."""
        numbers, codes = renumber(self.units[level].iloc[self.rows])
        return numbers, [str(code) for code in codes]

    def grids(self, level: str) -> Frame:
        """The grids of a level: code, units, households, compactness (1 for a circle) and outline, in the units' own system."""
        numbers, codes = self.codes(level)
        outlines = [shapely.union_all(self.shapes[numbers == grid]) for grid in range(len(codes))]
        table = {
            "code": codes,
            "units": np.bincount(numbers, minlength=len(codes)),
            "households": add_up(numbers, self.households, len(codes)),
            "compactness": [round(4 * np.pi * one.area / max(one.length, 1e-9) ** 2, 3) for one in outlines],
        }
        frame = geopandas.GeoDataFrame(table, geometry=outlines, crs=self.crs).sort_values("code", ignore_index=True)
        return frame.to_crs(self.units.crs or 4326)

    def crosswalk(self, net: str, level: str) -> Any:
        """Old grid → new grid, with units and households; for a net, or for the plan in force by its level's name."""
        numbers, codes = self.codes(level)
        old = self.nets[net] if net in self.nets else self.in_force[net]
        table = make_crosswalk(old.label, numbers, self.households)
        table["old"] = [old.grids[grid] for grid in table["old"]]
        table["new"] = [codes[grid] for grid in table["new"]]
        return table.sort_values(["old", "new"], ignore_index=True)

    def agreement(self, level: str) -> Any:
        """For each net: the share of households whose new grid lies within one old grid, and the mean number of officers that
        a new grid meets, and of new grids that an old one meets."""
        numbers, _ = self.codes(level)
        figures = {name: measure_agreement(net.label, numbers, self.households) for name, net in self.nets.items()}
        return pandas.DataFrame(
            [{"net": name, **vars(figure)} for name, figure in figures.items()],
            columns=["net", "within_one", "officers", "grids"],
        )

    def figures(self, level: str) -> dict[str, float]:
        """How many grids, their fewest, mean and most households, the border between them in metres, the share of households
        that leave their grid of the plan in force (NaN without one)."""
        numbers, codes = self.codes(level)
        held = add_up(numbers, self.households, len(codes))
        moved = float("nan")
        if level in self.in_force:
            moved = count_moved(self.in_force[level].label, numbers, self.households) / max(
                1, int(self.households.sum())
            )
        return {
            "grids": len(codes),
            "least": int(held.min()),
            "mean": float(held.mean()),
            "most": int(held.max()),
            "border": self.graph.cut_border(numbers),
            "moved": moved,
        }
