"""Two hundred people answer statements of one talk at once, through HTTP, while others look at its picture.

Each has a connection of their own, answers, reads the next statement that comes back, and thinks for one to three seconds. Every
acknowledged answer is looked up afterwards, and the picture compared with a computation from all of them.

    python bench/settle.py [--people 200] [--seconds 20] [--databases sqlite postgres]
"""

import argparse
import asyncio
import random
import time
from dataclasses import dataclass, field
from multiprocessing import get_context

from office import databases, describe_machine, enter, percentile, scratch, served, with_own_process

STATEMENTS = 60
TOKEN = "b" * 32
LOOKS = 4  # people who only look, at the picture, once a second


@dataclass
class Outcome:
    """Latencies in seconds, of answers and of pictures."""

    answers: list[float] = field(default_factory=list)
    pictures: list[float] = field(default_factory=list)


def post(code: str, cookie: str, statement: int, answer: int) -> bytes:
    """An answer as a page sends it."""
    body = f"statement={statement}&answer={answer}".encode()
    head = (
        f"POST /talks/{code}/answer/ HTTP/1.1\r\nHost: 127.0.0.1\r\nHX-Request: true\r\nX-CSRFToken: {TOKEN}\r\n"
        f"Cookie: csrftoken={TOKEN}; participant={cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def read(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of one HTTP/1.1 answer."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    length = next((int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:")), 0)
    return int(lines[0].split()[1]), await reader.readexactly(length)


async def load(port: int, code: str, cookies: list[str], statements: list[int], seconds: float) -> Outcome:
    """Everybody at once."""
    outcome, end = Outcome(), time.perf_counter() + seconds

    async def person(number: int) -> None:
        rng = random.Random(number)
        mine = rng.sample(statements, len(statements))
        await asyncio.sleep(rng.uniform(0, 2))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end and mine:
            before, statement = time.perf_counter(), mine.pop()
            writer.write(post(code, cookies[number], statement, rng.choice((1, 1, 0, -1))))
            status, body = await read(reader)
            if status != 200:
                raise RuntimeError(f"status {status}: {body[:300]!r}")
            outcome.answers.append(time.perf_counter() - before)
            await asyncio.sleep(rng.uniform(1, 3))
        writer.close()

    async def onlooker(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            before = time.perf_counter()
            writer.write(f"GET /talks/{code}/picture/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            await read(reader)
            outcome.pictures.append(time.perf_counter() - before)
            await asyncio.sleep(1)
        writer.close()

    await asyncio.gather(*map(person, range(len(cookies))), *map(onlooker, range(LOOKS)))
    return outcome


def _drive(port: int, code: str, cookies: list[str], statements: list[int], seconds: float) -> Outcome:
    return asyncio.run(load(port, code, cookies, statements, seconds))


def make_talk(people: int) -> tuple[str, list[str], list[int]]:
    """A talk in the small town of the tests: its number, a cookie for each person, its statements."""
    from django.core import signing

    from onegrid.deliberation.models import Statement, Topic
    from tests.deliberation.conftest import make_participant, make_topic
    from tests.factories import ROOT, make_person, make_plan, make_post

    make_plan()
    host = make_person()
    make_post(host, "community_officer", ROOT + "001")
    topic = make_topic(host, stage="talk")
    now = Topic.objects.get().raised_at
    Statement.objects.bulk_create(
        Statement(topic=topic, text=f"观点第 {n} 条：应当这样办", source="host", made_at=now) for n in range(STATEMENTS)
    )
    cookies = [signing.dumps(make_participant(n).pk, salt="participant of talks") for n in range(people)]
    return topic.code, cookies, list(topic.statements.values_list("pk", flat=True))


def check(code: str, acknowledged: int) -> None:
    """Every acknowledged answer is there, and the picture is that of all."""
    from onegrid.deliberation.models import Topic
    from onegrid.deliberation.opinions import picture_of

    topic = Topic.objects.get(code=code)
    stored = topic.answers.count()
    if stored < acknowledged:
        raise RuntimeError(f"{acknowledged - stored} acknowledged answers are missing")
    picture = picture_of(topic)
    print(
        f"{acknowledged:,} acknowledged answers, all there; {len(picture.people)} people in groups of {picture.sizes()}"
    )


def bench(database: str, people: int, seconds: float) -> None:
    """Print the latencies on one database."""
    with scratch(database) as environment:
        enter(environment)
        code, cookies, statements = make_talk(people)
        with served(environment, "web") as port, get_context("spawn").Pool(1) as pool:
            pool.apply(_drive, (port, code, cookies[:4], statements[:2], 3))
            outcome = pool.apply(_drive, (port, code, cookies, statements, seconds))
        for name, values in (("answers", outcome.answers), ("pictures", outcome.pictures)):
            p50, p95 = (percentile(values, share) * 1000 for share in (50, 95))
            print(
                f"| {database} | {people} | {name} | {len(values) / seconds:.0f} | {p50:.0f} | {p95:.0f} |", flush=True
            )
        check(code, len(outcome.answers))


def main() -> None:
    """Run on each database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20)
    databases(parser)
    asked = parser.parse_args()
    print(describe_machine(), "\n")
    print("| database | people | what | a second | p50 ms | p95 ms |\n| --- | --- | --- | --- | --- | --- |")
    for database in asked.databases:
        with_own_process(bench, database, asked.people, asked.seconds)


if __name__ == "__main__":
    main()
