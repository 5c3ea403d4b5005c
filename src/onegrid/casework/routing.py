"""Whose a case is: by the office's routes, else by place, and never nobody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onegrid.casework.models import Route
from onegrid.directory.models import Post, Role
from onegrid.directory.rights import SEAT_ROLE
from onegrid.lib.codes import Level, at_level, is_within, parent_of, path_to
from onegrid.territory.generations import POSTS, ROUTES, token_of


@dataclass(frozen=True)
class Seat:
    """Who must act: an organisation, or else the seat of an area (grid member, grid leader, officer, duty desk)."""

    area: str
    organisation: int | None = None


@dataclass(frozen=True)
class Staffing:
    """Which seats of a subdistrict are filled on a day."""

    areas: frozenset[str]
    organisations: frozenset[int]


_staffing: dict[tuple[str, date], tuple[str, Staffing]] = {}
_routes: dict[str, tuple[str, list[Route]]] = {}


def route_case(kind: str, category: str, area_code: str, *, on: date) -> Seat:
    """The seat that a new case goes to."""
    root = area_code[:9]
    return choose_seat(routes_of(root), staffing_of(root, on), kind, category, area_code)


def choose_seat(routes: Sequence[Route], staffing: Staffing, kind: str, category: str, area_code: str) -> Seat:
    """The seat by the most particular route that fits and is staffed; else the lowest staffed area on the case's path."""
    route = fitting_route(routes, kind, category, area_code)
    wanted = area_code
    if route is not None:
        if route.organisation_id and route.organisation_id in staffing.organisations:
            return Seat(area_code[:9], route.organisation_id)
        wanted = at_level(area_code, Level(route.level or Level.SUBDISTRICT)) or area_code
    return staffed_seat(wanted, staffing)


def fitting_route(routes: Sequence[Route], kind: str, category: str, area_code: str) -> Route | None:
    """The most particular route that fits, if any does: the longer its area, then for naming the kind, then the category."""
    fitting = [route for route in routes if _fits(route, kind, category, area_code)]
    return max(fitting, key=lambda each: (len(each.area_prefix), bool(each.kind), bool(each.category)), default=None)


def organisations_named(routes: Sequence[Route], kind: str, area_code: str) -> set[int]:
    """The organisations to which routes send cases of a kind in an area, whatever their category."""
    there = [route for route in routes if route.kind in ("", kind) and is_within(area_code, route.area_prefix)]
    return {route.organisation_id for route in there if route.organisation_id}


def seat_above(area: str, organisation: int | None, staffing: Staffing) -> Seat:
    """Where a seat hands up to: the next level that somebody fills; from an organisation, the subdistrict's desk."""
    root = area[:9]
    return staffed_seat(root if organisation else parent_of(area) or root, staffing)


def staffed_seat(area_code: str, staffing: Staffing) -> Seat:
    """The area's own seat if somebody fills it, else the next above that is filled, at last the subdistrict's desk."""
    for code in reversed(path_to(area_code)):
        if code in staffing.areas:
            return Seat(code)
    return Seat(area_code[:9])


def routes_of(subdistrict: str) -> list[Route]:
    """The subdistrict's routes, kept in memory until somebody changes them."""
    token = token_of(ROUTES)
    kept = _routes.get(subdistrict)
    if kept is None or kept[0] != token:
        kept = _routes[subdistrict] = (token, list(Route.objects.filter(subdistrict=subdistrict)))
    return kept[1]


def staffing_of(subdistrict: str, on: date) -> Staffing:
    """Which seats of a subdistrict are filled on a day, kept in memory until a post changes."""
    token = token_of(POSTS)
    kept = _staffing.get((subdistrict, on))
    if kept is None or kept[0] != token:
        kept = _staffing[subdistrict, on] = (token, _read_staffing(subdistrict, on))
        for old in [key for key, (made, _kept) in list(_staffing.items()) if made != token]:
            _staffing.pop(old, None)
    return kept[1]


def _read_staffing(subdistrict: str, on: date) -> Staffing:
    posts = Post.objects.in_force(on).filter(area_code__startswith=subdistrict)
    rows = list(posts.values_list("role", "area_code", "organisation"))
    return Staffing(
        areas=frozenset(code for role, code, _ in rows if role == SEAT_ROLE[Level.of(code)]),
        organisations=frozenset(key for role, _, key in rows if role == Role.DEPARTMENT_HANDLER and key),
    )


def _fits(route: Route, kind: str, category: str, area_code: str) -> bool:
    return route.kind in ("", kind) and route.category in ("", category) and is_within(area_code, route.area_prefix)
