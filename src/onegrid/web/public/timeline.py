"""What a resident may read of a case's record: what happened and whose turn it was, never names or notes of staff."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from onegrid.audit.models import Entry
from onegrid.casework.models import Case
from onegrid.casework.queries import entries_of
from onegrid.web.relative import say_date
from onegrid.web.seats import recorded_seat, seats_in_record


@dataclass(frozen=True)
class Event:
    """One line: when, what, and the words that belong to it: a public reply or explanation, or the reporter's own."""

    at: datetime
    title: str
    text: str = ""
    kind: str = "move"


def public_events(case: Case) -> list[Event]:
    """The public story of a case, newest first, its replies among it. Three queries at most."""
    entries = list(entries_of(case))
    seats = seats_in_record(entry.after.get("holder", {}) for entry in entries)
    events, holder = [], ""
    for entry in entries:
        if entry.after.get("holder"):
            holder = recorded_seat(entry.after["holder"], seats, entry.at)
        if title := _say(entry, case, holder):
            events.append(Event(entry.at, title, entry.reason if _is_told(entry) else ""))
    replies = [Event(reply.at, _("Reply"), reply.text, "reply") for reply in case.replies.all()]
    return sorted([*events, *replies], key=lambda event: event.at)[::-1]


def _is_told(entry: Entry) -> bool:
    """Reasons stay inside the office, but for the reporter's own words and for why something cannot be solved now."""
    return entry.actor == "reporter" or entry.verb == "shelve"


def _say(entry: Entry, case: Case, holder: str) -> str:
    """An entry in public words; '' for what is none of the public's business."""
    if say := _WORDS.get(entry.verb):
        return say(entry, holder)
    after = entry.after
    if entry.verb in _QUIET:
        return ""
    if entry.verb in _HANDING or (_moved(entry) and "state" not in after):
        return _handed(entry, holder)
    if "state" in after:
        return str(case.type.state(after["state"]).title)
    return ""


def _handed(entry: Entry, holder: str) -> str:
    return _("Handed on to %(holder)s") % {"holder": holder} if _moved(entry) else ""


def _moved(entry: Entry) -> bool:
    """Whether another seat has the case since; a new handler at the same seat is none of the public's business."""
    before: Mapping[str, Any] = entry.before.get("holder") or {}
    after: Mapping[str, Any] = entry.after.get("holder") or {}
    return bool(after) and any(before.get(key) != after.get(key) for key in ("area", "organisation"))


def _shelved(entry: Entry, _holder: str) -> str:
    review = entry.after.get("review")
    if not review:
        return _("Put off: it cannot be solved now")
    words = {"day": say_date(datetime.fromisoformat(review).date())}
    return _("Put off: it cannot be solved now. It will be looked at again on %(day)s") % words


def _granted(entry: Entry, _holder: str) -> str:
    due = entry.after.get("due")
    if not due:
        return ""
    return _("More time was granted, until %(day)s") % {"day": say_date(localdate(datetime.fromisoformat(due)))}


_HANDING = {"hand-down", "redirect", "return", "escalate", "clock expired", "seat empty", "plan changed"}
_QUIET = {"attach", "note", "reply", "assign", "link", "receive merged", "ask-time", "refuse-time"}
_WORDS: dict[str, Callable[[Entry, str], str]] = {
    "file": lambda _entry, holder: _("Received; it is with %(holder)s") % {"holder": holder},
    "take": lambda _entry, holder: _("Taken by %(holder)s") % {"holder": holder},
    "call-in": lambda _entry, _holder: _("Other departments were called in"),
    "pause": lambda _entry, _holder: _("Paused"),
    "resume": lambda _entry, _holder: _("Resumed"),
    "shelve": _shelved,
    "take-up": lambda _entry, _holder: _("Taken up again"),
    "split": lambda _entry, _holder: _("Divided into parts that are handled one by one"),
    "rejoin": lambda _entry, _holder: _("All parts are done"),
    "grant-time": _granted,
    "resolve": lambda _entry, _holder: _("Reported as done; it will be checked"),
    "send-back": lambda _entry, _holder: _("Checked: not done yet, sent back"),
    "verify": lambda _entry, _holder: _("Checked and closed"),
    "merge": lambda entry, _holder: (
        _("Joined with case %(number)s about the same matter") % {"number": entry.after.get("into", "")}
    ),
    "withdraw": lambda _entry, _holder: _("You withdrew the report"),
    "rate": lambda entry, _holder: _("You rated the outcome: %(rating)s of 5") % {"rating": entry.after.get("rating")},
    "reopen": lambda _entry, _holder: _("You reopened the case"),
}
