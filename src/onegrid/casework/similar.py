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
    each sort by distance. One query, by the index of areas and ids, of the `LOOKED_AT` newest."""
    since = lowest_id(case.reported_at - BEFORE)
    near = cases_visible_to(person).filter(area_code=case.area_code, pk__gte=since).exclude(pk=case.pk)
    rows = near.select_related("holder_organisation").defer("description", "details").order_by("-pk")[:LOOKED_AT]
    like = [Similar(row, _metres(case, row)) for row in rows if row.kind == case.kind and not row.merged_into_id]
    return sorted(like, key=lambda each: (not each.case.is_open, _rank(each.metres), -each.case.pk))[:most]


def _metres(one: Case, other: Case) -> float | None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    across, along = metres_per_degree(one.lat)
    return hypot((other.lon - one.lon) * across, (other.lat - one.lat) * along)


def _rank(metres: float | None) -> float:
    return inf if metres is None else metres
