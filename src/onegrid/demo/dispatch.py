"""What makes dispatch worth looking at: certificates in force, lapsed and missing, a grid without its leader, and a sweep of
fire lanes that left one department with more than it can do."""

import random
from datetime import date, datetime, timedelta

from django.utils import timezone

from onegrid.casework.domain.docket import Docket
from onegrid.casework.registry import case_type
from onegrid.casework.source import Source
from onegrid.demo.filing import file_one
from onegrid.demo.geography import Geography
from onegrid.demo.geography.places import PlaceBook
from onegrid.demo.history import Life, Staff
from onegrid.directory.domain.credentials import add_credential
from onegrid.directory.domain.posts import end_post
from onegrid.directory.models import Post, Role

KIND, CATEGORY = "blocked-fire-passage", "barrier"
SWEPT = 14
ACTOR = "system"
ROLES = (Role.GRID_MEMBER, Role.GRID_LEADER, Role.COMMUNITY_OFFICER, Role.DEPARTMENT_HANDLER)
DEPARTMENTS = ("消防工作站", "综合执法大队")
REASON = "已联系产权单位约定拆除日期，等待对方到场。"


def certify_staff(geography: Geography, rng: random.Random, *, starts: date) -> None:
    """Note the certificates that fire cases ask for: most people hold one, some let theirs lapse, some never had any."""
    root, today = geography.subdistrict.code, timezone.localdate()
    posts = Post.objects.in_force().filter(role__in=ROLES, area_code__startswith=root).order_by("pk")
    (certificate,) = case_type(KIND).certificates
    for post in posts.select_related("person", "organisation"):
        if post.organisation is not None and post.organisation.name not in DEPARTMENTS:
            continue
        days = rng.choices((rng.randint(60, 900), -rng.randint(5, 90), None), (75, 12, 13))[0]
        if days is not None:
            expires = today + timedelta(days=days)
            add_credential(post.person, certificate, issued=starts, actor=ACTOR, subdistrict=root, expires=expires)


def leave_a_grid(geography: Geography, *, on: date) -> None:
    """The leader of a grid is transferred; nobody has the post yet."""
    post = Post.objects.in_force().get(role=Role.GRID_LEADER, area_code=geography.grids[1].code)
    end_post(post, actor=ACTOR, on=on, reason="调往其他岗位")


def sweep_lanes(places: PlaceBook, staff: Staff, *, seed: int, until: datetime) -> None:
    """A sweep on the last day found posts and walls on fire lanes; whoever must see to them waits for the owners."""
    rng, source, docket = random.Random(seed), Source(seed), Docket(silent=True)
    for number in range(SWEPT):
        at = until - timedelta(hours=20) + timedelta(hours=15 * number / SWEPT)
        case = file_one(docket, KIND, at, places, staff, rng, source, category=CATEGORY)
        life = Life(docket, case, staff, rng, at, until)
        holder = life.holder()
        for minutes, move, answers in ((10, "take", {}), (60, "pause", {"reason": REASON})):
            life.now = at + timedelta(minutes=minutes)
            life.makes(move, holder, **answers)
    docket.write()
