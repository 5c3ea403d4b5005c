"""From a row of a file to a case: what its values mean, why it cannot be taken, what is odd about it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from onegrid.casework.domain.foreign import ForeignCase
from onegrid.channels.case_import.areas import LabelledLand, LabelReader
from onegrid.channels.case_import.columns import CONTROL, ColumnFinder, clean_text, value_at
from onegrid.channels.case_import.findings import Reason, Refused, Remark
from onegrid.channels.case_import.mapping import Mapping
from onegrid.channels.case_import.records import LOST, Broken, Record
from onegrid.channels.case_import.times import BadTime, read_time
from onegrid.lib.codes import is_within
from onegrid.lib.coordinates import Datum, to_wgs84
from onegrid.territory.domain.locating import locate

LONGEST_ID = 200
PATIENCE = timedelta(days=1)
"""How far ahead of our clock another system's may be."""


@dataclass(slots=True)
class Row:
    """A row that can be taken: the case, what the other system says of it (None if nothing), and what is odd."""

    number: int
    case: ForeignCase
    verdict: bool | None
    unmapped: str
    remarks: list[Remark]


class RowReader:
    """Reads the records of a file by a mapping."""

    def __init__(self, mapping: Mapping, columns: Sequence[str], land: LabelledLand, *, now: datetime) -> None:
        """Raises `BadFile` if the file lacks a column that the mapping names."""
        self._mapping, self._now, self._land = mapping, now, land
        find = ColumnFinder(columns)
        names = mapping.columns
        self._id = find(names.id)
        self._opened, self._target, self._closed = find(names.opened), find(names.target), find(names.closed)
        self._texts = {
            field: [find(name) for name in getattr(names, field)] for field in ("title", "description", "address")
        }
        self._reply = [find(name) for name in names.reply]
        self._lon, self._lat = find(names.lon), find(names.lat)
        self._kind, self._channel = find(mapping.kinds.column), find(mapping.channels.column)
        self._labels = [find(level.column) for level in mapping.area.levels]
        self._verdict = find(mapping.verdict.column if mapping.verdict else None)
        self._status = find(mapping.status.column if mapping.status else None)
        self._details = {name: find(name) for name in (names.id, *mapping.details)}
        find.raise_missing()
        self._zone = ZoneInfo(mapping.time_zone)
        self._label_reader = LabelReader(mapping.area.levels)
        self._blank = {"", *mapping.blank}
        self._no_location = {(point.lon, point.lat) for point in mapping.no_location}

    def id_of(self, record: Record) -> str:
        """The row's id as far as it can be told, for reports."""
        return clean_text(value_at(record.values, self._id)).strip()[:LONGEST_ID]

    def read(self, record: Record) -> Row:
        """The case that a record holds. Raises `Refused`."""
        if record.broken:
            raise Refused(_BROKEN[record.broken], self._say_broken(record))
        values, remarks = record.values, [Remark.DAMAGED] if record.damaged else []
        opened, target, closed = self._times(values, remarks)
        kind, unmapped = self._kind_of(values)
        lon, lat = self._point(values, remarks)
        key, _slash, category = kind.partition("/")
        case = ForeignCase(
            source=self._mapping.source,
            id=self._read_id(record),
            kind=key,
            category=category,
            channel=self._channel_of(values),
            opened=opened,
            target=target,
            closed=closed,
            lon=lon,
            lat=lat,
            area_code=self._area_of(values, lon, lat, remarks),
            reply=self._first(values, self._reply) if closed else "",
            details=self._details_of(values, closed),
            **{field: self._first(values, places) for field, places in self._texts.items()},
        )
        return Row(record.row, case, self._verdict_of(values), unmapped, remarks)

    def _say_broken(self, record: Record) -> str:
        return str(len(record.values)) if record.broken is Broken.FIELDS else ""

    def _read_id(self, record: Record) -> str:
        text = record.values[self._id].strip() if self._id is not None else ""
        if text in self._blank or len(text) > LONGEST_ID or LOST.search(text) or CONTROL.search(text):
            raise Refused(Reason.NO_ID, self.id_of(record))
        return text

    def _times(self, values: list[str], remarks: list[Remark]) -> tuple[datetime, datetime | None, datetime | None]:
        opened = self._time(values, self._opened)
        if opened is None:
            raise Refused(Reason.NO_OPENING)
        target, closed = self._time(values, self._target), self._time(values, self._closed)
        for moment in (opened, closed):
            if moment and moment > self._now + PATIENCE:
                raise Refused(Reason.FUTURE, f"{moment:%Y-%m-%d}")
        if self._status is not None and self._mapping.status:
            is_closed = values[self._status].strip() in self._mapping.status.closed
            if is_closed and closed is None:
                raise Refused(Reason.NO_CLOSING, values[self._status].strip())
            if closed and not is_closed:
                remarks.append(Remark.CLOSED_UNSAID)
        if closed and closed < opened:
            remarks.append(Remark.CLOSED_EARLY)
        if target and target <= opened:
            remarks.append(Remark.TARGET_EARLY)
        return opened, target, closed

    def _time(self, values: list[str], place: int | None) -> datetime | None:
        text = self._value(values, place)
        if not text:
            return None
        try:
            return read_time(text, self._mapping.time_formats, self._zone)
        except BadTime:
            raise Refused(Reason.BAD_TIME, clean_text(text)[:60]) from None

    def _kind_of(self, values: list[str]) -> tuple[str, str]:
        """The kind and category, and the value that the mapping does not know."""
        kinds, value = self._mapping.kinds, self._value(values, self._kind)
        kind = kinds.values.get(value)
        return (kind, "") if kind else (kinds.default, value)

    def _channel_of(self, values: list[str]) -> str:
        channels = self._mapping.channels
        return channels.values.get(self._value(values, self._channel), channels.default)

    def _area_of(self, values: list[str], lon: float | None, lat: float | None, remarks: list[Remark]) -> str:
        """The code of the area that the labels name; where the mapping names no labels, of the one that holds the point."""
        if not self._labels:
            return self._area_at(lon, lat, remarks)
        place = self._label_reader.read(tuple(self._value(values, label) for label in self._labels))
        if place.unread:
            remarks.append(Remark.LABEL_UNREAD)
        if place.contrary:
            remarks.append(Remark.LABEL_CONTRARY)
        return self._land.code_of(place)

    def _area_at(self, lon: float | None, lat: float | None, remarks: list[Remark]) -> str:
        root = self._mapping.area.root
        if lon is None or lat is None:
            return root
        place = locate(lon, lat, on=self._now)
        if place.code and is_within(place.code, root):
            return place.code
        remarks.append(Remark.POINT_OUTSIDE)
        return root

    def _point(self, values: list[str], remarks: list[Remark]) -> tuple[float | None, float | None]:
        """The point in WGS 84. What the other system writes for 'no location' is none."""
        texts = self._value(values, self._lon), self._value(values, self._lat)
        if not any(texts):
            return None, None
        try:
            lon, lat = float(texts[0]), float(texts[1])
        except ValueError:
            lon = lat = math.nan
        if (lon, lat) in self._no_location:
            return None, None
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            remarks.append(Remark.BAD_POINT)
            return None, None
        return (lon, lat) if self._mapping.datum is Datum.WGS84 else to_wgs84(lon, lat, self._mapping.datum)

    def _verdict_of(self, values: list[str]) -> bool | None:
        verdict, value = self._mapping.verdict, self._value(values, self._verdict)
        if verdict is None or not value:
            return None
        return True if value in verdict.on_time else False if value in verdict.late else None

    def _details_of(self, values: list[str], closed: datetime | None) -> dict[str, Any]:
        """The columns to keep, and what was answered in a case that is nevertheless open."""
        kept = {name: self._text(values, place) for name, place in self._details.items()}
        if closed is None and (reply := self._first(values, self._reply)):
            kept[self._mapping.columns.reply[0]] = reply
        return {name: text for name, text in kept.items() if text}

    def _first(self, values: list[str], places: list[int | None]) -> str:
        return next((text for place in places if (text := self._text(values, place))), "")

    def _text(self, values: list[str], place: int | None) -> str:
        text = self._value(values, place)
        return text if text.isprintable() else clean_text(text)

    def _value(self, values: list[str], place: int | None) -> str:
        """The value without spaces around it; '' if there is no such column, or it says that it is blank."""
        if place is None:
            return ""
        text = values[place].strip()
        return "" if text in self._blank else text


_BROKEN = {Broken.FIELDS: Reason.FIELDS, Broken.QUOTE: Reason.QUOTE}
