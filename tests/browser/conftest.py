"""A real Chromium against a served office. Skipped, loudly, where there is none; in CI that is a failure."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from onegrid.directory.models import Person

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LANGUAGES = {"zh-hans": "zh-CN", "en": "en-GB"}

CONNECTED = "[data-controller=live][data-connected]"
Opener = Callable[..., Page]
# A loaded machine is slow, and a page that comes late is not a page that is wrong.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        words = "there is no chromium: install Debian's package, or run `make test` as root once"
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    # Playwright's own event loop makes Django believe that it is called from asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[Opener]:
    """Opens a page as somebody (nobody, if not given), in a language, at a size; a script fault fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_it(
        path: str, person: Person | None = None, *, language: str = "zh-hans", size: dict[str, int] = DESK
    ) -> Page:
        context = chromium.new_context(viewport=size, locale=LANGUAGES[language], base_url=live_server.url)
        contexts.append(context)
        cookies = [(settings.LANGUAGE_COOKIE_NAME, language)]
        if person is not None:
            client = Client()
            client.force_login(person)
            cookies.append((settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value))
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert faults == []


def database_url() -> str:
    """The address of the tests' own database."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path=f"/{found['NAME']}").geturl()


class Stream:
    """The stream of what others do, in a process of its own on a port that was free."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self) -> None:
        command = [sys.executable, "-m", "onegrid.cli", "serve", "--only", "live", "--port", str(self.port)]
        self.server = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": database_url()})
        until = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < until, "the stream did not start"
            time.sleep(0.2)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(15)


@pytest.fixture
def stream(settings: Settings, transactional_db: None) -> Iterator[Stream]:
    """A stream that the pages are told of."""
    made = Stream()
    settings.LIVE = f":{made.port}"
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    heard_from = [*policy["connect-src"], f"http://localhost:{made.port}"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"connect-src": heard_from}}
    made.start()
    try:
        yield made
    finally:
        made.stop()
