from collections.abc import Mapping
from typing import Any

from django.db import transaction

from onegrid.audit.domain.entries import record_in_journal
from onegrid.directory.models import Person
from onegrid.directory.rights import Right, posts_of, scope_of


@transaction.atomic
def record_export(person: Person, *, rows: int, complete: bool, chosen: Mapping[str, Any]) -> None:
    """Put on record that somebody took a list of cases out of the house: how many, whether that was all, and the filters.

    It stands in the journal of every subdistrict whose cases the person may see. `chosen` must not hold the words of a
    search: people search for names.
    """
    after = {"cases": rows, "complete": complete, **chosen}
    for root in _subdistricts(person):
        record_in_journal(root, "export cases", actor=person.actor, after=after)


def _subdistricts(person: Person) -> list[str]:
    scope = scope_of(person, Right.SEE_CASES)
    seeing = (
        post
        for post in posts_of(person)
        if post.area_code in scope.prefixes or post.organisation_id in scope.organisations
    )
    return sorted({post.area_code[:9] for post in seeing})
