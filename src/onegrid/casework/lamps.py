"""Lamps: green, amber when three quarters of the time are gone, red when late; grey when no clock runs."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from onegrid.casework.models import Case


class Lamp(StrEnum):
    """How pressing a case is."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NONE = "none"


def lamp_of(case: Case, at: datetime | None = None) -> Lamp:
    """A case's lamp at a moment (now, if not given). An ended case shows whether it ended on time."""
    if not case.is_open:
        return Lamp.RED if case.on_time is False else Lamp.GREEN
    return lamp_at(case.due_at, case.amber_at, at or timezone.now())


def lamp_at(due: datetime | None, amber: datetime | None, at: datetime) -> Lamp:
    """The lamp of a deadline and its amber point at a moment."""
    if due is None:
        return Lamp.NONE
    if at >= due:
        return Lamp.RED
    return Lamp.AMBER if amber is not None and at >= amber else Lamp.GREEN


def shows(lamp: Lamp, at: datetime) -> Q:
    """The query for open cases that show a lamp at a moment."""
    return {
        Lamp.RED: Q(due_at__lte=at),
        Lamp.AMBER: Q(due_at__gt=at, amber_at__lte=at),
        Lamp.GREEN: Q(due_at__gt=at, amber_at__gt=at),
        Lamp.NONE: Q(due_at__isnull=True),
    }[lamp]
