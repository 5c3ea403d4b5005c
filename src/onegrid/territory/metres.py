"""How long a degree is: metres and square metres on the WGS 84 ellipsoid, for areas the size of a city or less."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

EQUATOR_M = 6378137.0
ECCENTRICITY_2 = 0.00669437999014


def metres_per_degree(lat: Any) -> tuple[Any, Any]:
    """Metres to a degree of longitude and of latitude at a latitude (degrees; a number or an array).

    From the radii of curvature of the WGS 84 ellipsoid, in the prime vertical and in the meridian.
    """
    phi = np.radians(lat)
    bulge = 1.0 - ECCENTRICITY_2 * np.sin(phi) ** 2
    across = EQUATOR_M / np.sqrt(bulge) * np.cos(phi)
    along = EQUATOR_M * (1.0 - ECCENTRICITY_2) / bulge**1.5
    return np.radians(across), np.radians(along)


def square_metres(geometries: Any) -> NDArray[np.float64]:
    """The areas of geometries in WGS 84, measured at the middle latitude of each; 0 for what has none."""
    shapes = np.asarray(geometries, dtype=object)
    bounds = shapely.bounds(shapes)
    sizes = shapely.area(shapes)
    finite = np.isfinite(bounds).all(axis=-1) & np.isfinite(sizes)
    across, along = metres_per_degree(np.where(finite, bounds[..., 1] / 2 + bounds[..., 3] / 2, 0.0))
    return np.asarray(np.where(finite, sizes, 0.0) * across * along)
