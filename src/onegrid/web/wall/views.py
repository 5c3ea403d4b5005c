from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from onegrid.casework.reaches import places_of
from onegrid.directory.models import Person
from onegrid.directory.rights import Right
from onegrid.lib.codes import Level
from onegrid.territory.queries import name_of
from onegrid.web.access import needs
from onegrid.web.desk.filters import tops_of
from onegrid.web.wall.figures import figures_for
from onegrid.web.wall.late import late_lines


@needs(Right.SEE_CASES)
@never_cache
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """What is open, what runs late and where, in the areas of whoever opened it; the page asks for itself again and again."""
    viewer = cast(Person, request.user)
    places = places_of(viewer)
    figures, lines = figures_for(viewer), late_lines(viewer)
    words = {
        "place": "、".join(map(name_of, tops_of(viewer)[:3])),
        "now": timezone.localtime(),
        "figures": figures,
        "lines": lines,
        "more": max(figures.late - len(lines), 0),
        "within": places[0] if len(places) == 1 else "",
        "level": int(_level(places)),
    }
    return render(request, "wall/wall.html", words)


def _level(places: list[str]) -> Level:
    """Lamps stand by grid; where the viewer's area is no larger than one, by micro-grid."""
    smallest = all(len(code) >= Level.GRID.digits for code in places)
    return Level.MICRO_GRID if places and smallest else Level.GRID
