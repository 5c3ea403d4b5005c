"""The states, clocks and moves that matters of a subdistrict have in common. A kind takes them and says what differs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from onegrid.casework import effects
from onegrid.casework.case_type import Ask, By, Clock, Move, OnExpiry, Rule, State
from onegrid.casework.rules import (
    a_call_is_open,
    a_limit_is_running,
    all_parts_ended,
    another_open_case,
    asked_for_more_time,
    asks_for_sixty_days_at_most,
    came_from_somewhere,
    decided_by_another,
    every_call_is_answered,
    has_not_asked_yet,
    is_below_the_top,
    is_no_part,
    is_rated_one_to_five,
    is_unrated,
    not_reopened_before,
    others_are_called,
    others_hold_it,
    parts_are_named,
    person_fills_the_seat,
    review_lies_ahead,
    someone_else_handled,
    target_is_staffed,
    target_lies_below,
)
from onegrid.lib.durations import Duration, working_days, working_hours

STATES = (
    State("new", _("Waiting to be taken")),
    State("open", _("Being handled")),
    State("paused", _("Paused")),
    State("shelved", _("In the problem bank")),
    State("divided", _("Waiting for its parts")),
    State("resolved", _("Waiting for verification")),
    State("closed", _("Closed"), end=True),
    State("withdrawn", _("Withdrawn"), end=True),
    State("merged", _("Merged into another"), end=True),
)


def clocks(*, take: Duration | None = None, handle: Duration, verify: Duration | None = None) -> tuple[Clock, ...]:
    """The three common deadlines: to take a case (2 working hours, if not given), to handle it, to verify it (2 days)."""
    return (
        Clock("take", _("Take"), take or working_hours(2)),
        Clock("handle", _("Handle"), handle),
        Clock("verify", _("Verify"), verify or working_days(2), on_expiry=OnExpiry.ALERT),
    )


def states(*keys: str) -> tuple[State, ...]:
    """Some of the common states, for a kind that has a shorter way to its end. Raises `KeyError` for an unknown one."""
    known = {state.key: state for state in STATES}
    return tuple(known[key] for key in keys)


STARTS = ("take", "handle")
_HELD = ("new", "open")
_UNDONE = ("new", "open", "paused", "shelved", "divided")


def moves(
    *,
    among: Sequence[State] = STATES,
    resolve_rules: Sequence[Rule] = (),
    changes: Mapping[str, Mapping[str, Any]] | None = None,
) -> tuple[Move, ...]:
    """The common moves, in the order in which a page offers them.

    `among` narrows them to the states that a kind has: what leads into another state is left out. `resolve_rules` are what
    a kind asks of its handler besides; `changes` says by a move's key what else differs: `{"take": {"target": "talking"}}`.
    Raises `KeyError` for a change of a move that there is not.
    """
    common = (*_handling(tuple(resolve_rules)), *_handing_on(), *_together(), *_time(), *_duplicates(), *_ending())
    kept = {move.key: move for move in _narrowed(common, {state.key for state in among})}
    for key, change in (changes or {}).items():
        kept[key] = replace(kept[key], **change)
    return tuple(kept.values())


def _narrowed(moves: Iterable[Move], states: set[str]) -> Iterator[Move]:
    for move in moves:
        source = tuple(key for key in move.source if key in states)
        if source and (move.target is None or move.target in states):
            yield replace(move, source=source)


def _handling(resolve_rules: tuple[Rule, ...]) -> tuple[Move, ...]:
    return (
        Move("take", _("Take"), ("new",), "open", (By.HOLDER,), stops=("take",), effect=effects.take),
        Move(
            "resolve",
            _("Report as done"),
            ("open",),
            "resolved",
            (By.HOLDER,),
            asks=(Ask.REPLY,),
            offers=(Ask.PHOTO,),
            rules=(every_call_is_answered, *resolve_rules),
            stops=("handle",),
            starts=("verify",),
            effect=effects.resolve,
        ),
        Move(
            "verify",
            _("Verified: close"),
            ("resolved",),
            "closed",
            (By.INSPECTOR, By.DESK),
            offers=(Ask.REASON,),
            rules=(someone_else_handled,),
            stops=("verify",),
            effect=effects.tell_reporter,
        ),
        Move(
            "send-back",
            _("Not done: send back"),
            ("resolved",),
            "open",
            (By.INSPECTOR, By.DESK),
            asks=(Ask.REASON,),
            offers=(Ask.PHOTO,),
            stops=("verify",),
            starts=("handle",),
            effect=effects.send_back,
        ),
    )


def _handing_on() -> tuple[Move, ...]:
    held = (By.HOLDER,)
    return (
        Move(
            "assign",
            _("Name a handler"),
            _HELD,
            None,
            (By.DESK,),
            asks=(Ask.PERSON,),
            rules=(person_fills_the_seat,),
            effect=effects.assign,
        ),
        Move(
            "hand-down",
            _("Hand down"),
            _HELD,
            "new",
            (By.HOLDER, By.DESK),
            asks=(Ask.AREA,),
            offers=(Ask.REASON,),
            rules=(target_lies_below, target_is_staffed),
            stops=("take",),
            starts=("take",),
            effect=effects.hand_down,
        ),
        Move(
            "redirect",
            _("Redirect to a department"),
            _HELD,
            "new",
            (By.HOLDER, By.DESK),
            asks=(Ask.ORGANISATION, Ask.REASON),
            rules=(target_is_staffed,),
            stops=("take",),
            starts=("take",),
            effect=effects.hand_to_organisation,
        ),
        Move(
            "return",
            _("Return with a reason"),
            _HELD,
            "new",
            held,
            asks=(Ask.REASON,),
            rules=(came_from_somewhere,),
            stops=("take",),
            starts=("take",),
            effect=effects.hand_back,
        ),
        Move(
            "escalate",
            _("Escalate"),
            _HELD,
            "new",
            held,
            asks=(Ask.REASON,),
            rules=(is_below_the_top,),
            stops=("take",),
            starts=("take",),
            effect=effects.hand_up,
        ),
    )


def _together() -> tuple[Move, ...]:
    return (
        Move(
            "call-in",
            _("Call departments in"),
            ("open",),
            None,
            (By.HOLDER,),
            asks=(Ask.ORGANISATIONS, Ask.REASON),
            rules=(others_are_called, target_is_staffed),
            effect=effects.call_in,
        ),
        Move(
            "answer-call",
            _("Answer the call"),
            _UNDONE,
            None,
            (By.CALLED,),
            asks=(Ask.REASON,),
            offers=(Ask.PHOTO,),
            effect=effects.answer_call,
        ),
        Move(
            "withdraw-calls",
            _("Withdraw open calls"),
            ("open",),
            None,
            (By.HOLDER,),
            asks=(Ask.REASON,),
            rules=(a_call_is_open,),
            effect=effects.withdraw_calls,
        ),
        Move(
            "split",
            _("Split into parts"),
            ("open",),
            "divided",
            (By.HOLDER, By.DESK),
            asks=(Ask.PARTS,),
            rules=(is_no_part, parts_are_named),
            pauses=("handle",),
            effect=effects.split,
        ),
        Move(
            "rejoin",
            _("Parts are done"),
            ("divided",),
            "open",
            (By.SYSTEM, By.HOLDER),
            rules=(all_parts_ended,),
            resumes=("handle",),
        ),
    )


def _time() -> tuple[Move, ...]:
    return (
        Move("pause", _("Pause"), ("open",), "paused", (By.HOLDER,), asks=(Ask.REASON,), pauses=("handle",)),
        Move("resume", _("Resume"), ("paused",), "open", (By.HOLDER, By.DESK), resumes=("handle",)),
        Move(
            "urge",
            _("Urge"),
            ("new", "open", "paused"),
            None,
            (By.DESK,),
            offers=(Ask.REASON,),
            rules=(others_hold_it,),
            effect=effects.urge,
        ),
        Move(
            "ask-time",
            _("Ask for more time"),
            ("open",),
            None,
            (By.HOLDER,),
            asks=(Ask.DAYS, Ask.REASON),
            rules=(has_not_asked_yet, asks_for_sixty_days_at_most, a_limit_is_running),
            effect=effects.ask_for_time,
        ),
        Move(
            "grant-time",
            _("Grant more time"),
            ("open",),
            None,
            (By.DESK,),
            offers=(Ask.REASON,),
            rules=(asked_for_more_time, decided_by_another),
            effect=effects.grant_time,
        ),
        Move(
            "refuse-time",
            _("Refuse more time"),
            ("open",),
            None,
            (By.DESK,),
            asks=(Ask.REASON,),
            rules=(asked_for_more_time, decided_by_another),
            effect=effects.refuse_time,
        ),
        Move(
            "shelve",
            _("Put into the problem bank"),
            ("open",),
            "shelved",
            (By.DESK,),
            asks=(Ask.REASON, Ask.REVIEW_ON),
            offers=(Ask.PERSON, Ask.REPLY),
            rules=(review_lies_ahead,),
            pauses=("handle",),
            effect=effects.shelve,
        ),
        Move(
            "take-up",
            _("Take up again"),
            ("shelved",),
            "open",
            (By.DESK, By.HOLDER, By.SYSTEM),
            offers=(Ask.REASON,),
            resumes=("handle",),
            effect=effects.take_up,
        ),
    )


def _duplicates() -> tuple[Move, ...]:
    desk = (By.HOLDER, By.DESK)
    return (
        Move(
            "merge",
            _("Merge into another case"),
            _HELD,
            "merged",
            desk,
            asks=(Ask.CASE,),
            offers=(Ask.REASON,),
            rules=(another_open_case,),
            effect=effects.merge,
        ),
        Move(
            "link",
            _("Mark as the same matter"),
            _HELD,
            None,
            desk,
            asks=(Ask.CASE,),
            rules=(another_open_case,),
            effect=effects.link,
        ),
    )


def _ending() -> tuple[Move, ...]:
    reporter = (By.REPORTER,)
    return (
        Move("withdraw", _("Withdraw the report"), _HELD, "withdrawn", reporter, offers=(Ask.REASON,)),
        Move(
            "rate",
            _("Rate the outcome"),
            ("closed",),
            None,
            reporter,
            asks=(Ask.RATING,),
            offers=(Ask.REASON,),
            rules=(is_unrated, is_rated_one_to_five),
            effect=effects.rate,
        ),
        Move(
            "reopen",
            _("Reopen"),
            ("closed",),
            "open",
            reporter,
            asks=(Ask.REASON,),
            offers=(Ask.PHOTO,),
            rules=(not_reopened_before,),
            starts=("handle",),
            effect=effects.reopen,
        ),
    )
