"""The same people, home or place again: told to the mediator of a dispute and to nobody else, for it may all be chance."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onegrid.directory.models import Person
from onegrid.lib.codes import code_range
from onegrid.mediation.models import Dispute, Party
from onegrid.mediation.rules import mediates

LATELY = timedelta(days=730)
CLUSTERED_WITHIN = timedelta(days=180)
CLUSTER = 3
"""So many disputes of one type in one micro-grid or house within half a year are more than chance."""
_KEYS = ("phone_key", "identity_key", "home_key")


@dataclass(frozen=True)
class Warning:
    """What comes again, in a sentence, and in how many disputes besides this one."""

    what: str
    count: int
    text: str


def warnings_for(person: Person, dispute: Dispute) -> list[Warning]:
    """What a mediator of the dispute should know; nothing for anybody else. Three queries at most."""
    if not mediates(person, dispute):
        return []
    found = [_same_people(dispute), _same_place(dispute), _same_sort_near_by(dispute)]
    return [each for each in found if each is not None]


def _others(dispute: Dispute, within: timedelta) -> QuerySet[Dispute]:
    since = dispute.case.reported_at - within
    return Dispute.objects.exclude(pk=dispute.pk).filter(
        case__reported_at__gte=since, case__reported_at__lte=dispute.case.reported_at
    )


def _same_people(dispute: Dispute) -> Warning | None:
    query = Q(pk__in=[])
    for party in dispute.parties.all():
        for key in _KEYS:
            if value := getattr(party, key):
                query |= Q(**{key: value})
    count = _others(dispute, LATELY).filter(pk__in=Party.objects.filter(query).values("dispute")).count()
    if not count:
        return None
    words = ngettext(
        "A party, or its household, was in %(count)d other dispute within two years.",
        "A party, or its household, was in %(count)d other disputes within two years.",
        count,
    )
    return Warning("people", count, words % {"count": count})


def _same_place(dispute: Dispute) -> Warning | None:
    if not dispute.place_key:
        return None
    count = _others(dispute, LATELY).filter(place_key=dispute.place_key).count()
    if not count:
        return None
    words = ngettext(
        "There was %(count)d other dispute at the same place within two years.",
        "There were %(count)d other disputes at the same place within two years.",
        count,
    )
    return Warning("place", count, words % {"count": count})


def _same_sort_near_by(dispute: Dispute) -> Warning | None:
    low, high = code_range(dispute.case.area_code)
    near = _others(dispute, CLUSTERED_WITHIN).filter(case__area_code__gte=low, case__area_code__lt=high)
    count = near.filter(sort=dispute.sort).count()
    if count + 1 < CLUSTER:
        return None
    words = _("%(count)d other disputes of this type lay in the same area within half a year. There may be one cause.")
    return Warning("sort", count, words % {"count": count})
