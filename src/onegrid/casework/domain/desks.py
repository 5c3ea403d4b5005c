"""What people keep at their own desk. None of it concerns anybody else, so none of it goes into the record."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from onegrid.casework.models import DeskHabit, SavedFilter
from onegrid.directory.models import Person

MOST_FILTERS = 20
LONGEST_NAME = 30
LONGEST_CHOICE = 2000


@transaction.atomic
def save_filter(person: Person, name: str, chosen: str) -> SavedFilter:
    """Keep a choice of the queue, given as a query string, under a name; under a name that is taken it replaces the other.

    Raises `ValidationError` without a name, for one that is too long, and for more than `MOST_FILTERS`.
    """
    Person.objects.select_for_update().get(pk=person.pk)  # one at a time, so that no name stands twice
    name, kept = _clean(name), filters_of(person)
    found = next((each for each in kept if each.name == name), None)
    if found is None and len(kept) >= MOST_FILTERS:
        raise ValidationError(_("You keep %(most)d filters already. Delete one first.") % {"most": MOST_FILTERS})
    found = found or SavedFilter(person=person, name=name)
    found.chosen = chosen[:LONGEST_CHOICE]
    found.save()
    return found


@transaction.atomic
def rename_filter(saved: SavedFilter, name: str) -> None:
    """Give a kept filter another name. Raises `ValidationError` for one that will not do or is taken."""
    Person.objects.select_for_update().get(pk=saved.person_id)
    name = _clean(name)
    if any(each.name == name and each.pk != saved.pk for each in filters_of(saved.person)):
        raise ValidationError(_("You keep a filter of this name already. Choose another name."))
    saved.name = name
    saved.save(update_fields=["name"])


def delete_filter(saved: SavedFilter) -> None:
    """Keep a filter no longer. The cases that it chose stay as they are."""
    saved.delete()


def choose_columns(person: Person, columns: Iterable[str]) -> None:
    """Show these columns of the queue from now on; none for the usual ones."""
    DeskHabit.objects.update_or_create(person=person, defaults={"columns": list(columns)})


def switch_single_keys(person: Person, on: bool) -> None:
    """Let single letters act on the desk, or not (WCAG 2.1.4)."""
    DeskHabit.objects.update_or_create(person=person, defaults={"single_keys": on})


def filters_of(person: Person) -> list[SavedFilter]:
    """The filters that somebody keeps, in the order in which they were saved."""
    return list(SavedFilter.objects.filter(person=person).select_related("person"))


def habit_of(person: Person) -> DeskHabit:
    """How somebody likes their desk; the usual, if they never said."""
    return DeskHabit.objects.filter(person=person).first() or DeskHabit(person=person)


def _clean(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise ValidationError(_("Give the filter a name."))
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("A name may have %(most)d characters at most.") % {"most": LONGEST_NAME})
    return name
