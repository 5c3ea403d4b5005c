"""What is measured once, before any plan is drawn: units made ready, their graph, nets laid over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from onegrid.planning.findings import Finding
from onegrid.planning.geodata import Frame, place, redraw
from onegrid.planning.graph import Graph
from onegrid.planning.network import build_graph
from onegrid.planning.overlay import lay_over, report_net
from onegrid.planning.plan import Net
from onegrid.planning.units import Columns, Units, prepare_units


@dataclass(frozen=True, eq=False)
class Survey:
    """Several plans (alternatives, or a planner's tries) are drawn on one survey."""

    table: Frame
    units: Units
    graph: Graph
    slivers: list[tuple[Any, Any]]
    nets: Mapping[str, Net]
    findings: tuple[Finding, ...]


def survey_units(
    table: Frame,
    *,
    least: int,
    columns: Columns | None = None,
    communities: Frame | None = None,
    community_key: str | None = None,
    nets: Mapping[str, Frame] | None = None,
    net_keys: Mapping[str, str] | None = None,
    barriers: Frame | None = None,
    crossings: Frame | None = None,
) -> Survey:
    """Make a table of units ready. `least`: pieces of a community with fewer households are joined to the rest.

    Raises `Refused` if there can be no plan from this input.
    """
    units = prepare_units(table, columns or Columns(), communities, community_key)
    graph, slivers, findings = build_graph(units, barriers=barriers, crossings=crossings, least=least)
    laid: dict[str, Net] = {}
    for name, frame in (nets or {}).items():
        laid[name], said = lay_net(units, name, frame, (net_keys or {}).get(name))
        findings += said
    return Survey(table, units, graph, slivers, laid, tuple(units.findings + findings))


def lay_net(units: Units, name: str, frame: Frame, key: str | None = None) -> tuple[Net, list[Finding]]:
    """A department's net over the units; its grids are named by a column, or by their row."""
    placed, findings = place(frame, name)
    grids = [str(title) for title in (placed[key] if key else range(1, len(placed) + 1))]
    shapes, redrawn = redraw(placed.geometry.to_crs(units.crs).to_numpy(), [f"{name} {grid}" for grid in grids])
    overlay = lay_over(units.shapes, shapes)
    said = report_net(overlay, name, units.names, grids)
    return Net(grids, _same_names(overlay.label, grids)), findings + redrawn + said


def _same_names(label: np.ndarray, grids: list[str]) -> np.ndarray:
    """Polygons of one name are one grid."""
    first = np.array([grids.index(grid) for grid in grids], np.int64)
    return np.where(label >= 0, first[label], -1)
