"""Write areas to a file that other programs read."""

import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyogrio
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from onegrid.lib.coordinates import Datum, from_wgs84
from onegrid.territory.files.columns import AreaRow
from onegrid.territory.files.errors import UnreadableFile
from onegrid.territory.files.source import FORMATS

PRECISE_DEGREES = "9"
"""Decimals of a degree in GeoJSON: a tenth of a millimetre."""


def write_areas(
    path: Path | str, rows: Iterable[AreaRow], *, datum: Datum = Datum.WGS84, encoding: str = "UTF-8"
) -> None:
    """Write areas as GeoJSON, GeoPackage or Shapefile, by the suffix; `.zip` is a zipped Shapefile. Replaces a file.

    GCJ-02 and BD-09 have no code in any register of coordinate systems; such a file names none, and a column `datum`
    says what its degrees are. `encoding` is for Shapefiles (old programs want GBK). Raises `UnreadableFile` for other
    suffixes.
    """
    path = Path(path)
    suffix = ".shp" if path.suffix.lower() == ".zip" else path.suffix.lower()
    if suffix not in FORMATS:
        raise UnreadableFile(
            _("%(name)s is of no kind that can be written here: use .geojson, .gpkg, .shp or .zip.")
            % {"name": path.name}
        )
    with TemporaryDirectory(dir=path.parent) as folder:
        _write(Path(folder) / (path.stem + suffix), list(rows), datum, encoding)
        parts = sorted(Path(folder).iterdir())
        if path.suffix.lower() == ".zip":
            parts = [_zip(parts, Path(folder) / path.name)]
        for part in parts:
            part.replace(path.parent / part.name)


def _zip(parts: list[Path], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.write(part, part.name)
    return path


def _write(path: Path, rows: list[AreaRow], datum: Datum, encoding: str) -> None:
    driver = FORMATS[path.suffix]
    true = datum is Datum.WGS84
    columns = _columns(rows)
    if not true:
        columns["datum"] = np.full(len(rows), str(datum), dtype=object)
    options = {"RFC7946": "YES" if true else "NO", "COORDINATE_PRECISION": PRECISE_DEGREES}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.raw.write(
            path,
            shapely.to_wkb(_shift([row.geometry for row in rows], datum)),
            list(columns.values()),
            list(columns),
            driver=driver,
            crs="EPSG:4326" if true else None,
            geometry_type="Polygon" if driver == "ESRI Shapefile" else "MultiPolygon",
            encoding=encoding if driver == "ESRI Shapefile" else None,
            layer="areas" if driver == "GPKG" else None,
            layer_options=options if driver == "GeoJSON" else None,
        )


def _columns(rows: list[AreaRow]) -> dict[str, NDArray[Any]]:
    texts = {
        "code": [row.code for row in rows],
        "name": [row.name for row in rows],
        "kind": [row.kind for row in rows],
        "parent": [row.parent for row in rows],
    }
    numbers = {"level": [int(row.level or 0) for row in rows], "households": [row.households for row in rows]}
    return {
        **{name: np.array(values, dtype=object) for name, values in texts.items()},
        **{name: np.array(values, dtype=np.int32) for name, values in numbers.items()},
    }


def _shift(geometries: list[Any], datum: Datum) -> NDArray[np.object_]:
    shapes = np.array([_as_multipolygon(shape) for shape in geometries], dtype=object)
    if datum is Datum.WGS84:
        return shapes
    return np.asarray(
        shapely.transform(shapes, lambda ends: np.column_stack(from_wgs84(ends[:, 0], ends[:, 1], datum)))
    )


def _as_multipolygon(shape: Any) -> Any:
    return shapely.MultiPolygon([shape]) if shapely.get_type_id(shape) == 3 else shape
