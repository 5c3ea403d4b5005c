"""Posts whose area is gone, or is mostly other land, under a plan: they wait to be reassigned."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from onegrid.directory.models import Post, PostQuerySet
from onegrid.directory.rights import Scope
from onegrid.lib.codes import Level
from onegrid.territory.domain.succession import Heir, Succession
from onegrid.territory.models import Plan

MOSTLY = 0.5
"""An area that keeps less of its land than this is another area, although it bears the same code."""


@dataclass(frozen=True)
class BereftPost:
    """A post, whether the plan has its code no more, what share of the land still bears it, and who takes the land over."""

    post: Post
    lost: bool
    kept: float
    heirs: list[Heir]


@dataclass(frozen=True)
class Changeover:
    """The plan that applies last in a subdistrict, the one before it, and the day on which posts change: its first, or today."""

    before: Plan
    after: Plan
    day: date


def changeover_of(subdistrict: str, *, today: date | None = None) -> Changeover | None:
    """The last change of plan, in the past or ahead; None where one plan has applied from the beginning."""
    today = today or timezone.localdate()
    plans = Plan.objects.filter(subdistrict=subdistrict)
    after = plans.filter(status=Plan.Status.IN_FORCE).first()
    before = plans.filter(status=Plan.Status.SUPERSEDED, ends=after.starts).first() if after else None
    if after is None or before is None or after.starts is None:
        return None
    return Changeover(before, after, max(after.starts, today))


def posts_bereft(change: Changeover, scope: Scope) -> list[BereftPost]:
    """The posts of a day, as far as a scope reaches, whose area the new plan does not have or has put mostly elsewhere.

    A post that was filled for the new plan already (it begins with it, or later) is left out.
    """
    succession, found = Succession(change.before, change.after), []
    for post in _posts(change, scope).select_related("person", "organisation"):
        if Level.of(post.area_code) is not Level.SUBDISTRICT:
            kept = succession.kept(post.area_code)
            if kept < MOSTLY:
                lost = post.area_code not in succession.codes
                found.append(BereftPost(post, lost, kept, succession.heirs(post.area_code)))
    return found


def count_lost(change: Changeover, scope: Scope) -> int:
    """How many posts of the day, as far as a scope reaches, have an area that the new plan does not know."""
    return _posts(change, scope).exclude(area_code__in=change.after.areas.values("code")).count()


def _posts(change: Changeover, scope: Scope) -> PostQuerySet:
    posts = Post.objects.in_force(change.day).filter(scope.as_filter("area_code"))
    return posts.filter(area_code__startswith=change.after.subdistrict, starts__lt=change.after.starts)
