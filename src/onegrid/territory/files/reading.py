"""Read the areas of a file, in WGS 84, with a code to each."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from onegrid.lib.codes import Level
from onegrid.lib.coordinates import Datum, to_wgs84
from onegrid.territory.files.columns import AreaRow, read_rows, recognise, single_value
from onegrid.territory.files.errors import NotGeographic
from onegrid.territory.files.repairs import PROBLEMS, Repair, repair
from onegrid.territory.files.source import Table, open_table

WGS84 = CRS.from_epsg(4326)
CHINA = ((3, 54), (73, 136))
"""Degrees of latitude and of longitude."""


@dataclass(frozen=True)
class AreaFile:
    """The areas of a file: valid polygons in WGS 84; what was repaired or left out; and what had to be guessed."""

    rows: list[AreaRow]
    repairs: list[Repair]
    notices: list[str]
    columns: dict[str, str]
    layer: str
    crs: str
    encoding: str
    datum: Datum


def read_areas(
    path: Path | str,
    *,
    layer: str | None = None,
    code_column: str | None = None,
    name_column: str | None = None,
    parent_column: str | None = None,
    level_column: str | None = None,
    kind_column: str | None = None,
    households_column: str | None = None,
    level: Level | None = None,
    datum: Datum | None = None,
    encoding: str | None = None,
) -> AreaFile:
    """Read areas from GeoJSON, GeoPackage or Shapefile (also zipped).

    Columns are recognised by their names (see `columns.NAMES`) unless named here. `level` is given to all rows; without
    it a level column or the length of the code tells. `datum` says that the file's degrees are GCJ-02 or BD-09; files
    exported here say so themselves. Raises a subclass of `AreaFileError`, with words for people.
    """
    table = open_table(Path(path), layer=layer, encoding=encoding)
    named = {
        "code": code_column,
        "name": name_column,
        "parent": parent_column,
        "level": level_column,
        "kind": kind_column,
        "households": households_column,
    }
    columns = recognise(table, named)
    rows = read_rows(table, columns, level=level)
    datum = datum or _told_datum(table, columns)
    shapes, notices = in_wgs84(table, datum)
    closed = [Repair(at, rows[at].code, str(PROBLEMS["Ring is not closed"])) for at in table.closed]
    shapes, mended = repair(shapes, codes=[row.code for row in rows])
    repairs = sorted([*closed, *mended], key=lambda done: done.position)
    kept = [replace(row, geometry=shape) for row, shape in zip(rows, shapes.tolist(), strict=True) if shape is not None]
    return AreaFile(kept, repairs, notices, columns, table.layer, table.crs or "", table.encoding, datum)


def in_wgs84(table: Table, datum: Datum) -> tuple[NDArray[np.object_], list[str]]:
    """The geometries of a table in degrees of WGS 84, and notices. Raises `NotGeographic`."""
    shapes, notices = _to_degrees(table)
    return _unshift(shapes, datum), notices


def _told_datum(table: Table, columns: dict[str, str]) -> Datum:
    told = single_value(table, columns, "datum").lower()
    return Datum(told) if told in set(Datum) else Datum.WGS84


def _to_degrees(table: Table) -> tuple[NDArray[np.object_], list[str]]:
    """The geometries in degrees, and notices. Raises `NotGeographic`."""
    turned = _turned_round(table)
    if turned is not None:
        return turned, [_("The file gives latitude before longitude; its coordinates were read the other way round.")]
    if table.crs is None:
        _check_degrees(table.geometries)
        return table.geometries, [_("The file names no coordinate system; its degrees were taken for WGS 84.")]
    transformer = _transformer(table.crs)
    if transformer is None:
        _check_degrees(table.geometries)
        return table.geometries, []
    shapes = _map(table.geometries, transformer.transform)
    _check_degrees(shapes)
    return shapes, _doubts(transformer)


def _turned_round(table: Table) -> NDArray[np.object_] | None:
    """The geometries with longitude first, where degrees of China were written with latitude first; else None.

    Read as they stand, they would lie in the Arctic Ocean, or nowhere.
    """
    if not len(table.geometries):
        return None
    bounds = shapely.total_bounds(table.geometries)
    (south, north), (west, east) = CHINA
    if not (south <= bounds[0] and bounds[2] <= north and west <= bounds[1] and bounds[3] <= east):
        return None
    if table.crs is not None and not _is_geographic(table.crs):
        return None
    return _map(table.geometries, lambda lat, lon: (lon, lat))


def _is_geographic(crs: str) -> bool:
    try:
        return bool(CRS.from_user_input(crs).is_geographic)
    except CRSError:
        return False


def _doubts(transformer: Transformer) -> list[str]:
    """A notice if PROJ does not know how the datum lies. (CGCS2000 is WGS 84 to within centimetres.)"""
    source = transformer.source_crs
    datum = source.geodetic_crs.datum.name if source and source.geodetic_crs and source.geodetic_crs.datum else ""
    if "ballpark" not in transformer.description.lower() or "2000" in datum:
        return []
    words = _("How %(crs)s lies to WGS 84 is known only roughly; outlines may be off by some 100 m.")
    return [words % {"crs": source.name if source else ""}]


def _transformer(crs: str) -> Transformer | None:
    """From a CRS to WGS 84, longitude first; None if there is nothing to do."""
    try:
        source = CRS.from_user_input(crs)
        if source.equals(WGS84, ignore_axis_order=True):
            return None
        return Transformer.from_crs(source, WGS84, always_xy=True)
    except (CRSError, ProjError) as error:
        raise NotGeographic(
            _("The coordinate system of the file leads to no place on earth: %(crs)s.") % {"crs": crs[:80]}
        ) from error


def _unshift(shapes: NDArray[np.object_], datum: Datum) -> NDArray[np.object_]:
    return shapes if datum is Datum.WGS84 else _map(shapes, lambda lon, lat: to_wgs84(lon, lat, datum))


def _map(shapes: NDArray[np.object_], function: Any) -> NDArray[np.object_]:
    return np.asarray(shapely.transform(shapes, lambda ends: np.column_stack(function(ends[:, 0], ends[:, 1]))))


def _check_degrees(shapes: NDArray[np.object_]) -> None:
    ends = shapely.get_coordinates(shapes)
    ends = ends[np.isfinite(ends).all(axis=1)]
    if len(ends) == 0:
        raise NotGeographic(_("No row of the file has an outline."))
    (west, south), (east, north) = ends.min(axis=0).tolist(), ends.max(axis=0).tolist()
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise NotGeographic(
            _(
                "The coordinates are no degrees: they reach from %(west)g, %(south)g to %(east)g, %(north)g. "
                "Export the file again with its coordinate system, or in WGS 84."
            )
            % {"west": west, "south": south, "east": east, "north": north}
        )
