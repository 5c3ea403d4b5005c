"""What is measured once, before any plan is drawn: units made ready, their graph, nets laid over them."""

from collections.abc import Mapping
from dataclasses import dataclass

from onegrid.planning.findings import Finding
from onegrid.planning.geodata import Frame
from onegrid.planning.graph import Graph
from onegrid.planning.levels import Level
from onegrid.planning.network import build_graph
from onegrid.planning.overlay import lay_over, remark_repeated, report_net, same_names
from onegrid.planning.placing import demand_polygons, name_rows, place, redraw
from onegrid.planning.plan import Net
from onegrid.planning.units import Columns, Units, prepare_units


@dataclass(frozen=True, eq=False)
class Survey:
    """Several plans (alternatives, or a planner's tries) are drawn on one survey."""

    table: Frame
    units: Units
    graph: Graph
    slivers: list[tuple[str, str]]
    nets: Mapping[str, Net]
    findings: tuple[Finding, ...]


def survey_units(
    table: Frame,
    *,
    least: int = 0,
    level: Level | None = None,
    columns: Columns | None = None,
    communities: Frame | None = None,
    community_key: str | None = None,
    nets: Mapping[str, Frame] | None = None,
    net_keys: Mapping[str, str] | None = None,
    barriers: Frame | None = None,
    crossings: Frame | None = None,
) -> Survey:
    """Make a table of units ready. Pieces of a community with fewer households than `least`, or than a grid of the first
    `level` has at least, are joined to the rest.

    Raises `Refused` if there can be no plan from this input.
    """
    units = prepare_units(table, columns or Columns(), communities, community_key)
    least = least if level is None else level.least(int(units.households.sum()))
    graph, slivers, findings = build_graph(units, barriers=barriers, crossings=crossings, least=least)
    laid: dict[str, Net] = {}
    for name, frame in (nets or {}).items():
        laid[name], said = lay_net(units, name, frame, (net_keys or {}).get(name))
        findings += said
    return Survey(table, units, graph, slivers, laid, tuple(units.findings + findings))


def lay_net(units: Units, name: str, frame: Frame, key: str | None = None) -> tuple[Net, list[Finding]]:
    """A department's net over the units; its grids are named by a column, or by their row."""
    grids, findings = name_rows(frame, key, name)
    placed, said = place(frame, name)
    shapes, redrawn = redraw(placed.geometry.to_crs(units.crs).to_numpy(), [f"{name} {grid}" for grid in grids])
    demand_polygons(frame, shapes, name)
    overlay = lay_over(units.shapes, shapes)
    findings += said + redrawn + remark_repeated(grids, name) + report_net(overlay, name, units.names, grids)
    return Net(grids, same_names(overlay.label, grids)), findings
