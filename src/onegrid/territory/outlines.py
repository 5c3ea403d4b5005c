"""The outlines of areas, numbered 0, 1, 2 …: exact answers, one outline at a time, without cells."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from onegrid.territory.cells import OUTSIDE, Edges, Floats, Frame, Indices, Ints
from onegrid.territory.metres import metres_per_degree

POLYGON, MULTIPOLYGON, NOTHING = 3, 6, -1


class Outlines:
    """Polygons and multipolygons in WGS 84 (None or empty covers nothing). Never changes; threads may share it."""

    def __init__(self, shapes: Sequence[Any] | NDArray[np.object_]) -> None:
        """Raises `ValueError` for a geometry of another kind."""
        self.shapes = np.empty(len(shapes), object)
        self.shapes[:] = shapes
        if set(shapely.get_type_id(self.shapes).tolist()) - {POLYGON, MULTIPOLYGON, NOTHING}:
            raise ValueError("areas must be polygons or multipolygons")
        self.boxes = shapely.bounds(self.shapes)
        self.are_empty = bool(np.isnan(self.boxes).all())
        self._tree = shapely.STRtree(self.shapes)
        _index(self.shapes)

    @property
    def bounds(self) -> Floats:
        """West, south, east, north of all."""
        return np.array([*np.nanmin(self.boxes[:, :2], axis=0), *np.nanmax(self.boxes[:, 2:], axis=0)])

    def covers(self, areas: Ints, lons: Floats, lats: Floats) -> NDArray[np.bool_]:
        """Whether each area covers (holds or touches) its point. Robust: the sign of every turn is computed exactly."""
        return np.asarray(shapely.intersects_xy(self.shapes[areas], lons, lats))

    def covers_one(self, area: int, lon: float, lat: float) -> bool:
        """`covers` for one area and one point."""
        return bool(shapely.intersects_xy(self.shapes[area], lon, lat))

    def propose(self, lons: Floats, lats: Floats) -> tuple[Indices, Ints]:
        """Pairs (point, area) in which the area's bounding box holds the point."""
        point, area = self._tree.query(shapely.points(lons, lats))
        return point, area.astype(np.int32)

    def lowest(self, lons: Floats, lats: Floats) -> Ints:
        """The lowest area that covers each point, or OUTSIDE."""
        point, area = self.propose(lons, lats)
        hit = self.covers(area, lons[point], lats[point])
        return lowest(point[hit], area[hit], lons.size)

    def nearest(self, lon: float, lat: float) -> tuple[int, float]:
        """The area nearest to a point (of several, the lowest) and its distance in metres; (OUTSIDE, inf) if none."""
        scale = metres_per_degree(lat)
        away = _distances_to_boxes(self.boxes, lon, lat, scale)
        best = (np.inf, OUTSIDE)
        for area in np.argsort(away, kind="stable").tolist():
            if not away[area] <= best[0]:
                break
            best = min(best, (_distance(self.shapes[area], lon, lat, scale), area))
        return best[1], best[0]

    def within(self, lon: float, lat: float, metres: float) -> list[int]:
        """The areas of which some part lies no further from a point than so many metres, in order."""
        scale = metres_per_degree(lat)
        close = np.flatnonzero(_distances_to_boxes(self.boxes, lon, lat, scale) <= metres)
        return [area for area in close.tolist() if _distance(self.shapes[area], lon, lat, scale) <= metres]

    def edges(self, frame: Frame) -> Edges:
        """The edges of all rings, in the frame's root cells."""
        parts, area = shapely.get_parts(self.shapes, return_index=True)
        rings, part = shapely.get_rings(parts, return_index=True)
        ends, ring = shapely.get_coordinates(rings, return_index=True)
        u, v = frame.place(ends[:, 0], ends[:, 1])
        joined = ring[1:] == ring[:-1]
        owner = area[part[ring]][:-1][joined].astype(np.int32)
        return Edges(u[:-1][joined], v[:-1][joined], u[1:][joined], v[1:][joined], owner)


def lowest(points: Indices, areas: Ints, size: int) -> Ints:
    """Of (point, area) pairs the lowest area of each of `size` points, or OUTSIDE."""
    none = np.iinfo(np.int32).max
    found = np.full(size, none, np.int32)
    np.minimum.at(found, points, areas)
    found[found == none] = OUTSIDE
    return found


def _index(shapes: NDArray[np.object_]) -> None:
    """Make GEOS build its indexes now: it builds them when first asked, which two threads must not do at once."""
    shapely.prepare(shapes)
    ends, owner = shapely.get_coordinates(shapes, return_index=True)
    owner, first = np.unique(owner, return_index=True)
    shapely.intersects_xy(shapes[owner], ends[first, 0], ends[first, 1])


def _distances_to_boxes(boxes: Floats, lon: float, lat: float, scale: tuple[float, float]) -> Floats:
    across = np.maximum(np.maximum(boxes[:, 0] - lon, lon - boxes[:, 2]), 0.0) * scale[0]
    along = np.maximum(np.maximum(boxes[:, 1] - lat, lat - boxes[:, 3]), 0.0) * scale[1]
    return np.hypot(across, along)


def _distance(shape: Any, lon: float, lat: float, scale: tuple[float, float]) -> float:
    """Metres from a point to an outline, on the plane that touches the earth at the point."""
    local = shapely.transform(shape, lambda ends: (ends - (lon, lat)) * scale)
    return float(shapely.distance(local, shapely.Point(0.0, 0.0)))
