"""How every process learns that what it keeps in memory is stale: a token in the database for each kind of thing."""

import threading
import time
from math import inf
from uuid import uuid4

from django.db import transaction

from onegrid.territory.models import Generation

LAND = "land"
POSTS = "posts"
KEYS = "keys"
ROUTES = "routes"
CALENDARS = "calendars"
KINDS = "kinds"

# Another process sees a change at most this many seconds later; the process that made it, at once.
PATIENCE = 0.5

_read = threading.local()


def token_of(key: str) -> str:
    """The token of a kind of thing as last read; whoever keeps something under it must make it anew when it changes."""
    if time.monotonic() - getattr(_read, "at", -inf) >= PATIENCE:
        _read.tokens = dict(Generation.objects.values_list("key", "token"))
        _read.at = time.monotonic()
    token: str = _read.tokens.get(key, "")
    return token


def renew(key: str) -> None:
    """Make everything of that kind stale, in this process at once and again when the transaction ends."""
    Generation.objects.update_or_create(key=key, defaults={"token": uuid4().hex})
    forget()
    transaction.on_commit(forget)


def forget() -> None:
    """Read the tokens anew at the next question."""
    _read.at = -inf
