"""The picture of a talk: groups as circles by size, where they stand to each other. Nobody's own place is drawn."""

import math
from dataclasses import dataclass

from onegrid.deliberation.queries import Overview

WIDTH, HEIGHT, MARGIN = 400, 220, 12
NAMES = "甲乙丙丁戊"
LATIN = "ABCDE"


@dataclass(frozen=True)
class Circle:
    """One group, in the units of the drawing."""

    name: str
    size: int
    x: float
    y: float
    radius: float


def draw_groups(overview: Overview, *, chinese: bool) -> list[Circle]:
    """Circles for the groups: areas are people, distances are differences, as near as circles that do not overlap can be."""
    sizes = overview.sizes
    if not sizes:
        return []
    most = max(sizes)
    radii = [max(36.0, 68 * math.sqrt(size / most)) for size in sizes]
    places = _spread([(float(x), float(y)) for x, y in overview.picture.centres], radii)
    names = NAMES if chinese else LATIN
    return [
        Circle(names[number], size, round(x, 1), round(y, 1), round(radius, 1))
        for number, (size, (x, y), radius) in enumerate(zip(sizes, places, radii, strict=True))
    ]


def _spread(centres: list[tuple[float, float]], radii: list[float]) -> list[tuple[float, float]]:
    """Fit places into the drawing, and push apart what overlaps."""
    low, high = ([fold(each[axis] for each in centres) for axis in (0, 1)] for fold in (min, max))
    span = max(high[0] - low[0], high[1] - low[1], 1e-9)
    middle = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
    scale = 1.6 * max(radii) / span * math.sqrt(len(radii))
    places = [(WIDTH / 2 + (x - middle[0]) * scale, HEIGHT / 2 - (y - middle[1]) * scale) for x, y in centres]
    for _round in range(60):
        places = [_pushed(number, places, radii) for number in range(len(places))]
    return [
        (min(max(x, radius + MARGIN), WIDTH - radius - MARGIN), min(max(y, radius + MARGIN), HEIGHT - radius - MARGIN))
        for (x, y), radius in zip(places, radii, strict=True)
    ]


def _pushed(number: int, places: list[tuple[float, float]], radii: list[float]) -> tuple[float, float]:
    x, y = places[number]
    for other, (ox, oy) in enumerate(places):
        dx, dy = x - ox, y - oy
        apart, wanted = math.hypot(dx, dy), radii[number] + radii[other] + 12
        if other != number and apart < wanted:
            if apart < 1e-6:
                dx, dy, apart = float(number - other), 0.0, abs(number - other)
            x, y = x + dx / apart * (wanted - apart) / 2, y + dy / apart * (wanted - apart) / 2
    # A drawing is wide rather than high.
    return x, y + (HEIGHT / 2 - y) * 0.15
