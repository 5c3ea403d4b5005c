"""The server is killed in the middle of filing, a hundred times; nothing that it acknowledged may be missing or half there."""

import json
import os
import random
import signal
import socket
import threading
import time
from http.client import HTTPConnection, HTTPException
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from django.test.utils import override_settings

from onegrid.audit.domain.verification import verify
from onegrid.audit.models import Entry
from onegrid.casework.models import Case, CaseClock, Message, SearchText
from onegrid.directory.domain.tokens import make_token
from tests.conftest import Cast
from tests.factories import ROOT

KILLS = 100
CLIENTS = 3


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        return


def start_server(port: int) -> int:
    """Fork a child that serves the office; returns its process id. The database's connections are its own."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            server = Server(("127.0.0.1", port), Quiet)
            server.set_app(get_wsgi_application())
            server.serve_forever()
        finally:
            os._exit(1)
    return child


def file_reports(port: int, key: str, start: int, acknowledged: list[str]) -> None:
    """File one report after the other until the server is gone; note the number of each that was acknowledged."""
    rng = random.Random(start)
    for count in range(1000):
        body = {
            "kind": "street-cleanliness",
            "description": f"第{start}-{count}处垃圾堆积。",
            "lon": 116 + rng.random() * 0.04,
            "lat": 36 + rng.random() * 0.02,
            "phone": "13800138000",
        }
        headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"kill-{start}-{count}",
        }
        try:
            line = HTTPConnection("127.0.0.1", port, timeout=10)
            line.request("POST", "/api/v1/reports", json.dumps(body), headers)
            answer = line.getresponse()
            said = json.loads(answer.read())
            acknowledged.append(said["number"] if answer.status == 201 else f"refused: {said}")
        except (OSError, HTTPException, ValueError):
            return


def await_server(port: int) -> None:
    for _attempt in range(500):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise TimeoutError("the server did not come up")


def await_reports(acknowledged: list[str], count: int) -> None:
    """Wait for so many answers, however slow the machine; but not for ever, as a moment before the first counts too."""
    until = time.monotonic() + 5
    while len(acknowledged) < count and time.monotonic() < until:
        time.sleep(0.002)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@override_settings(ALLOWED_HOSTS=["127.0.0.1", "testserver"])
def test_a_hundred_kills_lose_no_acknowledged_report_and_leave_none_half_written(cast: Cast) -> None:
    _token, key = make_token(cast.duty_officer, "test", ["reports:file"], actor="system", subdistrict=ROOT)
    rng, acknowledged = random.Random(20260101), []
    assert Client().get("/api/v1/kinds").status_code == 200, "loads everything once, before the children are forked"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for kill in range(KILLS):
        server = start_server(port)
        await_server(port)
        starts = [kill * CLIENTS + each for each in range(CLIENTS)]
        clients = [threading.Thread(target=file_reports, args=(port, key, start, acknowledged)) for start in starts]
        for client in clients:
            client.start()
        await_reports(acknowledged, len(acknowledged) + rng.randint(0, 3))
        time.sleep(rng.uniform(0, 0.05))
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)
        for client in clients:
            client.join()
    assert len(acknowledged) > KILLS
    numbers = set(Case.objects.values_list("number", flat=True))
    assert set(acknowledged) - numbers == set()
    assert_none_is_half_written()
    assert list(verify()) == []


def assert_none_is_half_written() -> None:
    cases = Case.objects.count()
    assert CaseClock.objects.count() == 2 * cases
    assert SearchText.objects.count() == cases
    assert Message.objects.count() == cases
    assert Entry.objects.filter(chain__startswith="case:").count() == cases
    assert Case.objects.filter(length=1, contact__isnull=False).count() == cases
