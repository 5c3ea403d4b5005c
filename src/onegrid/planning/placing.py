"""Maps made ready: placed on earth, brought to metres, named, redrawn where they were drawn wrongly."""

from typing import Any

import numpy as np
import pandas
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from onegrid.planning.findings import Finding, Refused, found, name_some
from onegrid.planning.geodata import Frame, Shapes

CHINA = ((3, 54), (73, 136))
"""Degrees of latitude and longitude. What has them in this order was written the wrong way round: read as it stands, it
would lie in the Arctic Ocean, or nowhere."""


def local_metres(placed: Frame) -> CRS:
    """An equal-area system in metres around the middle of a map that has been placed; areas and short distances are true."""
    west, south, east, north = np.nan_to_num(placed.to_crs(4326).total_bounds)
    return CRS.from_proj4(f"+proj=laea +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +units=m")


def place(frame: Frame, name: str) -> tuple[Frame, list[Finding]]:
    """The map with a coordinate system: its own, or longitude and latitude if none is stated and the numbers fit. Degrees
    in the wrong order are turned round.

    Outlines with coordinates that are no numbers are none. Raises `Refused` for a map that does not say where on earth it
    is, or says so wrongly.
    """
    shapes = frame.geometry.to_numpy()
    frame = frame.set_geometry(np.where(_is_finite(shapes), shapes, None), crs=frame.crs)
    bounds = frame.total_bounds
    if np.isnan(bounds).any():  # nothing is drawn: whoever counts the polygons says so
        return (frame if frame.crs is not None else frame.set_crs(4326)), []
    if _is_swapped(bounds) and (frame.crs is None or frame.crs.is_geographic):
        turned = shapely.transform(frame.geometry.to_numpy(), lambda ends: ends[:, ::-1])
        return frame.set_geometry(turned, crs=frame.crs or 4326), [found("axes_swapped", place=name)]
    if frame.crs is None:
        if (np.abs(bounds) > [180, 90, 180, 90]).any():
            raise Refused(found("no_coordinate_system", place=name))
        return frame.set_crs(4326), [found("coordinate_system_assumed", place=name)]
    if not _is_on_earth(bounds, frame.crs):
        raise Refused(found("coordinate_system_wrong", place=name, system=frame.crs.name))
    return frame, []


def name_rows(frame: Frame, column: str | None, name: str) -> tuple[list[str], list[Finding]]:
    """How the rows of a map are called: by a column, else by their number. Whole numbers are written as such.

    Raises `Refused` if there are no rows, or no such column.
    """
    if not len(frame):
        raise Refused(found("no_rows", place=name))
    if column is None:
        return [str(number) for number in range(1, len(frame) + 1)], []
    demand_columns(frame, [column], name)
    names, findings = [], []
    for row, value in enumerate(frame[column].tolist(), 1):
        names.append(say_key(value) or f"{column} {row}")
        if not say_key(value):
            findings.append(found("key_missing", [names[-1]], place=name, row=row, column=column, name=names[-1]))
    return names, findings


def demand_columns(frame: Frame, wanted: list[str], name: str) -> None:
    """Raises `Refused` for every column that a table lacks, with those that it has."""
    have = name_some([str(column) for column in frame.columns if column != frame.geometry.name], 12) or "–"
    missing = [column for column in wanted if column not in frame.columns]
    if missing:
        raise Refused(*(found("column_missing", place=name, column=column, columns=have) for column in missing))


def say_key(value: Any) -> str:
    """A key as people write it; '' for none.

    >>> say_key(17.0), say_key("17"), say_key(None)
    ('17', '17', '')
    """
    if value is None or pandas.isna(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def redraw(shapes: Shapes, names: list[str], *, units: bool = False) -> tuple[Shapes, list[Finding]]:
    """Valid polygons for polygons; an empty one where there is no area left. `names` may be those of units."""
    shapes = np.where(shapely.is_missing(shapes), shapely.Polygon(), shapes)
    wrong = np.flatnonzero(~shapely.is_valid(shapes))
    findings = [
        found("invalid_polygon", names[i : i + 1] if units else (), place=names[i], reason=_reason(shapes[i]))
        for i in wrong
    ]
    shapes[wrong] = shapely.make_valid(shapes[wrong], method="structure", keep_collapsed=False)
    flat = shapely.get_dimensions(shapes) < 2
    shapes[flat] = shapely.Polygon()
    for i in np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION):
        polygons = [part for part in shapely.get_parts(shapes[i]) if shapely.get_dimensions(part) == 2]
        shapes[i] = shapely.union_all(polygons)
    return shapes, findings


def demand_polygons(frame: Frame, shapes: Shapes, name: str) -> None:
    """Raises `Refused` if nothing of a map has an area, with what it has instead."""
    if shapely.is_empty(shapes).all():
        kinds = sorted({str(kind) for kind in frame.geometry.geom_type.dropna() if "Polygon" not in kind})
        raise Refused(found("no_polygons", place=name, kinds=", ".join(kinds) or "–"))


def _is_swapped(bounds: NDArray[np.float64]) -> bool:
    (south, north), (west, east) = CHINA
    return bool(south <= bounds[0] and bounds[2] <= north and west <= bounds[1] and bounds[3] <= east)


def _is_on_earth(bounds: NDArray[np.float64], crs: CRS) -> bool:
    """Whether the corners lead to degrees."""
    west, south, east, north = bounds.tolist()
    if crs.is_geographic:
        return bool(west >= -180 and east <= 360 and south >= -90 and north <= 90)
    turn = Transformer.from_crs(crs, 4326, always_xy=True)
    return bool(np.isfinite(turn.transform([west, east, west, east], [south, south, north, north])).all())


def _is_finite(shapes: Shapes) -> NDArray[np.bool_]:
    """Whether every coordinate of each shape is a number."""
    ends, owner = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), bool)
    finite[owner[~np.isfinite(ends).all(axis=1)]] = False
    return finite


def _reason(shape: Any) -> str:
    """GEOS's words, without the place: its metres say nothing to people."""
    return str(shapely.is_valid_reason(shape)).partition("[")[0]
