from collections.abc import Sequence
from datetime import date
from typing import Annotated

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from onegrid.api.auth import Key, actor_of, person_of
from onegrid.api.bodies import Wish
from onegrid.api.faults import not_found
from onegrid.api.idempotency import once
from onegrid.api.office.reach import AskedSubdistrict, Subdistrict, find_organisation, require
from onegrid.api.paging import Cursor, Page, Size, page_of
from onegrid.api.places import AreaName, area_name
from onegrid.api.texts import Id, Line
from onegrid.api.wording import lazily as _
from onegrid.api.work.saying import Named, named
from onegrid.casework.domain.routes import check_route, delete_route, save_route
from onegrid.casework.models import Route
from onegrid.casework.queries import cases_visible_to
from onegrid.casework.rehearsal import Flow, rehearse_last_cases
from onegrid.casework.routing import Seat
from onegrid.directory.models import Organisation
from onegrid.directory.rights import Right
from onegrid.directory.scopes import Scope

router = Router(tags=["office"])
reads = Key(Scope.OFFICE_READ, Right.EDIT_ROUTES)
writes = Key(Scope.OFFICE_WRITE, Right.EDIT_ROUTES)


class RouteWish(Wish):
    """Which cases go where: an empty kind, category or area prefix stands for any; to an organisation, or to a level's seat."""

    kind: Line = ""
    category: Line = ""
    area_prefix: Line = ""
    organisation: Id | None = None
    level: Annotated[int | None, Field(ge=1, le=4)] = None


class NewRoute(RouteWish):
    """A route of a subdistrict."""

    subdistrict: Subdistrict


class RouteLine(BaseModel):
    """A route as it is in force."""

    id: str
    subdistrict: str
    kind: str
    category: str
    area_prefix: str
    organisation: Named | None
    level: int | None


class RehearsalWish(Wish):
    """Routes to be tried on the cases of a period, both days included; `from_first_seat` compares with where these went."""

    subdistrict: Subdistrict
    routes: Annotated[list[RouteWish], Field(max_length=500)]
    since: date
    until: date
    from_first_seat: bool = False


class SeatName(BaseModel):
    """A seat: an organisation's, or else an area's."""

    area: AreaName
    organisation: Named | None


class FlowLine(BaseModel):
    """So many cases would go elsewhere; `samples` are some of those that you may see."""

    before: SeatName
    after: SeatName
    count: int
    samples: list[str]


class Outcome(BaseModel):
    """What the routes would have done: how many cases were looked at, how many of them would have moved, and where."""

    cases: int
    moved: int
    flows: list[FlowLine]


@router.get("/office/routes", auth=reads, response=Page[RouteLine], summary=_("The routes of a subdistrict"))
def list_routes(request: HttpRequest, subdistrict: AskedSubdistrict, cursor: Cursor, size: Size) -> Page[RouteLine]:
    require(request, Right.EDIT_ROUTES, subdistrict)
    rows = Route.objects.filter(subdistrict=subdistrict).select_related("organisation")
    return page_of(rows, ("id",), cursor, size, lambda found: [_say(route) for route in found])


@router.post("/office/routes", auth=writes, response={201: RouteLine}, summary=_("Add a route"))
@once(201)
def add_route(request: HttpRequest, wish: NewRoute) -> RouteLine:
    require(request, Right.EDIT_ROUTES, wish.subdistrict)
    return _say(save_route(_write(Route(subdistrict=wish.subdistrict), wish), actor=actor_of(request).key))


@router.put("/office/routes/{route}", auth=writes, response=RouteLine, summary=_("Change a route"))
@once()
def change_route(request: HttpRequest, route: Id, wish: RouteWish) -> RouteLine:
    return _say(save_route(_write(_find(request, route), wish), actor=actor_of(request).key))


@router.delete("/office/routes/{route}", auth=writes, response=RouteLine, summary=_("Take a route away"))
@once()
def remove_route(request: HttpRequest, route: Id) -> RouteLine:
    found = _find(request, route)
    said = _say(found)
    delete_route(found, actor=actor_of(request).key)
    return said


@router.post(
    "/office/rehearsals",
    auth=reads,
    response=Outcome,
    summary=_("Try routes on past cases"),
    description=_(
        "A dry run: what would have happened to the cases of a period under these routes. Nothing is changed."
    ),
)
def rehearse(request: HttpRequest, wish: RehearsalWish) -> Outcome:
    require(request, Right.EDIT_ROUTES, wish.subdistrict)
    proposed = [_write(Route(subdistrict=wish.subdistrict), each) for each in wish.routes]
    for route in proposed:
        _check(route)
    done = rehearse_last_cases(
        wish.subdistrict, proposed, since=wish.since, until=wish.until, from_first_seat=wish.from_first_seat
    )
    return Outcome(cases=done.cases, moved=done.moved, flows=_flows(request, done.flows))


def _find(request: HttpRequest, key: int) -> Route:
    route = Route.objects.filter(pk=key).first()
    if route is None:
        raise not_found()
    require(request, Right.EDIT_ROUTES, route.subdistrict)
    return route


def _write(route: Route, wish: RouteWish) -> Route:
    route.kind, route.category, route.area_prefix = wish.kind, wish.category, wish.area_prefix
    route.organisation = find_organisation(route.subdistrict, wish.organisation)
    route.level = wish.level
    return route


def _check(route: Route) -> None:
    """Raises what `check_route` raises, but for a route of the same sort: in a rehearsal this one stands in its place."""
    try:
        check_route(route)
    except ValidationError as fault:
        if getattr(fault, "code", None) != "same_sort":
            raise


def _flows(request: HttpRequest, flows: Sequence[Flow]) -> list[FlowLine]:
    numbers = [number for flow in flows for number in flow.samples]
    seen = set(cases_visible_to(person_of(request)).filter(number__in=numbers).values_list("number", flat=True))
    seats = [seat for flow in flows for seat in (flow.before, flow.after)]
    keys = {seat.organisation for seat in seats if seat.organisation}
    names = {each.pk: named(each) for each in Organisation.objects.filter(pk__in=keys)}
    return [
        FlowLine(
            before=_seat(flow.before, names),
            after=_seat(flow.after, names),
            count=flow.count,
            samples=[number for number in flow.samples if number in seen],
        )
        for flow in flows
    ]


def _seat(seat: Seat, names: dict[int, Named]) -> SeatName:
    return SeatName(area=area_name(seat.area), organisation=names.get(seat.organisation) if seat.organisation else None)


def _say(route: Route) -> RouteLine:
    return RouteLine(
        id=str(route.pk),
        subdistrict=route.subdistrict,
        kind=route.kind,
        category=route.category,
        area_prefix=route.area_prefix,
        organisation=named(route.organisation) if route.organisation else None,
        level=route.level,
    )
