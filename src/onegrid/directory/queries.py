from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from onegrid.directory.models import Organisation, Person, Post, Role
from onegrid.directory.rights import SEAT_ROLE, Right, scope_of
from onegrid.lib.codes import Level


def people_visible_to(viewer: Person) -> QuerySet[Person]:
    """The staff in the areas where the viewer may see staff, and the viewer."""
    scope = scope_of(viewer, Right.SEE_PEOPLE)
    posts = Post.objects.in_force().filter(scope.as_filter("area_code"))
    return Person.objects.filter(Q(pk=viewer.pk) | Q(pk__in=posts.values("person")))


def people_administered_by(viewer: Person) -> QuerySet[Person]:
    """The staff whom the viewer may change: those of the areas where the viewer may edit staff, and those without any post.

    Whoever has a post elsewhere too is left to those who answer for both.
    """
    scope = scope_of(viewer, Right.EDIT_PEOPLE)
    if not scope:
        return Person.objects.none()
    here = Post.objects.filter(scope.as_filter("area_code"))
    elsewhere = Post.objects.in_force().exclude(scope.as_filter("area_code"))
    known = Person.objects.filter(Q(pk__in=here.values("person")) | Q(posts__isnull=True))
    return known.exclude(pk__in=elsewhere.values("person"))


def organisations_visible_to(viewer: Person) -> QuerySet[Organisation]:
    """The organisations of every subdistrict in which the viewer fills a post: whoever works there may hand on to them."""
    roots = {post.area_code[:9] for post in Post.objects.in_force().filter(person=viewer)}
    return Organisation.objects.filter(subdistrict__in=roots)


def at_seats(codes: Iterable[str] = (), organisations: Iterable[int] = ()) -> Q:
    """The query for posts at the own seats (grid member, leader, officer …) of areas and for handlers of organisations."""
    found = Q(organisation__in=list(organisations), role=Role.DEPARTMENT_HANDLER)
    for level, role in SEAT_ROLE.items():
        found |= Q(role=role, area_code__in=[code for code in codes if Level.of(code) is level])
    return found


def seats_filled(codes: Iterable[str], *, on: date | None = None) -> set[str]:
    """Those of the area codes whose own seat somebody fills on a date."""
    return set(Post.objects.in_force(on).filter(at_seats(codes)).values_list("area_code", flat=True))


def people_at_seat(*, area_code: str = "", organisation: Organisation | None = None) -> QuerySet[Person]:
    """Who fills the seat of an area, or handles for an organisation, today."""
    seat = at_seats(organisations=[organisation.pk]) if organisation is not None else at_seats([area_code])
    return Person.objects.filter(pk__in=Post.objects.in_force().filter(seat).values("person"))
