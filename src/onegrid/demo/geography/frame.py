"""The drawing board: metres east and north of a centre, bent a little so that nothing is quite straight."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from onegrid.territory.metres import metres_per_degree

LON, LAT = 115.99, 36.45
TURN = np.radians(4.0)
TURNING = np.array([[np.cos(TURN), np.sin(TURN)], [-np.sin(TURN), np.cos(TURN)]])

Points = NDArray[np.float64]


def to_wgs84(shapes: Any) -> Any:
    """Shapes of the board (metres) in degrees, rounded to 7 decimals: equal points stay equal."""
    across, along = metres_per_degree(LAT)
    scale = np.array([1 / across, 1 / along])
    return shapely.transform(shapes, lambda xy: np.round(np.array([LON, LAT]) + xy * scale, 7))


@dataclass(frozen=True)
class Bend:
    """A smooth bending of the plan: a turn of 4° and long waves, the same for everything drawn with it."""

    phases: Points

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "Bend":
        """A bending from a seed."""
        return cls(rng.uniform(0, 2 * np.pi, 4))

    def __call__(self, uv: Points) -> Points:
        """Points of the plan (n × 2, metres) on the board."""
        u, v = uv[:, 0], uv[:, 1]
        a, b, c, d = self.phases
        x = u + 70 * np.sin(v / 800 + a) + 25 * np.sin(v / 370 + u / 1900 + b)
        y = v + 60 * np.sin(u / 900 + c) + 22 * np.sin(u / 410 + v / 1700 + d)
        return turn(np.column_stack((x, y)))


def turn(uv: Any) -> Points:
    """Plan points on the board, but for the bends: near enough to tell what lies near."""
    return np.asarray(np.asarray(uv, dtype=float) @ TURNING)


def unturn(xy: Points) -> Points:
    """Board points turned back to the plan, near enough to tell one quarter of the town from another."""
    return np.asarray(xy @ TURNING.T)
