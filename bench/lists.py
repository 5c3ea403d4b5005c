"""How long the pages take on which people read: the desk's queue and search, the worker's list, the map, a case.

Among 10 thousand, 100 thousand and a million cases of one subdistrict, four in a hundred open, for a duty officer who sees all
of them, a community officer, a grid member and a department. Each page is asked of the whole application, with a session, in
turns with all others; at the largest size also through HTTP of the real server. The time on the processor is that of the
application and of the database, for one request; unlike the time on the wall it does not depend on what else the machine
does, so that the last column, the largest size beside the smallest, is made of it: 1 would be perfectly flat.

Beside the reads that the pages rest on, in the same run: the same question put plainly, as LIKE over the texts, and as OFFSET.
At the end the database explains every question of every page; one that walks through a whole table of cases fails the run.

    python bench/lists.py [--sizes 10000 100000 1000000] [--runs 40] [--databases sqlite postgres]
"""

import argparse
import http.client
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from office import databases, describe_machine, enter, median, percentile, scratch, served, with_own_process

READERS = {"duty officer": "zhiban", "community officer": "shequ", "grid member": "wangge", "department": "huanwei"}
COMMON, RARE = "垃圾", "热气球"
DEEP = 200
PAGE = 50


@dataclass(frozen=True)
class Question:
    """A page that one reader asks for, by turns at several addresses."""

    page: str
    reader: str
    addresses: tuple[str, ...] = field(compare=False)

    def address(self, turn: int) -> str:
        return self.addresses[turn % len(self.addresses)]


class Took(NamedTuple):
    """What an answer took, in seconds: on the wall, and on the processor if that is known."""

    wall: float
    work: float = 0.0


Times = dict[Question, dict[int | str, list[Took]]]


def row(question: Question, times: dict[int | str, list[Took]], columns: list[int | str]) -> str:
    """A row of the table: median, 95th percentile and processor time in each column, and how flat."""
    cells = [_cell(times[key]) if key in times else "–" for key in columns]
    work = [median(took.work for took in times[key]) for key in columns if isinstance(key, int) and key in times]
    return f"| {question.page} | {question.reader} | {' | '.join(cells)} | {work[-1] / work[0]:.2f} |"


def _cell(times: list[Took]) -> str:
    wall, work = ([each * 1e3 for each in column] for column in zip(*times, strict=True))
    said = f"{median(wall):.0f} / {percentile(wall, 95):.0f}"
    return f"{said} / {median(work):.0f}" if any(work) else said


def list_questions() -> list[Question]:
    """What each reader asks for."""
    return [
        Question(page, reader, tuple(addresses))
        for reader, username in READERS.items()
        for page, addresses in _pages_of(_person(username))
        if addresses
    ]


def _pages_of(person: Any) -> Iterator[tuple[str, list[str]]]:
    from onegrid.casework.queue import Group, Selection, queue_visible_to
    from onegrid.casework.reaches import places_of

    seen = queue_visible_to(person, Selection(group=Group.ALL), size=20)
    after = queue_visible_to(person, Selection()).after
    old = queue_visible_to(person, Selection(group=Group.ALL), after=_cursor_of_the_oldest(), size=20)
    numbers = [case.number for case in (*seen.rows, *old.rows)]
    top = next(iter(places_of(person)), "")
    narrow = _busiest(person, below=top)
    yield "queue", ["/desk/?view=list"]
    yield "queue, next page", [f"/desk/?after={after}"] if after else []
    yield "queue by kind", ["/desk/?kind=noise", "/desk/?kind=suggestion", "/desk/?kind=street-cleanliness"]
    yield "queue by lamp", ["/desk/?lamp=red", "/desk/?lamp=amber"]
    yield "queue by area", [f"/desk/?area={code}" for code in narrow]
    yield "queue by kind, lamp and area", [f"/desk/?kind=noise&lamp=green&area={code}" for code in narrow]
    yield "ended", ["/desk/?state=ended"]
    yield "ended by kind", ["/desk/?state=ended&kind=suggestion", "/desk/?state=ended&kind=hardship-help"]
    yield "search, common word", [f"/desk/?q={COMMON}"]
    yield "search, rare word", [f"/desk/?q={RARE}"]
    yield "search in an area", [f"/desk/?q={COMMON}&area={code}" for code in narrow]
    yield "search, case number", [f"/desk/?q={number}" for number in numbers]
    yield "worker's list", ["/my/"]
    yield "map data", ["/map/areas.json"]
    yield "map page", ["/desk/?view=map"]
    west, south, east, north = _view(narrow)
    polygon = f"{west},{south};{east},{south};{east},{north};{(west + east) / 2:.6f},{(south + north) / 2:.6f}"
    yield "queue in a drawn area", [f"/desk/?view=list&polygon={polygon}"]
    yield "cases on the map", ["/map/cases.json?zoom=12"]
    yield "cases in a view of the map", [f"/map/cases.json?zoom=16&box={west},{south},{east},{north}"]
    yield "cases in a drawn area on the map", [f"/map/cases.json?zoom=16&polygon={polygon}"]
    yield "all cases on the map", ["/map/cases.json?zoom=12&state=all"]
    yield "lamps of areas by kind", ["/map/lamps.json?kind=noise"]
    yield "heat of 30 days", ["/map/heat.json?days=30"]
    yield "case", [f"/cases/{number}/" for number in numbers]


