"""What runs late, as a wall may say it: never what somebody wrote, no person, no place smaller than a grid."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.casework.lamps import Lamp
from onegrid.casework.models import Case
from onegrid.casework.queue import Selection, queue_visible_to
from onegrid.casework.registry import case_type
from onegrid.directory.models import Person
from onegrid.lib.codes import Level
from onegrid.territory.queries import path_name
from onegrid.web.kinds import title_of
from onegrid.web.relative import say_until
from onegrid.web.seats import seat_of

LINES = 7
"""As many as stand on a screen without moving."""


@dataclass(frozen=True)
class Late:
    """A late case on the wall."""

    kind: str
    place: str
    holder: str
    due: str


def late_lines(viewer: Person) -> list[Late]:
    """The cases that are late the longest, of those that somebody may see."""
    now = timezone.now()
    page = queue_visible_to(viewer, Selection(lamp=Lamp.RED), size=LINES)
    return [
        Late(_kind(case), _place(case), seat_of(case), say_until(case.due_at, now)) for case in page.rows if case.due_at
    ]


def _kind(case: Case) -> str:
    """A kind that is not for the public's eyes is not for those of a room either."""
    kind = case_type(case.kind, case.kind_version)
    return title_of(kind, case.subdistrict) if kind.public else _("Confidential matter")


def _place(case: Case) -> str:
    kind = case_type(case.kind, case.kind_version)
    return path_name(case.area_code[: (Level.GRID if kind.public else Level.COMMUNITY).digits])
