"""Who holds the certificates that some work asks for, and until when."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from onegrid.directory.models import Credential

NEVER = date.max
"""The day on which a certificate without an end lapses."""


class Standing(IntEnum):
    """How somebody stands to what is asked for, the best first."""

    VALID = 0
    LAPSED = 1
    MISSING = 2


@dataclass(frozen=True)
class Certification:
    """Whether somebody holds everything that is asked for. `day`: on which the first of it lapses, or did; for what is
    missing, `NEVER`."""

    standing: Standing
    day: date = NEVER


def certify(held: Mapping[str, date], needed: Collection[str], *, on: date) -> Certification:
    """How somebody stands who holds certificates of some kinds, each until a day (exclusive). Nothing needed is valid.

    >>> certify({"fire": date(2026, 3, 1)}, ["fire"], on=date(2026, 3, 1)).standing.name
    'LAPSED'
    """
    if set(needed) - set(held):
        return Certification(Standing.MISSING)
    day = min((held[kind] for kind in needed), default=NEVER)
    return Certification(Standing.VALID if day > on else Standing.LAPSED, day)


def best_of(certifications: Iterable[Certification]) -> Certification:
    """How a seat stands: as whoever of its people stands best, and longest."""
    ranked = sorted(certifications, key=lambda each: (each.standing, -each.day.toordinal()))
    return ranked[0] if ranked else Certification(Standing.MISSING)


def certifications_of(people: Collection[int], needed: Collection[str], *, on: date) -> dict[int, Certification]:
    """How each of some people (by key) stands on a day, in one query; in none where nothing is needed."""
    held: dict[int, dict[str, date]] = {person: {} for person in people}
    rows = (
        Credential.objects.filter(person__in=held, kind__in=needed, issued__lte=on)
        if needed
        else Credential.objects.none()
    )
    for person, kind, expires in rows.values_list("person", "kind", "expires"):
        own = held[person]
        own[kind] = max(expires or NEVER, own.get(kind, date.min))
    return {person: certify(own, needed, on=on) for person, own in held.items()}