def _view(codes: list[str]) -> tuple[float, ...]:
    """West, south, east, north of the first of some areas, or of all of them if there are none."""
    import shapely

    from onegrid.territory.queries import areas_in_force

    areas = areas_in_force().defer(None)
    shapes = [area.geometry for area in (areas.filter(code=codes[0]) if codes else areas.filter(level=1))]
    return tuple(round(degrees, 6) for degrees in shapely.total_bounds(shapes).tolist())


def _busiest(person: Any, *, below: str) -> list[str]:
    """The areas one level below a reader's own that have most open cases, for departments below the subdistrict."""
    from onegrid.casework.tallies import tallies_visible_to
    from onegrid.lib.codes import Level

    level = Level.of(below) if below else Level.SUBDISTRICT
    if level is Level.MICRO_GRID:
        return []
    tallies = tallies_visible_to(person, [Level(level + 1)], prefix=below)
    return sorted(tallies, key=lambda code: -tallies[code].open)[:3]


def ask_in_turns(
    ask: Callable[[str, str], None], spent: Callable[[], float], runs: int, times: Times, column: int | str
) -> None:
    """Ask everything so many times, in turns, after one round that warms up. `spent` reads the processor's time."""
    questions = list_questions()
    for turn in range(-1, runs):
        for question in questions:
            work, began = spent(), time.perf_counter()
            ask(question.reader, question.address(turn))
            took = Took(time.perf_counter() - began, spent() - work)
            if turn >= 0:
                times.setdefault(question, {}).setdefault(column, []).append(took)


def processor_time() -> Callable[[], float]:
    """Reads the time that this process and its connection's PostgreSQL process have spent on the processor, in seconds."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        statistics = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: time.process_time() + int(statistics.read_text().split()[0]) / 1e9


def asks_the_application() -> Callable[[str, str], None]:
    """Asks through all of Django, in this process, signed in."""
    from django.test import Client

    clients = {}
    for reader, username in READERS.items():
        clients[reader] = Client(SERVER_NAME="localhost", headers={"accept-encoding": "gzip"})
        clients[reader].force_login(_person(username))

    def ask(reader: str, address: str) -> None:
        _check(clients[reader].get(address).status_code, address)

    return ask


def asks_the_server(port: int) -> Callable[[str, str], None]:
    """Asks the real server, on a connection for each reader that is kept open."""
    from django.conf import settings
    from django.test import Client

    connections, cookies = {}, {}
    for reader, username in READERS.items():
        client = Client(SERVER_NAME="localhost")
        client.force_login(_person(username))
        cookies[reader] = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        connections[reader] = http.client.HTTPConnection("127.0.0.1", port)

    def ask(reader: str, address: str) -> None:
        connection = connections[reader]
        headers = {"Cookie": cookies[reader], "Accept-Encoding": "gzip"}
        connection.request("GET", _quoted(address), headers=headers)
        answer = connection.getresponse()
        answer.read()
        _check(answer.status, address)

    return ask


def walk_no_table() -> int:
    """Ask everything once more and let the database explain each question: none may walk through a whole table that grows
    with the cases. Returns how many questions there were."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from plans import whole_walks

    ask, count = asks_the_application(), 0
    for question in list_questions():
        for turn in range(len(question.addresses)):
            with CaptureQueriesContext(connection) as asked:
                ask(question.reader, question.address(turn))
            count += len(asked)
            if walked := list(whole_walks(each["sql"] for each in asked)):
                raise RuntimeError(f"{question.page} of the {question.reader} walks through {walked}")
    return count


