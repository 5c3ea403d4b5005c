"""Map files of any format that GDAL reads, with texts in whatever encoding they were written."""

import zipfile
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas
from numpy.typing import NDArray

from onegrid.planning.findings import Refused, found, name_some

Frame = Any  # geopandas.GeoDataFrame, which has no types
Shapes = NDArray[np.object_]

MAPS = (".shp", ".gpkg", ".geojson", ".json")
SIDECARS = (".shx", ".dbf")
ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in this order. What a Shapefile says of itself is not believed: Chinese files often say nothing, or 'ANSI'."""


def read_map(path: str | Path, *, layer: str | None = None) -> Frame:
    """A file as a table with outlines (GeoPackage, Shapefile, GeoJSON, …, also zipped). Raises `Refused` if it is no map."""
    file = Path(path)
    if not file.exists():
        raise Refused(found("file_missing", place=str(path)))
    if file.is_file() and not file.stat().st_size:
        raise Refused(found("file_empty", place=str(path)))
    source, members = _unzipped(file) if file.suffix.lower() == ".zip" else (str(file), _siblings(file))
    if not source.lower().endswith(".shp"):
        return _read(source, layer, None, str(path))
    if lacking := [suffix for suffix in SIDECARS if suffix not in {Path(name).suffix.lower() for name in members}]:
        raise Refused(found("shapefile_incomplete", place=str(path), suffix=lacking[0]))
    return _decoded(_read(source, layer, "ISO-8859-1", str(path)), str(path))


def _read(source: str, layer: str | None, encoding: str | None, name: str) -> Frame:
    """Shapefiles are read as Latin-1, which loses no byte, and decoded here."""
    try:
        frame = geopandas.read_file(source, layer=layer, encoding=encoding)
    except Exception as error:  # GDAL's and pyogrio's many
        reason = str(error).splitlines()[0].split(";")[0]
        raise Refused(found("file_not_geographic", place=name, reason=reason)) from None
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise Refused(found("file_not_geographic", place=name, reason="it has no geometry"))
    return frame


def _unzipped(file: Path) -> tuple[str, list[str]]:
    """Where GDAL finds the one map in a zip, and the names of its parts."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if not name.startswith("__MACOSX")]
    except zipfile.BadZipFile:
        raise Refused(found("file_not_geographic", place=str(file), reason="it is no zip file, or damaged")) from None
    maps = [name for name in names if name.lower().endswith(MAPS)]
    if not maps:
        raise Refused(found("zip_without_map", place=str(file)))
    if len(maps) > 1:
        raise Refused(found("zip_with_several", place=str(file), maps=name_some(maps, 12)))
    stem = maps[0].rpartition(".")[0]
    return f"/vsizip/{file.resolve()}/{maps[0]}", [name for name in names if name.startswith(f"{stem}.")]


def _siblings(file: Path) -> list[str]:
    return [each.name for each in file.parent.iterdir() if each.stem == file.stem]


def _decoded(frame: Frame, name: str) -> Frame:
    """The table with its texts in the first encoding that fits them all. Raises `Refused` if none does."""
    texts = [column for column in frame.columns if column != frame.geometry.name and _is_text(frame[column])]
    for encoding in ENCODINGS:

        def decode(value: object, encoding: str = encoding) -> object:
            return value.encode("latin-1").decode(encoding) if isinstance(value, str) else value

        try:
            values = {column: frame[column].map(decode) for column in texts}
            return frame.assign(**values).rename(columns={each: decode(each) for each in frame.columns})
        except UnicodeDecodeError:
            continue
    raise Refused(found("text_unreadable", place=name))


def _is_text(column: "pandas.Series[object]") -> bool:
    return column.dtype == object or isinstance(column.dtype, pandas.StringDtype)
