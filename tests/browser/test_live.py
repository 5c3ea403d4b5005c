"""What one does, the other's open page says; who looks at the same case, too. With the real stream in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.db import connection
from playwright.sync_api import expect
from pytest_django import Settings

from onegrid.casework.domain.moving import make_move
from tests.browser.conftest import Opener
from tests.conftest import Cast
from tests.factories import make_case

LINE, LOOKING = "[data-live-target=changed]", "[data-live-target=looking]"
CONNECTED = "[data-controller=live][data-connected]"


def database_url() -> str:
    """The address of the tests' own database."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path=f"/{found['NAME']}").geturl()


@pytest.fixture
def stream(settings: Settings, transactional_db: None) -> Iterator[None]:
    """A stream on a free port, which the pages are told of."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "onegrid.cli", "serve", "--only", "live", "--port", str(port)]
    server = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": database_url()})
    settings.LIVE = f":{port}"
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    heard_from = [*policy["connect-src"], f"http://localhost:{port}"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"connect-src": heard_from}}
    try:
        until = time.monotonic() + 30
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert time.monotonic() < until, "the stream did not start"
            time.sleep(0.2)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_one_does_appears_on_the_desk_of_another(
    stream: None, cast: Cast, open_page: Opener, language: str
) -> None:
    case = make_case()
    desk = open_page("/desk/", cast.duty_officer, language=language)
    outside = open_page("/desk/", cast.outsider, language=language)
    for page in (desk, outside):
        expect(page.locator(CONNECTED)).to_be_attached()
    make_move(case, "take", actor=cast.actor("grid_member"))
    expect(desk.locator(LINE)).to_contain_text("1")
    row = desk.locator(f"[data-case-number='{case.number}']")
    expect(row).to_contain_text("王网格")
    expect(outside.locator(LINE)).to_be_hidden()


def test_who_else_looks_at_a_case_is_said_and_goes_with_them(stream: None, cast: Cast, open_page: Opener) -> None:
    case = make_case()
    mine = open_page(f"/cases/{case.number}/", cast.duty_officer)
    expect(mine.locator(CONNECTED)).to_be_attached()
    theirs = open_page(f"/cases/{case.number}/", cast.grid_member)
    expect(mine.locator(LOOKING)).to_have_text(re.compile("王网格"))
    expect(theirs.locator(LOOKING)).to_have_text(re.compile("赵值班"))
    theirs.close()
    expect(mine.locator(LOOKING)).to_be_hidden()
    make_move(case, "take", actor=cast.actor("grid_member"))
    expect(mine.locator(LINE)).to_be_visible()
