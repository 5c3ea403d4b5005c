from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise

from django.db.models import QuerySet

from onegrid.lib.codes import Level, is_within, path_to
from onegrid.territory.domain.locating import plans_in_force
from onegrid.territory.generations import LAND, token_of
from onegrid.territory.models import Area

_names: dict[frozenset[int], tuple[str, dict[str, tuple[str, int]]]] = {}


def areas_in_force(on: date | datetime | None = None) -> QuerySet[Area]:
    """The areas of all plans in force on a date (today, if not given), without their outlines."""
    return Area.objects.filter(plan__in=plans_in_force(on)).defer("outline")


def name_of(code: str, *, on: date | datetime | None = None, plan: int | None = None) -> str:
    """The name of an area on a date, or in a plan (today's if the plan does not know it); else its code."""
    found = _known(on, plan).get(code) or (_directory(None).get(code) if plan else None)
    return found[0] if found else code


def path_name(code: str, *, on: date | datetime | None = None, plan: int | None = None) -> str:
    """The names from the community down to the area, as one reads an address; the subdistrict's own name for itself.

    What repeats the name before it leaves that out: 云杉社区 · 第五网格, where the grid is called 云杉社区第五网格.
    A plan, or a date, says whose names they are: a code may name other land in the plan of another year.
    """
    names = [name_of(each, on=on, plan=plan) for each in path_to(code)]
    said = [name.removeprefix(above) or name for above, name in pairwise(names)]
    return " · ".join(said) or names[0]


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The names of several areas by code."""
    return {code: name_of(code) for code in codes}


def plan_with(code: str, *, on: date | datetime | None = None) -> int | None:
    """The id of the plan in force that has an area of this code; None if no plan has."""
    found = _directory(on).get(code)
    return found[1] if found else None


def subdistricts_in_force(on: date | datetime | None = None) -> list[str]:
    """The codes of the subdistricts that have a plan in force."""
    return sorted(code for code in _directory(on) if len(code) == Level.SUBDISTRICT.digits)


def areas_below(code: str, *, on: date | datetime | None = None) -> list[tuple[str, str]]:
    """Code and name of the areas one level below an area, by code; '' gives the subdistricts."""
    digits = Level.of(code).digits + 3 if code else Level.SUBDISTRICT.digits
    rows = _directory(on).items()
    return sorted((each, name) for each, (name, _plan) in rows if len(each) == digits and is_within(each, code))


def _known(on: date | datetime | None, plan: int | None) -> dict[str, tuple[str, int]]:
    if plan is None or plan in plans_in_force(None):
        return _directory(on)
    return _directory_of(frozenset({plan}))


def _directory(on: date | datetime | None) -> dict[str, tuple[str, int]]:
    return _directory_of(plans_in_force(on))


def _directory_of(plans: frozenset[int]) -> dict[str, tuple[str, int]]:
    """Name and plan by code, kept in memory until the land changes."""
    token = token_of(LAND)
    kept = _names.get(plans)
    if kept is None or kept[0] != token:
        rows = Area.objects.filter(plan__in=plans).values_list("code", "name", "plan_id")
        for stale in [each for each, (made, _rows) in list(_names.items()) if made != token]:
            _names.pop(stale, None)
        kept = _names[plans] = (token, {code: (name, plan) for code, name, plan in rows})
    return kept[1]
