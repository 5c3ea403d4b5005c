"""Where the chosen cases lie: each by itself while they are few, in piles when they are many, and the heat of the last days.

However many cases there are, an answer holds at most `MOST` points: a database piles them up by squares of the zoom.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import Floor
from django.utils import timezone

from onegrid.casework.inside import box_of
from onegrid.casework.lamps import Lamp, lamp_at, shows
from onegrid.casework.models import Case
from onegrid.casework.queue import Group, Selection
from onegrid.casework.whole import whole_visible_to
from onegrid.directory.models import Person

MOST = 2_000
"""Points in an answer."""
FINEST = 19
SQUARES = 8
"""So many squares side by side on a tile of 512 pixels carry a pile each."""
HEAT_SQUARE = 0.001
"""Degrees: a hundred metres."""


@dataclass(frozen=True)
class Pin:
    """A case as a map shows it, at a WGS 84 point."""

    pk: int
    number: str
    title: str
    due_at: datetime | None
    amber_at: datetime | None
    ended_at: datetime | None
    on_time: bool | None
    lon: float
    lat: float

    def lamp(self, at: datetime) -> Lamp:
        """Its lamp at a moment; an ended case shows whether it ended on time."""
        if self.ended_at:
            return Lamp.RED if self.on_time is False else Lamp.GREEN
        return lamp_at(self.due_at, self.amber_at, at)


@dataclass(frozen=True)
class Pile:
    """Cases that lie close together: how many, how many of them show each lamp, and the middle of them."""

    lon: float
    lat: float
    count: int
    red: int = 0
    amber: int = 0
    green: int = 0


@dataclass(frozen=True)
class View:
    """What a map shows: the box (west, south, east, north in degrees; None for everywhere) and the zoom."""

    box: tuple[float, float, float, float] | None = None
    zoom: int = 12

    @property
    def square(self) -> float:
        """The side of a pile's square, in degrees."""
        return 360.0 / (1 << min(max(self.zoom, 0), FINEST)) / SQUARES


@dataclass(frozen=True)
class Spots:
    """Single cases, or piles where there are too many; `looked_back_to` as in `whole.Whole`.

    `unplaced` counts chosen cases without a point; it is 0 when only a box was asked for.
    """

    pins: list[Pin]
    piles: list[Pile]
    looked_back_to: datetime | None = None
    unplaced: int = 0


def spots_visible_to(person: Person, selection: Selection, view: View | None = None, *, most: int = MOST) -> Spots:
    """Where those of the chosen cases lie that have a point in view and may be seen."""
    view = view or View()
    whole = whole_visible_to(person, selection)
    parts = [part.filter(_in_box(view)) for part in whole.parts]
    unplaced = 0 if view.box else sum(part.filter(lat__isnull=True).count() for part in whole.parts)
    pins = list(_pins(parts, most + 1))
    if len(pins) <= most:
        return Spots(pins, [], whole.looked_back_to, unplaced)
    shows_lamp = shows if selection.by_deadline else _shows
    return Spots([], _piles(parts, view.square, most, shows_lamp), whole.looked_back_to, unplaced)


def heat_visible_to(person: Person, selection: Selection, *, days: int, most: int = MOST) -> list[Pile]:
    """How many of the last days' reports lie in each square of a hundred metres: counts and middles of squares, nothing else.

    Chosen as in the queue, but whatever became of them: state and lamp are left aside. The fullest squares first.
    """
    since = timezone.localdate() - timedelta(days=days - 1)
    since = max(since, selection.since) if selection.since else since
    wanted = replace(selection, group=Group.ALL, lamp=None, since=since)
    found: dict[tuple[int, int], int] = {}
    for part in whole_visible_to(person, wanted).parts:
        rows = _squared(part.filter(_in_box(View())), HEAT_SQUARE).annotate(count=Count("pk")).order_by("-count")
        for x, y, count in rows.values_list("x", "y", "count")[:most]:
            found[x, y] = found.get((x, y), 0) + count
    fullest = sorted(found.items(), key=lambda item: -item[1])[:most]
    return [Pile((x + 0.5) * HEAT_SQUARE, (y + 0.5) * HEAT_SQUARE, count) for (x, y), count in fullest]


def _in_box(view: View) -> Q:
    return Q(lon__isnull=False, lat__isnull=False) & (box_of(view.box) if view.box else Q())


def _pins(parts: Iterable[QuerySet[Case]], most: int) -> Iterator[Pin]:
    columns = [each.name for each in fields(Pin)]
    for part in parts:
        if most <= 0:
            return
        rows = part.values_list(*columns)[:most]
        most -= len(rows)
        yield from (Pin(*row) for row in rows)


def _piles(
    parts: Iterable[QuerySet[Case]], square: float, most: int, shows_lamp: Callable[[Lamp, datetime], Q]
) -> list[Pile]:
    at = timezone.now()
    found: dict[tuple[int, int], Pile] = {}
    for part in parts:
        counts: dict[str, Any] = {
            lamp.value: Count("pk", filter=shows_lamp(lamp, at)) for lamp in (Lamp.RED, Lamp.AMBER, Lamp.GREEN)
        }
        rows = _squared(part, square).annotate(at_lon=Avg("lon"), at_lat=Avg("lat"), count=Count("pk"), **counts)
        columns = ("x", "y", "at_lon", "at_lat", "count", *counts)
        for x, y, *facts in rows.order_by("-count").values_list(*columns)[:most]:
            pile = Pile(*facts)
            found[x, y] = _together(found[x, y], pile) if (x, y) in found else pile
    return sorted(found.values(), key=lambda pile: -pile.count)[:most]


def _squared(cases: QuerySet[Case], square: float) -> QuerySet[Case, Any]:
    return cases.order_by().values(x=Floor(F("lon") / square), y=Floor(F("lat") / square))


def _shows(lamp: Lamp, at: datetime) -> Q:
    """As `shows`, and of ended cases whether they ended on time."""
    open_ones = Q(ended_at__isnull=True) & shows(lamp, at)
    if lamp is Lamp.RED:
        return open_ones | Q(ended_at__isnull=False, on_time=False)
    if lamp is Lamp.GREEN:
        return open_ones | Q(ended_at__isnull=False) & (Q(on_time=True) | Q(on_time__isnull=True))
    return open_ones


def _together(one: Pile, other: Pile) -> Pile:
    count = one.count + other.count
    lon = (one.lon * one.count + other.lon * other.count) / count
    lat = (one.lat * one.count + other.lat * other.count) / count
    return Pile(lon, lat, count, one.red + other.red, one.amber + other.amber, one.green + other.green)
