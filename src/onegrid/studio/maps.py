"""Maps as departments send them: read, what is invalid found, mended on demand, kept, and read again."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas
import shapely
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.lib.coordinates import Datum
from onegrid.planning.geodata import Frame
from onegrid.planning.placing import name_rows
from onegrid.studio.models import SourceMap
from onegrid.territory.files import AreaFileError
from onegrid.territory.files.reading import in_wgs84
from onegrid.territory.files.repairs import Repair, repair
from onegrid.territory.files.source import open_table

MOST_ROWS = 200_000
POLYGONS = (SourceMap.Role.UNITS, SourceMap.Role.NET, SourceMap.Role.COMMUNITIES)

AREAS = (3, 6)
"""GEOS's numbers of polygons and multipolygons."""
KINDS = {0: gettext_lazy("points"), 4: gettext_lazy("points"), 1: gettext_lazy("lines"), 5: gettext_lazy("lines")}


class BadMap(ValueError):
    """A file is no map that can be used; the message says why and what to do."""


def read_map(
    path: Path, *, datum: Datum = Datum.WGS84, layer: str | None = None, role: str = SourceMap.Role.UNITS
) -> tuple[Frame, list[str]]:
    """The rows of a file in WGS 84, as they were drawn, and notices. Raises `BadMap`, also for points or lines where areas
    are needed."""
    try:
        table = open_table(path, layer=layer, encoding=None)
        shapes, notices = in_wgs84(table, datum)
    except AreaFileError as fault:
        raise BadMap(str(fault)) from fault
    if role in POLYGONS and not np.isin(shapely.get_type_id(shapes), AREAS).any():
        kinds = {str(KINDS.get(kind, kind)) for kind in shapely.get_type_id(shapes).tolist() if kind >= 0}
        raise BadMap(
            _("The file has no outlines of areas but %(kinds)s. Bring a map of polygons.")
            % {"kinds": _(", ").join(sorted(kinds))}
        )
    if len(shapes) > MOST_ROWS:
        raise BadMap(
            _("The file has %(count)d rows; at most %(most)d can be drawn here.")
            % {"count": len(shapes), "most": MOST_ROWS}
        )
    plain = {name: [_plain(value) for value in values.tolist()] for name, values in table.columns.items()}
    return geopandas.GeoDataFrame(pandas.DataFrame(plain), geometry=list(shapes), crs=4326), notices


def pack(frame: Frame) -> bytes:
    """A frame as it is kept."""
    return gzip.compress(frame.to_json(drop_id=True, to_wgs84=True).encode(), mtime=0)


def unpack(source: SourceMap) -> Frame:
    """The rows of a source map. A row whose outline was nothing is empty."""
    found = json.loads(gzip.decompress(bytes(source.content)))
    shapes = [
        shapely.from_geojson(json.dumps(each["geometry"])) if each["geometry"] else None for each in found["features"]
    ]
    table = pandas.DataFrame([each["properties"] for each in found["features"]], columns=source.columns)
    return geopandas.GeoDataFrame(table, geometry=shapes, crs=4326)


def columns_of(frame: Frame) -> list[str]:
    """The names of the columns besides the outline."""
    return [str(name) for name in frame.columns if name != frame.geometry.name]


def names_of(frame: Frame, key: str) -> list[str]:
    """How the rows are called: by a column, else by their number."""
    return name_rows(frame, key or None, "")[0] if len(frame) else []


def find_faults(frame: Frame, names: Sequence[str], role: str) -> list[dict[str, Any]]:
    """What is wrong with the outlines: each with the row's name, the words, and where."""
    if role not in POLYGONS:
        return []
    shapes = _array(frame)
    return [_say(each, shapes[each.position]) for each in repair(shapes, codes=list(names))[1]]


def mend(frame: Frame, names: Sequence[str]) -> tuple[Frame, list[dict[str, Any]]]:
    """The frame with valid outlines (rows of which nothing is left dropped), and what changed, with areas before and after."""
    before = _array(frame)
    shapes, done = repair(before, codes=list(names))
    kept = [at for at, shape in enumerate(shapes.tolist()) if shape is not None]
    return frame.set_geometry(list(shapes)).iloc[kept].reset_index(drop=True), [
        _say(each, before[each.position]) for each in done
    ]


def guess_key(frame: Frame) -> str:
    """The column that names rows: the first by a usual name, else the first in which no value comes twice."""
    columns = columns_of(frame)
    usual = ("code", "key", "id", "编码", "代码", "name", "名称")
    by_name = [column for word in usual for column in columns if column.lower() == word]
    single = [column for column in columns if frame[column].notna().all() and frame[column].is_unique]
    return next(iter([*[each for each in by_name if each in single], *single, *by_name]), "")


def _array(frame: Frame) -> Any:
    return frame.geometry.to_numpy()


def _say(done: Repair, before: Any) -> dict[str, Any]:
    return {
        "place": done.label,
        "problem": done.problem,
        "at": list(done.at or _middle(before)) or None,
        "dropped": done.dropped,
        "before": round(done.area_before_m2, 1),
        "after": round(done.area_after_m2, 1),
    }


def _middle(shape: Any) -> list[float]:
    """A point of what was drawn, whatever it is; none if nothing was."""
    ends = shapely.get_coordinates(shape)
    ends = ends[np.isfinite(ends).all(axis=1)]
    return ends.mean(axis=0).tolist() if len(ends) else []


def _plain(value: Any) -> Any:
    """What JSON can say; a number that is a whole one, as such."""
    if value is None or value != value:
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, (int, float, str, bool)) else str(value)
