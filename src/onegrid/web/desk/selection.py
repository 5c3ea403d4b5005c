"""The filters of the queue in an address, and back. What cannot be read narrows nothing."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from django.http import QueryDict

from onegrid.casework.inside import say_fault
from onegrid.casework.lamps import Lamp
from onegrid.casework.queue import Group, Selection
from onegrid.lib.codes import Level, is_within
from onegrid.lib.polygons import BadPolygon, read_polygon

Read = TypeVar("Read")
HELD_BY_ORGANISATION = "org-"

# A tab may be named by the lamp that it shows.
LAMPS_AS_GROUPS = {"late": Lamp.RED, "amber": Lamp.AMBER}


def read_selection(params: QueryDict) -> Selection:
    """The selection that an address names: state, lamp, kind, category, channel, area, holder, since, until, q, polygon."""
    words = params.get("q", "").strip()[:100]
    named = params.get("state", "")
    lamp = LAMPS_AS_GROUPS.get(named) or _read(Lamp, params.get("lamp", ""))
    group = _read(Group, named) or (Group.ALL if words and not lamp else Group.OPEN)
    kind, holder = params.get("kind", ""), params.get("holder", "")
    selection = Selection(
        group=group,
        lamp=lamp,
        kind=kind,
        category=params.get("category", "") if kind else "",
        channel=params.get("channel", ""),
        area=read_area(params.getlist("area")),
        since=_read(date.fromisoformat, params.get("since", "")),
        until=_read(date.fromisoformat, params.get("until", "")),
        words=words,
        polygon=_read(read_polygon, params.get("polygon", "")),
    )
    return _held_by(selection, holder)


def read_area(codes: Iterable[str]) -> str:
    """The finest of some codes each of which lies in the one before; several selects of one name give it level by level."""
    area = ""
    for code in sorted(filter(_is_code, codes), key=len):
        area = code if is_within(code, area) else area
    return area


def write_selection(selection: Selection, **changes: Any) -> str:
    """The address of a selection, with changes, as a query string that begins with '?'."""
    wanted = replace(selection, **changes)
    params = QueryDict(mutable=True)
    default = Group.ALL if wanted.words and not wanted.lamp else Group.OPEN
    named = {
        "q": wanted.words,
        "state": "" if wanted.group is default else wanted.group.value,
        "lamp": wanted.lamp.value if wanted.lamp else "",
        "kind": wanted.kind,
        "category": wanted.category,
        "channel": wanted.channel,
        "area": wanted.area,
        "holder": holder_of(wanted),
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
        "polygon": str(wanted.polygon) if wanted.polygon else "",
    }
    params.update({name: value for name, value in named.items() if value})
    return f"?{params.urlencode(safe=',;')}"


def polygon_fault(params: QueryDict) -> str:
    """What is wrong with the drawn area of an address, and how to mend it; '' if it is right or there is none."""
    text = params.get("polygon", "")
    try:
        if text:
            read_polygon(text)
        return ""
    except BadPolygon as bad:
        return say_fault(bad)


def holder_of(selection: Selection) -> str:
    """How an address names the holder."""
    return f"{HELD_BY_ORGANISATION}{selection.organisation}" if selection.organisation else selection.seat


def _held_by(selection: Selection, holder: str) -> Selection:
    if holder.startswith(HELD_BY_ORGANISATION):
        return replace(selection, organisation=_read(int, holder.removeprefix(HELD_BY_ORGANISATION)))
    return replace(selection, seat=holder) if _is_code(holder) else selection


def _read(read: Callable[[str], Read], text: str) -> Read | None:
    with suppress(ValueError):
        return read(text)
    return None


def _is_code(text: str) -> bool:
    with suppress(ValueError):
        Level.of(text)
        return True
    return False
