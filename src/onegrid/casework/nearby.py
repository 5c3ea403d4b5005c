"""What everybody may know of cases near a place: their kind, roughly where, since when and how they stand.

Never what somebody wrote, for people write names and telephone numbers; never a kind that is not public.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import hypot

from django.db.models import Q, QuerySet
from django.utils import timezone

from onegrid.casework.models import Case
from onegrid.casework.reaches import in_range
from onegrid.casework.registry import case_types
from onegrid.lib.ids import lowest_id
from onegrid.territory.domain.locating import areas_near
from onegrid.territory.metres import metres_per_degree

FARTHEST = 1000
MOST_SHOWN = 60
RECENT = timedelta(days=30)
ROUNDED = 3
"""Decimals of a degree, some 100 m: a place that everybody sees points at no door."""
_COLUMNS = (
    *("number", "kind", "kind_version", "category", "state", "on_time", "ended_at"),
    *("area_code", "plan", "lon", "lat", "reported_at", "due_at", "amber_at"),
)


@dataclass(frozen=True)
class Known:
    """A case as everybody may know it, at a rounded WGS 84 point; `metres` from where was asked, if from somewhere."""

    case: Case
    lon: float | None
    lat: float | None
    metres: float | None = None


def public_kinds() -> list[str]:
    """The kinds whose cases everybody may know of."""
    return [kind.key for kind in case_types() if kind.public]


def open_cases_near(lon: float, lat: float, *, metres: float, kind: str = "", most: int = 5) -> list[Known]:
    """The nearest open cases within so many metres of a WGS 84 point, at most `FARTHEST`."""
    return _nearest(_shown(kind).filter(ended_at__isnull=True), lon, lat, min(metres, FARTHEST), most)


def cases_around(lon: float, lat: float, *, metres: float, kind: str = "", most: int = MOST_SHOWN) -> list[Known]:
    """The nearest cases within so many metres that are open, or were reported within the last thirty days."""
    near = min(metres, FARTHEST)
    found = [*_nearest(_shown(kind).filter(ended_at__isnull=True), lon, lat, near, most)]
    found += _nearest(_shown(kind).filter(_ended_lately()), lon, lat, near, most)
    return sorted(found, key=lambda known: known.metres or 0)[:most]


def cases_in(area: str, *, kind: str = "", most: int = MOST_SHOWN) -> list[Known]:
    """The newest cases of an area that are open, or were reported within the last thirty days."""
    cases = _shown(kind).filter(in_range(area)).order_by("-pk")
    rows = [*cases.filter(ended_at__isnull=True)[:most], *cases.filter(_ended_lately())[:most]]
    return [_known(case) for case in sorted(rows, key=lambda case: -case.pk)[:most]]


def _shown(kind: str) -> QuerySet[Case]:
    kinds = [key for key in public_kinds() if not kind or key == kind]
    return (
        Case.objects.filter(kind__in=kinds, merged_into__isnull=True).exclude(state="withdrawn").only("pk", *_COLUMNS)
    )


def _ended_lately() -> Q:
    return Q(ended_at__isnull=False, pk__gte=lowest_id(timezone.now() - RECENT))


def _nearest(cases: QuerySet[Case], lon: float, lat: float, metres: float, most: int) -> list[Known]:
    """Points have no index of their own: the micro-grids around narrow the search to some thousand rows at the most, by the
    index of areas, and a box to those near by."""
    across, along = metres_per_degree(lat)
    wide, high = metres / across, metres / along
    box = {"lon__range": (lon - wide, lon + wide), "lat__range": (lat - high, lat + high)}
    rows = cases.filter(area_code__in=areas_near(lon, lat, metres), **box)
    found = [
        _known(row, hypot((row.lon - lon) * across, (row.lat - lat) * along)) for row in rows if row.lon and row.lat
    ]
    close = sorted((known for known in found if (known.metres or 0) <= metres), key=lambda known: known.metres or 0)
    return close[:most]


def _known(case: Case, metres: float | None = None) -> Known:
    return Known(case, _rounded(case.lon), _rounded(case.lat), metres)


def _rounded(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, ROUNDED)
