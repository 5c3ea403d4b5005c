"""Which moves a page offers, and how it groups them."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from onegrid.casework import rules
from onegrid.casework.acts import Act, Actor
from onegrid.casework.case_type import Move
from onegrid.casework.models import Case
from onegrid.casework.permits import moves_open_to

# The first of these that somebody may make is offered as the main action.
MAIN = ("take", "answer", "resolve", "verify", "answer-call", "take-up", "resume", "rejoin", "grant-time", "assign")
GROUPS = (
    (_("Hand on"), ("assign", "hand-down", "redirect", "return", "escalate")),
    (_("Together"), ("call-in", "answer-call", "withdraw-calls", "split", "rejoin")),
    (_("Time"), ("urge", "pause", "resume", "ask-time", "grant-time", "refuse-time", "shelve", "take-up")),
    (_("Same matter"), ("merge", "link")),
)


@dataclass(frozen=True)
class Offers:
    """The main action, and the others in groups of moves with the group's title."""

    main: Move | None
    groups: list[tuple[Any, list[Move]]]


def offers_to(actor: Actor, case: Case) -> Offers:
    """What somebody may do with a case now."""
    moves = offered_moves(actor, case)
    main = next((move for key in MAIN for move in moves if move.key == key), None)
    others = [move for move in moves if move is not main]
    sorted_in = {key for _title, keys in GROUPS for key in keys}
    groups = [(_("Handle"), [move for move in others if move.key not in sorted_in])]
    groups += [(title, [move for move in others if move.key in keys]) for title, keys in GROUPS]
    return Offers(main, [group for group in groups if group[1]])


def offered_moves(actor: Actor, case: Case) -> list[Move]:
    """The moves that the actor may make now and that are not bound to be refused."""
    now = timezone.now()
    return [
        move
        for move in moves_open_to(actor, case)
        if all(rule(Act(case, move, actor, now)) for rule in move.rules if rule in rules.STANDING)
    ]
