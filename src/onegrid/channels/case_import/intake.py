"""Bringing the rows of a file in, batch by batch, so that it can be stopped at any moment and begun again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError
from django.utils import timezone

from onegrid.casework.acts import Actor
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.foreign import ForeignCase, file_foreign_case
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import Case
from onegrid.channels.case_import.areas import LabelledLand
from onegrid.channels.case_import.findings import Reason, Refused, Remark
from onegrid.channels.case_import.mapping import Mapping
from onegrid.channels.case_import.records import Record, open_records
from onegrid.channels.case_import.rows import Row, RowReader
from onegrid.channels.case_import.tally import Tally
from onegrid.territory import generations

BATCH = 1000
TRIES = 5
"""How often a batch is drawn again if its ids or numbers were taken, or another import brought the same cases."""


@dataclass(frozen=True)
class Noted:
    """A row to be reported: refused for a reason, or taken with a remark."""

    row: int
    id: str
    what: Reason | Remark
    detail: str = ""


@dataclass(frozen=True)
class _Stored:
    """A case that is here: our verdict, and whether it has ended."""

    on_time: bool | None
    ended: bool


def import_cases(
    path: Path,
    mapping: Mapping,
    *,
    now: datetime | None = None,
    on_row: Callable[[int], object] = lambda row: None,
    on_noted: Callable[[Noted], object] = lambda noted: None,
) -> Tally:
    """Bring in every case of a file that is not here yet, a thousand in each transaction.

    A case is known by the mapping's source and its id; those that are here already are left as they are. So a run that
    was killed is finished by running it again, and ends with the same tally but for `filed` and `already`. `on_row` hears
    how far it has read, `on_noted` of every row that was refused or is odd. Raises `BadFile`, before anything is written,
    if the file cannot be read or lacks a column.
    """
    with open_records(path, encoding=mapping.encoding, delimiter=mapping.delimiter) as records:
        intake = _Intake(mapping, records.columns, now or timezone.now(), on_noted)
        for record in records:
            intake.take(record)
            if not record.row % 250:
                on_row(record.row)
        intake.flush()
    return intake.tally


@dataclass(frozen=True)
class _Written:
    """What became of a batch, by submission: cases that were here before, cases filed now, and what forbade the rest."""

    before: dict[str, _Stored]
    filed: dict[str, _Stored] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


class _Intake:
    """The rows on their way in."""

    def __init__(
        self, mapping: Mapping, columns: list[str], now: datetime, on_noted: Callable[[Noted], object]
    ) -> None:
        self.tally = Tally()
        self._actor, self._now, self._on_noted = Actor(f"import:{mapping.source}"), now, on_noted
        self._land = LabelledLand(mapping.area, actor=self._actor.key)
        self._reader = RowReader(mapping, columns, self._land, now=now)
        self._ids: set[str] = set()
        self._batch: list[Row] = []

    def take(self, record: Record) -> None:
        """Read a row, and write the batch if it is full."""
        self.tally.rows += 1
        try:
            row = self._reader.read(record)
            if row.case.id in self._ids:
                raise Refused(Reason.TWICE)
        except Refused as refused:
            self._refuse(record.row, self._reader.id_of(record), refused)
            return
        self._ids.add(row.case.id)
        self._batch.append(row)
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits, and count it."""
        batch, self._batch = self._batch, []
        for tries_left in reversed(range(TRIES)):
            try:
                written = self._write(batch)
                break
            except IntegrityError:
                self._land.forget()
                generations.forget()
                if not tries_left:
                    raise
        self._count(batch, written)

    def _write(self, batch: list[Row]) -> _Written:
        """File those of the cases that are not here yet, in one transaction."""
        written = _Written(before=_stored(row.case.submission for row in batch))
        fresh = [row for row in batch if row.case.submission not in written.before]
        self._land.learn({row.case.area_code for row in fresh})
        docket = Docket()
        for row in fresh:
            try:
                case = file_foreign_case(docket, self._settled(row), actor=self._actor, now=self._now).case
                written.filed[row.case.submission] = _Stored(case.on_time, not case.is_open)
            except CaseFault as fault:
                written.faults[row.case.submission] = " ".join(fault.messages)
        docket.write()
        return written

    def _settled(self, row: Row) -> ForeignCase:
        """The row's case in an area that the plan in force knows."""
        code = self._land.nearest_known(row.case.area_code)
        if code == row.case.area_code:
            return row.case
        if Remark.LABEL_UNKNOWN not in row.remarks:
            row.remarks.append(Remark.LABEL_UNKNOWN)
        return replace(row.case, area_code=code)

    def _count(self, batch: list[Row], written: _Written) -> None:
        for row in batch:
            name = row.case.submission
            if name in written.faults:
                self._refuse(row.number, row.case.id, Refused(Reason.NOT_FILED, written.faults[name]))
                continue
            already = name in written.before
            stored = written.before[name] if already else written.filed[name]
            if row.case.closed and not stored.ended:
                row.remarks.append(Remark.OTHERWISE_HERE)
            self.tally.count_taken(row, stored.on_time if stored.ended else None, already=already)
            for remark in row.remarks:
                self._on_noted(Noted(row.number, row.case.id, remark))

    def _refuse(self, row: int, foreign_id: str, refused: Refused) -> None:
        self.tally.refused[refused.reason] += 1
        self._on_noted(Noted(row, foreign_id, refused.reason, refused.detail))


def _stored(submissions: Iterable[str]) -> dict[str, _Stored]:
    """Those of the cases that are here already."""
    rows = Case.objects.filter(submission__in=list(submissions)).values_list("submission", "on_time", "ended_at")
    return {submission: _Stored(on_time, ended is not None) for submission, on_time, ended in rows if submission}
