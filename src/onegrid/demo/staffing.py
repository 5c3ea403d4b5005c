"""The demo office's people and organisations, on posts given through the directory's own verbs."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from onegrid.casework.acts import Actor
from onegrid.casework.domain.routes import save_route
from onegrid.casework.models import Route
from onegrid.casework.registry import case_types
from onegrid.demo.geography import Geography
from onegrid.demo.history import Staff
from onegrid.demo.names import draw_names, list_organisations
from onegrid.directory.domain.posts import fill_posts
from onegrid.directory.models import Organisation, Person, Post, Role

PASSWORD = "demo-office-2026"
ACTOR = "system"
MEDIATORS = 16


@dataclass(frozen=True)
class Chair:
    """A post to be filled: user name, role, area, organisation."""

    username: str
    role: str
    area_code: str
    organisation: Organisation | None = None


def found_organisations(geography: Geography) -> list[Organisation]:
    """The subdistrict's offices and stations, a committee for each community, and some property firms."""
    root = geography.subdistrict.code
    code_of = {f"{each.name}居民委员会": each.code for each in geography.communities}
    named = list_organisations([each.name for each in geography.communities])
    return Organisation.objects.bulk_create(
        Organisation(subdistrict=root, name=each.name, kind=each.kind, area_code=code_of.get(each.name, root))
        for each in named
    )


def staff_posts(
    geography: Geography, organisations: Sequence[Organisation], rng: random.Random, *, starts: date
) -> Staff:
    """Fill every seat, but for a few micro-grids and a grid that stand vacant as in any real office."""
    chairs = [*_area_chairs(geography, rng), *_office_chairs(geography), *_department_chairs(organisations)]
    chairs += _mediation_chairs(geography)
    names = draw_names(rng, len(chairs))
    secret, locked = make_password(PASSWORD), make_password(None)
    people = [
        Person(username=chair.username, name=name, password=secret if chair.username in SIGN_IN_NAMES else locked)
        for chair, name in zip(chairs, names, strict=True)
    ]
    Person.objects.bulk_create(people, batch_size=500)
    posts = [
        Post(person=person, role=chair.role, area_code=chair.area_code, organisation=chair.organisation, starts=starts)
        for person, chair in zip(people, chairs, strict=True)
    ]
    fill_posts(posts, actor=ACTOR)
    return _as_staff(posts, organisations, geography, rng)


def lay_routes(root: str, organisations: Sequence[Organisation]) -> None:
    """Give the office the routes that its kinds of case refer to."""
    by_name = {each.name: each for each in organisations}
    for kind in case_types():
        for referral in kind.referrals:
            organisation = by_name.get(referral.organisation)
            if organisation is not None or referral.level is not None:
                route = Route(
                    subdistrict=root,
                    kind=kind.key,
                    category=referral.category,
                    organisation=organisation,
                    level=None if organisation else referral.level,
                )
                save_route(route, actor=ACTOR)


SIGN_INS = (
    ("wangge", "网格员：手机上接单、办理、上报"),
    ("gezhang", "网格长"),
    ("shequ", "社区工作人员：社区值班台"),
    ("zhiban", "街道值班员：总队列、地图、调度"),
    ("huanwei", "环卫所承办人"),
    ("hecha", "核查员"),
    ("tiaozhong", "调解中心：受理纠纷、指派调解员"),
    ("tiaojie", "调解员"),
    ("guihua", "规划员：网格方案"),
    ("guanli", "管理员：路由、日历、岗位、区域"),
    ("shenji", "审计员：操作记录"),
    ("lingdao", "街道领导"),
)
SIGN_IN_NAMES = {name for name, _what in SIGN_INS}


def _area_chairs(geography: Geography, rng: random.Random) -> list[Chair]:
    vacant = {each.code for each in rng.sample(geography.micro_grids[1:], 6)} | {geography.grids[-1].code}
    chairs = [
        Chair("wangge" if each is geography.micro_grids[0] else f"m{each.code[9:]}", Role.GRID_MEMBER, each.code)
        for each in geography.micro_grids
        if each.code not in vacant
    ]
    chairs += [
        Chair("gezhang" if each is geography.grids[0] else f"g{each.code[9:]}", Role.GRID_LEADER, each.code)
        for each in geography.grids
        if each.code not in vacant
    ]
    for each in geography.communities:
        first = "shequ" if each is geography.communities[0] else f"c{each.code[9:]}"
        chairs += [Chair(name, Role.COMMUNITY_OFFICER, each.code) for name in (first, f"{first}2", f"{first}3")]
    return chairs


def _office_chairs(geography: Geography) -> list[Chair]:
    root = geography.subdistrict.code
    usernames = {
        Role.DUTY_OFFICER: ("zhiban", "zhiban2", "zhiban3", "zhiban4"),
        Role.INSPECTOR: ("hecha", "hecha2", "hecha3", "hecha4", "hecha5", "hecha6"),
        Role.PLANNER: ("guihua",),
        Role.ADMINISTRATOR: ("guanli",),
        Role.AUDITOR: ("shenji",),
        Role.LEADER: ("lingdao",),
    }
    return [Chair(name, role, root) for role, names in usernames.items() for name in names]


def _mediation_chairs(geography: Geography) -> list[Chair]:
    root = geography.subdistrict.code
    office = [Chair(name, Role.MEDIATION_OFFICER, root) for name in ("tiaozhong", "tiaozhong2")]
    names = ("tiaojie", *(f"tiaojie{number}" for number in range(2, MEDIATORS + 1)))
    return office + [Chair(name, Role.MEDIATOR, root) for name in names]


def _department_chairs(organisations: Sequence[Organisation]) -> list[Chair]:
    working = [each for each in organisations if each.kind in ("department", "office")]
    first = "huanwei"
    return [
        Chair(
            first if (each.name, number) == ("环卫所", 1) else f"d{index + 1:02}{number}",
            Role.DEPARTMENT_HANDLER,
            each.area_code,
            each,
        )
        for index, each in enumerate(working)
        for number in (1, 2, 3)
    ]


def _as_staff(
    posts: Sequence[Post], organisations: Sequence[Organisation], geography: Geography, rng: random.Random
) -> Staff:
    staff = Staff(organisations={each.pk: each for each in organisations})
    for post in posts:
        actor = Actor.of(post.person)
        if post.role == Role.DEPARTMENT_HANDLER:
            staff.departments.setdefault(post.organisation_id or 0, []).append(actor)
        elif post.role == Role.INSPECTOR:
            staff.inspectors.append(actor)
        elif post.role in (Role.GRID_MEMBER, Role.GRID_LEADER, Role.COMMUNITY_OFFICER, Role.DUTY_OFFICER):
            staff.areas.setdefault(post.area_code, []).append(actor)
    keys: list[str | int] = [*(each.code for each in geography.communities), *staff.departments]
    for key in keys:
        staff.pace[key] = rng.choice((0.7, 0.85, 1.0, 1.0, 1.15, 1.4))
    return staff
