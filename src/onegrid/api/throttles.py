"""How often somebody without a key may ask. Whoever has one is known, and can be told or revoked."""

import time

from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from onegrid.api.auth import address_of, key_of

WINDOW = 60  # seconds


class PerMinute(BaseThrottle):
    """At most so many requests of a sort from one address in each minute of the clock.

    One counter in the cache and nothing on the object, for all threads share it.
    """

    def __init__(self, sort: str, most: int) -> None:
        self.sort, self.most = sort, most

    def allow_request(self, request: HttpRequest) -> bool:
        if key_of(request):
            return True
        counter = f"throttle:{self.sort}:{address_of(request)}:{int(time.time() // WINDOW)}"
        cache.add(counter, 0, 2 * WINDOW)
        try:
            return bool(cache.incr(counter) <= self.most)
        except ValueError:  # the cache made room between the two calls
            return True

    def wait(self) -> float:
        """Seconds until the minute is over."""
        return WINDOW - time.time() % WINDOW


FILING = PerMinute("filing", 30)
TRACKING = PerMinute("tracking", 60)
LOOKING = PerMinute("looking", 600)
