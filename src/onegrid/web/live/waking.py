"""Being told at once that there is news: through Redis where there is one, else by looking again after a moment."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from onegrid.web.live.following import last_entry

log = logging.getLogger(__name__)
CHANNEL = "onegrid:news"
_news: asyncio.Event | None = None
_ear: asyncio.Task[None] | None = None


async def wait_for_news(seconds: float) -> None:
    """Wait until a process says that it has written something, or so many seconds."""
    global _news, _ear
    if not settings.REDIS_URL:
        await asyncio.sleep(seconds)
        return
    if _news is None:
        _news, _ear = asyncio.Event(), asyncio.create_task(_listen())
    try:
        await asyncio.wait_for(_news.wait(), seconds)
    except TimeoutError:
        return
    _news.clear()


def tell_news() -> None:
    """Say that something was written. Without Redis nobody needs to be told; if it fails, they look by themselves."""
    if settings.REDIS_URL:
        try:
            _redis().publish(CHANNEL, b"")
        except OSError:
            log.warning("Redis cannot be reached; open pages hear of news a moment later")


async def _listen() -> None:
    from redis.asyncio import Redis

    while True:
        try:
            async with Redis.from_url(settings.REDIS_URL).pubsub() as ear:
                await ear.subscribe(CHANNEL)
                async for _message in ear.listen():
                    if _news is not None:
                        _news.set()
        except OSError:
            await asyncio.sleep(1)


_client: Any = None


def _redis() -> Any:
    global _client
    if _client is None:
        from redis import Redis

        _client = Redis.from_url(settings.REDIS_URL, socket_timeout=1)
    return _client


class NewsMiddleware:
    """Whoever has written something says so, once it is answered. Whoever reads is told by `request.live_since` which entry of
    the record was the last before the page was drawn, so that its stream can begin there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.LIVE and request.method == "GET" and settings.SESSION_COOKIE_NAME in request.COOKIES:
            request.live_since = str(last_entry())  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD", "OPTIONS") and response.status_code < 400:
            tell_news()
        return response
