"""What somebody did on a day, out of the record: a summary that nobody has to write."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from onegrid.audit.models import Anchor, Entry
from onegrid.casework.models import Case
from onegrid.casework.queries import cases_visible_to
from onegrid.directory.models import Person

QUIET = {"attach", "read contact"}
MOST = 300


@dataclass(frozen=True)
class Deed:
    """One thing that somebody did: its entry, and its case if they may still see it."""

    entry: Entry
    case: Case | None


@dataclass(frozen=True)
class Day:
    """A person's day: what was done in order, and how often each sort of thing was, by its verb."""

    day: date
    deeds: Sequence[Deed]
    counts: Counter[str]


def day_of(person: Person, day: date) -> Day:
    """What a person did on a day in the office's zone, `MOST` things at the most. Their own day only: nobody is watched by it."""
    begins = timezone.make_aware(datetime.combine(day, time.min))
    entries = Entry.objects.filter(
        pk__gt=_known_before(day), actor=person.actor, at__gte=begins, at__lt=begins + timedelta(days=1)
    ).exclude(verb__in=QUIET)
    found = list(entries.order_by("pk")[:MOST])
    keys = {int(entry.chain[5:]) for entry in found if entry.chain.startswith("case:")}
    cases = {f"case:{case.pk}": case for case in cases_visible_to(person).filter(pk__in=keys)}
    deeds = [Deed(entry, cases.get(entry.chain)) for entry in found if entry.chain.startswith("case:")]
    return Day(day, deeds, Counter(deed.entry.verb for deed in deeds))


def _known_before(day: date) -> int:
    """The last entry that was anchored before a day: later ones are few, and the record has no index of its actors."""
    last = Anchor.objects.filter(day__lt=day).order_by("-day").values_list("last_entry", flat=True).first()
    return last or 0
