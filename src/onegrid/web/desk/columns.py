"""The columns of the queue and of an exported list: what each is called, how wide it is, and what it says of a case."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.casework.lamps import lamp_of
from onegrid.casework.models import Case
from onegrid.casework.registry import case_type
from onegrid.territory.queries import path_name
from onegrid.web.kinds import title_of
from onegrid.web.relative import say_moment
from onegrid.web.seats import seat_of_area
from onegrid.web.templatetags.onegrid_tags import LAMP_TITLES

USUAL = ("number", "kind", "area", "holder", "handler")
"""What the queue shows to those who never chose, between the title and the deadline, which always stand."""
FITTING = 6
"""How many columns fit on a desk's screen; with more, the list scrolls sideways."""
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet may take for the beginning of a formula (OWASP, CSV injection)."""


@dataclass(frozen=True)
class Column:
    """A column: its key and title, how wide it is (in characters), and what it says of a case.

    `leaves` tells whether an export may hold it: what may say who somebody is stays in the house. `listed` tells whether the
    queue offers it: the lamp and the deadline stand there anyhow.
    """

    key: str
    title: str
    width: int
    read: Callable[[Case], Any]
    is_moment: bool = False
    leaves: bool = True
    listed: bool = True

    @property
    def style(self) -> str:
        """The class that gives its width on the desk."""
        if self.key == "area":
            return "col col-area"
        return "col col-wide" if self.width > 20 else "col col-code" if self.width > 17 else "col"

    def say(self, case: Case) -> str:
        """What it says of a case, as a text to read."""
        value = self.read(case)
        return "" if value is None else say_moment(value) if self.is_moment else str(value)


def all_columns() -> list[Column]:
    """Every column, in the reader's language. Names of areas, seats and kinds are looked up once for each."""
    say_path, say_seat, say_kind, now = cache(path_name), cache(seat_of_area), cache(_say_kind), timezone.now()
    return [
        Column("number", _("Number"), 20, lambda case: case.number),
        Column("kind", _("Kind"), 20, lambda case: say_kind(case.kind, case.kind_version, case.subdistrict)),
        Column("category", _("Category"), 16, lambda case: case.category_title),
        Column("state", _("State"), 16, lambda case: str(case.state_now.title)),
        Column("lamp", _("Lamp"), 10, lambda case: str(LAMP_TITLES[lamp_of(case, now)]), listed=False),
        Column("area", _("Area"), 36, lambda case: say_path(case.area_code, plan=case.plan_id)),
        Column("area-code", _("Area code"), 20, lambda case: case.area_code),
        Column(
            "holder",
            _("Holder"),
            28,
            lambda case: (
                case.holder_organisation.name if case.holder_organisation else say_seat(case.holder_area, case.plan_id)
            ),
        ),
        Column("handler", _("Handler"), 10, lambda case: case.handler.name if case.handler else "", leaves=False),
        Column("channel", _("Channel"), 16, lambda case: str(case.get_channel_display())),
        Column("reported", _("Reported"), 17, lambda case: case.reported_at, is_moment=True),
        Column("due", _("Due"), 17, lambda case: case.due_at, is_moment=True, listed=False),
        Column("ended", _("Ended"), 17, lambda case: case.ended_at, is_moment=True),
        Column("on-time", _("On time"), 8, lambda case: {True: _("yes"), False: _("no"), None: ""}[case.on_time]),
        Column("rating", _("Rating"), 8, lambda case: case.rating),
        Column("returned", _("Times returned"), 10, lambda case: case.returned),
        Column("escalated", _("Times escalated"), 10, lambda case: case.escalated),
        Column("reopened", _("Times reopened"), 10, lambda case: case.reopened),
    ]


def listed_columns(wanted: Sequence[str]) -> list[Column]:
    """The columns that the queue shows to somebody who wants these; the usual ones for whoever wants none."""
    return [column for column in all_columns() if column.listed and column.key in (wanted or USUAL)]


def exported_columns(wanted: Sequence[str]) -> list[Column]:
    """The columns of a workbook for somebody who wants these: besides them the number, the lamp and the deadline, never what
    may say who somebody is. All that may leave, for whoever never chose."""
    leaving = [column for column in all_columns() if column.leaves]
    if not wanted:
        return leaving
    return [column for column in leaving if column.key in wanted or column.key == "number" or not column.listed]


def known_columns(keys: Iterable[str]) -> list[str]:
    """Those of the keys that are columns of the queue, in the order in which it shows them."""
    asked = set(keys)
    return [column.key for column in all_columns() if column.listed and column.key in asked]


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula, also after it was saved as CSV."""
    return f"'{text}" if text.startswith(RISKY) else text


def local(at: datetime) -> datetime:
    """A moment as a spreadsheet writes it, which knows no time zones."""
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0)


def _say_kind(key: str, version: int, subdistrict: str) -> str:
    return title_of(case_type(key, version), subdistrict)
