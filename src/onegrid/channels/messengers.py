"""Ways to reach a telephone. An office names its own (a class of its SMS provider's) in ONEGRID_OUTBOX."""

import sys
from typing import ClassVar, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from onegrid.lib.phones import mask


class Messenger(Protocol):
    """What a way to send must do."""

    def send(self, phone: str, words: str) -> None:
        """Send a short message to a number (E.164). Raises any exception if it did not go out."""


class Console:
    """Prints instead of sending, with the number masked: the default, for trying out."""

    def send(self, phone: str, words: str) -> None:
        print(f"✉ {mask(phone)}: {words}", file=sys.stderr)


class Memory:
    """Keeps what would be sent, for tests."""

    sent: ClassVar[list[tuple[str, str]]] = []

    def send(self, phone: str, words: str) -> None:
        self.sent.append((phone, words))


class Silent:
    """Sends nothing: for imports and load tests."""

    def send(self, phone: str, words: str) -> None:
        return


BUILT_IN: dict[str, type[Messenger]] = {"console": Console, "memory": Memory, "silent": Silent}


def messenger() -> Messenger:
    """The messenger that ONEGRID_OUTBOX names: a built-in one, or a dotted path to a class."""
    name = settings.OUTBOX_CHANNEL
    made: Messenger = (BUILT_IN.get(name) or import_string(name))()
    return made
