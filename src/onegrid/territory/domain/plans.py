from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import shapely
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.lib.codes import BadCode, Level, parent_of
from onegrid.territory.generations import LAND, renew
from onegrid.territory.models import Area, Plan


@dataclass(frozen=True)
class DrawnArea:
    """An area to be put into a plan. `geometry` is a shapely (multi)polygon in WGS 84; `households` a count."""

    code: str
    name: str
    geometry: Any
    kind: str = Area.Kind.BASIC
    households: int = 0


@transaction.atomic
def draft_plan(subdistrict: str, name: str, areas: Iterable[DrawnArea], *, actor: str) -> Plan:
    """Make a draft plan of a subdistrict from drawn areas. Raises `ValidationError` naming every code that does not fit."""
    drawn = list(areas)
    _check_tree(subdistrict, drawn)
    last = Plan.objects.filter(subdistrict=subdistrict).aggregate(last=Max("version"))["last"] or 0
    plan = Plan.objects.create(subdistrict=subdistrict, name=name, version=last + 1)
    Area.objects.bulk_create((_row(plan, area) for area in drawn), batch_size=500)
    record_in_journal(
        subdistrict, "draft plan", actor=actor, after={"plan": plan.version, "name": name, "areas": len(drawn)}
    )
    return plan


@transaction.atomic
def adopt_plan(plan: Plan, *, actor: str) -> None:
    """Adopt a draft: from now on its areas do not change. Raises `ValidationError` if it is not a draft."""
    _require(plan, Plan.Status.DRAFT)
    plan.status, plan.adopted_at = Plan.Status.ADOPTED, timezone.now()
    plan.save(update_fields=["status", "adopted_at"])
    record_in_journal(plan.subdistrict, "adopt plan", actor=actor, after={"plan": plan.version})


@transaction.atomic
def put_in_force(plan: Plan, *, starts: date, actor: str, today: date | None = None) -> None:
    """Let an adopted plan apply from a date on; the plan in force until then ends on that date.

    Raises `ValidationError` if the plan is not adopted, or begins before the plan that it follows, or before today: what was
    filed until today lies in that plan. The first plan of an office may begin on any day.
    """
    _require(plan, Plan.Status.ADOPTED)
    before = Plan.objects.filter(subdistrict=plan.subdistrict, status=Plan.Status.IN_FORCE).first()
    if before:
        if before.starts is not None and before.starts >= starts:
            raise ValidationError(
                _("The plan in force began on %(date)s. Choose a later date.") % {"date": before.starts}
            )
        if starts < (today or timezone.localdate()):
            raise ValidationError(
                _("What was filed until today lies in the plan in force. Choose today or a later day.")
            )
        before.status, before.ends = Plan.Status.SUPERSEDED, starts
        before.save(update_fields=["status", "ends"])
    plan.status, plan.starts = Plan.Status.IN_FORCE, starts
    plan.save(update_fields=["status", "starts"])
    renew(LAND)
    record_in_journal(
        plan.subdistrict,
        "put plan in force",
        actor=actor,
        before={"plan": before.version if before else None},
        after={"plan": plan.version, "starts": starts.isoformat()},
    )


def start_of_time() -> date:
    """A date before every record, for the first plan of an office."""
    return timezone.localdate() - timedelta(days=3650)


def _require(plan: Plan, status: Plan.Status) -> None:
    if plan.status != status:
        words = {"have": plan.get_status_display(), "want": status.label}
        raise ValidationError(_("The plan is %(have)s; this needs one that is %(want)s.") % words)


def _check_tree(subdistrict: str, areas: list[DrawnArea]) -> None:
    codes = [area.code for area in areas]
    known = set(codes)
    faults = []
    for code in codes:
        try:
            if not code.startswith(subdistrict):
                faults.append(
                    _("%(code)s lies outside the subdistrict %(root)s.") % {"code": code, "root": subdistrict}
                )
            elif Level.of(code) is not Level.SUBDISTRICT and parent_of(code) not in known:
                faults.append(_("%(code)s has no parent %(parent)s.") % {"code": code, "parent": parent_of(code)})
        except BadCode:
            faults.append(_("%(code)s is no area code: it must be 9, 12, 15 or 18 digits.") % {"code": code})
    faults += [_("%(code)s stands twice.") % {"code": code} for code in sorted(known) if codes.count(code) > 1]
    if subdistrict not in known:
        faults.append(_("The subdistrict %(root)s itself is missing.") % {"root": subdistrict})
    if faults:
        raise ValidationError(faults)


def _row(plan: Plan, area: DrawnArea) -> Area:
    return Area(
        plan=plan,
        code=area.code,
        level=Level.of(area.code),
        name=area.name,
        kind=area.kind,
        households=area.households,
        outline=shapely.to_wkb(area.geometry),
    )
