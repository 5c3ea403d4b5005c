"""Compounds from a file of points or polygons."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from onegrid.lib.coordinates import Datum
from onegrid.territory.domain.compounds import POLYGONS, DrawnCompound
from onegrid.territory.files import repair
from onegrid.territory.files.reading import in_wgs84
from onegrid.territory.files.source import Table, open_table
from onegrid.territory.models import Compound

NAMES = {
    "name": "name compound 名称 小区 小区名称 mc xqmc",
    "kind": "kind type 类型 小区类型 lx",
    "households": "households household 户数 居民户数 hs",
    "address": "address 地址 坐落 dz",
}
KINDS = {
    "commercial": "commercial", "商业": "commercial", "商品房": "commercial", "商业小区": "commercial",
    "relocation": "relocation", "回迁": "relocation", "回迁小区": "relocation", "安置": "relocation",
    "old": "old", "老旧": "old", "老旧小区": "old",
    "new": "new", "新建": "new", "新建小区": "new",
    "mixed": "mixed", "other": "mixed", "其他": "mixed", "混合": "mixed", "": "mixed",
}  # fmt: skip


def read_compounds(path: Path, *, layer: str | None = None, datum: Datum = Datum.WGS84) -> list[DrawnCompound]:
    """The compounds of a GeoJSON, GeoPackage or Shapefile; columns are known by their names, English or Chinese.

    Raises `AreaFileError` if the file cannot be read, `ValidationError` if it has no names, or a kind or number is none.
    """
    table = open_table(path, layer=layer)
    columns = {meaning: _column(table, names.split()) for meaning, names in NAMES.items()}
    if columns["name"] is None:
        raise ValidationError(
            _("The file has no column for the name of a compound. It has: %(names)s.")
            % {"names": ", ".join(table.columns) or "–"}
        )
    shapes, _notices = in_wgs84(table, datum)
    mended, _repairs = repair(shapes)
    texts = {
        meaning: [_text(each) for each in table.columns[column]] if column else [""] * len(shapes)
        for meaning, column in columns.items()
    }
    kinds = [_kind(text, row) for row, text in enumerate(texts["kind"], 1)]
    households = [_count(text, row) for row, text in enumerate(texts["households"], 1)]
    places = [
        whole if shape is not None and shape.geom_type in POLYGONS else shape
        for shape, whole in zip(shapes.tolist(), mended.tolist(), strict=True)
    ]
    return [
        DrawnCompound(*each) for each in zip(texts["name"], places, kinds, households, texts["address"], strict=True)
    ]


def _column(table: Table, names: list[str]) -> str | None:
    plain = {column.strip().lower(): column for column in table.columns}
    return next((plain[name] for name in names if name in plain), None)


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _kind(text: str, row: int) -> str:
    kind = KINDS.get(text.lower())
    if kind is None:
        words = {"row": row, "value": text, "kinds": ", ".join(Compound.Kind.values)}
        raise ValidationError(_("Row %(row)d: %(value)s is no kind of compound. There are: %(kinds)s.") % words)
    return kind


def _count(text: str, row: int) -> int:
    if not text:
        return 0
    if not text.isdecimal():
        raise ValidationError(_("Row %(row)d: %(value)s is no number of households.") % {"row": row, "value": text})
    return int(text)
