"""Names for streets, compounds, communities, grids and micro-grids, as an office would give them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from onegrid.demo.geography import toponyms
from onegrid.demo.geography.blocks import Block, quarter_of
from onegrid.demo.geography.frame import Points, turn
from onegrid.demo.geography.ways import Way

DIGITS = "零一二三四五六七八九"
OWN_NAME_FROM, NUMBERED_FROM = 250, 150  # metres: lanes as long as this have a name of their own, a number, or neither


def numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese.

    >>> [numeral(n) for n in (1, 10, 12, 25)]
    ['一', '十', '十二', '二十五']
    """
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def name_ways(ways: list[Way], rng: np.random.Generator) -> list[Way]:
    """The same ways with names, no two alike; short lanes stay without."""
    arterials = {"north": iter(toponyms.ARTERIALS_NORTHWARD), "east": iter(toponyms.ARTERIALS_EASTWARD)}
    stems = iter([str(stem) for stem in rng.permutation(toponyms.STREET_STEMS)])
    named = []
    for way in (way for way in ways if way.rank < 3):
        if way.kind == "rail":
            name = toponyms.RAILWAY
        elif way.kind == "water":
            name = toponyms.RIVER if way.rank == 1 else toponyms.CANAL
        elif way.rank == 1:
            name = next(arterials[way.runs])
        else:
            name = next(stems) + _suffix(way.line) if way.runs else toponyms.DIAGONAL
        named.append(replace(way, name=name))
    return named + _name_lanes([way for way in ways if way.rank == 3], named, stems, rng)


def _name_lanes(lanes: list[Way], streets: list[Way], stems: Iterator[str], rng: np.random.Generator) -> list[Way]:
    """Old names in the old town; elsewhere a name of its own for a long lane, and the next street's with a number."""
    streets = [way for way in streets if way.kind == "road" and way.name != toponyms.DIAGONAL]
    tree = shapely.STRtree([way.line for way in streets])
    old = iter([str(name) for name in rng.permutation(toponyms.OLD_LANES)])
    names: dict[int, str] = {}
    counts: Counter[str] = Counter()
    for index in sorted(range(len(lanes)), key=lambda i: -lanes[i].line.length):
        line = lanes[index].line
        name = next(old, "") if quarter_of(line) == "old" else ""
        if not name and line.length >= OWN_NAME_FROM:
            stem = next(stems, "")
            name = stem and stem + _suffix(line)
        if not name and line.length >= NUMBERED_FROM:
            stem = streets[tree.nearest(line)].name.removesuffix("大道").rstrip("路街")
            counts[stem] += 1
            name = f"{stem}{numeral(counts[stem])}巷"
        names[index] = name
    return [replace(lane, name=names[index]) for index, lane in enumerate(lanes)]


def _suffix(line: Any) -> str:
    """路 for a street that runs north, 街 for one that runs east."""
    west, south, east, north = line.bounds
    return "路" if north - south > east - west else "街"


def name_compounds(blocks: Iterable[Block], rng: np.random.Generator) -> None:
    """A name for every compound, no two alike, after the fashion of its kind."""
    pools: dict[str, Iterator[str]] = {}
    for kind, (firsts, seconds) in toponyms.COMPOUNDS.items():
        names = [first + second for first in firsts for second in seconds]
        pools[kind] = iter([str(name) for name in rng.permutation(names)])
    for number, block in enumerate((block for block in blocks if block.use == "homes"), start=1):
        block.name = next(pools[block.kind], f"东城{numeral(number % 100)}号院")


def name_communities(middles: Points) -> list[str]:
    """A name for each community, so that all lie as near as can be to what they are called after (n × 2, metres)."""
    stems = [stem for stem, _near in toponyms.COMMUNITIES]
    away = np.hypot(*(middles[:, None] - turn([near for _stem, near in toponyms.COMMUNITIES])[None]).transpose(2, 0, 1))
    given = list(range(len(middles)))
    pairs = [(i, j) for i in given for j in given if i < j]
    improved = True
    while improved:
        improved = False
        for i, j in pairs:
            if away[i, given[j]] + away[j, given[i]] < away[i, given[i]] + away[j, given[j]] - 1e-6:
                given[i], given[j] = given[j], given[i]
                improved = True
    return [f"{stems[index]}社区" for index in given]
