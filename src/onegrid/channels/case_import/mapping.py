"""What a mapping says: the meaning of the columns of a foreign case file. See docs/guides/import.md."""

import re
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from onegrid.casework.models.case import Channel
from onegrid.casework.registry import case_type, case_types
from onegrid.lib.codes import Level
from onegrid.lib.coordinates import Datum


def _zone(key: str) -> str:
    try:
        ZoneInfo(key)
    except (KeyError, ValueError, OSError):
        raise ValueError(
            _("There is no time zone “%(value)s”. Write it like Asia/Shanghai.") % {"value": key}
        ) from None
    return key


def _time_format(text: str) -> str:
    sample = datetime(2015, 11, 23, 14, 5, 6)
    try:
        day = datetime.strptime(sample.strftime(text), text).date()
    except ValueError:
        day = None
    if day != sample.date():
        raise ValueError(
            _("“%(value)s” does not say a whole date. Write it like %%Y-%%m-%%d %%H:%%M:%%S.") % {"value": text}
        )
    return text


def _pattern(text: str) -> str:
    try:
        groups = re.compile(text).groups
    except re.error as fault:
        raise ValueError(_("“%(value)s” is no pattern: %(fault)s.") % {"value": text, "fault": fault}) from None
    if groups != 1:
        raise ValueError(
            _("“%(value)s” needs exactly one pair of brackets, around the number of the area.") % {"value": text}
        )
    return text


def _template(text: str) -> str:
    try:
        text.format(number=1, parent=1)
    except (KeyError, IndexError, ValueError, AttributeError):
        raise ValueError(
            _("“%(value)s” may hold {number} and {parent}, and no other names in braces.") % {"value": text}
        ) from None
    return text


def _kind(text: str) -> str:
    key, _slash, category = text.partition("/")
    known = {kind.key: kind for kind in case_types()}
    if key not in known:
        raise ValueError(
            _("There is no kind of case called “%(kind)s”. There are: %(kinds)s.")
            % {"kind": key, "kinds": ", ".join(known)}
        )
    if category and case_type(key).category(category) is None:
        categories = ", ".join(each.key for each in known[key].categories)
        raise ValueError(
            _("The kind %(kind)s has no category “%(category)s”. It has: %(categories)s.")
            % {"kind": key, "category": category, "categories": categories or "–"}
        )
    return text


def _channel(text: str) -> str:
    if text not in Channel.values:
        words = {"value": text, "known": ", ".join(Channel.values)}
        raise ValueError(_("There is no channel “%(value)s”. There are: %(known)s.") % words)
    return text


def _several(given: object) -> object:
    return [given] if isinstance(given, str) else given


Column = Annotated[str, Field(min_length=1)]
Columns = Annotated[list[Column], BeforeValidator(_several)]
KindAndCategory = Annotated[str, AfterValidator(_kind)]
ChannelKey = Annotated[str, AfterValidator(_channel)]
Pattern = Annotated[str, AfterValidator(_pattern)]


class Part(BaseModel):
    """A part of a mapping. It refuses settings that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CaseColumns(Part):
    """Which column holds what. Of several columns for a text, the first that is not blank in a row is taken."""

    id: Column
    opened: Column
    target: Column | None = None
    closed: Column | None = None
    title: Columns = []
    description: Columns = []
    reply: Columns = []
    address: Columns = []
    lon: Column | None = None
    lat: Column | None = None


class Point(Part):
    """A point that the other system writes where it knows none."""

    lon: float
    lat: float


class AreaLevel(Part):
    """One level below the root: the column of its labels, the number within a label, and how such an area is called.

    `parent_pattern` finds the number of the area above, if labels hold that too.
    """

    column: Column
    pattern: Pattern = r"^\D*0*(\d{1,3})$"
    parent_pattern: Pattern | None = None
    name: Annotated[str, AfterValidator(_template)] = "{number}"


class AreaMap(Part):
    """The subdistrict that takes the cases, and the levels that labels tell. Without levels, the point decides."""

    root: Annotated[str, Field(pattern=rf"^\d{{{Level.SUBDISTRICT.digits}}}$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    levels: Annotated[list[AreaLevel], Field(max_length=3)] = []


class KindMap(Part):
    """Kinds, written kind/category, by the value of a column."""

    column: Column | None = None
    default: KindAndCategory
    values: dict[str, KindAndCategory] = {}


class ChannelMap(Part):
    """Channels by the value of a column."""

    column: Column | None = None
    default: ChannelKey = Channel.IMPORT.value
    values: dict[str, ChannelKey] = {}


class VerdictMap(Part):
    """What the other system calls on time and late, to be compared."""

    column: Column
    on_time: Columns
    late: Columns


class StatusMap(Part):
    """What the other system calls closed, to find cases that say so without a time of closing."""

    column: Column
    closed: Columns


class Mapping(Part):
    """A whole mapping file."""

    source: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,19}$")]
    time_zone: Annotated[str, AfterValidator(_zone)]
    time_formats: Annotated[list[Annotated[str, AfterValidator(_time_format)]], BeforeValidator(_several)]
    columns: CaseColumns
    area: AreaMap
    kinds: KindMap
    channels: ChannelMap = ChannelMap()
    verdict: VerdictMap | None = None
    status: StatusMap | None = None
    details: Columns = []
    no_location: list[Point] = []
    datum: Datum = Datum.WGS84
    blank: list[str] = ["NULL", "N/A", "NaN", "None", "-"]
    encoding: str = "utf-8"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
