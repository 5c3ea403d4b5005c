"""The people of mediation beside the fixed cast: the office, three mediators, and a dispute between neighbours."""

from dataclasses import dataclass
from typing import Any

import pytest

from onegrid.casework.acts import Actor
from onegrid.casework.domain.routes import save_route
from onegrid.casework.models import Route
from onegrid.directory.models import Credential, Person, Role
from onegrid.mediation.domain.disputes import Brought, accept_dispute, bring_dispute
from onegrid.mediation.domain.mediators import appoint, note_mediator
from onegrid.mediation.domain.parties import NewParty, answer_mediation
from onegrid.mediation.models import Dispute, Mediator, Party
from onegrid.mediation.models.dispute import Side
from tests.conftest import COMMUNITY, Cast
from tests.factories import LONG_AGO, ROOT, at, make_organisation, make_person, make_post

MONDAY = at("2026-03-02 09:30")
APPLICANT = NewParty(Side.APPLICANT, "林阿姨", phone="+8613800138001", home="1号社区3栋201", firm="")
RESPONDENT = NewParty(Side.RESPONDENT, "高师傅", phone="+8613800138002", home="1号社区3栋301", firm="东城运输公司")


@dataclass
class Room:
    """Who works in mediation."""

    officer: Person
    chair: Mediator
    second: Mediator
    third: Mediator

    @property
    def office(self) -> Actor:
        return Actor.of(Person.objects.get(pk=self.officer.pk))

    def by(self, mediator: Mediator) -> Actor:
        return Actor.of(Person.objects.get(pk=mediator.pk))


def make_mediator(name: str, *, certified: bool = True, phone: str = "", **more: Any) -> Mediator:
    """Somebody on the post of a mediator, with a certificate in force."""
    person = make_person(name)
    if phone:
        Person.objects.filter(pk=person.pk).update(phone=phone)
        person.phone = phone
    make_post(person, Role.MEDIATOR, ROOT)
    if certified:
        Credential.objects.create(person=person, kind=Mediator.CERTIFICATE, issued=LONG_AGO)
    facts = {"sorts": [], "languages": [], "areas": [], "most": 5, "chairs": False, "home": "", "firm": ""} | more
    return note_mediator(person, subdistrict=ROOT, by=Actor("system"), **facts)


@pytest.fixture
def room(cast: Cast) -> Room:
    station = make_organisation("司法所")
    make_post(make_person("许司法"), Role.DEPARTMENT_HANDLER, ROOT, organisation=station)
    save_route(Route(subdistrict=ROOT, kind="dispute", organisation=station), actor="system")
    officer = make_person("尤中心", username="officer")
    make_post(officer, Role.MEDIATION_OFFICER, ROOT)
    return Room(
        officer,
        make_mediator("何调解", sorts=["neighbours"], areas=[COMMUNITY], chairs=True),
        make_mediator("吕调解", languages=["粤语"]),
        make_mediator("施调解"),
    )


def brought(**more: Any) -> Brought:
    """A dispute between neighbours, as a resident brings it."""
    facts: dict[str, Any] = {
        "sort": "neighbours",
        "door": "resident",
        "area_code": COMMUNITY,
        "statement": "楼上漏水，泡坏了天花板，多次上门未果。",
        "wants": "修好水管，赔偿装修损失三千元。",
        "place": "1号社区3栋",
        "parties": (APPLICANT, RESPONDENT),
    }
    return Brought(**(facts | more))


def bring(room: Room, *, when: Any = MONDAY, **more: Any) -> Dispute:
    filed = bring_dispute(brought(**more), by=room.office, at=when)
    return fresh(Dispute.objects.get(pk=filed.case.pk))


def fresh(dispute: Dispute) -> Dispute:
    """The dispute as the database has it now."""
    return Dispute.objects.select_related("case").get(pk=dispute.pk)


def party(dispute: Dispute, side: str = Side.RESPONDENT) -> Party:
    found = dispute.parties.select_related("dispute__case").filter(side=side).first()
    assert found is not None
    return found


@pytest.fixture
def dispute(room: Room) -> Dispute:
    return bring(room)


@pytest.fixture
def mediated(room: Room, dispute: Dispute) -> Dispute:
    """Accepted, with the chair appointed, and everybody agrees."""
    accept_dispute(dispute, by=room.office, at=MONDAY)
    appoint(fresh(dispute), [room.chair], by=room.office, at=MONDAY)
    answer_mediation(party(dispute), agrees=True, by=room.office, at=MONDAY)
    return fresh(dispute)
