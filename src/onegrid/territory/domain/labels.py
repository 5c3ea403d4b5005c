"""Areas that are known by name only: what a foreign file says of its places, where nobody has drawn them."""

from collections.abc import Mapping
from datetime import date

import shapely
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.lib.codes import Level, parent_of
from onegrid.territory.domain.plans import DrawnArea, adopt_plan, draft_plan, put_in_force
from onegrid.territory.generations import LAND, renew
from onegrid.territory.models import Area, Plan

NOWHERE = shapely.Polygon()
"""The outline of an area that nobody has drawn: it covers no land."""
LONG_AGO = date(1970, 1, 1)


@transaction.atomic
def name_areas(subdistrict: str, names: Mapping[str, str], *, actor: str) -> set[str]:
    """See to it that the plan in force of a subdistrict knows areas (name by code); returns all codes that it knows.

    Without a plan in force, one is made of the names. A plan that has no drawn area is extended: undrawn areas cover no
    land, so nothing that is there already changes. A plan with drawn areas is left as it is. Raises `ValidationError` if
    an area's parent is neither known nor among the names.
    """
    plan = _plan_of(subdistrict)
    if plan is None:
        _make_plan(subdistrict, names, actor=actor)
        return set(names)
    known = set(plan.areas.values_list("code", flat=True))
    fresh = {code: name for code, name in names.items() if code not in known}
    if fresh and not is_drawn(plan):
        _extend(plan, fresh, known, actor=actor)
        known |= set(fresh)
    return known


def is_drawn(plan: Plan) -> bool:
    """Whether any area of a plan covers land."""
    return plan.areas.exclude(outline=shapely.to_wkb(NOWHERE)).exists()


def _plan_of(subdistrict: str) -> Plan | None:
    """The plan in force, locked so that two imports extend it one after the other."""
    plans = Plan.objects.select_for_update().filter(subdistrict=subdistrict, status=Plan.Status.IN_FORCE)
    return plans.first()


def _make_plan(subdistrict: str, names: Mapping[str, str], *, actor: str) -> None:
    areas = [DrawnArea(code, name, NOWHERE) for code, name in sorted(names.items())]
    plan = draft_plan(subdistrict, names.get(subdistrict, subdistrict), areas, actor=actor)
    adopt_plan(plan, actor=actor)
    put_in_force(plan, starts=LONG_AGO, actor=actor)


def _extend(plan: Plan, names: Mapping[str, str], known: set[str], *, actor: str) -> None:
    orphans = [code for code in sorted(names) if parent_of(code) not in known and parent_of(code) not in names]
    if orphans:
        words = _("%(code)s has no parent %(parent)s.")
        raise ValidationError([words % {"code": code, "parent": parent_of(code)} for code in orphans])
    Area.objects.bulk_create(
        Area(plan=plan, code=code, level=Level.of(code), name=name, outline=shapely.to_wkb(NOWHERE))
        for code, name in sorted(names.items())
    )
    renew(LAND)
    facts = {"plan": plan.version, "areas": sorted(names)}
    record_in_journal(plan.subdistrict, "name areas", actor=actor, at=timezone.now(), after=facts)
