from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import models, transaction

from onegrid.audit.domain.entries import append_entry
from onegrid.audit.models import Entry
from onegrid.casework.acts import Actor
from onegrid.casework.belongings import KEPT, belongings, forget_belongings
from onegrid.casework.domain.inserting import insert_rows
from onegrid.casework.faults import TakenMeanwhile
from onegrid.casework.models import Case, Message, StoredFile
from onegrid.casework.search import reindex_case, search_text

_FIXED = {"id", "number", "secret", "submission", "kind", "kind_version", "channel", "reported_at"}
_CHANGING = [field.attname for field in Case._meta.concrete_fields if field.name not in _FIXED]
BATCH = 1000


class Docket:
    """Everything that one transaction will write: cases, what belongs to them, entries and messages.

    Verbs change cases in memory and put rows here; `write` writes it all or nothing. One case or thirty thousand go the
    same way, so that a bulk is the same as the single verbs in a row.
    """

    def __init__(self, *, silent: bool = False) -> None:
        self._silent = silent
        self._new: dict[int, Case] = {}
        self._read: dict[int, tuple[Case, int]] = {}
        self._rows: dict[type[models.Model], list[models.Model]] = {}
        self._changed: dict[int, models.Model] = {}
        self._placed: dict[int, Case] = {}
        self._files: dict[str, StoredFile] = {}

    def open(self, case: Case) -> None:
        """Put in a case that is not in the database yet."""
        self._new[case.pk] = case

    def enter(
        self,
        case: Case,
        verb: str,
        *,
        actor: Actor,
        at: datetime,
        reason: str = "",
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Record a change of a case. Every change goes through here, for it is what makes the case be written."""
        if case.pk not in self._new:
            self._read.setdefault(case.pk, (case, case.length))
        case.changed_at = at
        self.add(append_entry(case, verb, actor=actor.key, at=at, reason=reason, before=before, after=after))

    def add(self, *rows: models.Model) -> None:
        """Put in new rows of any other table; they are written in the order of their tables' first appearance."""
        for row in rows:
            self._rows.setdefault(type(row), []).append(row)
            if isinstance(row, KEPT):
                belongings(row.case, type(row)).append(row)

    def change(self, row: models.Model) -> None:
        """Put in a row that exists, or is new here, and was changed; a new one is written as it then stands."""
        if row.pk is not None and not row._state.adding:
            self._changed[id(row)] = row

    def keep(self, file: StoredFile) -> None:
        """Put in a stored file; the same bytes may be stored already, here or by somebody else at this moment."""
        self._files[file.digest] = file

    def place(self, case: Case) -> None:
        """Let searches within areas find a case where it lies from now on."""
        self._placed[case.pk] = case

    def tell(self, case: Case, topic: str, *, to: str, at: datetime, **facts: Any) -> None:
        """Put a message for a channel into the outbox; a silent docket, which brings in history, tells nobody."""
        if not self._silent:
            self.add(Message(case=case, topic=topic, to=to, facts=facts, made_at=at, send_after=at))

    def tell_public(self, case: Case, topic: str, *, at: datetime) -> None:
        """Put the same message for the reporter and for everybody who follows the case into the outbox."""
        self.tell(case, topic, to="reporter", at=at)
        self.tell(case, topic, to="followers", at=at)

    def write(self) -> None:
        """Write all of it in one transaction. Raises `TakenMeanwhile`, having written nothing, if a case changed since."""
        with transaction.atomic():
            insert_rows(list(self._new.values()))
            for case, length in self._read.values():
                _update(case, length)
            if self._files:
                StoredFile.objects.bulk_create(self._files.values(), ignore_conflicts=True)
            for rows in self._rows.values():
                insert_rows(rows)
            for row in self._changed.values():
                row.save(force_update=True)
            insert_rows([search_text(case) for case in self._new.values()])
            for case in self._placed.values():
                reindex_case(case)
        for case in [*self._new.values(), *(case for case, _length in self._read.values())]:
            forget_belongings(case)

    @property
    def entries(self) -> list[models.Model]:
        """The entries waiting to be written."""
        return self._rows.get(Entry, [])


def _update(case: Case, length: int) -> None:
    fields = {name: getattr(case, name) for name in _CHANGING}
    if not Case.objects.filter(pk=case.pk, length=length).update(**fields):
        raise TakenMeanwhile


@contextmanager
def docket() -> Iterator[Docket]:
    """A docket that is written when the block ends without a fault."""
    waiting = Docket()
    yield waiting
    waiting.write()
