"""Which column of a table is which, and what its values mean."""

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from onegrid.lib.codes import BadCode, Level, parent_of
from onegrid.territory.files.errors import BadCodes, BadValue, UnknownColumn
from onegrid.territory.files.source import Table

NAMES = {
    "code": "code area_code areacode grid_code 编码 代码 区域编码 区域代码 网格编码 网格代码 区划代码 bm dm wgbm",
    "name": "name area_name areaname grid_name 名称 区域名称 网格名称 社区名称 mc wgmc",
    "level": "level 层级 级别 网格层级 cj",
    "kind": "kind type 类型 网格类型 lx",
    "parent": "parent parent_code parent_cod parentcode 上级 上级编码 上级代码 所属编码 父级编码 sjbm",
    "households": "households household 户数 居民户数 hs",
    "datum": "datum 坐标系",
}
LEVELS = {
    "subdistrict": Level.SUBDISTRICT, "街道": Level.SUBDISTRICT, "1": Level.SUBDISTRICT,
    "community": Level.COMMUNITY, "社区": Level.COMMUNITY, "2": Level.COMMUNITY,
    "grid": Level.GRID, "网格": Level.GRID, "3": Level.GRID,
    "micro-grid": Level.MICRO_GRID, "microgrid": Level.MICRO_GRID, "micro_grid": Level.MICRO_GRID,
    "微网格": Level.MICRO_GRID, "4": Level.MICRO_GRID,
}  # fmt: skip
KINDS = {
    "": "basic", "basic": "basic", "基本": "basic", "基础": "basic", "一般": "basic", "普通": "basic",
    "基本网格": "basic", "一般网格": "basic",
    "dedicated": "dedicated", "专属": "dedicated", "专属网格": "dedicated", "专属微网格": "dedicated",
}  # fmt: skip
MOST_EXACT = 2**53
SHOWN = 10


@dataclass(frozen=True)
class AreaRow:
    """An area in or for a file: `geometry` is a shapely (multi)polygon in WGS 84; `parent` a code, '' if unknown."""

    code: str
    name: str
    geometry: Any
    level: Level | None = None
    kind: str = "basic"
    parent: str = ""
    households: int = 0


def recognise(table: Table, named: dict[str, str | None]) -> dict[str, str]:
    """For each meaning ('code', 'name', …) the column of the table: as named by the caller, or by a name in `NAMES`.

    Raises `UnknownColumn` for a named column that is not there, or if there is neither a code nor a parent.
    """
    found = {}
    plain = {column.strip().lower(): column for column in table.columns}
    for meaning, names in NAMES.items():
        if wanted := named.get(meaning):
            if wanted not in table.columns:
                raise UnknownColumn(_there_are(_("There is no column %(name)s.") % {"name": wanted}, table))
            found[meaning] = wanted
        elif known := next((plain[name] for name in names.split() if name in plain), None):
            found[meaning] = known
    if "code" not in found and "parent" not in found:
        raise UnknownColumn(_there_are(_("Say which column holds the code of an area or of its parent."), table))
    return found


def _there_are(problem: str, table: Table) -> str:
    return problem + " " + _("The file has: %(names)s.") % {"names": ", ".join(table.columns) or "–"}


def read_rows(table: Table, columns: dict[str, str], *, level: Level | None = None) -> list[AreaRow]:
    """The rows of a table. Without a code column, areas are numbered under their parents in the order of the file.

    Raises `BadCodes` or `BadValue`, naming rows (counted from 1) and values.
    """
    count = len(table.geometries)

    def values(meaning: str, read: Callable[[Any, int], Any], missing: Any) -> list[Any]:
        if meaning not in columns:
            return [missing] * count
        return [read(value, row) for row, value in enumerate(table.columns[columns[meaning]].tolist(), 1)]

    parents = values("parent", _read_code, "")
    codes = values("code", _read_code, "") if "code" in columns else _number(parents)
    _check_codes(codes)
    names = values("name", lambda value, _row: _text(value), "")
    levels = values("level", _read_level, None)
    kinds = values("kind", _read_kind, "basic")
    households = values("households", _read_households, 0)
    return [
        AreaRow(code, name or code, geometry, level or own or _level_of(code), kind, parent or _parent_of(code), number)
        for code, name, geometry, own, kind, parent, number in zip(
            codes, names, table.geometries.tolist(), levels, kinds, parents, households, strict=True
        )
    ]


