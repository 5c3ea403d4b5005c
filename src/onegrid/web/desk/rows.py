"""The lines of the queue in words, each said once: fifty of them are the larger part of the page's work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from onegrid.casework.lamps import Lamp, lamp_of
from onegrid.casework.models import Case
from onegrid.casework.registry import case_type
from onegrid.territory.queries import path_name
from onegrid.web.desk.columns import Column
from onegrid.web.kinds import title_of
from onegrid.web.relative import say_until


@dataclass(frozen=True)
class Row:
    """A case as the queue shows it. `due` says how much time is left or, where no clock runs, where it stands; `point` where it
    lies, as "longitude,latitude", or nothing."""

    url: str
    number: str
    title: str
    kind: str
    area: str
    cells: SafeString
    due: str
    waits: bool
    lamp: SafeString
    point: str


def rows_of(cases: Sequence[Case], columns: Sequence[Column]) -> list[Row]:
    """Cases, read with their organisation and handler, as lines."""
    now, url = timezone.now(), reverse("case", args=["number"])
    say_path, say_kind, draw = cache(path_name), cache(_say_kind), cache(_draw)
    styled = [(column, column.style) for column in columns]
    return [
        Row(
            url.replace("number", case.number),
            case.number,
            case.title,
            say_kind(case.kind, case.kind_version, case.subdistrict),
            say_path(case.area_code, plan=case.plan_id),
            mark_safe("".join(_cell(column, style, column.say(case)) for column, style in styled)),
            _say_due(case, now),
            case.is_open and case.due_at is not None,
            draw(lamp_of(case, now)),
            _say_point(case),
        )
        for case in cases
    ]


def _cell(column: Column, style: str, text: str) -> str:
    """Put together here: a template takes ten times as long for it, and a page has hundreds."""
    said = escape(text)
    if column.key == "number":
        return f'<td class="{style}"><span class="code text-muted">{said}</span></td>'
    return f'<td class="{style}" title="{said}">{said}</td>' if text else f'<td class="{style}"></td>'


def _say_point(case: Case) -> str:
    return "" if case.lon is None or case.lat is None else f"{case.lon:.6f},{case.lat:.6f}"


def _draw(lamp: Lamp) -> SafeString:
    return render_to_string("components/lamp.html", {"lamp": lamp.value, "bare": True})


def _say_due(case: Case, now: datetime) -> str:
    if case.is_open and case.due_at is not None:
        return say_until(case.due_at, now)
    return str(case.state_now.title)


def _say_kind(key: str, version: int, subdistrict: str) -> str:
    return title_of(case_type(key, version), subdistrict)
