"""Maps as people send them: read, brought to metres, redrawn where they were drawn wrongly."""

from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from onegrid.planning.findings import Finding, Refused, found

Frame = Any  # geopandas.GeoDataFrame, which has no types
Shapes = NDArray[np.object_]


def read_map(path: str | Path) -> Frame:
    """A file of any format that GDAL reads (GeoPackage, Shapefile, GeoJSON, …). Raises `Refused` if it is no map."""
    try:
        frame = geopandas.read_file(path)
    except Exception as error:  # GDAL's and pyogrio's many
        raise Refused(found("file_not_geographic", place=str(path), reason=str(error).splitlines()[0])) from None
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise Refused(found("file_not_geographic", place=str(path), reason="it has no geometry"))
    return frame


def local_metres(frame: Frame, name: str) -> tuple[CRS, list[Finding]]:
    """An equal-area system in metres around a map's middle, in which areas and short distances are true.

    Raises `Refused` if the map does not say where on earth it is.
    """
    placed, findings = place(frame, name)
    west, south, east, north = placed.to_crs(4326).total_bounds
    return CRS.from_proj4(
        f"+proj=laea +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +units=m"
    ), findings


def place(frame: Frame, name: str) -> tuple[Frame, list[Finding]]:
    """The map with a coordinate system: its own, or longitude and latitude if none is stated and the numbers fit."""
    if frame.crs is not None:
        return frame, []
    bounds = frame.total_bounds
    if not np.isfinite(bounds).all() or (np.abs(bounds) > [180, 90, 180, 90]).any():
        raise Refused(found("no_coordinate_system", place=name))
    return frame.set_crs(4326), [found("coordinate_system_assumed", place=name)]


def redraw(shapes: Shapes, names: list[str]) -> tuple[Shapes, list[Finding]]:
    """Valid polygons for polygons; an empty one where there is no area left."""
    shapes = np.where(shapely.is_missing(shapes), shapely.Polygon(), shapes)
    wrong = np.flatnonzero(~shapely.is_valid(shapes))
    findings = [found("invalid_polygon", place=names[i], reason=shapely.is_valid_reason(shapes[i])) for i in wrong]
    shapes[wrong] = shapely.make_valid(shapes[wrong], method="structure", keep_collapsed=False)
    flat = shapely.get_dimensions(shapes) < 2
    shapes[flat] = shapely.Polygon()
    for i in np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION):
        polygons = [part for part in shapely.get_parts(shapes[i]) if shapely.get_dimensions(part) == 2]
        shapes[i] = shapely.union_all(polygons)
    return shapes, findings
