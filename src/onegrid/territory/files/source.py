"""Open an area file as a table, whatever its format, encoding or packing."""

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyogrio
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from onegrid.territory.files.errors import BadText, NotGeographic, UnknownLayer, UnreadableFile

FORMATS = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile"}
PACKED = (".zip", ".shz")
SIDECARS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
MOST_UNPACKED = 1 << 30
ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in this order. What a Shapefile says of itself is not believed: Chinese files often say nothing, or 'ANSI'."""


@dataclass(frozen=True)
class Table:
    """A layer as it stands in the file: columns by name, a geometry (or None) to each row, and the CRS if told."""

    layer: str
    columns: dict[str, NDArray[Any]]
    geometries: NDArray[np.object_]
    crs: str | None
    encoding: str
    closed: tuple[int, ...] = ()
    """The rows (from 0) with a ring that the file left open and that was closed here."""


def open_table(path: Path, *, layer: str | None = None, encoding: str | None = None) -> Table:
    """Read one layer. Raises `UnreadableFile`, `UnknownLayer`, `NotGeographic` or `BadText`."""
    if not path.is_file():
        raise UnreadableFile(_("There is no file %(path)s.") % {"path": path})
    if path.suffix.lower() not in (*FORMATS, *PACKED):
        raise UnreadableFile(
            _("%(name)s is of no kind that can be read here: bring .geojson, .gpkg, .shp, or a .zip of one of them.")
            % {"name": path.name}
        )
    if not path.stat().st_size:
        raise UnreadableFile(_("%(name)s is empty.") % {"name": path.name})
    with warnings.catch_warnings(), _unpacked(path, layer) as inner:
        warnings.simplefilter("ignore")
        try:
            if inner.suffix.lower() == ".shp":
                return _read_shapefile(inner, encoding)
            if inner.suffix.lower() == ".gpkg":
                return _read(inner, _choose_layer(inner, layer if inner == path else None))
            return _read_geojson(inner, encoding)
        except (DataSourceError, DataLayerError, FeatureError) as error:
            raise UnreadableFile(
                _("%(name)s cannot be read; it may be damaged or of another kind than its name says. (%(detail)s)")
                % {"name": path.name, "detail": str(error).split(";")[0]}
            ) from error


def _read(source: Path | bytes, layer: str | None = None, encoding: str | None = None) -> Table:
    meta, _fids, wkb, fields = pyogrio.raw.read(source, layer=layer, encoding=encoding, force_2d=True)
    if wkb is None:
        raise NotGeographic(_("The file holds a table without outlines. Bring one with polygons."))
    columns = dict(zip(meta["fields"].tolist(), fields, strict=True))
    shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    open_ = np.flatnonzero([shape is None and data is not None for shape, data in zip(shapes, wkb, strict=True)])
    shapes[open_] = shapely.from_wkb(wkb[open_], on_invalid="fix")
    return Table(layer or "", columns, shapes, meta["crs"], "UTF-8", tuple(open_.tolist()))


def _choose_layer(path: Path, layer: str | None) -> str:
    names = [str(name) for name, kind in pyogrio.list_layers(path).tolist() if kind]
    if not names:
        raise NotGeographic(_("The file holds a table without outlines. Bring one with polygons."))
    if (layer is None and len(names) > 1) or (layer is not None and layer not in names):
        raise UnknownLayer(_("Say which layer to read. The file has: %(names)s.") % {"names": ", ".join(names)})
    return layer or names[0]


def _read_geojson(path: Path, encoding: str | None) -> Table:
    text, used = _decode([path.read_bytes()], encoding)
    table = _read(text[0].encode())
    return replace(table, encoding=used)


def _read_shapefile(path: Path, encoding: str | None) -> Table:
    """Read bytes as Latin-1, which loses none, and decode them here."""
    for suffix in (".shx", ".dbf"):
        if not _sidecar(path, suffix):
            raise UnreadableFile(
                _("The Shapefile lacks its %(suffix)s part. Bring all parts of it, best in one .zip.")
                % {"suffix": suffix}
            )
    raw = _read(path, encoding="ISO-8859-1")
    texts = list(raw.columns)
    for values in raw.columns.values():
        texts += [value for value in values if isinstance(value, str)] if values.dtype == object else []
    decoded, used = _decode([text.encode("latin-1") for text in texts], encoding)
    rest = iter(decoded)
    names = [next(rest) for _name in raw.columns]
    columns = [_with_text(values, rest) if values.dtype == object else values for values in raw.columns.values()]
    return replace(raw, columns=dict(zip(names, columns, strict=True)), encoding=used)


def _with_text(values: NDArray[Any], texts: Iterator[str]) -> NDArray[Any]:
    return np.array([next(texts) if isinstance(value, str) else value for value in values], dtype=object)


def _decode(texts: list[bytes], encoding: str | None) -> tuple[list[str], str]:
    """The texts in the first encoding that fits them all, and its name."""
    for name in (encoding,) if encoding else ENCODINGS:
        try:
            return [text.decode(name) for text in texts], name.removesuffix("-sig").upper()
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise BadText(_("There is no text encoding %(name)s.") % {"name": name}) from error
    raise BadText(_("The text of the file is neither UTF-8 nor GB 18030 (GBK). Say which encoding it is in."))


def _sidecar(path: Path, suffix: str) -> bool:
    return any(path.with_suffix(each).exists() for each in (suffix, suffix.upper()))


@contextmanager
def _unpacked(path: Path, layer: str | None) -> Iterator[Path]:
    """The file itself, or the one data set in a zip, unpacked under a plain name for as long as it is needed."""
    if path.suffix.lower() not in PACKED:
        yield path
        return
    try:
        with zipfile.ZipFile(path) as archive, TemporaryDirectory() as folder:
            yield _unpack(archive, _choose_member(archive, layer), Path(folder))
    except zipfile.BadZipFile as error:
        raise UnreadableFile(_("%(name)s is no zip file, or is damaged.") % {"name": path.name}) from error


def _choose_member(archive: zipfile.ZipFile, layer: str | None) -> str:
    members = [
        name
        for name in archive.namelist()
        if Path(name).suffix.lower() in FORMATS
        and not name.startswith("__MACOSX")
        and not Path(name).name.startswith(".")
    ]
    if not members:
        raise UnreadableFile(_("The zip holds no .shp, .gpkg or .geojson file."))
    chosen = [name for name in members if layer in (None, name, Path(name).stem)]
    if len(chosen) != 1:
        raise UnknownLayer(_("Say which file of the zip to read. It has: %(names)s.") % {"names": ", ".join(members)})
    return chosen[0]


def _unpack(archive: zipfile.ZipFile, member: str, folder: Path) -> Path:
    stem, suffix = member[: -len(Path(member).suffix)], Path(member).suffix.lower()
    wanted = SIDECARS if suffix == ".shp" else (suffix,)
    for info in archive.infolist():
        if info.filename.startswith(stem + ".") and (end := info.filename[len(stem) :].lower()) in wanted:
            if info.file_size > MOST_UNPACKED:
                raise UnreadableFile(_("The zip holds more than can be unpacked here."))
            (folder / f"areas{end}").write_bytes(archive.read(info))
    return folder / f"areas{suffix}"
