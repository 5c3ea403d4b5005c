"""Cases that are likely to be about the same matter as another, or about the same trouble again."""

from dataclasses import dataclass
from datetime import timedelta
from math import hypot, inf

from onegrid.casework.models import Case
from onegrid.casework.queries import cases_visible_to
from onegrid.directory.models import Person
from onegrid.lib.ids import lowest_id
from onegrid.territory.metres import metres_per_degree

BEFORE = timedelta(days=180)
LOOKED_AT = 200


@dataclass(frozen=True)
class Similar:
    """A case of the same kind in the same micro-grid, and how far it is, if both have a point."""

    case: Case
    metres: float | None


def similar_visible_to(person: Person, case: Case, *, most: int = 5) -> list[Similar]:
    """Cases of the same kind in the same area that somebody may see: the open ones first, then those of the half year before,
    each sort by distance.

    Among the `LOOKED_AT` newest of the area, whoever may see those, so that it costs the same for a department that sees few of
    them. Three small queries: the newest by the index of areas and ids, which may be seen, and the few that are shown.
    """
    since = lowest_id(case.reported_at - BEFORE)
    newest = Case.objects.filter(area_code=case.area_code, pk__gte=since).order_by("-pk")
    rows = newest.values_list("pk", "kind", "merged_into", "lon", "lat")[:LOOKED_AT]
    metres = {
        pk: _metres(case, lon, lat)
        for pk, kind, merged_into, lon, lat in rows
        if kind == case.kind and not merged_into and pk != case.pk
    }
    seen = cases_visible_to(person).filter(pk__in=list(metres)).values_list("pk", "ended_at")
    ranked = sorted(seen, key=lambda row: (row[1] is not None, _rank(metres[row[0]]), -row[0]))
    nearest = [pk for pk, _ended_at in ranked[:most]]
    shown = Case.objects.select_related("holder_organisation").defer("description", "details").in_bulk(nearest)
    return [Similar(shown[pk], metres[pk]) for pk in nearest]


def _metres(case: Case, lon: float | None, lat: float | None) -> float | None:
    if case.lon is None or case.lat is None or lon is None or lat is None:
        return None
    across, along = metres_per_degree(case.lat)
    return hypot((lon - case.lon) * across, (lat - case.lat) * along)


def _rank(metres: float | None) -> float:
    return inf if metres is None else metres
