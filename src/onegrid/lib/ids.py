"""Row ids that are made before the row is written: 63 bits, ordered by time, without asking the database."""

import random
import threading
import time
from datetime import UTC, datetime

COUNTER_BITS = 21


class Ids:
    """A source of ids: 42 bits of milliseconds since 1970 (until 2109), then a 21-bit counter which begins at random.

    Two processes collide only if they stand at the same count in the same millisecond (one in two million). What
    happened before 1970 is numbered as if it had happened then.
    """

    def __init__(self, rng: random.Random | None = None) -> None:
        self._counter = (rng or random.SystemRandom()).getrandbits(COUNTER_BITS)
        self._lock = threading.Lock()

    def next(self, at: datetime | None = None) -> int:
        """A new id, for something that happened at a time (now, if not given)."""
        milliseconds = int((at.timestamp() if at else time.time()) * 1000)
        with self._lock:
            self._counter = (self._counter + 1) % (1 << COUNTER_BITS)
            return (max(milliseconds, 0) << COUNTER_BITS) | self._counter


def lowest_id(at: datetime) -> int:
    """The least id that something can have that happened at a time or later: a range of ids is a range of time.

    A primary key thereby finds 'reported since' and 'reported before' without an index of their own.
    """
    return max(int(at.timestamp() * 1000), 0) << COUNTER_BITS


def time_of(ident: int) -> datetime:
    """When something happened that has this id, to the millisecond."""
    return datetime.fromtimestamp((ident >> COUNTER_BITS) / 1000, tz=UTC)
