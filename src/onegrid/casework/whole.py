"""All that is chosen of the queue at once, for what counts or draws it: of ended and found cases, a bounded number."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from onegrid.casework.inside import box_of
from onegrid.casework.models import Case
from onegrid.casework.queue import Selection, chosen, floor_of, searched_areas
from onegrid.casework.reaches import Reach, any_of, ranges_of, reaches_by_id, reaches_of_holder
from onegrid.casework.search import find_hits
from onegrid.directory.models import Person
from onegrid.lib.ids import time_of

LOOKED_THROUGH = 20_000
"""How many cases, the newest first, are looked through where a list is not of open ones only."""
MOST_HITS = 2_000
"""How many search hits are taken."""


@dataclass(frozen=True)
class Whole:
    """The chosen cases in parts that do not overlap, in no order.

    `looked_back_to` is set where older ones may have been left out.
    """

    parts: list[QuerySet[Case]]
    looked_back_to: datetime | None = None


def whole_visible_to(person: Person, selection: Selection) -> Whole:
    """All chosen cases among those that somebody may see."""
    reaches, cases, floor = _reaches(person, selection), chosen(selection).select_related(None).order_by(), 0
    if selection.polygon:
        cases = cases.filter(box_of(selection.polygon.bounds))
    if selection.words:
        hits = find_hits(selection.words, within=searched_areas(person, selection), most=MOST_HITS)
        cases, floor = cases.filter(pk__in=hits.ids), hits.floor
    elif not selection.by_deadline:
        floor = max((floor_of(reach, selection, LOOKED_THROUGH) for reach in reaches), default=0)
        cases = cases.filter(pk__gte=floor)
    return Whole(parts_of(reaches, cases), time_of(floor) if floor else None)


def parts_of(reaches: list[Reach], cases: QuerySet[Case]) -> list[QuerySet[Case]]:
    """The cases in each reach without those in the reaches before: all in one question would leave no index to follow."""
    return [reach.narrow(cases).exclude(any_of(reaches[:place])) for place, reach in enumerate(reaches)]


def _reaches(person: Person, selection: Selection) -> list[Reach]:
    if selection.place is None:
        return []
    if selection.organisation:
        return reaches_of_holder(person, selection.organisation, selection.place)
    return (ranges_of if selection.by_deadline else reaches_by_id)(person, selection.place)
