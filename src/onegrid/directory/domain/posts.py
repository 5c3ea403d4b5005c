from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import Line, record_all_in_journal, record_in_journal
from onegrid.directory.models import Organisation, Person, Post, Role
from onegrid.lib.codes import Level
from onegrid.territory.generations import POSTS, renew


def fill_post(
    person: Person,
    role: str,
    *,
    area_code: str,
    actor: str,
    organisation: Organisation | None = None,
    starts: date | None = None,
    ends: date | None = None,
) -> Post:
    """Give a person a post. Raises `ValidationError` if a department handler has no department, or dates are reversed."""
    starts = starts or timezone.localdate()
    post = Post(person=person, role=role, area_code=area_code, organisation=organisation, starts=starts, ends=ends)
    fill_posts([post], actor=actor)
    return post


@transaction.atomic
def fill_posts(posts: Sequence[Post], *, actor: str) -> None:
    """Fill several posts of one subdistrict, given unsaved. Raises what `fill_post` raises, having filled none."""
    for post in posts:
        _check(post)
    Post.objects.bulk_create(posts, batch_size=500)
    renew(POSTS)
    lines = [Line("fill post", after=describe(post)) for post in posts]
    record_all_in_journal(posts[0].area_code[:9], lines, actor=actor)


@transaction.atomic
def end_post(post: Post, *, actor: str, on: date | None = None, reason: str = "") -> None:
    """Let a post end on a date (today, if not given); from then on it gives no rights."""
    before = describe(post)
    post.ends = on or timezone.localdate()
    if post.ends <= post.starts:
        post.delete()
    else:
        post.save(update_fields=["ends"])
    renew(POSTS)
    record_in_journal(
        post.area_code[:9], "end post", actor=actor, reason=reason, before=before, after={"ends": str(post.ends)}
    )


@transaction.atomic
def move_posts(moves: Sequence[tuple[Post, str]], *, on: date, actor: str, reason: str = "") -> list[Post]:
    """Let posts of one subdistrict end on a date and the same people fill the same posts elsewhere from then on.

    `moves` are posts and the codes of their new areas. Posts that would end before the date are not to be among them.
    """
    fresh = [
        Post(
            person=post.person,
            role=post.role,
            area_code=code,
            organisation=post.organisation,
            starts=max(on, post.starts),
            ends=post.ends,
        )
        for post, code in moves
    ]
    for post, _code in moves:
        end_post(post, actor=actor, on=on, reason=reason)
    if fresh:
        fill_posts(fresh, actor=actor)
    return fresh


def _check(post: Post) -> None:
    Level.of(post.area_code)
    if post.role == Role.DEPARTMENT_HANDLER and post.organisation is None:
        raise ValidationError(_("A department handler needs a department. Choose one."))
    if post.ends is not None and post.ends <= post.starts:
        raise ValidationError(_("The post would end before it starts. Choose a later end."))


def describe(post: Post) -> dict[str, object]:
    """What the record says of a post; people and organisations by number, not by name."""
    return {
        "post": post.pk,
        "person": post.person_id,
        "role": post.role,
        "area": post.area_code,
        "organisation": post.organisation_id,
        "starts": post.starts.isoformat(),
        "ends": post.ends.isoformat() if post.ends else None,
    }
