from datetime import date
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

from onegrid.api.auth import Key, actor_of
from onegrid.api.bodies import Wish
from onegrid.api.faults import not_found
from onegrid.api.idempotency import once
from onegrid.api.moments import Moment
from onegrid.api.office.reach import AskedSubdistrict, require
from onegrid.api.paging import Cursor, Page, Size, page_of
from onegrid.api.texts import Id
from onegrid.api.wording import lazily as _
from onegrid.directory.rights import Right
from onegrid.directory.scopes import Scope
from onegrid.territory.domain.plans import adopt_plan, put_in_force
from onegrid.territory.models import Plan

router = Router(tags=["office"])
writes = Key(Scope.OFFICE_WRITE, Right.EDIT_PLANS)


class PlanLine(BaseModel):
    """A version of a subdistrict's areas."""

    id: str
    subdistrict: str
    name: str
    version: int
    status: str
    areas: int
    made_at: Moment
    starts: date | None
    ends: date | None


class Start(Wish):
    """From which day a plan applies."""

    starts: date


@router.get(
    "/office/plans",
    auth=Key(Scope.OFFICE_READ, Right.EDIT_PLANS),
    response=Page[PlanLine],
    summary=_("The plans of a subdistrict, all versions"),
)
def list_plans(request: HttpRequest, subdistrict: AskedSubdistrict, cursor: Cursor, size: Size) -> Page[PlanLine]:
    require(request, Right.EDIT_PLANS, subdistrict)
    rows = Plan.objects.filter(subdistrict=subdistrict).annotate(size=Count("areas"))
    return page_of(rows, ("id",), cursor, size, lambda found: [say_plan(plan) for plan in found])


@router.post(
    "/office/plans/{plan}/adopt",
    auth=writes,
    response=PlanLine,
    summary=_("Adopt a draft: from now on its areas do not change"),
)
@once()
def adopt(request: HttpRequest, plan: Id) -> PlanLine:
    found = find_plan(request, plan)
    adopt_plan(found, actor=actor_of(request).key)
    return say_plan(found)


@router.post(
    "/office/plans/{plan}/start",
    auth=writes,
    response=PlanLine,
    summary=_("Let an adopted plan apply from a day on"),
)
@once()
def start(request: HttpRequest, plan: Id, wish: Start) -> PlanLine:
    found = find_plan(request, plan)
    put_in_force(found, starts=wish.starts, actor=actor_of(request).key)
    return say_plan(found)


def find_plan(request: HttpRequest, key: int) -> Any:
    """The plan of an id, with its number of areas. Raises `Refused`, or `PermissionDenied` for one of elsewhere."""
    plan = Plan.objects.annotate(size=Count("areas")).filter(pk=key).first()
    if plan is None:
        raise not_found()
    require(request, Right.EDIT_PLANS, plan.subdistrict)
    return plan


def say_plan(plan: Any) -> PlanLine:
    """A plan, with its number of areas as `size`."""
    return PlanLine(
        id=str(plan.pk),
        subdistrict=plan.subdistrict,
        name=plan.name,
        version=plan.version,
        status=plan.status,
        areas=plan.size,
        made_at=plan.made_at,
        starts=plan.starts,
        ends=plan.ends,
    )
