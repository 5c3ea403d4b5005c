"""Mend outlines that are not valid, and say of each what was wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from onegrid.territory.metres import square_metres

PROBLEMS = {
    "Self-intersection": gettext_lazy("the outline crosses itself"),
    "Ring Self-intersection": gettext_lazy("the outline touches itself"),
    "Hole lies outside shell": gettext_lazy("a hole lies outside the outline"),
    "Nested holes": gettext_lazy("a hole lies in another hole"),
    "Nested shells": gettext_lazy("one part lies in another part"),
    "Interior is disconnected": gettext_lazy("holes cut the area apart"),
    "Duplicate Rings": gettext_lazy("a ring stands twice"),
    "Too few points in geometry component": gettext_lazy("a ring has too few points"),
    "Invalid Coordinate": gettext_lazy("a coordinate is no number"),
    "Ring is not closed": gettext_lazy("a ring is not closed"),
}
"""GEOS's words for what it finds (its `TopologyValidationError`), in words for people."""


@dataclass(frozen=True)
class Repair:
    """What was done to one outline.

    `position` is its place in the input, `label` its code or row number, `problem` a sentence in the reader's language,
    `at` longitude and latitude of the fault if known, `dropped` whether nothing of the outline is left.
    """

    position: int
    label: str
    problem: str
    at: tuple[float, float] | None = None
    dropped: bool = False
    area_before_m2: float = 0.0
    area_after_m2: float = 0.0

    def __str__(self) -> str:
        place = f" ({self.at[0]:.6f}, {self.at[1]:.6f})" if self.at else ""
        done = _("left out") if self.dropped else _("repaired")
        return f"{self.label}: {self.problem}{place} – {done}"


def repair(
    geometries: Sequence[Any] | NDArray[np.object_], *, codes: Sequence[str] | None = None
) -> tuple[NDArray[np.object_], list[Repair]]:
    """The outlines (WGS 84) with invalid rings repaired, and what was done. What is no polygon becomes None.

    Rings are rebuilt with GEOS's 'structure' method: shells are joined, holes taken away, and what collapses to a line
    goes. Holes and parts are kept. Valid polygons come back unchanged, and in the same places.
    """
    shapes = np.empty(len(geometries), object)
    shapes[:] = geometries
    mended = shapes.copy()
    kinds = shapely.get_type_id(shapes)
    bad = ~np.isin(kinds, (3, 6)) | shapely.is_empty(shapes) | ~shapely.is_valid(shapes)
    repairs = []
    for position in np.flatnonzero(bad).tolist():
        mended[position] = _mend(shapes[position])
        label = codes[position] if codes is not None else str(position + 1)
        repairs.append(_describe(position, label, shapes[position], mended[position]))
    return mended, repairs


def _mend(shape: Any) -> Any:
    """A valid polygon or multipolygon, or None."""
    if shapely.get_type_id(shape) not in (3, 6) or shapely.is_empty(shape):
        return None
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return None
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    return mended if shapely.get_type_id(mended) in (3, 6) and not shapely.is_empty(mended) else None


def _describe(position: int, label: str, before: Any, after: Any) -> Repair:
    problem, at = _problem(before)
    areas = square_metres([before, after]).tolist()
    return Repair(position, label, problem, at, after is None, areas[0], areas[1])


def _problem(shape: Any) -> tuple[str, tuple[float, float] | None]:
    if shape is None or shapely.is_empty(shape):
        return _("it has no outline"), None
    if shapely.get_type_id(shape) not in (3, 6):
        return _("it is no polygon but a %(kind)s") % {"kind": shape.geom_type}, None
    reason = shapely.is_valid_reason(shape)
    words, place = re.fullmatch(r"([^\[]*)(?:\[(.*)\])?", reason).groups()  # type: ignore[union-attr]
    numbers = [float(number) for number in place.split()] if place else []
    at = (numbers[0], numbers[1]) if len(numbers) >= 2 and np.isfinite(numbers[:2]).all() else None
    return str(PROBLEMS.get(words, reason)), at
