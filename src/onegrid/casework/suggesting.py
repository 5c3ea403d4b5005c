"""Which kind and category do these words sound like? Learnt from the words of the shelf and of the office's latest cases.

A naive Bayes classifier over pairs of characters, as the search cuts them: each pair speaks for the sorts in which it has
been used more often than elsewhere. Multinomial with add-one smoothing; see Manning, Raghavan and Schütze, Introduction to
Information Retrieval, chapter 13. In memory there are only counts of pairs, no text.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log

from django.conf import settings
from django.utils import timezone, translation

from onegrid.casework.models import Case
from onegrid.casework.registry import case_types
from onegrid.lib.text import tokens

LEARNT_FROM = 5_000
KEPT = timedelta(hours=6)
SHELF_WEIGHT = 3
"""The shelf's own words count as so many cases: they are all that a new office has."""

Sort = tuple[str, str]


@dataclass(frozen=True)
class Suggestion:
    """A kind and a category ('' for none), and how sure that is, between 0 and 1."""

    kind: str
    category: str
    sure: float


class Sorter:
    """Counts of pairs by sort. Never changes once built; threads may share it."""

    def __init__(self, examples: Iterable[tuple[Sort, list[str], int]]) -> None:
        """From examples: their sort, their pairs, and how often each counts."""
        self._pairs: dict[Sort, Counter[str]] = {}
        self._cases: Counter[Sort] = Counter()
        for sort, pairs, weight in examples:
            counts = self._pairs.setdefault(sort, Counter())
            for pair in set(pairs):
                counts[pair] += weight
            self._cases[sort] += weight
        self._known = {pair for counts in self._pairs.values() for pair in counts}
        self._sums = {sort: counts.total() for sort, counts in self._pairs.items()}

    def sort(self, pairs: Iterable[str]) -> list[tuple[Sort, float]]:
        """The sorts with the share that speaks for each, the likeliest first; nothing for pairs never seen."""
        seen = sorted(set(pairs) & self._known)
        if not seen:
            return []
        scores = {sort: self._score(sort, seen) for sort in self._pairs}
        best = max(scores.values())
        shares = {sort: exp(score - best) for sort, score in scores.items()}
        whole = sum(shares.values())
        return sorted(((sort, share / whole) for sort, share in shares.items()), key=lambda each: (-each[1], each[0]))

    def _score(self, sort: Sort, pairs: list[str]) -> float:
        counts, room = self._pairs[sort], self._sums[sort] + len(self._known)
        return log(self._cases[sort]) + sum(log((counts[pair] + 1) / room) for pair in pairs)


def suggest_sort(words: str, *, kinds: Iterable[str]) -> Suggestion | None:
    """The kind that some words sound like, among those offered, and its category if one is likely; None if none is."""
    offered = set(kinds)
    shares = [(sort, share) for sort, share in _sorter().sort(tokens(words)) if sort[0] in offered]
    whole = sum(share for _sort, share in shares)
    if not whole:
        return None
    by_kind: dict[str, float] = {}
    for (kind, _category), share in shares:
        by_kind[kind] = by_kind.get(kind, 0.0) + share / whole
    kind, sure = max(by_kind.items(), key=lambda each: each[1])
    category, own = next((sort[1], share / whole) for sort, share in shares if sort[0] == kind)
    return Suggestion(kind, category if own >= sure / 2 else "", sure)


_kept: tuple[datetime, Sorter] | None = None


def _sorter() -> Sorter:
    global _kept
    now = timezone.now()
    if _kept is None or now - _kept[0] > KEPT:
        _kept = (now, Sorter([*_from_shelf(), *_from_cases()]))
    return _kept[1]


def forget() -> None:
    """Learn anew at the next question."""
    global _kept
    _kept = None


def _from_shelf() -> Iterable[tuple[Sort, list[str], int]]:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for kind in (each for each in case_types() if not each.room):
                yield (kind.key, ""), tokens(f"{kind.title} {kind.summary}"), SHELF_WEIGHT
                for category in kind.categories:
                    yield (kind.key, category.key), tokens(f"{kind.title} {category.title}"), SHELF_WEIGHT


def _from_cases() -> Iterable[tuple[Sort, list[str], int]]:
    newest = Case.objects.order_by("-pk").values_list("kind", "category", "description")[:LEARNT_FROM]
    for kind, category, description in newest:
        yield (kind, category), tokens(description), 1
