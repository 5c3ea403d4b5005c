"""The river, the railway, the canal and the main streets; and the land that lies between them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely.ops import substring

from onegrid.demo.geography.frame import Bend, Points, unturn

SLIVER = 5000.0  # square metres
SNAP = 0.05  # metres: the grid on which lines are joined
ARTERIALS_NORTHWARD = (-2560, -1690, -860, 40, 900, 1690)
ARTERIALS_EASTWARD = (-1960, -1190, -430, 360, 1120, 1800)
CANAL = -800
# The land that the subdistrict was given, roughly, in plan metres: whole blocks inside it belong.
MANDATE = shapely.Polygon(
    [
        *((-2600, -1230), (-1700, -1230), (-1640, -2000), (-420, -2000), (-420, -1620), (430, -1620), (430, -2010)),
        *((2900, -2010), (2900, 2900), (-1300, 2900), (-1300, 1420), (-2120, 1420), (-2120, 740), (-2600, 740)),
    ]
)


@dataclass(frozen=True)
class Way:
    """A line of the map. `kind`: road, rail or water; `rank`: 1 arterial, 2 secondary, 3 lane; `runs`: north or east."""

    kind: str
    rank: int
    runs: str
    line: Any
    name: str = ""


def lay_ways(rng: np.random.Generator) -> list[Way]:
    """All ways wider than a lane, in board metres."""
    bend = Bend.draw(rng)
    north = [
        _line(rng, bend, "north", u + rng.uniform(-80, 80), leg=i in (1, 4)) for i, u in enumerate(ARTERIALS_NORTHWARD)
    ]
    east = [_line(rng, bend, "east", v + rng.uniform(-70, 70), leg=i == 2) for i, v in enumerate(ARTERIALS_EASTWARD)]
    phase = rng.uniform(0, 2 * np.pi)
    river = _curve(bend, "north", lambda v: 2560 + 130 * np.sin(v / 780 + phase) + 55 * np.sin(v / 290 + 2 * phase))
    bank = _curve(bend, "north", lambda v: 2400 + 115 * np.sin(v / 780 + phase))
    rail = _curve(bend, "east", lambda u: 1930 + 0.11 * u + 90 * np.sin(u / 1700 + phase))
    canal = _line(rng, bend, "east", CANAL)
    streets = _secondaries(rng, bend, "north", north, [*east, rail]) + _secondaries(
        rng, bend, "east", east, [*north, bank]
    )
    ways = [Way("road", 1, "north", line) for line in (*north, bank)] + [Way("road", 1, "east", line) for line in east]
    ways += [Way("road", 2, runs, line) for runs, line in streets]
    ways.append(Way("road", 2, "", _diagonal(north[1], east[2], north[2], east[3])))
    return [*ways, Way("water", 1, "north", river), Way("water", 2, "east", canal), Way("rail", 1, "east", rail)]


def enclose(ways: list[Way]) -> tuple[Any, list[Any]]:
    """The outline of the subdistrict and the pieces of land between the ways, the ones of the mandate only."""
    edges = shapely.union_all([way.line for way in ways], grid_size=SNAP)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    rail = next(way.line for way in ways if way.kind == "rail")
    river = next(way.line for way in ways if way.kind == "water" and way.rank == 1)
    middle = shapely.Point(0, 0)
    keep = [
        shapely.contains_xy(MANDATE, *plan)
        and not rail.crosses(shapely.LineString([middle, point]))
        and not river.crosses(shapely.LineString([middle, point]))
        for plan, point in zip(unturn(inner), inner, strict=True)
    ]
    land = _without_slivers(list(faces[np.array(keep)]))
    return shapely.union_all(land), land


def _without_slivers(land: list[Any]) -> list[Any]:
    """The same land, with bits too small to build on given to the neighbour along the longest side."""
    large = [piece for piece in land if piece.area >= SLIVER]
    for bit in (piece for piece in land if piece.area < SLIVER):
        nearest = max(range(len(large)), key=lambda i: bit.intersection(large[i]).length)
        large[nearest] = shapely.union(large[nearest], bit)
    return large


def clip_ways(ways: list[Way], outline: Any) -> list[Way]:
    """The ways as the map draws them: inside the outline, arterials a little beyond it."""
    beyond = {"rail": 700, "water": 150, "road": 120}
    reach = {kind: shapely.buffer(outline, metres) for kind, metres in beyond.items()}
    inside = shapely.buffer(outline, 1)
    clipped = [
        replace(way, line=_in_one(shapely.intersection(way.line, reach[way.kind] if way.rank == 1 else inside)))
        for way in ways
    ]
    return [way for way in clipped if way.line.length > 60]


def _line(rng: np.random.Generator, bend: Bend, runs: str, at: float, *, leg: bool = False) -> Any:
    """A street across the whole plan with small waves of its own and perhaps a dog-leg."""
    a, b = rng.uniform(0, 2 * np.pi, 2)
    turn, where = (rng.choice([-1, 1]) * rng.uniform(60, 90), rng.uniform(-700, 700)) if leg else (0.0, 0.0)
    return _curve(
        bend,
        runs,
        lambda t: at + 14 * np.sin(t / 520 + a) + 7 * np.sin(t / 210 + b) + turn * np.tanh((t - where) / 110),
    )


def _curve(bend: Bend, runs: str, off: Callable[[Points], Points]) -> Any:
    t = np.arange(-3300.0, 3301.0, 50.0)
    uv = np.column_stack((off(t), t) if runs == "north" else (t, off(t)))
    return shapely.LineString(bend(uv))


def _secondaries(
    rng: np.random.Generator, bend: Bend, runs: str, along: list[Any], across: list[Any]
) -> list[tuple[str, Any]]:
    """Streets between neighbouring arterials, each over a run of blocks only."""
    streets = []
    bases = ARTERIALS_NORTHWARD if runs == "north" else ARTERIALS_EASTWARD
    ends = [*bases[1:], 2400] if runs == "north" else list(bases[1:])
    for low, high in zip(bases, ends, strict=False):
        if runs == "east" and low < CANAL < high:
            continue
        at = low + (high - low) * rng.uniform(0.4, 0.6)
        line = _line(rng, bend, runs, at)
        for start, stop in _runs(rng, len(across) - 1):
            streets.append((runs, _between(line, across[start], across[stop])))
    return [(runs, line) for runs, line in streets if line is not None]


def _runs(rng: np.random.Generator, spans: int) -> list[tuple[int, int]]:
    """Stretches of consecutive spans; a span is left out now and then."""
    built = rng.random(spans) < 0.8
    edges = np.flatnonzero(np.diff(np.concatenate(([0], built.astype(int), [0]))))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def _between(line: Any, first: Any, last: Any) -> Any | None:
    """The stretch of a line between the places where it meets two others."""
    meets = [line.intersection(other) for other in (first, last)]
    if any(meet.is_empty for meet in meets):
        return None
    start, stop = sorted(line.project(shapely.get_parts(meet)[0]) for meet in meets)
    return substring(line, start, stop)


def _diagonal(north: Any, east: Any, other_north: Any, other_east: Any) -> Any:
    start, stop = north.intersection(east), other_north.intersection(other_east)
    middle = shapely.Point((start.x + stop.x) / 2 + 25, (start.y + stop.y) / 2 - 25)
    return shapely.LineString([start, middle, stop])


def _in_one(shape: Any) -> Any:
    """The lines of a shape joined end to end where they meet, without specks."""
    lines = [part for part in shapely.get_parts(shape) if part.length > 0]
    return shapely.line_merge(shapely.MultiLineString([line for line in lines if line.length > 1]))
