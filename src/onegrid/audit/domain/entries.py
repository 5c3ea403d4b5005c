from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from onegrid.audit.models import Chained, Entry, Journal


def append_entry(
    subject: Chained,
    verb: str,
    *,
    actor: str,
    at: datetime,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Entry:
    """The next entry of a subject's chain, unsaved; moves the subject's `length` and `head` on.

    The caller writes both in one transaction, and the subject's row only if its `length` in the database is still the
    one it was read with. `before` and `after` hold only what JSON can say, and never personal data.
    """
    entry = Entry(
        chain=subject.chain,
        seq=subject.length + 1,
        at=at,
        actor=actor,
        verb=verb,
        reason=reason,
        before=dict(before or {}),
        after=dict(after or {}),
        previous=subject.head,
    )
    entry.digest = entry.compute_digest()
    subject.length, subject.head = entry.seq, entry.digest
    return entry


@dataclass(frozen=True)
class Line:
    """What an entry in a journal says besides who and when."""

    verb: str
    reason: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def record_in_journal(
    key: str,
    verb: str,
    *,
    actor: str,
    at: datetime | None = None,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Entry:
    """Write an entry about an office's own matters into a journal: a subdistrict's, by its code, or 'deployment'."""
    (entry,) = record_all_in_journal(key, [Line(verb, reason, before or {}, after or {})], actor=actor, at=at)
    return entry


@transaction.atomic
def record_all_in_journal(key: str, lines: Iterable[Line], *, actor: str, at: datetime | None = None) -> list[Entry]:
    """Write several entries into a journal, one after the other, in one transaction."""
    Journal.objects.get_or_create(key=key)
    journal = Journal.objects.select_for_update().get(key=key)
    at = at or timezone.now()
    entries = [
        append_entry(journal, line.verb, actor=actor, at=at, reason=line.reason, before=line.before, after=line.after)
        for line in lines
    ]
    Entry.objects.bulk_create(entries, batch_size=1000)
    journal.save(update_fields=["length", "head"])
    return entries
