"""How many open cases areas have, by lamp, and each area's worst lamp."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils import timezone

from onegrid.casework.lamps import Lamp, shows
from onegrid.casework.models import Case
from onegrid.casework.pages import count_in
from onegrid.casework.queue import Group, Selection
from onegrid.casework.reaches import ranges_of, reaches_by_id
from onegrid.casework.whole import parts_of, whole_visible_to
from onegrid.directory.models import Person
from onegrid.lib.codes import Level
from onegrid.lib.ids import lowest_id


@dataclass(frozen=True)
class Tally:
    """Open cases of an area: all, and those late (red) or soon due (amber)."""

    open: int = 0
    red: int = 0
    amber: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.open + other.open, self.red + other.red, self.amber + other.amber)

    @property
    def lamp(self) -> Lamp:
        """The worst lamp of the area; none where nothing is open."""
        if self.red:
            return Lamp.RED
        if self.amber:
            return Lamp.AMBER
        return Lamp.GREEN if self.open else Lamp.NONE


def tallies_visible_to(
    person: Person, levels: Iterable[Level], *, prefix: str = "", at: datetime | None = None
) -> dict[str, Tally]:
    """The tallies of areas by code, on some levels within a prefix, counting the cases that somebody may see.

    Areas without open cases are left out; a case that lies no deeper than a level above counts on that level only.
    """
    parts = parts_of(ranges_of(person, prefix), Case.objects.open())
    return _on_levels(_tallies_by_place(parts, at or timezone.now()), levels)


def reported_since(person: Person, moment: datetime) -> int:
    """How many cases that somebody may see were reported since a moment. Counting stops above `pages.MOST_COUNTED`."""
    return count_in(reaches_by_id(person), Case.objects.filter(pk__gte=lowest_id(moment)))


def tallies_of_chosen(
    person: Person, selection: Selection, levels: Iterable[Level], *, at: datetime | None = None
) -> dict[str, Tally]:
    """The same of the open ones among the chosen cases; those of searches as far as `whole` takes hits."""
    wanted = replace(selection, group=Group.OPEN) if selection.group is Group.ALL else selection
    parts = [part.filter(ended_at__isnull=True) for part in whole_visible_to(person, wanted).parts]
    return _on_levels(_tallies_by_place(parts, at or timezone.now()), levels)


def _on_levels(tallies: Iterable[tuple[str, Tally]], levels: Iterable[Level]) -> dict[str, Tally]:
    digits = [level.digits for level in levels]
    found: dict[str, Tally] = {}
    for code, tally in tallies:
        for above in {code[:length] for length in digits if length <= len(code)}:
            found[above] = found.get(above, Tally()) + tally
    return found


def _tallies_by_place(parts: Iterable[QuerySet[Case]], at: datetime) -> Iterator[tuple[str, Tally]]:
    """The tallies of the places themselves, in parts that do not overlap."""
    counts = {
        "open": Count("area_code"),
        "red": Count("area_code", filter=shows(Lamp.RED, at)),
        "amber": Count("area_code", filter=shows(Lamp.AMBER, at)),
    }
    for part in parts:
        for code, *numbers in part.order_by().values_list("area_code").annotate(**counts):
            yield code, Tally(*numbers)
