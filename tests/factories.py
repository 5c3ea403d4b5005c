"""One factory per model. Each gives a row that is right in itself; a test names only what it is about."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import count, groupby
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from django.utils import timezone

from onegrid.casework.acts import REPORTER, Actor
from onegrid.casework.domain.filing import Report, open_case
from onegrid.casework.models import Case
from onegrid.directory.domain.posts import fill_post, fill_posts
from onegrid.directory.models import Credential, Organisation, Person, Post
from onegrid.territory.domain.plans import DrawnArea, adopt_plan, draft_plan, put_in_force
from onegrid.territory.models import Plan

SHANGHAI = ZoneInfo("Asia/Shanghai")
ROOT = "371502009"
ELSEWHERE = "371502010"
LONG_AGO = date(2020, 1, 1)
CELL = 0.01  # degrees
_numbers = count(1)


def at(text: str) -> datetime:
    """A moment in Shanghai, as '2026-03-04 10:00'."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def square_areas(root: str = ROOT, *, west: float = 116.0, south: float = 36.0) -> list[DrawnArea]:
    """A subdistrict of 2 communities in a row, each 2 grids high, each grid 2 micro-grids wide: 8 squares of 0.01°.

    001002001 001002002 | 002002001 002002002
    001001001 001001002 | 002001001 002001002
    """
    cells: dict[str, Any] = {}
    for community in (1, 2):
        for grid in (1, 2):
            for micro in (1, 2):
                x = west + ((community - 1) * 2 + micro - 1) * CELL
                y = south + (grid - 1) * CELL
                cells[f"{root}{community:03}{grid:03}{micro:03}"] = shapely.box(x, y, x + CELL, y + CELL)
    prefixes = sorted({code[:digits] for code in cells for digits in (9, 12, 15, 18)})
    return [DrawnArea(prefix, _area_name(prefix), _union(cells, prefix), households=100) for prefix in prefixes]


def redrawn_areas(root: str = ROOT) -> list[DrawnArea]:
    """The same land in another plan: the grids of community 1 are columns instead of rows, community 2 is one grid of 4.

    001001002 001002002 | 002001003 002001004
    001001001 001002001 | 002001001 002001002
    """
    codes = {"001001002": "001002001", "001002001": "001001002"}
    codes |= {"002002001": "002001003", "002002002": "002001004"}
    squares = {each.code[9:]: each.geometry for each in square_areas(root) if len(each.code) == 18}
    cells = {root + codes.get(tail, tail): shape for tail, shape in squares.items()}
    prefixes = sorted({code[:digits] for code in cells for digits in (9, 12, 15, 18)})
    return [DrawnArea(prefix, _area_name(prefix), _union(cells, prefix), households=100) for prefix in prefixes]


def make_plan(
    root: str = ROOT, *, starts: date = LONG_AGO, areas: list[DrawnArea] | None = None, **where: float
) -> Plan:
    """A plan in force, put there on its first day if that is past."""
    plan = draft_plan(root, "网格方案", areas or square_areas(root, **where), actor="system")
    adopt_plan(plan, actor="system")
    put_in_force(plan, starts=starts, actor="system", today=min(starts, timezone.localdate()))
    return plan


def make_organisation(name: str = "环卫所", *, root: str = ROOT, kind: str = "department") -> Organisation:
    return Organisation.objects.create(subdistrict=root, name=name, kind=kind, area_code=root)


def make_person(name: str = "王工", *, username: str | None = None, password: str | None = None) -> Person:
    return Person.objects.create_user(username or f"person{next(_numbers)}", name, password)


def make_post(person: Person, role: str, area_code: str = ROOT, **more: Any) -> Post:
    return fill_post(person, role, area_code=area_code, actor="system", starts=more.pop("starts", LONG_AGO), **more)


def fill_at_once(seats: Iterable[tuple[Person, str, str, Organisation | None]]) -> None:
    """Posts of several people in few questions to the database, for what nearly every test begins with."""
    posts = [
        Post(person=person, role=role, area_code=code, organisation=organisation, starts=LONG_AGO)
        for person, role, code, organisation in seats
    ]
    for _, of_one_office in groupby(posts, key=lambda post: post.area_code[:9]):
        fill_posts(list(of_one_office), actor="system")


def make_certificate(person: Person, kind: str = "消防安全培训合格证", *, expires: date | None = None) -> Credential:
    return Credential.objects.create(person=person, kind=kind, issued=LONG_AGO, expires=expires)


def make_report(**more: Any) -> Report:
    """A report of rubbish in the first micro-grid (or wherever `lon`, `lat` or `area_code` say)."""
    if "area_code" not in more:
        more = {"lon": 116.005, "lat": 36.005} | more
    facts = {"kind": "street-cleanliness", "category": "rubbish", "description": "路口垃圾桶满溢，请尽快清运。"}
    return Report(**(facts | more))


def make_case(*, when: datetime | None = None, actor: Actor = REPORTER, **more: Any) -> Case:
    """A filed case. Its secret code is `case.plain_secret`."""
    filed = open_case(make_report(**more), actor=actor, at=when)
    filed.case.plain_secret = filed.secret  # type: ignore[attr-defined]
    return filed.case


def _union(cells: dict[str, Any], prefix: str) -> Any:
    return shapely.union_all([cell for code, cell in cells.items() if code.startswith(prefix)])


def _area_name(code: str) -> str:
    names = {9: "东城街道", 12: "{}号社区", 15: "{}号网格", 18: "{}号微网格"}
    return names[len(code)].format(int(code[-3:]))
