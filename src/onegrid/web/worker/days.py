"""The page of one's own day: counts, lines, and the same as text to send on."""

from collections.abc import Iterator
from datetime import date
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from onegrid.casework.days import Day, Deed, day_of
from onegrid.casework.registry import case_types
from onegrid.casework.words import VERB_TITLES
from onegrid.directory.models import Person
from onegrid.directory.rights import Right
from onegrid.web.access import needs
from onegrid.web.cases.timeline import title_of
from onegrid.web.relative import say_date


@needs(Right.HANDLE, Right.INSPECT, Right.DISPATCH)
@never_cache
@require_GET
def my_day(request: HttpRequest) -> HttpResponse:
    """What whoever is signed in did on a day (today, if not given)."""
    viewer = cast(Person, request.user)
    found = day_of(viewer, _day(request.GET.get("day", "")))
    lines = [(deed, _title(deed)) for deed in found.deeds]
    words = {"day": found.day, "today": timezone.localdate(), "lines": lines, "counts": _counts(found)}
    return render(request, "worker/day.html", {**words, "text": "\n".join(_text(viewer, found))})


def _text(viewer: Person, found: Day) -> Iterator[str]:
    yield _("%(name)s, %(day)s") % {"name": viewer.name, "day": say_date(found.day)}
    yield "；".join(_("%(what)s %(count)d") % {"what": what, "count": count} for what, count in _counts(found))
    for number, deed in enumerate(found.deeds, 1):
        about = f"{deed.case.number} {deed.case.title}" if deed.case else ""
        yield f"{number}. {timezone.localtime(deed.entry.at):%H:%M} {_title(deed)} {about}".rstrip()


def _counts(found: Day) -> list[tuple[str, int]]:
    """How often each thing was done, the most frequent first, by its title."""
    return [(_verb_title(verb), count) for verb, count in found.counts.most_common()]


def _title(deed: Deed) -> str:
    return title_of(deed.entry, deed.case) if deed.case else _verb_title(deed.entry.verb)


def _verb_title(verb: str) -> str:
    moves = (kind.move(verb) for kind in case_types())
    move = next((move for move in moves if move), None)
    return str(move.title if move else VERB_TITLES.get(verb, verb))


def _day(text: str) -> date:
    try:
        return min(date.fromisoformat(text), timezone.localdate())
    except ValueError:
        return timezone.localdate()
