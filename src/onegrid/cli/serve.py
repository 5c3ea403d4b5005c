import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from onegrid.cli.console import console
from onegrid.cli.loops import run_clocks, run_tasks
from onegrid.cli.office import make_demo_office, print_sign_ins


class Part(StrEnum):
    """What can run alone."""

    WEB = "web"
    CLOCKS = "clocks"
    TASKS = "tasks"
    LIVE = "live"


def serve(
    only: Annotated[list[Part] | None, typer.Option(help="Run this part alone (may be given twice).")] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Web processes; 0 means two on SQLite, one a core on PostgreSQL.")] = 0,
    demo: Annotated[bool, typer.Option(help="Make the demo office first if there is none.")] = False,
) -> None:
    """Serve the office: **web** pages and API, the **clocks** that watch deadlines, background **tasks**, and the **live**
    stream of what others do, which listens on the next port.

    All of it by default, stopped together by Ctrl+C. `--only web` and so on run them apart, on as many machines as you like.
    """
    parts = only or list(Part)
    if only is None:
        os.environ.setdefault("ONEGRID_LIVE", f":{port + 1}")
    if Part.WEB in parts:
        call_command("migrate", verbosity=0)
    if demo:
        make_demo_office()
    if parts == [Part.CLOCKS]:
        return _until_stopped(run_clocks)
    if parts == [Part.TASKS]:
        return _until_stopped(run_tasks)
    if parts == [Part.LIVE]:
        return _serve_live(host, port)
    beside = Beside([part for part in parts if part is not Part.WEB], host, port)
    try:
        if Part.WEB in parts:
            beside.start_behind_web()
            _announce(host, port)
            _serve_web(host, port, workers or _usual_workers())
        else:
            beside.start()
            _until_stopped(lambda stop: stop.wait())
    finally:
        beside.stop()
    return None


def _serve_web(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_threads(),
        blocking_threads_idle_timeout=600,
        backpressure=256,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


def _serve_live(host: str, port: int) -> None:
    """One process, one event loop: hundreds of open pages cost it next to nothing."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "config.live:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        backpressure=4096,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=3,
    ).serve()


def _usual_workers() -> int:
    """SQLite has one writer at a time: a second process works while the first one writes, a third would only wait."""
    return 2 if _on_sqlite() else os.cpu_count() or 1


def _threads() -> int:
    """Threads of one process take turns at Python and then again at SQLite's lock, for which they wait by asking again."""
    return 1 if _on_sqlite() else 8


def _on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _announce(host: str, port: int) -> None:
    name = "localhost" if host == "127.0.0.1" else host  # passkeys need a name, not a number
    console.print(f"[bold]OneGrid 多网合一[/]  →  [link]http://{name}:{port}/[/]   (Ctrl+C stops it)")
    if settings.DEMO:
        print_sign_ins()


class Beside:
    """The other parts, each a process of its own."""

    def __init__(self, parts: list[Part], host: str, port: int) -> None:
        self.parts, self.host, self.port = parts, host, port
        self.processes: list[subprocess.Popen[bytes]] = []
        self.stopped = threading.Event()

    def start_behind_web(self) -> None:
        """Start them once the pages are served: on a small machine they would only hold those up."""
        threading.Thread(target=self._start_when_served, daemon=True).start()

    def _start_when_served(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until and not self.stopped.wait(0.1):
            with socket.socket() as probe:
                if probe.connect_ex((self.host, self.port)) == 0:
                    break
        if not self.stopped.is_set():
            self.start()

    def start(self) -> None:
        """Start them now. The stream listens on the port after that of the pages."""
        for part in self.parts:
            command = [sys.executable, "-m", "onegrid.cli", "serve", "--only", part.value]
            words = ["--host", self.host, "--port", str(self.port + 1)]
            self.processes.append(subprocess.Popen([*command, *words]))

    def stop(self) -> None:
        """End them, cleanly if they can."""
        self.stopped.set()
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _until_stopped(work: Callable[[threading.Event], object]) -> None:
    """Run until SIGTERM or Ctrl+C; either ends it cleanly, between two pieces of work."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    work(stop)
