"""Brakes: after so many tries of a sort from one address, or by one who is known, that one has to wait."""

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

    def is_on(self, request: HttpRequest, who: object = "") -> bool:
        """Whether the address, or whoever is known as `who`, has used up the tries."""
        return int(cache.get(self._key(request, who), 0)) >= self.most

    def lets(self, request: HttpRequest, who: object = "") -> bool:
        """Count a try, if there is one left."""
        if self.is_on(request, who):
            return False
        self.note(request, who)
        return True

    def note(self, request: HttpRequest, who: object = "") -> None:
        """Count a try."""
        key = self._key(request, who)
        cache.add(key, 0, WINDOW_S)
        try:
            cache.incr(key)
        except ValueError:  # it lapsed in between
            cache.set(key, 1, WINDOW_S)

    def _key(self, request: HttpRequest, who: object) -> str:
        return f"{self.name}:{f'known-{who}' if who else get_adapter().get_client_ip(request)}"


WRONG_CODES = Brake("wrong-codes", 20)
FOLLOWING = Brake("following", 30)
