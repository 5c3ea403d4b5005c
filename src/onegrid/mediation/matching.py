"""Who should mediate: everybody with a certificate in force and no tie to the parties, the most fitting first, with reasons."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onegrid.directory.certificates import Standing, certifications_of
from onegrid.lib.codes import is_within
from onegrid.mediation.conflicts import conflict_of, ties_of
from onegrid.mediation.grading import needs_panel
from onegrid.mediation.models import Appointment, Dispute, Mediator
from onegrid.mediation.queries import mediators_of

NO_CERTIFICATE = gettext_lazy("has no mediator's certificate in force")
FULL = gettext_lazy("has as many open disputes as they can take")
REFUSED = gettext_lazy("was refused by a party")
APPOINTED = gettext_lazy("mediates it already")


@dataclass(frozen=True)
class Proposal:
    """A mediator for a dispute: how well they fit and why, or what bars them."""

    mediator: Mediator
    fit: float
    reasons: tuple[str, ...] = ()
    bar: Promise | None = None


def propose_mediators(dispute: Dispute) -> list[Proposal]:
    """Every mediator of the subdistrict: who may have the dispute, the most fitting first; then who may not, and why."""
    mediators = list(mediators_of(dispute.case.area_code[:9]))
    loads = loads_of(mediators)
    bars = _bars(dispute, mediators, loads)
    found = [
        Proposal(each, 0, bar=bars[each.pk]) if each.pk in bars else _weigh(each, dispute, loads[each.pk])
        for each in mediators
    ]
    return sorted(found, key=lambda each: (each.bar is not None, -each.fit, each.mediator.pk))


def bar_of(dispute: Dispute, mediator: Mediator) -> Promise | None:
    """What bars one mediator from a dispute; None if nothing does."""
    return _bars(dispute, [mediator], loads_of([mediator])).get(mediator.pk)


def loads_of(mediators: list[Mediator]) -> Counter[int]:
    """How many open disputes each of the mediators has."""
    open_ones = Appointment.objects.filter(
        mediator__in=mediators, ended_at__isnull=True, dispute__case__ended_at__isnull=True
    )
    return Counter(open_ones.values_list("mediator", flat=True))


def certified(mediators: list[Mediator]) -> set[int]:
    """Those of the mediators whose certificate is in force today."""
    people = [each.pk for each in mediators]
    found = certifications_of(people, [Mediator.CERTIFICATE], on=timezone.localdate())
    return {person for person, each in found.items() if each.standing is Standing.VALID}


def _bars(dispute: Dispute, mediators: list[Mediator], loads: Counter[int]) -> dict[int, Promise]:
    ties, valid = ties_of(dispute, list(dispute.parties.all())), certified(mediators)
    before = list(dispute.appointments.all())
    refused = {each.mediator_id for each in before if each.refused_by_id}
    present = {each.mediator_id for each in before if each.ended_at is None}
    bars: dict[int, Promise] = {}
    for each in mediators:
        if each.pk in present:
            bars[each.pk] = APPOINTED
        elif each.pk not in valid:
            bars[each.pk] = NO_CERTIFICATE
        elif (conflict := conflict_of(each, ties)) is not None:
            bars[each.pk] = conflict
        elif each.pk in refused:
            bars[each.pk] = REFUSED
        elif loads[each.pk] >= each.most:
            bars[each.pk] = FULL
    return bars


def _weigh(mediator: Mediator, dispute: Dispute, load: int) -> Proposal:
    """Knowledge of the type counts most, then the language, the neighbourhood, and how much room is left."""
    free = 1 - load / max(mediator.most, 1)
    marks: list[tuple[float, Any]] = [(2 * free, _load_words(load))]
    if dispute.sort in mediator.sorts:
        marks.append((4, _("knows this type of dispute")))
    if dispute.language and dispute.language in mediator.languages:
        marks.append((3, _("speaks the language that is needed")))
    if any(is_within(dispute.case.area_code, area) for area in mediator.areas):
        marks.append((2, _("works in this neighbourhood")))
    if mediator.chairs and needs_panel(dispute.risk, dispute.signs):
        marks.append((1.5, _("may chair a panel")))
    marks.sort(key=lambda mark: -mark[0])
    return Proposal(mediator, sum(weight for weight, _words in marks), tuple(words for _weight, words in marks))


def _load_words(load: int) -> str:
    if not load:
        return _("has no open dispute")
    return ngettext("has %(count)d open dispute", "has %(count)d open disputes", load) % {"count": load}
