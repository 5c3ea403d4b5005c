"""Who could take a case, as its page shows it: each with a link to the form of the move, filled in already."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from onegrid.casework.acts import Actor
from onegrid.casework.dispatch.candidates import Candidate, candidates_for
from onegrid.casework.models import Case
from onegrid.web.seats import seat_of_area

FIRST = 5


@dataclass(frozen=True)
class Suggestion:
    """One line: who, by which move, at which address, and why (or why not)."""

    name: str
    move: Any
    url: str
    why: list[str]


@dataclass(frozen=True)
class Dispatch:
    """The first few who could take the case, the others who could, and who is set aside."""

    first: list[Suggestion] = field(default_factory=list)
    more: list[Suggestion] = field(default_factory=list)
    aside: list[Suggestion] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.first or self.aside)


def dispatch_of(case: Case, actor: Actor) -> Dispatch:
    """What an actor is shown: nothing, if they may not hand the case on."""
    candidates = candidates_for(case, actor)
    suggested = [_suggest(case, each, each.reasons) for each in candidates if each.is_suggested]
    aside = [_suggest(case, each, each.objections) for each in candidates if not each.is_suggested]
    return Dispatch(suggested[:FIRST], suggested[FIRST:], aside)


def _suggest(case: Case, candidate: Candidate, why: list[str]) -> Suggestion:
    target = candidate.target
    url = reverse("move", args=[case.number, target.move.key])
    query = "?" + urlencode(target.given) if target.given else ""
    named = target.person or target.organisation
    name = named.name if named else seat_of_area(target.seat.area, case.plan_id)
    return Suggestion(name, target.move, url + query, why)
