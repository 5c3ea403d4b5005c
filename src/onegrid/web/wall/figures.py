"""The four figures of the wall."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from onegrid.casework.tallies import Tally, reported_since, tallies_visible_to
from onegrid.directory.models import Person
from onegrid.lib.codes import Level


@dataclass(frozen=True)
class Figures:
    """Open cases that somebody may see: all, those late, those soon due; and how many were reported since midnight."""

    open: int
    late: int
    soon: int
    reported: int


def figures_for(viewer: Person, at: datetime | None = None) -> Figures:
    """The figures at a moment (now, if not given), in the office's day."""
    at = at or timezone.now()
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    roots = tallies_visible_to(viewer, [Level.SUBDISTRICT], at=at)
    tally = sum(roots.values(), Tally())
    return Figures(tally.open, tally.red, tally.amber, reported_since(viewer, midnight))
