"""How long until every open desk shows what somebody did: by the stream, and, as the peer, by asking again.

So many desks of as many people have the queue open while cases are moved through the engine, each move committed to the disk. An
age is the time from the commit to the moment at which a desk has been told. The peer is the same office without the stream: every
desk asks for its queue every so many seconds, and an age ends with the first answer whose question was put after the commit.

    python bench/live.py [--desks 200] [--changes 40] [--every 10] [--runs 3] [--databases sqlite postgres]
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

from office import databases, describe_machine, enter, median, percentile, scratch, served, with_own_process

PAUSE_S = 0.25
"""Between two changes, on average: four a second is ten times what the busiest subdistrict sees."""
Told = tuple[float, float, str]
"""When a desk asked (minus infinity for the stream), when it was told, and of which case ('' for all)."""


async def listen(port: int, cookie: str, told: list[Told], ready: asyncio.Semaphore) -> None:
    """One desk with the stream open."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
    event = ""
    while line := (await reader.readline()).decode():
        if line.startswith("event:"):
            event = line[6:].strip()
            if event == "hello":
                ready.release()
        elif line.startswith("data:") and event == "changed":
            at = time.monotonic()
            told += [(float("-inf"), at, number) for number in json.loads(line[5:])["numbers"]]


async def ask_again(port: int, cookie: str, told: list[Told], ready: asyncio.Semaphore, every: float) -> None:
    """One desk that asks for its queue again and again, beginning at a moment of its own."""
    await asyncio.sleep(random.random() * every)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    ready.release()
    while True:
        asked = time.monotonic()
        writer.write(f"GET /desk/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        if " 200 " not in head.split("\r\n")[0]:
            raise RuntimeError(head)
        length = next(int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:"))
        await reader.readexactly(length)
        told.append((asked, time.monotonic(), ""))
        await asyncio.sleep(max(every - (time.monotonic() - asked), 0))


async def sit(port: int, cookies: list[str], every: float, pipe: Connection) -> None:
    """All desks, until the pipe says that it is over; every desk's list of what it was told goes back."""
    told: list[list[Told]] = [[] for _ in cookies]
    ready = asyncio.Semaphore(0)
    desks = [
        asyncio.create_task(ask_again(port, cookie, own, ready, every) if every else listen(port, cookie, own, ready))
        for cookie, own in zip(cookies, told, strict=True)
    ]
    for _ in desks:
        await ready.acquire()
    pipe.send("ready")
    while not pipe.poll():
        await asyncio.sleep(0.1)
        for desk in desks:
            if desk.done():
                desk.result()
    for desk in desks:
        desk.cancel()
    pipe.send(told)


def _sit(port: int, cookies: list[str], every: float, pipe: Connection) -> None:
    asyncio.run(sit(port, cookies, every, pipe))


@contextmanager
def desks(port: int, cookies: list[str], every: float) -> Iterator[list[list[Told]]]:
    """The desks in a process of their own. What they were told is in the list once it is left."""
    context, told = get_context("spawn"), []  # type: ignore[var-annotated]
    ours, theirs = context.Pipe()
    process = context.Process(target=_sit, args=(port, cookies, every, theirs))
    process.start()
    theirs.close()
    ours.recv()
    yield told
    ours.send("over")
    told += ours.recv()
    process.join(20)


def make_office(count: int) -> tuple[list[str], list[int]]:
    """The cookies of so many duty officers, and cases for one member to work on."""
    from django.test import Client

    from tests.factories import ROOT, make_case, make_organisation, make_person, make_plan, make_post

    make_plan()
    make_post(make_person(), "department_handler", ROOT, organisation=make_organisation())
    cookies = []
    for _ in range(count):
        officer = make_person()
        make_post(officer, "duty_officer", ROOT)
        client = Client()
        client.force_login(officer)
        cookies.append(f"sessionid={client.cookies['sessionid'].value}")
    make_post(make_person(), "grid_member", ROOT + "001001001")
    return cookies, [make_case().pk for _ in range(30)]


def change(cases: list[int], count: int) -> list[tuple[str, float]]:
    """Write so many notes, each in a transaction of its own; the numbers of the cases and when each was committed."""
    from onegrid.casework.acts import Actor
    from onegrid.casework.domain.papers import write_note
    from onegrid.casework.models import Case
    from onegrid.directory.models import Person

    done, rng = [], random.Random(7)
    author = Actor.of(Person.objects.filter(posts__role="duty_officer").earliest("pk"))
    for turn in range(count):
        time.sleep(rng.random() * 2 * PAUSE_S)
        case = Case.objects.get(pk=cases[turn % len(cases)])
        write_note(case, f"第 {turn} 次记录", actor=author)
        done.append((case.number, time.monotonic()))
    return done


def ages(done: list[tuple[str, float]], told: list[list[Told]]) -> list[float]:
    """The age of each change at each desk, in seconds. Raises RuntimeError if a desk was never told."""
    found = []
    for number, at in done:
        for own in told:
            heard = [
                told_at for asked, told_at, of in own if (of == number and told_at >= at) or (not of and asked >= at)
            ]
            if not heard:
                raise RuntimeError(f"a desk was never told of {number}")
            found.append(min(heard) - at)
    return found


def measure(way: str, port: int, cookies: list[str], cases: list[int], asked: argparse.Namespace) -> list[float]:
    """The ages of one run."""
    every = asked.every if way == "asking again" else 0
    with desks(port, cookies, every) as told:
        done = change(cases, asked.changes)
        time.sleep(2 + 3 * every)
    return ages(done, told)


def bench(database: str, asked: argparse.Namespace) -> None:
    """Print a row for each way on one database."""
    with scratch(database) as environment:
        enter(environment)
        cookies, cases = make_office(asked.desks)
        for way, part in (("the stream", "live"), ("asking again", "web")):
            with served(environment, part) as port:
                runs = [measure(way, port, cookies, cases, asked) for _ in range(asked.runs)]
            half, most = (median(percentile(each, share) for each in runs) for share in (50, 95))
            print(
                f"| {database} | {way} | {half * 1000:,.0f} | {most * 1000:,.0f} | {max(map(max, runs)) * 1000:,.0f} |",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--desks", type=int, default=200)
    parser.add_argument("--changes", type=int, default=40)
    parser.add_argument(
        "--every", type=float, default=10, help="Seconds between two questions of a desk without the stream."
    )
    parser.add_argument("--runs", type=int, default=3)
    databases(parser)
    asked = parser.parse_args()
    print(f"{describe_machine()}; {asked.desks} desks, {asked.changes} changes, asking again every {asked.every:g} s\n")
    print("| database | told by | median ms | p95 ms | longest ms |\n| --- | --- | --- | --- | --- |")
    for database in asked.databases:
        with_own_process(bench, database, asked)


if __name__ == "__main__":
    main()
