"""How many cases wait for a seat, and what is usual among its peers."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from django.db.models import Count

from onegrid.casework.models import Case
from onegrid.casework.models.case import CaseQuerySet
from onegrid.casework.routing import Seat, Staffing
from onegrid.casework.waiting import DONE
from onegrid.directory.models import Organisation
from onegrid.lib.codes import Level

LEAST = 10
"""Fewer open cases than this are never too many."""
TIMES = 2
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Load:
    """How many cases wait for somebody, and how many for each of those who can be compared."""

    open: int
    peers: tuple[int, ...] = ()

    @property
    def usual(self) -> float | None:
        """The median of the peers; None without peers."""
        return median(self.peers) if self.peers else None

    @property
    def is_too_much(self) -> bool:
        """At least ten, and at least twice what is usual. Without peers nobody can tell."""
        return self.usual is not None and self.open >= max(LEAST, TIMES * self.usual)


def loads_of_seats(
    seats: Collection[Seat], staffing: Staffing, organisations: Collection[Organisation]
) -> dict[Seat, Load]:
    """The loads of seats of one subdistrict, whose organisations are given, in two queries."""
    peers = {seat: peers_of(seat, staffing, organisations) for seat in seats}
    counts = _count({*seats, *(peer for each in peers.values() for peer in each)})
    return {seat: Load(counts.get(seat, 0), tuple(counts.get(peer, 0) for peer in peers[seat])) for seat in seats}


def loads_of_people(people: Collection[int], seat: Seat) -> dict[int, Load]:
    """The loads of those who fill a seat (by key), each beside the others, in one query."""
    held = Case.objects.filter(holder_organisation=seat.organisation)
    if seat.organisation is None:
        held = Case.objects.filter(holder_area=seat.area, holder_organisation__isnull=True)
    counts = _counts(held.filter(handler__in=people), "handler")
    return {each: Load(counts[each], tuple(counts[other] for other in people if other != each)) for each in people}


def peers_of(seat: Seat, staffing: Staffing, organisations: Iterable[Organisation]) -> list[Seat]:
    """The seats with which one can be compared, as far as somebody fills them: of a grid or micro-grid those of its level in
    the community, of a community the others of the subdistrict, of an organisation those of its kind."""
    if seat.organisation is not None:
        kinds = {each.pk: each.kind for each in organisations if each.pk in staffing.organisations}
        own = kinds.get(seat.organisation)
        return [Seat(seat.area, key) for key, kind in kinds.items() if kind == own and key != seat.organisation]
    around = seat.area[: min(len(seat.area) - 3, Level.COMMUNITY.digits)]
    alike = [code for code in staffing.areas if len(code) == len(seat.area) and code.startswith(around)]
    return [Seat(code) for code in sorted(alike) if code != seat.area]


def _count(seats: Collection[Seat]) -> dict[Seat, int]:
    areas = [seat.area for seat in seats if seat.organisation is None]
    keys = {seat.organisation: seat for seat in seats if seat.organisation is not None}
    by_area = _counts(Case.objects.filter(holder_area__in=areas, holder_organisation__isnull=True), "holder_area")
    by_key = _counts(Case.objects.filter(holder_organisation__in=keys), "holder_organisation")
    return {Seat(code): count for code, count in by_area.items()} | {keys[key]: by_key[key] for key in by_key}


def _counts(cases: CaseQuerySet, column: str) -> Counter[Any]:
    """How many still wait for their holder, by a column. Done ones wait for somebody else's look.

    Those with a deadline and those without are asked for apart, in one query: so even a SQLite without statistics follows the
    index of open cases, and does not read everything that an organisation ever had.
    """
    undone = cases.open().exclude(DONE).order_by()
    parts = (undone.filter(due_at__gt=BEGINNING), undone.filter(due_at__isnull=True))
    timed, untimed = (part.values_list(column).annotate(Count("pk")) for part in parts)
    found: Counter[Any] = Counter()
    for key, count in timed.union(untimed, all=True):
        found[key] += count
    return found
