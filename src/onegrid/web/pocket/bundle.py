"""What a telephone keeps for a worker: the cases that wait for them, and what they may do with each, also without a signal.

How to reach a reporter is never in it.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from onegrid.casework import rules
from onegrid.casework.acts import Actor
from onegrid.casework.belongings import keep_belongings
from onegrid.casework.case_type import Ask, By, CaseType, Move
from onegrid.casework.models import Call, Case, CaseClock, Extension
from onegrid.casework.pages import page_by_deadline
from onegrid.casework.waiting import waiting_for
from onegrid.casework.words import ASK_TITLES
from onegrid.directory.models import Person
from onegrid.territory.queries import path_name
from onegrid.web.cases.asking import TITLES
from onegrid.web.cases.offers import MAIN, offered_moves
from onegrid.web.kinds import kind_titles

MOST_CASES = 100
ASKS = {Ask.REASON: "text", Ask.REPLY: "text", Ask.NOTE: "text", Ask.PHOTO: "photos", Ask.REVIEW_ON: "date"}
"""What can be answered without a signal, and how. A move that asks for more needs the office's lists."""


def bundle_for(person: Person) -> dict[str, Any]:
    """All of it as plain data, in a number of queries that does not grow with the cases; `MOST_CASES` at most, the most
    pressing first."""
    waiting = waiting_for(person)
    rows = waiting.cases.select_related("holder_organisation", "handler")
    page = page_by_deadline(waiting.reaches, rows, size=MOST_CASES)
    keep_belongings(page.rows, Call, CaseClock, Extension)
    actor, titles = Actor.of(person), kind_titles()
    return {
        "person": {"id": person.pk, "name": person.name},
        "at": timezone.now().isoformat(),
        "complete": not page.after,
        "cases": [say_case(case, actor, titles) for case in page.rows],
        "steps": _steps_of({(case.kind, case.kind_version): case.type for case in page.rows}),
    }


def say_case(case: Case, actor: Actor, titles: dict[str, str]) -> dict[str, Any]:
    """One case as a telephone keeps it."""
    return {
        "number": case.number,
        "title": case.title,
        "kind": titles.get(case.kind, case.kind),
        "category": str(case.category_title),
        "type": f"{case.kind}@{case.kind_version}",
        "state": case.state,
        "length": case.length,
        "due": _iso(case.due_at),
        "amber": _iso(case.amber_at),
        "reported": _iso(case.reported_at),
        "place": path_name(case.area_code),
        "address": case.address,
        "description": case.description,
        "lon": case.lon,
        "lat": case.lat,
        "handler": case.handler.name if case.handler else "",
        "url": case.get_absolute_url(),
        "moves": _say_moves(move for move in offered_moves(actor, case) if _is_simple(move)),
    }


def _steps_of(kinds: dict[tuple[str, int], CaseType]) -> dict[str, Any]:
    """For each kind, its states: what they are called, and what a holder may do in them. By it a telephone knows what may
    follow an act that is still waiting to be sent."""
    return {
        f"{key}@{version}": {
            state.key: {
                "title": str(state.title),
                "end": state.end,
                "moves": _say_moves(move for move in kind.moves_from(state.key) if _is_plain(move)),
            }
            for state in kind.states
        }
        for (key, version), kind in kinds.items()
    }


def _is_simple(move: Move) -> bool:
    return set(move.asks) <= set(ASKS)


def _is_plain(move: Move) -> bool:
    """Whether a holder may make it in whatever case stands in its source: nothing but answers decides."""
    return By.HOLDER in move.by and _is_simple(move) and not rules.STANDING & set(move.rules)


def _say_moves(moves: Iterable[Move]) -> list[dict[str, Any]]:
    return sorted(
        (_say_move(move) for move in moves), key=lambda said: MAIN.index(said["key"]) if said["main"] else len(MAIN)
    )


def _say_move(move: Move) -> dict[str, Any]:
    return {
        "key": move.key,
        "title": str(move.title),
        "hint": str(move.hint),
        "main": move.key in MAIN,
        "target": move.target,
        "stays": move.effect is None,
        "asks": [_say_ask(move, ask, True) for ask in move.asks]
        + [_say_ask(move, ask, False) for ask in move.offers if ask in ASKS],
    }


def _say_ask(move: Move, ask: Ask, required: bool) -> dict[str, Any]:
    """A photo that a move asks for may be left out of the form, as on the page: its rule speaks for itself."""
    title = str(TITLES.get((move.key, ask), ASK_TITLES[ask]))
    return {"name": ask.value, "title": title, "sort": ASKS[ask], "required": required and ask is not Ask.PHOTO}


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
