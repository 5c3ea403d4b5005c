"""Where on the map a finding lies: the units that it is about, and the box around them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely

MOST_KEYS = 200
"""Units that are marked on the map; the box is around all of them."""
DIGITS = 6


def units_in(names: Sequence[str], outlines: Any) -> dict[str, Any]:
    """The outlines (WGS 84) of units by their names; those that have none are left out."""
    return {
        name: shape
        for name, shape in zip(names, outlines, strict=True)
        if shape is not None and not shape.is_empty and np.isfinite(shape.bounds).all()
    }


def place_on_map(where: Iterable[str], units: Mapping[str, Any]) -> dict[str, Any]:
    """The `keys` of some units and the `box` around them (west, south, east, north in degrees); nothing if none is known."""
    known = [name for name in where if name in units]
    if not known:
        return {}
    box = shapely.total_bounds(np.array([units[name] for name in known], object))
    return {"keys": known[:MOST_KEYS], "box": [round(float(side), DIGITS) for side in box]}