def single_value(table: Table, columns: dict[str, str], meaning: str) -> str:
    """The one value that a column has in all rows; '' if there is no such column, or it has several."""
    texts = {_text(value) for value in table.columns[columns[meaning]].tolist()} if meaning in columns else set()
    return texts.pop() if len(texts) == 1 else ""


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).strip() if not isinstance(value, str) else value.strip()


def _read_code(value: Any, row: int) -> str:
    if isinstance(value, float) and abs(value) >= MOST_EXACT:
        raise BadCodes(
            _(
                "The codes are kept as decimal numbers, which hold 15 digits only (row %(row)d: %(value)s). "
                "Keep them as text."
            )
            % {"row": row, "value": f"{value:.0f}"}
        )
    return unicodedata.normalize("NFKC", _text(value))


def _read_level(value: Any, row: int) -> Level | None:
    text = _text(value).lower()
    if text and text not in LEVELS:
        raise BadValue(
            _("Row %(row)d: %(value)s is no level. Write 1 to 4, or 街道, 社区, 网格, 微网格.")
            % {"row": row, "value": text}
        )
    return LEVELS[text] if text else None


def _read_kind(value: Any, row: int) -> str:
    text = _text(value).lower()
    if text not in KINDS:
        raise BadValue(
            _("Row %(row)d: %(value)s is no kind of area. Write 'basic' or 'dedicated'.") % {"row": row, "value": text}
        )
    return KINDS[text]


def _read_households(value: Any, row: int) -> int:
    text = _text(value)
    if text and not text.isdecimal():
        raise BadValue(_("Row %(row)d: %(value)s is no number of households.") % {"row": row, "value": text})
    return int(text or 0)


def _check_codes(codes: Sequence[str]) -> None:
    missing = [row for row, code in enumerate(codes, 1) if not code]
    if missing:
        raise BadCodes(_("These rows have no code: %(rows)s.") % {"rows": _some(missing)})
    twice = [code for code, count in Counter(codes).items() if count > 1]
    if twice:
        raise BadCodes(_("These codes stand more than once: %(codes)s.") % {"codes": _some(twice)})


def _number(parents: Sequence[str]) -> list[str]:
    """A code for each area: its parent's, and three more digits counting from 001."""
    _check_parents(parents)
    counted: Counter[str] = Counter()
    codes = []
    for parent in parents:
        counted[parent] += 1
        codes.append(f"{parent}{counted[parent]:03d}")
    return codes


def _check_parents(parents: Sequence[str]) -> None:
    missing = [row for row, parent in enumerate(parents, 1) if not parent]
    if missing:
        raise BadCodes(_("These rows have neither a code nor a parent: %(rows)s.") % {"rows": _some(missing)})
    full = [parent for parent, count in Counter(parents).items() if count > 999]
    if full:
        raise BadCodes(_("More than 999 areas under one parent: %(codes)s.") % {"codes": _some(full)})


def _some(items: Iterable[Any]) -> str:
    listed = [str(item) for item in items]
    rest = len(listed) - SHOWN
    return ", ".join(listed[:SHOWN]) + (_(" and %(count)d more") % {"count": rest} if rest > 0 else "")


def _level_of(code: str) -> Level | None:
    try:
        return Level.of(code)
    except BadCode:
        return None


def _parent_of(code: str) -> str:
    try:
        return parent_of(code)
    except BadCode:
        return ""
