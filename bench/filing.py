"""Reports filed per second through HTTP, each fully processed: located, routed, clocked, recorded, indexed, durable.

Beside it, in the same run and on the same database: bare durable inserts of one small row through the same ORM. The ratio says
what everything that OneGrid does costs on top. Every acknowledged report is looked up afterwards and the record verified.

    python bench/filing.py [--seconds 8] [--runs 3] [--databases sqlite postgres]
"""

import argparse
import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from multiprocessing import get_context

from office import databases, describe_machine, enter, median, percentile, scratch, served, with_own_process

CLIENTS = (1, 4, 16)


@dataclass
class Outcome:
    """What one load found: latencies in seconds, and the numbers of the reports that were acknowledged."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds


async def load(port: int, key: str, clients: int, seconds: float, run: str) -> Outcome:
    """File reports from so many clients, each waiting for its answer before it sends the next."""
    outcome, started = Outcome(seconds), time.perf_counter()

    async def client(each: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        rng, count = random.Random(each), 0
        while time.perf_counter() - started < seconds:
            count += 1
            before = time.perf_counter()
            writer.write(request(key, rng, f"bench-{run}-{each}-{count}"))
            status, body = await answer(reader)
            if status != 201:
                raise RuntimeError(f"status {status}: {body[:300]!r}")
            outcome.latencies.append(time.perf_counter() - before)
            outcome.numbers.append(json.loads(body)["number"])
        writer.close()

    await asyncio.gather(*map(client, range(clients)))
    outcome.seconds = time.perf_counter() - started
    return outcome


def request(key: str, rng: random.Random, submission: str) -> bytes:
    """A report at a random place of the small town."""
    place = {"lon": 116 + rng.random() * 0.04, "lat": 36 + rng.random() * 0.02}
    words = {
        "kind": "street-cleanliness",
        "category": "rubbish",
        "description": "路口垃圾桶满溢，污水外流，请尽快清运。",
    }
    body = json.dumps(words | place | {"phone": "13800138000"}).encode()
    head = (
        f"POST /api/v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        f"Idempotency-Key: {submission}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of one HTTP/1.1 answer with a content length."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = head.split("\r\n")
    length = next(int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:"))
    return int(lines[0].split()[1]), await reader.readexactly(length)


def drive(port: int, key: str, clients: int, seconds: float, run: str) -> Outcome:
    """The load from a process of its own, so that it does not wait for the bench's."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_drive, (port, key, clients, seconds, run))


def _drive(port: int, key: str, clients: int, seconds: float, run: str) -> Outcome:
    return asyncio.run(load(port, key, clients, seconds, run))


def make_town() -> str:
    """The small town of the tests, staffed; returns a key that may file."""
    from onegrid.directory.domain.tokens import make_token
    from tests.factories import ROOT, make_organisation, make_person, make_plan, make_post

    make_plan()
    department = make_organisation()
    for micro in ("001001001", "002002002"):
        make_post(make_person(), "grid_member", ROOT + micro)
    officer = make_person()
    make_post(officer, "duty_officer", ROOT)
    make_post(make_person(), "department_handler", ROOT, organisation=department)
    _token, key = make_token(officer, "bench", ["reports:file"], actor="system", subdistrict=ROOT)
    return key


def check(outcomes: list[Outcome]) -> int:
    """Every acknowledged report is there, and the record is whole. Returns how many there are."""
    from onegrid.audit.domain.verification import verify
    from onegrid.casework.models import Case

    numbers = {number for outcome in outcomes for number in outcome.numbers}
    missing = numbers - set(Case.objects.values_list("number", flat=True))
    faults = list(verify())
    if missing or faults:
        raise RuntimeError(f"{len(missing)} acknowledged reports are missing, {len(faults)} faults in the record")
    return len(numbers)


def bare_rate(seconds: float) -> float:
    """Durable single-row inserts a second in one thread of this process: the floor under everything."""
    from onegrid.territory.models import Generation

    started, count = time.perf_counter(), 0
    while time.perf_counter() - started < seconds:
        count += 1
        Generation.objects.create(key=f"bench {count}", token="")
    Generation.objects.filter(key__startswith="bench").delete()
    return count / seconds


def bench(database: str, seconds: float, runs: int) -> None:
    """Print a row for each number of clients on one database."""
    outcomes: list[Outcome] = []
    with scratch(database) as environment:
        enter(environment)
        key = make_town()
        bare = bare_rate(2)
        with served(environment, "web") as port:
            drive(port, key, 4, 2, "warm")
            for clients in CLIENTS:
                these = [drive(port, key, clients, seconds, f"{clients}-{run}") for run in range(runs)]
                outcomes += these
                rate = median(each.rate for each in these)
                p50, p95 = (median(percentile(each.latencies, share) for each in these) * 1000 for share in (50, 95))
                print(
                    f"| {database} | {clients} | {rate:,.0f} | {p50:.1f} | {p95:.1f} | {rate / bare:.2f} |", flush=True
                )
        print(
            f"\n{check(outcomes):,} acknowledged reports on {database}: all there, record whole; bare insert {bare:,.0f}/s\n"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--runs", type=int, default=3)
    databases(parser)
    asked = parser.parse_args()
    print(describe_machine(), "\n")
    print(
        "| database | clients | reports/s | p50 ms | p95 ms | of bare inserts/s |\n| --- | --- | --- | --- | --- | --- |"
    )
    for database in asked.databases:
        with_own_process(bench, database, asked.seconds, asked.runs)


if __name__ == "__main__":
    main()
