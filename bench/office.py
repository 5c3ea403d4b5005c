"""What benches share: a scratch office in a database of its own, a server of it, a machine's description, medians."""

import argparse
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from uuid import uuid4

ROOT = Path(__file__).parent.parent
POSTGRES = os.environ.get("ONEGRID_TEST_POSTGRES", "postgresql://root@127.0.0.1/postgres")


def describe_machine() -> str:
    """Processor, cores and versions, in a line."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, Linux {platform.release()}"


@contextmanager
def scratch(database: str) -> Iterator[dict[str, str]]:
    """The environment of an empty office on 'sqlite' or 'postgres', removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="onegrid-bench-", dir=ROOT) as home:
        settings = {"ONEGRID_HOME": home, "ONEGRID_OUTBOX": "silent", "ONEGRID_SECOND_FACTOR": "0"}
        if database == "sqlite":
            yield settings | {"DATABASE_URL": f"sqlite:///{home}/bench.sqlite3"}
            return
        import psycopg

        name = f"bench_{uuid4().hex[:12]}"
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
            try:
                yield settings | {"DATABASE_URL": POSTGRES.rsplit("/", 1)[0] + f"/{name}"}
            finally:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def served(environment: dict[str, str], *parts: str) -> Iterator[int]:
    """A server of the office on a free port of the loopback; stopped at the end. Yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "onegrid.cli", "serve", "--port", str(port)]
    command += [word for part in parts for word in ("--only", part)]
    server = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL, cwd=ROOT)
    try:
        _await(port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def enter(environment: dict[str, str]) -> None:
    """Let this process work in the office too."""
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="config.settings")
    sys.path.insert(0, str(ROOT))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def percentile(values: list[float], share: int) -> float:
    """The value below which so many of a hundred lie."""
    return quantiles(values, n=100)[share - 1] if len(values) > 1 else values[0]


def databases(parser: argparse.ArgumentParser) -> None:
    """Let a bench be asked for its databases."""
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])


def with_own_process(work: object, *args: object) -> None:
    """Each database in a process of its own: settings are read once in a process."""
    process = get_context("spawn").Process(target=work, args=args)  # type: ignore[arg-type]
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


def _await(port: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/kinds", timeout=5).read()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not answer")


__all__ = [
    "databases",
    "describe_machine",
    "enter",
    "median",
    "percentile",
    "scratch",
    "served",
    "with_own_process",
]
