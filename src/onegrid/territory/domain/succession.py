"""What becomes of areas when one plan follows another: who lies where an old area lay."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from onegrid.lib.codes import Level
from onegrid.territory.models import Area, Plan

SLIVER = 0.02
"""A smaller share of an old area comes from the drawing of its border and is nobody's succession."""


@dataclass(frozen=True)
class Heir:
    """An area of the new plan, and the share (0 to 1) of the old area's land that it takes over."""

    code: str
    name: str
    share: float


class Succession:
    """From the areas of one plan to those of the plan that follows it, on the same level, by the land that they share."""

    def __init__(self, before: Plan, after: Plan) -> None:
        self.before, self.after = before, after

    def heirs(self, code: str) -> list[Heir]:
        """The areas of the new plan that take over an old area, the largest share first; none if nothing was drawn."""
        old = self._old.get(code)
        if old is None or not old.area:
            return []
        codes, names, shapes = self._new(Level.of(code))
        shared = shapely.area(shapely.intersection(shapes, old)) / old.area
        found = [Heir(codes[at], names[at], float(shared[at])) for at in np.flatnonzero(shared >= SLIVER).tolist()]
        return sorted(found, key=lambda heir: (-heir.share, heir.code))

    def heir(self, code: str) -> str:
        """The code of the area that takes over the most of an old one; where nothing is drawn, the deepest code above it that
        both plans know."""
        if heirs := self.heirs(code):
            return heirs[0].code
        return next(code[:digits] for digits in (18, 15, 12, 9) if code[:digits] in self.codes or digits == 9)

    def kept(self, code: str) -> float:
        """The share of an old area's land that bears the same code in the new plan; 1 where neither is drawn."""
        old = self._old.get(code)
        if code not in self.codes or old is None or not old.area:
            return float(code in self.codes)
        return next((heir.share for heir in self.heirs(code) if heir.code == code), 0.0)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the new plan."""
        return frozenset(self.after.areas.values_list("code", flat=True))

    @cached_property
    def _old(self) -> dict[str, Any]:
        return _outlines(self.before.areas.all())

    @cached_property
    def _levels(self) -> dict[Level, tuple[list[str], list[str], Any]]:
        return {}

    def _new(self, level: Level) -> tuple[list[str], list[str], Any]:
        if level not in self._levels:
            rows = list(self.after.areas.on_level(level).values_list("code", "name", "outline"))
            shapes = shapely.from_wkb([bytes(outline) for _code, _name, outline in rows])
            self._levels[level] = ([row[0] for row in rows], [row[1] for row in rows], shapes)
        return self._levels[level]


def _outlines(areas: Iterable[Area]) -> dict[str, Any]:
    return {area.code: area.geometry for area in areas}
