"""The columns of an exported list: what can be said of a case without saying who somebody is."""

from collections.abc import Callable
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
from onegrid.web.seats import seat_of_area
from onegrid.web.templatetags.onegrid_tags import LAMP_TITLES

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet may take for the beginning of a formula (OWASP, CSV injection)."""


@dataclass(frozen=True)
class Column:
    """A column: its title, how wide it is (in characters), and what it says of a case."""

    title: str
    width: int
    read: Callable[[Case], Any]
    is_moment: bool = False


def columns() -> list[Column]:
    """The columns, in the reader's language. Names of areas and seats are looked up once for each."""
    say_path, say_seat, now = cache(path_name), cache(seat_of_area), timezone.now()
    return [
        Column(_("Number"), 20, lambda case: case.number),
        Column(_("Kind"), 20, lambda case: title_of(case_type(case.kind, case.kind_version), case.subdistrict)),
        Column(_("Category"), 16, lambda case: case.category_title),
        Column(_("State"), 16, lambda case: str(case.state_now.title)),
        Column(_("Lamp"), 10, lambda case: str(LAMP_TITLES[lamp_of(case, now)])),
        Column(_("Area"), 36, lambda case: say_path(case.area_code, plan=case.plan_id)),
        Column(_("Area code"), 20, lambda case: case.area_code),
        Column(
            _("Holder"),
            28,
            lambda case: (
                case.holder_organisation.name if case.holder_organisation else say_seat(case.holder_area, case.plan_id)
            ),
        ),
        Column(_("Channel"), 16, lambda case: str(case.get_channel_display())),
        Column(_("Reported"), 17, lambda case: _local(case.reported_at), is_moment=True),
        Column(_("Due"), 17, lambda case: _local(case.due_at), is_moment=True),
        Column(_("Ended"), 17, lambda case: _local(case.ended_at), is_moment=True),
        Column(_("On time"), 8, lambda case: {True: _("yes"), False: _("no"), None: ""}[case.on_time]),
        Column(_("Rating"), 8, lambda case: case.rating),
        Column(_("Times returned"), 10, lambda case: case.returned),
        Column(_("Times escalated"), 10, lambda case: case.escalated),
        Column(_("Times reopened"), 10, lambda case: case.reopened),
    ]


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula, also after it was saved as CSV."""
    return f"'{text}" if text.startswith(RISKY) else text


def _local(at: datetime | None) -> datetime | None:
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0) if at else None
