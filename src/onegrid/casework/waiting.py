"""What waits for one person, in lists, each read in the order of an index: a list of ten among a million costs what ten cost."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from onegrid.casework.models import Case
from onegrid.casework.pages import PAGE, Page, count_in, page_by_deadline
from onegrid.casework.reaches import Reach, reaches_called, reaches_held, reaches_of_seats, reaches_within
from onegrid.directory.models import Person
from onegrid.directory.rights import Right, scope_of

NEW, DONE = Q(state="new"), Q(state="resolved")


class WaitingList(StrEnum):
    """The lists of a person, in the order in which they are shown."""

    ALL = "all"
    NEW = "new"
    HAND = "hand"
    CALLED = "called"
    VERIFY = "verify"


@dataclass(frozen=True)
class Waiting:
    """One list: where its cases lie, and which of those there they are."""

    reaches: list[Reach]
    cases: QuerySet[Case] = field(default_factory=Case.objects.open)

    def page(self, after: str = "", *, size: int = PAGE) -> Page:
        """A page, the most pressing first. A cursor that cannot be read is the beginning."""
        return page_by_deadline(self.reaches, _lines(self.cases), after=after, size=size)

    def count(self) -> int:
        """How many there are; above `pages.MOST_COUNTED` nobody counts on."""
        return count_in(self.reaches, self.cases)


def waiting_for(person: Person) -> Waiting:
    """All open cases that a person's own seats hold, or are called to, done ones too."""
    return Waiting(reaches_of_seats(person))


def lists_waiting_for(person: Person) -> dict[WaitingList, Waiting]:
    """The lists that somebody has by their posts."""
    lists, undone = {}, Case.objects.open().exclude(DONE)
    held, called = reaches_held(person), reaches_called(person)
    if scope_of(person, Right.HANDLE):
        lists[WaitingList.ALL] = Waiting([*held, *called], undone)
        lists[WaitingList.NEW] = Waiting(held, undone.filter(NEW))
        lists[WaitingList.HAND] = Waiting(held, undone.exclude(NEW))
    if called:
        lists[WaitingList.CALLED] = Waiting(called, undone)
    if places := _verified_in(person):
        lists[WaitingList.VERIFY] = Waiting(reaches_within(places), _done_by_others(person))
    return lists


def _verified_in(person: Person) -> set[str]:
    return {code for right in (Right.INSPECT, Right.DISPATCH) for code in scope_of(person, right).prefixes}


def _done_by_others(person: Person) -> QuerySet[Case]:
    """`handled_by` is a list of ids; as text it reads the same on every database, as [12, 345]."""
    own_hand = rf"(^|[^0-9]){person.pk}([^0-9]|$)"
    done = Case.objects.open().filter(DONE)
    return done.annotate(hands=Cast("handled_by", TextField())).exclude(hands__regex=own_hand)


def _lines(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("holder_organisation", "handler").defer(
        "description", "details", "handled_by", "came_from"
    )
