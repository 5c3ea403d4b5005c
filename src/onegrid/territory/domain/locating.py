from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely
from django.utils import timezone

from onegrid.lib.codes import Level
from onegrid.territory.generations import LAND, token_of
from onegrid.territory.locator import Locator
from onegrid.territory.models import Area, Plan


@dataclass(frozen=True)
class Place:
    """Where a point lies: the code of its lowest area and the plan that drew it.

    Outside every area, `code` is None, and `nearest` and `distance_m` tell the closest one and how far it is.
    """

    code: str | None
    plan_id: int | None
    nearest: str | None = None
    distance_m: float | None = None


@dataclass(frozen=True)
class _Land:
    locator: Locator
    plan_of: dict[str, int]


@dataclass(frozen=True)
class _Periods:
    """Id, first day and end of every plan that applies or applied, and the ids by day as far as somebody asked."""

    token: str | None
    rows: list[tuple[int, Any, Any]]
    days: dict[date, frozenset[int]]


_lands: dict[tuple[str, frozenset[int]], _Land] = {}
_periods = _Periods(None, [], {})


def locate(lon: float, lat: float, *, on: date | datetime | None = None) -> Place:
    """The micro-grid of a WGS 84 point under the plans in force on a date (today, if not given)."""
    land = _land_on(on)
    found = land.locator.locate(lon, lat)
    code = found.code or found.nearest_code
    plan = land.plan_of[code] if code else None
    return Place(found.code, plan, None if found.code else found.nearest_code, found.distance_m)


def locate_many(lons: Any, lats: Any, *, on: date | datetime | None = None) -> Any:
    """The codes of arrays of WGS 84 points as an array of strings, '' outside. Exact, and the same as `locate` one by one."""
    land = _land_on(on)
    codes = np.array([*land.locator.codes, ""], dtype="U18")
    return codes[land.locator.locate_many(np.asarray(lons, float), np.asarray(lats, float))]


def areas_near(lon: float, lat: float, metres: float) -> list[str]:
    """The codes of the micro-grids in force of which some part lies within so many metres of a WGS 84 point."""
    return _land_on(None).locator.near(lon, lat, metres)


def plans_in_force(on: date | datetime | None = None) -> frozenset[int]:
    """The ids of the plans in force on a date, one for each subdistrict."""
    day, periods = _day(on), _read_periods()
    kept = periods.days.get(day)
    if kept is None:
        holds = (row for row in periods.rows if row[1] <= day and (row[2] is None or row[2] > day))
        kept = periods.days[day] = frozenset(row[0] for row in holds)
    return kept


def _read_periods() -> "_Periods":
    """When every plan applies, kept in memory until the land changes."""
    global _periods
    token = token_of(LAND)
    if _periods.token != token:
        dated = Plan.objects.filter(status__in=["in_force", "superseded"])
        _periods = _Periods(token, list(dated.values_list("id", "starts", "ends")), {})
    return _periods


def _land_on(on: date | datetime | None) -> _Land:
    plans = plans_in_force(on)
    key = (token_of(LAND), plans)
    land = _lands.get(key)
    if land is None:
        # Several threads may find it missing at once: each looks through a copy, and what one took out is gone for all.
        for stale in [each for each in list(_lands) if each[0] != key[0]]:
            _lands.pop(stale, None)
        land = _lands[key] = _read_land(plans)
    return land


def _read_land(plans: frozenset[int]) -> _Land:
    rows = list(Area.objects.filter(plan__in=plans, level=Level.MICRO_GRID).values_list("code", "plan_id", "outline"))
    locator = Locator([row[0] for row in rows], shapely.from_wkb([bytes(row[2]) for row in rows]))
    return _Land(locator, {code: plan for code, plan, _outline in rows})


def _day(on: date | datetime | None) -> date:
    if on is None:
        return timezone.localdate()
    return timezone.localdate(on) if isinstance(on, datetime) else on
