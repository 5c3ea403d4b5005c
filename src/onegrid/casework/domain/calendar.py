import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.casework.domain.ticking import recompute_deadlines
from onegrid.casework.models import CalendarDay, OfficeWeek
from onegrid.lib.office_hours import OfficeHours
from onegrid.lib.working_time import STATUTORY_YEARS
from onegrid.territory.generations import CALENDARS, renew

FIRST_YEAR, LAST_YEAR = STATUTORY_YEARS.start, 2099


@dataclass(frozen=True)
class Ruling:
    """What an office declares of one day: whether it works, and why."""

    day: date
    working: bool
    note: str = ""


def set_office_hours(subdistrict: str, text: str, *, actor: str) -> int:
    """Set the office hours, as "09:00-12:00 13:30-17:30", and compute open deadlines anew; returns how many moved.

    Raises `ValidationError` if the text is no row of spans in order.
    """
    hours = read_hours(text)
    with transaction.atomic():
        week, _made = OfficeWeek.objects.get_or_create(subdistrict=subdistrict)
        before, week.hours = week.hours, str(hours)
        week.save()
        renew(CALENDARS)
        record_in_journal(
            subdistrict, "set office hours", actor=actor, before={"hours": before}, after={"hours": week.hours}
        )
    return recompute_deadlines(subdistrict, actor=actor)


def declare_days(subdistrict: str, rulings: Iterable[Ruling], *, actor: str) -> int:
    """Declare days off and make-up working days, over the published calendar and over what was declared before.

    Open deadlines are computed anew; returns how many moved. Raises `ValidationError` if a day stands twice with
    different rulings, or lies beyond any calendar.
    """
    declared = _checked(rulings)
    with transaction.atomic():
        kept = CalendarDay.objects.filter(subdistrict=subdistrict, day__in=declared)
        before = [_describe(row) for row in kept]
        CalendarDay.objects.bulk_create(
            (
                CalendarDay(subdistrict=subdistrict, day=r.day, working=r.working, note=r.note)
                for r in declared.values()
            ),
            update_conflicts=True,
            unique_fields=["subdistrict", "day"],
            update_fields=["working", "note"],
        )
        renew(CALENDARS)
        after = [_describe(ruling) for ruling in declared.values()]
        record_in_journal(subdistrict, "declare days", actor=actor, before={"days": before}, after={"days": after})
    return recompute_deadlines(subdistrict, actor=actor)


def withdraw_days(subdistrict: str, days: Iterable[date], *, actor: str) -> int:
    """Let days be again what the published calendar says; returns how many open deadlines moved."""
    with transaction.atomic():
        rows = CalendarDay.objects.filter(subdistrict=subdistrict, day__in=list(days))
        before = [_describe(row) for row in rows]
        if not before:
            return 0
        rows.delete()
        renew(CALENDARS)
        record_in_journal(subdistrict, "withdraw days", actor=actor, before={"days": before})
    return recompute_deadlines(subdistrict, actor=actor)


def read_hours(text: str) -> OfficeHours:
    """Office hours as people type them: full-width signs and any dash will do. Raises `ValidationError`."""
    plain = text.translate(str.maketrans("：－—–~～，、,;；至", ":-----     -"))
    try:
        return OfficeHours.parse(re.sub(r"\b(\d):", r"0\1:", plain.replace(" -", "-").replace("- ", "-")))
    except ValueError as fault:
        raise ValidationError(
            _("These are no office hours. Write them in order, like this: 09:00-12:00 13:30-17:30.")
        ) from fault


def _checked(rulings: Iterable[Ruling]) -> dict[date, Ruling]:
    declared: dict[date, Ruling] = {}
    faults = []
    for ruling in rulings:
        if declared.setdefault(ruling.day, ruling).working != ruling.working:
            faults.append(_("%(day)s is named both as a day off and as a working day.") % {"day": ruling.day})
        if not FIRST_YEAR <= ruling.day.year <= LAST_YEAR:
            faults.append(_("%(day)s: check the year.") % {"day": ruling.day})
    if faults:
        raise ValidationError(faults)
    return declared


def _describe(row: CalendarDay | Ruling) -> dict[str, Any]:
    return {"day": row.day.isoformat(), "working": row.working, "note": row.note}
