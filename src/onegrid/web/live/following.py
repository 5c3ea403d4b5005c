"""Following the record: which cases have entries that were not there before."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Max

from onegrid.audit.models import Entry
from onegrid.casework.models import Call, Case

GRACE_S = 10.0
"""An entry of a lower number may be committed after one of a higher number; for so long they are looked out for."""
MOST = 1000


@dataclass(frozen=True)
class Change:
    """A case that changed, and what decides who may know of it."""

    number: str
    area_code: str
    organisations: frozenset[int]


@dataclass
class Follower:
    """Reads what is new since it was asked last. Begins with what comes after it was made.

    `_low` is the number up to which everything is known; above it, each number that was read stands in `_seen` with when.
    """

    clock: Callable[[], float] = time.monotonic
    _low: int = field(default=-1, init=False)
    _seen: dict[int, float] = field(default_factory=dict, init=False)

    @property
    def last(self) -> int:
        """The number of the last entry that was read; -1 before the first time."""
        return max(self._seen, default=self._low)

    def read(self) -> list[Change]:
        """The cases with new entries, each once; the first time, none. One indexed query where nothing is new."""
        if self._low < 0:
            self._low = last_entry()
            return []
        rows = Entry.objects.filter(pk__gt=self._low).exclude(pk__in=list(self._seen)).order_by("pk")
        new = list(rows.values_list("pk", "chain")[:MOST])
        changes = changes_of(_cases_in(chain for _pk, chain in new))
        # Only now: what could not be looked up is read again.
        self._note([pk for pk, _chain in new])
        return changes

    def _note(self, keys: list[int]) -> None:
        now = self.clock()
        self._seen |= dict.fromkeys(keys, now)
        for pk in sorted(self._seen):
            if now - self._seen[pk] < GRACE_S:
                break
            self._low = pk
            del self._seen[pk]


def last_entry() -> int:
    """The number of the record's last entry; 0 if it is empty. A page that is drawn after it shows all that came up to it."""
    return Entry.objects.aggregate(last=Max("pk"))["last"] or 0


def changes_since(entry: int) -> list[Change]:
    """What changed after an entry, for a page that was away: the cases of the last thousand entries after it, each once."""
    return changes_of(
        _cases_in(Entry.objects.filter(pk__gt=entry).order_by("-pk").values_list("chain", flat=True)[:MOST])
    )


def _cases_in(chains: Iterable[str]) -> set[int]:
    return {int(chain[5:]) for chain in chains if chain.startswith("case:")}


def changes_of(cases: set[int]) -> list[Change]:
    """The changes of some cases, in two queries."""
    if not cases:
        return []
    called: dict[int, set[int]] = {}
    for case, organisation in Call.objects.filter(case__in=cases).values_list("case", "organisation"):
        called.setdefault(case, set()).add(organisation)
    rows = Case.objects.filter(pk__in=cases).values_list("pk", "number", "area_code", "holder_organisation")
    return [
        Change(number, area, frozenset(called.get(pk, set()) | ({holder} if holder else set())))
        for pk, number, area, holder in rows
    ]
