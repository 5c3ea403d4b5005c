"""The demo office's mediation: its officers, its mediators with what they can do and their certificates, a few experts."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from onegrid.casework.acts import Actor
from onegrid.demo.geography import Geography
from onegrid.directory.domain.credentials import add_credential
from onegrid.directory.models import Person, Role
from onegrid.mediation.domain.mediators import add_expert, note_mediator
from onegrid.mediation.models import Mediator
from onegrid.mediation.models.dispute import Sort

SYSTEM = Actor("system")
LANGUAGES: tuple[list[str], ...] = ([], [], [], ["手语"], ["粤语"], ["英语"])
EXPERTS = (
    ("顾明远", "法律", "东城律师事务所"),
    ("石建平", "房屋安全鉴定", "房屋安全鉴定站"),
    ("白雅琴", "心理咨询", "社区卫生服务中心"),
    ("江世清", "医疗", "医疗纠纷人民调解委员会"),
)


@dataclass
class Crew:
    """Who works in mediation: the office and the mediators."""

    office: list[Actor]
    mediators: list[Mediator]


def gather_crew(geography: Geography, rng: random.Random, *, starts: date) -> Crew:
    """Note what the mediators can do, give all but one a certificate in force, and list some experts."""
    root = geography.subdistrict.code
    officers = Person.objects.filter(posts__role=Role.MEDIATION_OFFICER, posts__area_code=root).order_by("pk")
    people = Person.objects.filter(posts__role=Role.MEDIATOR, posts__area_code=root).order_by("pk")
    communities = [each.code for each in geography.communities]
    mediators = [_note(person, place, root, communities, rng, starts) for place, person in enumerate(people)]
    for name, field, organisation in EXPERTS:
        add_expert(root, name=name, field=field, organisation=organisation, phone="", by=SYSTEM)
    return Crew([Actor.of(each) for each in officers], mediators)


def _note(person: Person, place: int, root: str, communities: list[str], rng: random.Random, starts: date) -> Mediator:
    today = timezone.localdate()
    add_credential(
        person,
        Mediator.CERTIFICATE,
        issued=starts,
        actor=SYSTEM.key,
        subdistrict=root,
        expires=today + timedelta(days=0 if place == 15 else rng.randint(60, 900)),
    )
    return note_mediator(
        person,
        subdistrict=root,
        sorts=rng.sample(Sort.values, 4),
        languages=rng.choice(LANGUAGES),
        areas=[communities[place % len(communities)]],
        most=12,
        chairs=place % 4 == 0,
        home="",
        firm="",
        by=SYSTEM,
    )
