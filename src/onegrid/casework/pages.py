"""Pages of what somebody sees: each part asked by itself, in the order of an index, for no more than a page, then merged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from onegrid.casework.models import Case
from onegrid.casework.reaches import Reach

PAGE = 50
MOST_COUNTED = 1000
"""Counting stops here: beyond it a person reads 'many'."""


@dataclass(frozen=True)
class Page:
    """Some cases, and the cursor of the page after them ('' at the end).

    `looked_back_to` is set where the page is not full only because it had looked through enough.
    """

    rows: Sequence[Case]
    after: str = ""
    looked_back_to: datetime | None = None


def page_by_deadline(reaches: list[Reach], cases: QuerySet[Case], *, after: str = "", size: int = PAGE) -> Page:
    """A page of open cases in reach, the earliest deadline first, those whose clock stands still last."""
    due, last = read_cursor(after)
    rows: list[Case] = []
    if due or not last:
        dated = cases.filter(due_at__isnull=False).order_by("due_at", "pk")
        if due:
            dated = dated.filter(Q(due_at__gt=due) | Q(pk__gt=last), due_at__gte=due)
        rows = merged(reaches, dated, size + 1, lambda case: (case.due_at, case.pk))
    if len(rows) <= size:
        undated = cases.filter(due_at__isnull=True).order_by("pk")
        if last and not due:
            undated = undated.filter(pk__gt=last)
        rows += merged(reaches, undated, size + 1 - len(rows), lambda case: case.pk)
    return Page(rows[:size], _write_cursor(rows[size - 1]) if len(rows) > size else "")


def merged(reaches: list[Reach], cases: QuerySet[Case], most: int, key: Callable[[Case], Any]) -> list[Case]:
    """The first so many cases in any reach, each once."""
    found = {case.pk: case for reach in reaches for case in reach.narrow(cases)[:most]}
    return sorted(found.values(), key=key)[:most]


def count_in(reaches: list[Reach], cases: QuerySet[Case]) -> int:
    """How many of the cases lie in any reach. Counting stops above `MOST_COUNTED`."""
    if len(reaches) == 1:
        return reaches[0].narrow(cases).order_by()[: MOST_COUNTED + 1].count()
    found = (reach.narrow(cases).order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1] for reach in reaches)
    return min(len({pk for pks in found for pk in pks}), MOST_COUNTED + 1)


def _write_cursor(case: Case) -> str:
    """In signs that mean nothing else in an address."""
    due = case.due_at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z" if case.due_at else ""
    return f"{due}~{case.pk}"


def read_cursor(cursor: str) -> tuple[datetime | None, int | None]:
    """The deadline and the id of the last row before a page; nothing, for a cursor that cannot be read."""
    due, _tilde, pk = cursor.partition("~")
    try:
        return (datetime.fromisoformat(due) if due else None), int(pk)
    except ValueError:
        return None, None