def compare_reads(runs: int) -> Iterator[str]:
    """Rows of a table: the reads of the queue beside plain ones of the same cases."""
    from onegrid.casework.models import Case
    from onegrid.casework.queue import Group, Selection, queue_visible_to

    duty, everything = _person(READERS["duty officer"]), Case.objects.order_by("-pk")

    def compared(title: str, plain: Any, after: str = "", words: str = "") -> str:
        selection = Selection(group=Group.ALL, words=words)
        ours, theirs = [], []
        for _turn in range(runs):
            ours.append(_seconds(lambda: queue_visible_to(duty, selection, after=after).rows))
            theirs.append(_seconds(lambda: list(plain.all())))
        mine, other = median(ours) * 1e3, median(theirs) * 1e3
        return f"{title} | {mine:.1f} | {other:.1f} | {other / mine:.1f} × |"

    for title, word in (("search, common word", COMMON), ("search, rare word", RARE)):
        yield compared(title, everything.filter(description__icontains=word)[:PAGE], words=word)
    last = everything.values_list("pk", flat=True)[(DEEP - 1) * PAGE - 1]
    yield compared(f"page {DEEP} of all cases", everything[(DEEP - 1) * PAGE : DEEP * PAGE], after=f"~{last}")


def _seconds(read: Callable[[], Any]) -> float:
    began = time.perf_counter()
    read()
    return time.perf_counter() - began


def bench(database: str, sizes: list[int], runs: int) -> None:
    """Print both tables for one database."""
    with scratch(database) as environment:
        enter(environment)
        from crowd import gather_crowd

        crowd, times, reads = gather_crowd(), Times(), []
        _file_a_rarity()
        for size in sizes:
            _grow(crowd, size)
            ask_in_turns(asks_the_application(), processor_time(), runs, times, size)
            reads += [f"| {database} | {size:,} | {row}" for row in compare_reads(5)]
        explained = walk_no_table()
        with served(environment, "web") as port:
            ask_in_turns(asks_the_server(port), lambda: 0.0, runs, times, "HTTP")
    print(
        f"\n{database}, ms: median / 95th percentile of {runs} / processor time; the machine's load was"
        f" {os.getloadavg()[2]:.1f} on {os.cpu_count()} cores\n"
    )
    heads = [*(f"{size:,}" for size in sizes), f"{sizes[-1]:,} by HTTP", f"{sizes[-1]:,} : {sizes[0]:,}"]
    print(f"| page | reader | {' | '.join(heads)} |\n|{' --- |' * (len(heads) + 2)}")
    for question, found in times.items():
        print(row(question, found, [*sizes, "HTTP"]))
    print("\n| database | cases | read | OneGrid ms | plain ms | ratio |\n|" + " --- |" * 6)
    print("\n".join(reads))
    print(f"\n{explained} questions to {database} explained by itself: none walks through a whole table.\n", flush=True)


def _grow(crowd: Any, size: int) -> None:
    began = time.perf_counter()
    for count in crowd.grow(size):
        print(f"  {count:,} of {size:,} cases, {time.perf_counter() - began:.0f} s", end="\r", flush=True)
    print()


def _file_a_rarity() -> None:
    """A case whose words no other has."""
    from onegrid.casework.acts import REPORTER
    from onegrid.casework.domain.filing import Report, open_case
    from onegrid.lib.codes import Level
    from onegrid.territory.queries import areas_in_force

    area = areas_in_force().filter(level=Level.MICRO_GRID).order_by("code").values_list("code", flat=True)[0]
    words = f"{RARE}落在了楼顶，没有人受伤。"
    open_case(Report(kind="safety-hazard", category="other", description=words, area_code=area), actor=REPORTER)


def _cursor_of_the_oldest() -> str:
    from onegrid.casework.models import Case

    return f"~{Case.objects.order_by('pk').values_list('pk', flat=True)[5000]}"


def _person(username: str) -> Any:
    from onegrid.directory.models import Person

    return Person.objects.get(username=username)


def _quoted(address: str) -> str:
    from django.utils.encoding import iri_to_uri

    return str(iri_to_uri(address))


def _check(status: int, address: str) -> None:
    if status not in (200, 302):
        raise RuntimeError(f"status {status} for {address}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=40)
    databases(parser)
    asked = parser.parse_args()
    print(describe_machine())
    for database in asked.databases:
        with_own_process(bench, database, sorted(asked.sizes), asked.runs)


if __name__ == "__main__":
    main()
