"""Computing one alternative: plain data in, plain data out, no database, so that it can run in a thread of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from onegrid.planning.drawing import Wishes, draw_plan
from onegrid.planning.findings import Refused
from onegrid.planning.problem import Weights
from onegrid.planning.watch import Watch
from onegrid.studio.desk import IN_FORCE, Desk
from onegrid.studio.findings import say_findings

CARES = ("border", "balance", "workload", "agreement", "change")


@dataclass(frozen=True)
class Draft:
    """What came out: the units' keys, a code for each unit on each level, what was found on the way, and how long it took.

    `refused` means that there can be no plan; the findings say why.
    """

    units: list[str] = field(default_factory=list)
    grids: list[str] = field(default_factory=list)
    micro_grids: list[str] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    refused: bool = False


def draft_alternative(desk: Desk, wishes: Mapping[str, Any], *, watch: Watch, workers: int = 1) -> Draft:
    """Draw a plan by a planner's wishes: a weight for each of `CARES`, `nets` (weight by name), `seed` and `effort`.

    Raises `Cancelled` if the watch is told so.
    """
    start = monotonic()
    weights = Weights(**{care: float(wishes.get(care, getattr(Weights(), care))) for care in CARES})
    levels = [level.name for level in desk.levels]
    wanted = Wishes(
        weights=weights,
        net_weights={name: float(weight) for name, weight in wishes.get("nets", {}).items()},
        in_force={name: IN_FORCE[name] for name in levels} if desk.has_plan else None,
        locks=desk.locks,
    )
    seed, effort = int(wishes.get("seed", 0)), float(wishes.get("effort", 1.0))
    try:
        drawn = draw_plan(desk.survey, desk.levels, wanted, seed=seed, effort=effort, workers=workers, watch=watch)
    except Refused as refused:
        return Draft(findings=say_findings(refused.findings, desk), refused=True)
    rows = drawn.units.iloc[drawn.rows]
    grids = [str(code) for code in rows["grid" if "grid" in levels else levels[0]]]
    micro_grids = (
        [str(code) for code in rows["micro_grid"]] if "micro_grid" in levels else [f"{code}001" for code in grids]
    )
    return Draft(desk.keys, grids, micro_grids, say_findings(drawn.findings, desk), monotonic() - start)
