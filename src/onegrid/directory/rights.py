"""The one place that says what each role may do, and where."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils import timezone

from onegrid.directory.models import Person, Post, Role
from onegrid.lib.codes import Level, code_range, is_within
from onegrid.territory.generations import POSTS, token_of


class Right(StrEnum):
    """What somebody may do. Where, follows from the area of the post that gives the right."""

    SEE_CASES = "see cases"
    HANDLE = "handle what the seat holds"
    DISPATCH = "dispatch cases"
    INSPECT = "verify cases"
    FILE = "file reports for others"
    SEE_FIGURES = "see figures"
    SEE_PEOPLE = "see staff"
    EDIT_PEOPLE = "edit staff and posts"
    EDIT_ROUTES = "edit routes and limits"
    EDIT_CALENDAR = "edit the calendar"
    EDIT_PLANS = "edit plans"
    SEE_RECORD = "see the record"
    MEDIATE = "mediate disputes that were given to one"
    RUN_MEDIATION = "receive disputes and appoint mediators"
    HOST_TALKS = "host talks"
    RAISE_TOPICS = "raise topics as one of the grid"


_WORKER = {Right.SEE_CASES, Right.HANDLE, Right.FILE}
_OFFICER = _WORKER | {Right.DISPATCH, Right.SEE_FIGURES, Right.SEE_PEOPLE, Right.HOST_TALKS}

ROLE_RIGHTS: dict[str, frozenset[Right]] = {
    role: frozenset(rights)
    for role, rights in {
        Role.GRID_MEMBER: _WORKER | {Right.RAISE_TOPICS},
        Role.GRID_LEADER: _WORKER | {Right.SEE_PEOPLE, Right.RAISE_TOPICS},
        Role.COMMUNITY_OFFICER: _OFFICER,
        Role.DUTY_OFFICER: _OFFICER,
        Role.DEPARTMENT_HANDLER: _WORKER,
        Role.INSPECTOR: {Right.SEE_CASES, Right.INSPECT, Right.SEE_FIGURES},
        Role.PLANNER: {Right.EDIT_PLANS, Right.SEE_FIGURES},
        Role.ADMINISTRATOR: {
            Right.EDIT_PEOPLE,
            Right.SEE_PEOPLE,
            Right.EDIT_ROUTES,
            Right.EDIT_CALENDAR,
            Right.EDIT_PLANS,
        },
        Role.AUDITOR: {Right.SEE_CASES, Right.SEE_RECORD, Right.SEE_FIGURES, Right.SEE_PEOPLE},
        Role.LEADER: {Right.SEE_CASES, Right.SEE_FIGURES, Right.SEE_PEOPLE},
        Role.MEDIATOR: {Right.MEDIATE},
        Role.MEDIATION_OFFICER: {Right.RUN_MEDIATION, Right.FILE, Right.SEE_FIGURES},
    }.items()
}

SEAT_ROLE: dict[Level, str] = {
    Level.MICRO_GRID: Role.GRID_MEMBER,
    Level.GRID: Role.GRID_LEADER,
    Level.COMMUNITY: Role.COMMUNITY_OFFICER,
    Level.SUBDISTRICT: Role.DUTY_OFFICER,
}


@dataclass(frozen=True)
class Scope:
    """Where a right holds: area prefixes, and organisations whose own matters are in reach wherever they lie."""

    prefixes: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.prefixes or self.organisations)

    def covers(self, code: str) -> bool:
        """Whether the area lies in one of the prefixes."""
        return any(is_within(code, prefix) for prefix in self.prefixes)

    def as_filter(self, field: str) -> Q:
        """The query for rows whose area code, in that field, lies in the prefixes. Matches nothing without prefixes."""
        query = Q(pk__in=[])
        for prefix in sorted(self.prefixes):
            low, high = code_range(prefix)
            query |= Q(**{f"{field}__gte": low, f"{field}__lt": high})
        return query


_posts: dict[int, tuple[str, date, list[Post]]] = {}


def posts_of(person: Person, on: date | None = None) -> list[Post]:
    """The posts that a person fills on a date; today's are kept in memory until a post changes anywhere."""
    if on is not None:
        return list(person.posts.all().in_force(on).select_related("organisation"))
    token, today = token_of(POSTS), timezone.localdate()
    kept = _posts.get(person.pk)
    if kept is None or kept[:2] != (token, today):
        rows = Post.objects.in_force(today).filter(person=person).select_related("organisation")
        kept = _posts[person.pk] = (token, today, list(rows))
    return kept[2]


def scope_of(person: Any, right: Right) -> Scope:
    """Where a person has a right today. Somebody not signed in, or not active, has none."""
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return Scope()
    posts = [post for post in posts_of(person) if right in ROLE_RIGHTS[post.role]]
    return Scope(
        prefixes=frozenset(post.area_code for post in posts if post.role != Role.DEPARTMENT_HANDLER),
        organisations=frozenset(
            post.organisation_id for post in posts if post.organisation_id and post.role == Role.DEPARTMENT_HANDLER
        ),
    )


def has_right(person: Any, right: Right, code: str | None = None) -> bool:
    """Whether a person has a right at all, or, with a code, in that area."""
    scope = scope_of(person, right)
    return bool(scope) if code is None else scope.covers(code)


def roles_of(person: Any) -> set[str]:
    """The roles that a person fills today."""
    return {post.role for post in posts_of(person)} if getattr(person, "is_authenticated", False) else set()
