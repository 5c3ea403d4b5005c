"""A crowd of cases to read among: some thousands lived through the engine, the rest copies of them made in the database.

Copies have ids, numbers and times of their own, and whatever belongs to a case: entries, clocks, replies, search words. Those of
ended cases go ever further back, 30,000 a year; those of open ones stay in the present, four in a hundred. What the record of
a copy says is its model's, so it cannot be verified: this crowd is for reading only.

To be imported once the office has been entered.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import AutoField, DateTimeField
from django.utils import timezone

from onegrid.audit.models import Entry
from onegrid.casework.models import (
    Attachment,
    Call,
    Case,
    CaseClock,
    Contact,
    Extension,
    Note,
    Reply,
    SearchText,
    Shelving,
)
from onegrid.casework.numbers import make_number
from onegrid.demo import office
from onegrid.lib.ids import COUNTER_BITS, lowest_id

A_YEAR, LATELY = 2000, 1000
STEP = timedelta(days=365) / 30_000
OPEN_SHARE = 0.04
CHUNK = 50_000
SEED = 20250516


class Model(NamedTuple):
    """A case that is copied."""

    pk: int
    number: str
    reported_at: datetime


class Copy(NamedTuple):
    """A case to be made: from which, and by how many seconds it was reported later than that one."""

    old: int
    new: int
    old_number: str
    new_number: str
    seconds: float


@dataclass
class Crowd:
    """The cases of a scratch office, of which there can be ever more."""

    ended: Sequence[Model]
    open: Sequence[Model]
    count: int = 0
    numbers: set[str] = field(default_factory=set)
    rng: random.Random = field(default_factory=lambda: random.Random(SEED + 1))

    def __post_init__(self) -> None:
        self.numbers |= {model.number for model in (*self.ended, *self.open)}
        self.count = len(self.numbers)

    def grow(self, count: int) -> Iterator[int]:
        """Copy until there are so many cases, and let the database take stock; yields how many there are."""
        with _loading():
            while self.count < count:
                copies = self._draw(min(CHUNK, count - self.count))
                _copy(copies)
                self.count += len(copies)
                yield self.count
        _take_stock()

    def _draw(self, count: int) -> list[Copy]:
        """So many copies in the order of their ids."""
        newest, open_ones = datetime.now(UTC) - STEP * self.count, round(count * OPEN_SHARE)
        models = self.rng.choices(self.open, k=open_ones) + self.rng.choices(self.ended, k=count - open_ones)
        moments = [model.reported_at - timedelta(hours=self.rng.uniform(0, 6)) for model in models[:open_ones]]
        moments += [newest - STEP * place for place in range(count - open_ones)]
        return sorted(map(self._copy_at, models, moments), key=lambda copy: copy.new)

    def _copy_at(self, model: Model, at: datetime) -> Copy:
        number = make_number(self.rng, at.date())
        while number in self.numbers:
            number = make_number(self.rng, at.date())
        self.numbers.add(number)
        new = lowest_id(at) + self.rng.getrandbits(COUNTER_BITS)
        return Copy(model.pk, new, model.number, number, (at - model.reported_at).total_seconds())


def gather_crowd() -> Crowd:
    """The demo office in an empty database, with cases lived through the engine: a year's, and many of the last days."""
    until, rng = timezone.now(), random.Random(SEED)
    geography, starts = office.make_geography(SEED), timezone.localdate(until - 2 * office.YEAR)
    office.settle(geography, starts=starts)
    organisations = office.found_organisations(geography)
    staff = office.staff_posts(geography, organisations, rng, starts=starts)
    office.lay_routes(geography.subdistrict.code, organisations)
    places = office.PlaceBook(office.list_places(geography))
    moments = list(office.arrivals(rng, A_YEAR, until))
    moments += [(kind, until - timedelta(days=rng.uniform(0, 5))) for kind, _at in moments[:LATELY]]
    office.live_batch(moments, places, staff, SEED, until)
    return Crowd(ended=_models(is_open=False), open=_models(is_open=True))


def _models(*, is_open: bool) -> list[Model]:
    rows = Case.objects.filter(ended_at__isnull=is_open).order_by("pk")
    return [Model(*row) for row in rows.values_list("pk", "number", "reported_at")]


@contextmanager
def _loading() -> Iterator[None]:
    """No waiting for the disk and no looking for what rows refer to."""
    with connection.cursor() as cursor:
        for statement in _LOADING[connection.vendor]:
            cursor.execute(statement)
        yield
        for statement in _LOADED[connection.vendor]:
            cursor.execute(statement)


def _take_stock() -> None:
    """What a database does by and by: count its values, and tidy up what was just written."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE")


_LOADING = {
    "sqlite": ["PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF"],
    "postgresql": [
        "SET synchronous_commit=off",
        "SET session_replication_role=replica",
        "SET gin_pending_list_limit='1GB'",
        "SET maintenance_work_mem='1GB'",
    ],
}
_LOADED = {
    "sqlite": ["PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", "PRAGMA wal_checkpoint(TRUNCATE)"],
    "postgresql": ["RESET synchronous_commit", "RESET session_replication_role", "RESET gin_pending_list_limit"],
}


def _copy(copies: Sequence[Copy]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE copy"
            " (old bigint, new bigint PRIMARY KEY, old_number text, new_number text, seconds double precision)"
        )
        cursor.executemany("INSERT INTO copy VALUES (%s, %s, %s, %s, %s)", copies)
        for statement in _copying_all():
            cursor.execute(statement)
        cursor.execute("DROP TABLE copy")


def _copying_all() -> Iterator[str]:
    own = dict.fromkeys(("submission", "parent_id", "merged_into_id", "duplicate_of_id"), "NULL")
    yield _copying(Case, "id = copy.old", own | {"id": "copy.new", "number": "copy.new_number"})
    yield _copying(Entry, "chain = 'case:' || copy.old", {"chain": "'case:' || copy.new"})
    for table in (CaseClock, Reply, Note, Attachment, Contact, Call, Extension, Shelving):
        yield _copying(table, "case_id = copy.old", {"case_id": "copy.new"})
    words = "replace(model.words, copy.old_number, copy.new_number)"
    if connection.vendor == "postgresql":
        words = "replace(model.words::text, copy.old_number, copy.new_number)::tsvector"
    yield _copying(SearchText, "case_id = copy.old", {"case_id": "copy.new", "words": words})


def _copying(table: Any, condition: str, own: dict[str, str]) -> str:
    """The statement that copies rows of a table, with expressions for the columns in which a copy is different."""
    values = {
        each.column: own.get(each.column) or _copied(each)
        for each in table._meta.concrete_fields
        if each.column in own or not isinstance(each, AutoField)
    }
    return (
        f"INSERT INTO {table._meta.db_table} ({', '.join(values)}) SELECT {', '.join(values.values())}"
        f" FROM copy JOIN {table._meta.db_table} model ON model.{condition} ORDER BY copy.new"
    )


def _copied(column: Any) -> str:
    name = f"model.{column.column}"
    if not isinstance(column, DateTimeField):
        return name
    if connection.vendor == "postgresql":
        return f"{name} + copy.seconds * interval '1 second'"
    return f"strftime('%Y-%m-%d %H:%M:%f', {name}, copy.seconds || ' seconds')"
