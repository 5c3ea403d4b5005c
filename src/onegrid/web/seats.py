"""What a seat is called: an organisation by its name, an area's seat by the area and the role that sits there."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from onegrid.casework.models import Case
from onegrid.directory.models import Organisation, Role
from onegrid.directory.rights import SEAT_ROLE
from onegrid.lib.codes import Level
from onegrid.territory.queries import name_of


def seat_of_area(code: str, plan: int | None = None, *, on: date | datetime | None = None) -> str:
    """The seat of an area of a plan, or on a date, as 'No. 1 Grid, grid leader'. Of a day before all plans, by today's."""
    role, name = Role(SEAT_ROLE[Level.of(code)]), name_of(code, plan=plan, on=on)
    return f"{name if name != code else name_of(code)} {role.label}"


def seat_of(case: Case) -> str:
    """Who must act on a case now: a seat, never a person. Lists should select `holder_organisation` along."""
    if case.holder_organisation_id and case.holder_organisation:
        return case.holder_organisation.name
    return seat_of_area(case.holder_area, case.plan_id)


def seats_in_record(holders: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """The names of the organisations among seats as the record writes them, in one query."""
    keys = {each["organisation"] for each in holders if each.get("organisation")}
    return dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def recorded_seat(
    holder: Mapping[str, Any],
    organisations: Mapping[int, str],
    on: date | datetime | None = None,
    plan: int | None = None,
) -> str:
    """The name of a seat as the record writes it, under a plan, or that of its day."""
    if key := holder.get("organisation"):
        return organisations.get(key, f"#{key}")
    return seat_of_area(holder["area"], plan, on=on) if holder.get("area") else ""
