"""Everything that the page of one case shows, gathered in a number of queries that does not grow with the case."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from onegrid.casework.acts import Actor
from onegrid.casework.domain.clocks import clocks_of
from onegrid.casework.models import Attachment, Call, Case, CaseClock, Contact, Extension, Shelving
from onegrid.casework.permits import is_holder, may_note, may_reply
from onegrid.casework.queries import cases_visible_to, entries_of, refusals_of
from onegrid.casework.similar import Similar, similar_visible_to
from onegrid.directory.models import Person
from onegrid.web.cases.offers import Offers, offers_to
from onegrid.web.cases.timeline import Line, Refusal, names_in, refusals, timeline_of


@dataclass(frozen=True)
class Relation:
    """Another case, and what it is to this one: 'parent', 'part', 'into', 'merged', 'same'."""

    kind: str
    case: Case


@dataclass(frozen=True)
class CasePage:
    """One case as one person sees it."""

    case: Case
    lines: list[Line]
    refusals: list[Refusal]
    clocks: list[tuple[str, CaseClock]]
    offers: Offers
    public_files: list[Attachment]
    internal_files: list[Attachment]
    calls: list[Call]
    shelvings: list[Shelving]
    extensions: list[Extension]
    relations: list[Relation]
    similar: list[Similar]
    details: list[tuple[str, str]]
    followers: int
    has_contact: bool
    is_holder: bool
    may_reply: bool
    may_note: bool
    at: datetime = field(default_factory=timezone.now)


def gather_page(case: Case, viewer: Person) -> CasePage:
    """The page of a case that the viewer may see."""
    entries = list(entries_of(case))
    names = names_in(entries)
    files = list(case.attachments.select_related("file"))
    return CasePage(
        case=case,
        lines=timeline_of(case, entries, names)[::-1],
        refusals=refusals(refusals_of(entries), names),
        clocks=_clocks(case),
        offers=offers_to(Actor.of(viewer), case),
        public_files=[file for file in files if file.public],
        internal_files=[file for file in files if not file.public],
        calls=list(case.calls.select_related("organisation", "answered_by", "called_by")),
        shelvings=list(case.shelvings.select_related("owner")),
        extensions=list(case.extensions.select_related("asked_by", "decided_by")),
        relations=(relations := _relations(case, viewer)),
        similar=_others(similar_visible_to(viewer, case), relations),
        details=_details(case),
        followers=case.followers.count(),
        has_contact=Contact.objects.filter(case=case).exists(),
        is_holder=is_holder(viewer, case),
        may_reply=may_reply(viewer, case),
        may_note=may_note(viewer, case),
    )


def _clocks(case: Case) -> list[tuple[str, CaseClock]]:
    """The latest clock of each sort, with its title: what came before stands in the record."""
    unstopped_last = sorted(clocks_of(case), key=lambda clock: clock.state != CaseClock.State.STOPPED)
    latest = {clock.key: clock for clock in unstopped_last}
    return [(str(clock.title), latest[clock.key]) for clock in case.type.clocks if clock.key in latest]


def _relations(case: Case, viewer: Person) -> list[Relation]:
    """The cases that belong to this one and that the viewer may see as well."""
    up = {"parent": case.parent_id, "into": case.merged_into_id, "same": case.duplicate_of_id}
    down = Case.objects.filter(Q(parent=case) | Q(merged_into=case) | Q(duplicate_of=case))
    kinds = {pk: kind for kind, pk in up.items() if pk}
    for pk, parent, into in down.values_list("pk", "parent", "merged_into"):
        kinds[pk] = "part" if parent == case.pk else "merged" if into == case.pk else "same"
    if not kinds:
        return []
    visible = cases_visible_to(viewer).filter(pk__in=kinds).select_related("holder_organisation").order_by("id")
    return [Relation(kinds[other.pk], other) for other in visible]


def _others(similar: list[Similar], relations: list[Relation]) -> list[Similar]:
    """What is related already is named as that."""
    related = {relation.case.pk for relation in relations}
    return [each for each in similar if each.case.pk not in related]


def _details(case: Case) -> list[tuple[str, str]]:
    """The kind's own questions and what was answered, a choice by its title."""
    fields: list[tuple[str, Any]] = [(str(field.title), field) for field in case.type.fields]
    answered = [(title, field, case.details.get(field.key)) for title, field in fields]
    return [(title, str(dict(field.choices).get(value, value))) for title, field, value in answered if value]
