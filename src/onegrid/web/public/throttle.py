"""Brakes: after so many tries of a sort from one address, that address has to wait."""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

WINDOW_S = 600


@dataclass(frozen=True)
class Brake:
    """So many tries within ten minutes."""

    name: str
    most: int

    def is_on(self, request: HttpRequest) -> bool:
        """Whether the address has used up its tries."""
        return int(cache.get(self._key(request), 0)) >= self.most

    def note(self, request: HttpRequest) -> None:
        """Count a try."""
        key = self._key(request)
        cache.add(key, 0, WINDOW_S)
        try:
            cache.incr(key)
        except ValueError:  # it lapsed in between
            cache.set(key, 1, WINDOW_S)

    def _key(self, request: HttpRequest) -> str:
        return f"{self.name}:{get_adapter().get_client_ip(request)}"


WRONG_CODES = Brake("wrong-codes", 20)
FOLLOWING = Brake("following", 30)
