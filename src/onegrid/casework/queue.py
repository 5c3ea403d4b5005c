"""The queue: cases that somebody may see, chosen by filters, page by page, as fast among millions as among hundreds.

Open cases come by deadline, those whose clock stands still last; ended ones and what was searched, the newest first. Each
part of what the viewer sees is asked by itself, in the order of one index, for no more than a page; the pages are then
merged. Nothing counts, sorts or skips a whole table.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils import timezone

from onegrid.casework.inside import lies_in
from onegrid.casework.lamps import Lamp, shows
from onegrid.casework.models import Case
from onegrid.casework.pages import PAGE, Page, count_in, merged, page_by_deadline, read_cursor
from onegrid.casework.reaches import (
    Reach,
    places_of,
    ranges_of,
    reaches_by_deadline,
    reaches_by_id,
    reaches_of_holder,
)
from onegrid.casework.search import find_hits
from onegrid.directory.models import Person
from onegrid.directory.rights import Right, posts_of, scope_of
from onegrid.lib.codes import is_within
from onegrid.lib.ids import lowest_id, time_of
from onegrid.lib.polygons import Polygon

WALK = 5_000
"""How many cases one page looks through, the newest first, for what is rare, before it leaves the rest to the next."""
HITS = 400
"""How many search hits one page looks through."""


class Group(StrEnum):
    """Where cases stand, as a desk sorts them."""

    OPEN = "open"
    NEW = "new"
    RESOLVED = "resolved"
    SHELVED = "shelved"
    ENDED = "ended"
    ALL = "all"


@dataclass(frozen=True)
class Selection:
    """What is chosen of the queue; whatever is empty narrows nothing.

    `seat` is an area whose own seat must be the holder; `since` and `until` are days of reporting, both included; `polygon` is
    drawn by hand, and holds the case's point.
    """

    group: Group = Group.OPEN
    lamp: Lamp | None = None
    kind: str = ""
    category: str = ""
    channel: str = ""
    area: str = ""
    seat: str = ""
    organisation: int | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    polygon: Polygon | None = None

    @property
    def by_deadline(self) -> bool:
        """Whether the earliest deadline comes first; otherwise the newest report does."""
        return not self.words and self.group not in (Group.ENDED, Group.ALL)

    @property
    def is_rare(self) -> bool:
        """Whether it asks for something that no index walks through."""
        return bool(self.kind or self.category or self.channel or self.seat or self.lamp or self.polygon)

    @property
    def place(self) -> str | None:
        """The area in which all of it lies, '' for anywhere; None if nothing lies both in the area and below the seat."""
        if is_within(self.seat, self.area):
            return self.seat
        return self.area if is_within(self.area, self.seat) else None


def queue_visible_to(person: Person, selection: Selection, *, after: str = "", size: int = PAGE) -> Page:
    """A page of the chosen cases among those that somebody may see. A cursor that cannot be read is the beginning."""
    reaches = reaches_of(person, selection)
    if not reaches:
        return Page([])
    if selection.by_deadline:
        return page_by_deadline(reaches, chosen(selection), after=after, size=size)
    if selection.words:
        return _page_of_hits(reaches, selection, searched_areas(person, selection), after, size)
    return _page_newest_first(reaches, selection, after, size)


def lamps_visible_to(person: Person, area: str = "") -> dict[Lamp, int]:
    """How many open cases show each lamp in an area ('' for all that somebody sees). Counting stops above 1000."""
    at, reaches = timezone.now(), ranges_of(person, area)
    return {lamp: count_in(reaches, Case.objects.open().filter(shows(lamp, at))) for lamp in Lamp}


def reaches_of(person: Person, selection: Selection) -> list[Reach]:
    """The parts of what somebody sees in which chosen cases may lie."""
    if selection.place is None:
        return []
    if selection.organisation:
        return reaches_of_holder(person, selection.organisation, selection.place)
    reaches = reaches_by_deadline if selection.by_deadline else reaches_by_id
    return reaches(person, selection.place)


def chosen(selection: Selection) -> QuerySet[Case]:
    """The query for a selection, apart from its area, its words and from who looks; without the long texts."""
    query = _in_group(selection.group) & _held(selection) & _reported(selection)
    for name in ("kind", "category", "channel"):
        if wanted := getattr(selection, name):
            query &= Q(**{name: wanted})
    if selection.lamp:
        query &= Q(ended_at__isnull=True) & shows(selection.lamp, timezone.now())
    if selection.polygon:
        query &= lies_in(selection.polygon)
    cases = Case.objects.filter(query).select_related("holder_organisation", "handler")
    return cases.defer("description", "details", "handled_by", "came_from")


def _page_newest_first(reaches: list[Reach], selection: Selection, after: str, size: int) -> Page:
    _due, before = read_cursor(after)
    cases = _below(chosen(selection), before)
    sparse = [reach for reach in reaches if selection.is_rare or reach.rest]
    floor = max((floor_of(reach, selection, WALK, before=before) for reach in sparse), default=0)
    rows = merged(reaches, cases.filter(pk__gte=floor), size + 1, lambda case: -case.pk)
    return _page(rows, size, floor)


def _page_of_hits(reaches: list[Reach], selection: Selection, areas: list[str], after: str, size: int) -> Page:
    _due, before = read_cursor(after)
    hits = find_hits(selection.words, within=areas, before=before, most=HITS)
    found = chosen(selection).filter(pk__in=hits.ids).order_by("-pk")
    rows = merged(reaches, found, size + 1, lambda case: -case.pk)
    return _page(rows, size, hits.floor)


def _page(rows: list[Case], size: int, floor: int) -> Page:
    """A page of what was found down to a floor (an id, 0 for all)."""
    if len(rows) > size:
        return Page(rows[:size], f"~{rows[size - 1].pk}")
    return Page(rows, f"~{floor}", time_of(floor)) if floor else Page(rows)


def floor_of(reach: Reach, selection: Selection, most: int, *, before: int | None = None) -> int:
    """The id down to which so many cases lie, the newest first, among which those of a selection are; 0 for fewer."""
    walked = Case.objects.filter(reach.walk, _reported(selection))
    if reach.by_state:
        walked = walked.filter(_in_group(selection.group))
    # With a second column no index holds all that is asked, and SQLite walks the one that is in order instead of sorting.
    found = _below(walked, before).values_list("pk", "reported_at")[most : most + 1].first()
    return found[0] if found else 0


def _below(cases: QuerySet[Case], before: int | None) -> QuerySet[Case]:
    """The newest first, from below an id if one is given."""
    return (cases.filter(pk__lt=before) if before else cases).order_by("-pk")


def _in_group(group: Group) -> Q:
    if group is Group.ALL:
        return Q()
    if group is Group.ENDED:
        return Q(ended_at__isnull=False)
    return Q(ended_at__isnull=True) if group is Group.OPEN else Q(ended_at__isnull=True, state=group.value)


def _held(selection: Selection) -> Q:
    if selection.organisation:
        return Q(holder_organisation=selection.organisation)
    return Q(holder_area=selection.seat, holder_organisation__isnull=True) if selection.seat else Q()


def _reported(selection: Selection) -> Q:
    """Days of reporting as a range of ids."""
    query = Q()
    if selection.since:
        query &= Q(pk__gte=lowest_id(_midnight(selection.since)))
    if selection.until:
        query &= Q(pk__lt=lowest_id(_midnight(selection.until + timedelta(days=1))))
    return query


def searched_areas(person: Person, selection: Selection) -> list[str]:
    """The areas to search in; for departments, whose cases lie anywhere, the subdistricts in which they work."""
    if selection.place:
        return [selection.place]
    if scope_of(person, Right.SEE_CASES).organisations:
        return sorted({post.area_code[:9] for post in posts_of(person)})
    return places_of(person)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
