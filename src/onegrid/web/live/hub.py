"""Who has a page open, and what they are told. Everything here runs on one event loop."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from onegrid.directory.rights import Scope
from onegrid.web.live.following import Change

MOST_WAITING = 50
MOST_PER_PERSON = 20
MOST_NAMED = 50
"""Of more changes at once a page is only told that there are many."""


@dataclass(eq=False)
class Listener:
    """An open page: whose, what they may see, and the case that it shows, if one."""

    person: int
    name: str
    scope: Scope
    number: str = ""
    waiting: asyncio.Queue[str | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))

    def may_know(self, change: Change) -> bool:
        """As `casework.queries.visible_in` says it of a case."""
        return self.scope.covers(change.area_code) or bool(self.scope.organisations & change.organisations)

    def tell(self, event: str, data: object, key: str = "") -> None:
        """Put an event into the line; who does not keep up is let go, and comes back by themselves."""
        text = f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
        try:
            self.waiting.put_nowait(f"id: {key}\n{text}" if key else text)
        except asyncio.QueueFull:
            self.leave()

    def hear(self, changes: Iterable[Change], key: str = "") -> None:
        """Tell it of the changes that its reader may know, in one event. The key is what it says when it comes back."""
        numbers = [change.number for change in changes if self.may_know(change)]
        if numbers:
            self.tell("changed", {"numbers": numbers[:MOST_NAMED], "many": len(numbers) > MOST_NAMED}, key)

    def leave(self) -> None:
        """End the stream."""
        while self.waiting.full():
            self.waiting.get_nowait()
        self.waiting.put_nowait(None)


class Hub:
    """All open pages of this process, in the order in which they came."""

    def __init__(self) -> None:
        self.listeners: dict[Listener, None] = {}
        self.came = asyncio.Event()

    def join(self, listener: Listener) -> None:
        """Take a page in; of somebody with too many, the oldest goes."""
        own = [each for each in self.listeners if each.person == listener.person]
        for each in own[: max(len(own) - MOST_PER_PERSON + 1, 0)]:
            each.leave()
        self.listeners[listener] = None
        self.came.set()
        self.say_who_looks(listener.number)

    def part(self, listener: Listener) -> None:
        """Let a page go."""
        self.listeners.pop(listener, None)
        self.say_who_looks(listener.number)

    def tell(self, changes: Iterable[Change], key: str = "") -> None:
        """Tell every page of the changes that its reader may know."""
        known = list(changes)
        for listener in list(self.listeners):
            listener.hear(known, key)

    def say_who_looks(self, number: str) -> None:
        """Tell the pages that show a case who else has it open. Kept nowhere: it is gone with the pages."""
        if not number:
            return
        looking = [each for each in self.listeners if each.number == number]
        for listener in looking:
            others = sorted({each.name for each in looking if each.person != listener.person})
            listener.tell("looking", {"names": others})
