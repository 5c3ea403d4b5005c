from typing import Any

from django.db.models import Q, QuerySet

from onegrid.audit.models import Entry
from onegrid.casework.models import Call, Case
from onegrid.casework.reaches import any_of, reaches_of_seats
from onegrid.directory.models import Person
from onegrid.directory.rights import Right, Scope, scope_of


def cases_visible_to(person: Person) -> QuerySet[Case]:
    """The cases that somebody may see: in the areas of their posts, held by their departments, or called to them."""
    scope = scope_of(person, Right.SEE_CASES)
    return Case.objects.filter(visible_in(scope)) if scope else Case.objects.none()


def visible_in(scope: Scope) -> Q:
    """The query for the cases that a scope reaches."""
    query = scope.as_filter("area_code")
    if scope.organisations:
        called = Call.objects.filter(organisation__in=scope.organisations).values("case")
        query |= Q(holder_organisation__in=scope.organisations) | Q(pk__in=called)
    return query


def cases_waiting_for(person: Person) -> QuerySet[Case]:
    """The open cases that a person's own seats hold: what they must act on, not merely may see."""
    return cases_visible_to(person).filter(any_of(reaches_of_seats(person)), ended_at__isnull=True)


def case_visible_to(person: Person, number: str) -> Case:
    """One case by its number. Raises `Case.DoesNotExist` if there is none that the person may see."""
    related = ("holder_organisation", "handler", "parent", "merged_into", "duplicate_of")
    return cases_visible_to(person).select_related(*related).get(number=number)


def entries_of(case: Case) -> QuerySet[Entry]:
    """The record of a case, in order."""
    return Entry.objects.filter(chain=case.chain).order_by("seq")


def refusals_of(entries: list[Entry]) -> list[dict[str, Any]]:
    """Who would not have the case and why, from its record: every return and redirection, with the seat that gave it away."""
    return [
        {"at": entry.at, "actor": entry.actor, "reason": entry.reason, "from": entry.before.get("holder", {})}
        for entry in entries
        if entry.verb in ("return", "redirect") and entry.reason
    ]
