"""The streams themselves: server-sent events over ASGI, without a framework between, for hundreds of pages at once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db import close_old_connections

from onegrid.web.live.entering import enter, scope_today
from onegrid.web.live.following import Change, Follower, changes_since
from onegrid.web.live.hub import Hub, Listener
from onegrid.web.live.waking import wait_for_news

log = logging.getLogger(__name__)
PATH = "/live/"
PAUSE_S = 0.25
IDLE_S = 2.0
HEARTBEAT_S = 15.0
RECHECK_S = 60.0

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Live:
    """The ASGI application: one loop follows the record, each request is a stream."""

    def __init__(self) -> None:
        self.hub, self.follower = Hub(), Follower()
        # The database is asked in one thread, so that the loop never waits for it.
        self.thread = ThreadPoolExecutor(1, "record")
        self.loops: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._live(receive, send)
        if scope["type"] != "http":
            return None
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        allowed = _cors(headers)
        if scope["path"] != PATH or allowed is None:
            return await _refuse(send, 404)
        query = parse_qs(scope["query_string"].decode())
        listener = await self._ask(enter, headers.get("cookie", ""), query.get("case", [""])[0])
        if listener is None:
            return await _refuse(send, 403, allowed)
        # A browser that comes back says by itself what it heard last; a new page, up to which entry it was drawn.
        since = headers.get("last-event-id") or query.get("since", [""])[0]
        await self._stream(listener, since, receive, send, allowed)
        return None

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            event = (await receive())["type"]
            if event == "lifespan.startup":
                self.loops = [asyncio.create_task(self._follow()), asyncio.create_task(self._recheck())]
                await send({"type": "lifespan.startup.complete"})
            elif event == "lifespan.shutdown":
                for loop in self.loops:
                    loop.cancel()
                for listener in list(self.hub.listeners):
                    listener.leave()
                return await send({"type": "lifespan.shutdown.complete"})

    async def _follow(self) -> None:
        """Read what is new and tell it; while nobody listens, look less often."""
        while True:
            try:
                changes: list[Change] = await self._ask(self.follower.read)
                self.hub.tell(changes, str(self.follower.last))
            except Exception:
                log.exception("the record could not be read and will be asked again")
            await (wait_for_news(PAUSE_S) if self.hub.listeners else self._wait_for_listeners())

    async def _wait_for_listeners(self) -> None:
        self.hub.came.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.hub.came.wait(), IDLE_S)

    async def _recheck(self) -> None:
        """Posts end and people sign out while pages are open."""
        while True:
            await asyncio.sleep(RECHECK_S)
            for person in {each.person for each in self.hub.listeners}:
                scope = await self._ask(scope_today, person)
                for listener in [each for each in self.hub.listeners if each.person == person]:
                    listener.scope = scope
                    if not scope:
                        listener.leave()

    async def _stream(
        self, listener: Listener, since: str, receive: Receive, send: Send, allowed: list[tuple[bytes, bytes]]
    ) -> None:
        kind = (b"content-type", b"text/event-stream; charset=utf-8")
        headers = [kind, (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no"), *allowed]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        gone = asyncio.create_task(_until_gone(receive, listener))
        self.hub.join(listener)
        try:
            await _write(send, f"id: {self.follower.last}\nretry: 3000\nevent: hello\ndata: {{}}\n\n")
            await self._catch_up(listener, since)
            while (text := await _next(listener)) is not None:
                await _write(send, text)
        except OSError:
            pass
        finally:
            self.hub.part(listener)
            gone.cancel()
            with suppress(Exception):
                await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _catch_up(self, listener: Listener, since: str) -> None:
        """Tell a page what it missed on its way here."""
        if since.isdecimal() and int(since) < self.follower.last:
            key = str(self.follower.last)
            listener.hear(await self._ask(changes_since, int(since)), key)

    async def _ask(self, question: Callable[..., Any], *values: Any) -> Any:
        def run() -> Any:
            close_old_connections()
            return question(*values)

        return await asyncio.get_running_loop().run_in_executor(self.thread, run)


async def _next(listener: Listener) -> str | None:
    """The next event; a heartbeat if none comes, by which a broken connection is noticed."""
    try:
        return await asyncio.wait_for(listener.waiting.get(), HEARTBEAT_S)
    except TimeoutError:
        return ": still here\n\n"


async def _until_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.leave()


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _refuse(send: Send, status: int, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers or []})
    await send({"type": "http.response.body", "body": b""})


def _cors(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]] | None:
    """The pages may come from another port of the same host, and from nowhere else (None)."""
    origin = headers.get("origin", "")
    if not origin:
        return []
    if urlsplit(origin).hostname != urlsplit(f"//{headers.get('host', '')}").hostname:
        return None
    return [(b"access-control-allow-origin", origin.encode()), (b"access-control-allow-credentials", b"true")]
