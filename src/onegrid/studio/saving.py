"""An alternative becomes a draft plan of the areas: outlines, names and codes of all four levels."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from onegrid.lib.codes import Level, parent_of
from onegrid.studio.cover import GRID, cover_land
from onegrid.studio.desk import Desk
from onegrid.studio.editing import Codes
from onegrid.territory.domain.plans import DrawnArea
from onegrid.territory.models import Area

APART = 0.5
"""Units that cover less than this share of their hull are buildings that stand apart."""
MARGIN = 2e-4
"""Degrees, some twenty metres, around the outermost buildings."""
NUMERALS = "〇一二三四五六七八九"


def outlines(desk: Desk, codes: Codes, *, whole: Any = None) -> dict[str, Any]:
    """The outline (WGS 84) of every grid and micro-grid, by code. With the land that they are to cover, units that stand apart
    are given the land around them first."""
    shapes = cover_land(desk.outlines, whole) if whole is not None else desk.outlines
    members: dict[str, list[int]] = defaultdict(list)
    for unit, pair in enumerate(zip(codes.grids, codes.micro_grids, strict=True)):
        for code in pair:
            members[code].append(unit)
    return {code: _union(shapes[units]) for code, units in sorted(members.items())}


def areas_of(
    desk: Desk, codes: Codes, *, root: str, names: Mapping[str, str], above: Mapping[str, Any]
) -> list[DrawnArea]:
    """All areas of an alternative, from the subdistrict down, ready for a draft plan.

    `names` are those that a planner gave, by code; others are called after their community and their number. `above` are the
    outlines of the subdistrict and its communities where they are known; where not, they are made of their grids.
    """
    known = [shape for code, shape in above.items() if len(code) == Level.COMMUNITY.digits]
    drawn = outlines(desk, codes, whole=shapely.union_all(known) if known else _land_of(desk))
    for level in (Level.COMMUNITY, Level.SUBDISTRICT):
        below: dict[str, list[Any]] = defaultdict(list)
        for code, shape in drawn.items():
            if len(code) == level.digits + 3:
                below[parent_of(code)].append(shape)
        drawn |= {code: _union(np.array(parts, object)) for code, parts in below.items()}
    drawn = {root: drawn.get(root), **drawn}
    households, own = count_households(desk, codes), dedicated_codes(desk, codes)
    called = {code: names.get(code) or default_name(code, names) for code in drawn}
    return [
        DrawnArea(
            code,
            called[code][:100],
            shape,
            Area.Kind.DEDICATED if code[: Level.GRID.digits] in own else Area.Kind.BASIC,
            households.get(code, 0),
        )
        for code, shape in sorted(drawn.items())
    ]


def default_name(code: str, names: Mapping[str, str]) -> str:
    """What an area is called that nobody has named: 云杉社区第五网格."""
    if len(code) <= Level.COMMUNITY.digits:
        return names.get(code) or code
    above = names.get(parent_of(code)) or default_name(parent_of(code), names)
    kind = "网格" if len(code) == Level.GRID.digits else "微网格"
    return f"{above}第{numeral(int(code[-3:]))}{kind}"


def numeral(number: int) -> str:
    """A number from 1 to 999 as one writes it in a name.

    >>> numeral(5), numeral(12), numeral(20), numeral(105)
    ('五', '十二', '二十', '一百〇五')
    """
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{NUMERALS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else NUMERALS[tens]) + "十"
    elif hundreds and ones:
        words += NUMERALS[0]
    return words + (NUMERALS[ones] if ones else "")


def count_households(desk: Desk, codes: Codes) -> dict[str, int]:
    """The households of every area, from the micro-grids up to the subdistrict."""
    held: dict[str, int] = defaultdict(int)
    for code, households in zip(codes.micro_grids, desk.survey.units.households.tolist(), strict=True):
        for digits in (9, 12, 15, 18):
            held[code[:digits]] += households
    return dict(held)


def dedicated_codes(desk: Desk, codes: Codes) -> set[str]:
    """The codes of the grids that are kept for one purpose."""
    place = {key: at for at, key in enumerate(desk.keys)}
    return {codes.grids[place[group[0]]] for group in desk.locks.dedicated if group and group[0] in place}


def _land_of(desk: Desk) -> Any:
    """The land that the units stand on, where nothing else tells it: they themselves or, if they stand apart, their hull."""
    whole = shapely.union_all(shapely.make_valid(desk.outlines))
    hull = shapely.convex_hull(whole)
    return whole if whole.area > APART * hull.area else shapely.buffer(hull, MARGIN)


def _union(shapes: Any) -> Any:
    whole = shapely.union_all(shapely.make_valid(shapes), grid_size=GRID)
    parts = [part for part in shapely.get_parts(whole) if shapely.get_dimensions(part) == 2]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
