"""The single keys with which moves are made at the desk, and what the page of keys says of them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# The keys of moves; of two with the same key no case ever offers both.
MOVE_KEYS = {
    "take": "t",
    "resolve": "r",
    "verify": "v",
    "send-back": "s",
    "assign": "a",
    "hand-down": "h",
    "redirect": "d",
    "return": "b",
    "escalate": "e",
    "call-in": "c",
    "urge": "u",
    "pause": "p",
    "resume": "p",
    "merge": "m",
}
PLACES: tuple[tuple[Any, tuple[tuple[str, Any], ...]], ...] = (
    (
        _("In the queue"),
        (
            ("j", _("Next case")),
            ("k", _("Previous case")),
            ("Enter", _("Open the case")),
            ("x", _("Choose the case, with Shift all from the last chosen one")),
            ("o", _("Act on the chosen cases")),
            ("/", _("Search")),
            ("?", _("This page")),
        ),
    ),
    (
        _("In an open case"),
        (
            ("t", _("Take")),
            ("h", _("Hand down")),
            ("d", _("Redirect to a department")),
            ("b", _("Return with a reason")),
            ("e", _("Escalate")),
            ("a", _("Name a handler")),
            ("c", _("Call departments in")),
            ("u", _("Urge")),
            ("p", _("Pause, or resume")),
            ("r", _("Report as done")),
            ("v", _("Verified: close")),
            ("s", _("Not done: send back")),
            ("m", _("Merge into another case")),
        ),
    ),
)
