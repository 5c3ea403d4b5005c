from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onegrid.casework.queries import entries_of
from onegrid.directory.models import Person
from onegrid.directory.scopes import Scope
from onegrid.mediation.domain.agreements import NewTerm, draft_agreement, sign_agreement
from onegrid.mediation.models import Agreement, Dispute
from tests.api.conftest import DISPUTE, Program
from tests.conftest import Cast
from tests.factories import ROOT
from tests.mediation.conftest import MONDAY, Room, bring, dispute, fresh, mediated, room

__all__ = ["dispute", "mediated", "room"]
Make = Callable[..., Program]


@pytest.fixture
def office(program: Make, room: Room) -> Program:
    return program(room.officer)


@pytest.fixture
def chair(program: Make, room: Room) -> Program:
    return program(Person.objects.get(pk=room.chair.pk))


def test_a_court_brings_a_dispute_once_however_often_it_asks(program: Make, room: Room, cast: Cast) -> None:
    court = program(cast.community_officer, Scope.DISPUTES_WRITE)
    answer = court.post("/disputes", DISPUTE, idempotency_key="letter-2026-0117")
    again = court.post("/disputes", DISPUTE, idempotency_key="letter-2026-0117")
    assert (answer.status_code, again.json()) == (201, answer.json())
    made = Dispute.objects.select_related("case").get()
    assert answer.json()["number"] == made.case.number
    assert (made.sort, made.risk, made.door, made.case.channel) == ("neighbours", "medium", "court", "counter")
    assert made.parties.get(side="applicant").phone == "+8613800138001"
    assert "漏水" not in answer.content.decode() and "林" not in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"statement": ""}, "statement"),
        ({"parties": []}, "parties"),
        ({"sort": "weather"}, "sort"),
        ({"name": "x"}, "name"),
    ],
)
def test_what_is_wrong_with_a_dispute_is_said_by_its_field(
    office: Program, wrong: dict[str, object], field: str
) -> None:
    answer = office.post("/disputes", DISPUTE | wrong)
    assert answer.status_code == 422 and field in answer.json()["fields"]
    assert Dispute.objects.count() == 0


def test_nobody_is_named_but_where_the_reading_is_recorded(chair: Program, room: Room, mediated: Dispute) -> None:
    path = f"/disputes/{mediated.case.number}"
    for answer in (chair.get("/disputes"), chair.get(path)):
        assert answer.status_code == 200
        assert not any(word in answer.content.decode() for word in ("高师傅", "漏水", "138", "3栋"))
    assert [each["consent"] for each in chair.get(path).json()["parties"]] == ["given", "given"]
    people = chair.post(f"{path}/people").json()
    assert people["parties"][1]["name"] == "高师傅" and people["statement"].startswith("楼上漏水")
    last = entries_of(fresh(mediated).case).last()
    assert last is not None and (last.verb, last.actor) == ("read parties", room.chair.person.actor)


def test_the_people_take_a_scope_of_their_own(program: Make, room: Room, mediated: Dispute) -> None:
    reader = program(Person.objects.get(pk=room.chair.pk), Scope.DISPUTES_READ, Scope.DISPUTES_WRITE)
    assert reader.post(f"/disputes/{mediated.case.number}/people").status_code == 403
    assert "read parties" not in [each.verb for each in entries_of(mediated.case)]


def test_who_does_not_work_on_it_finds_nothing(program: Make, room: Room, mediated: Dispute, cast: Cast) -> None:
    other = program(Person.objects.get(pk=room.second.pk))
    number = mediated.case.number
    hidden, unknown = (other.get(f"/disputes/{each}") for each in (number, "261123-48271632-5"))
    assert hidden.status_code == 404 and hidden.content == unknown.content
    assert other.post(f"/disputes/{number}/people").status_code == 404
    assert other.get("/disputes").json()["items"] == []
    assert program(cast.duty_officer).get(f"/disputes/{number}").status_code == 403


def test_lists_are_narrowed_and_paged(office: Program, room: Room, mediated: Dispute) -> None:
    bring(room, sort="family")
    assert len(office.get("/disputes").json()["items"]) == 2
    assert [each["sort"] for each in office.get("/disputes", {"state": "new"}).json()["items"]] == ["family"]
    assert office.get("/disputes", {"sort": "neighbours"}).json()["items"][0]["number"] == mediated.case.number
    assert office.get("/disputes", {"open": False}).json()["items"] == []
    first = office.get("/disputes", {"size": 1}).json()
    second = office.get("/disputes", {"size": 1, "cursor": first["next"]}).json()
    assert {first["items"][0]["sort"], second["items"][0]["sort"]} == {"family", "neighbours"}


def test_a_dispute_is_taken_from_acceptance_to_a_session(office: Program, room: Room, dispute: Dispute) -> None:
    path = f"/disputes/{dispute.case.number}"
    accepted = office.post(f"{path}/acceptance", idempotency_key="accept-it").json()
    assert accepted["state"] == "mediating" and [each["clock"] for each in accepted["limits"]] == ["take", "mediate"]
    assert office.post(f"{path}/acceptance").status_code == 409
    proposed = office.get(f"{path}/proposals").json()
    assert proposed[0]["mediator"]["name"] == "何调解" and proposed[0]["barred"] is None
    key = proposed[0]["mediator"]["id"]
    assert office.post(f"{path}/appointments", {"mediators": ["1"]}).status_code == 404
    assert office.post(f"{path}/appointments", {"mediators": [key]}).json()["mediators"][0]["name"] == "何调解"
    starts = timezone.now().replace(hour=2, minute=0) + timedelta(days=1)
    times = {"starts": starts.isoformat(), "ends": (starts + timedelta(hours=1)).isoformat()}
    refused = office.post(f"{path}/sessions", times)
    assert (refused.status_code, refused.json()["code"]) == (422, "says_where")
    (session,) = office.post(f"{path}/sessions", times | {"room": "调解室"}).json()["sessions"]
    assert (session["state"], session["expected"], session["came"]) == ("planned", 3, None)
    past = times | {"starts": "2026-01-05T09:30:00+08:00", "room": "调解室"}
    assert office.post(f"{path}/sessions", past).json()["code"] == "lies_ahead"


def test_it_goes_to_court_and_back(office: Program, mediated: Dispute) -> None:
    path = f"/disputes/{mediated.case.number}/route"
    assert office.post(path, {"way": "court", "why": "一方坚持诉讼"}).json()["state"] == "referred"
    assert office.post(path, {"way": "people", "why": "委派调解"}).json()["state"] == "mediating"


def test_a_court_notes_its_decision_and_the_last_term_closes_it(
    chair: Program, office: Program, room: Room, mediated: Dispute
) -> None:
    terms = [NewTerm("赔偿三千元", timezone.localdate())]
    made = draft_agreement(mediated, form="written", facts="属实。", terms=terms, by=room.office)
    path = f"/disputes/{mediated.case.number}"
    assert chair.get(path).json()["agreements"][0]["unsigned"] == 3
    sign_agreement(Agreement.objects.select_related("dispute__case").get(pk=made.pk), by=room.office)
    decision = f"{path}/agreements/{made.pk}/confirmation"
    assert chair.post(decision, {"confirmation": "confirmed"}).json()["code"] == "order"
    filed = chair.post(decision, {"confirmation": "filed", "court": "东城区人民法院"}).json()
    assert filed["agreements"][0]["confirmation"] == "filed" and filed["agreements"][0]["unsigned"] is None
    term = filed["agreements"][0]["terms"][0]["id"]
    assert chair.post(f"{path}/terms/{term}/performance", {"note": "已付清"}).json()["state"] == "closed"
    assert chair.post(decision, {"confirmation": "confirmed"}).json()["confirmed_at"] is not None
    assert chair.post(f"{path}/terms/1/performance", {}).status_code == 404


def test_outcomes_hold_no_number_under_five(program: Make, room: Room, cast: Cast) -> None:
    for _each in range(4):
        bring(room, when=timezone.now())
    leader = program(cast.leader)
    assert leader.get("/dispute-outcomes", {"area": ROOT}).json()[0]["brought"] is None
    bring(room, when=timezone.now())
    assert leader.get("/dispute-outcomes", {"area": ROOT}).json()[0]["brought"] == 5
    assert leader.get("/dispute-outcomes", {"area": "371502010"}).status_code == 404


def test_the_list_asks_no_more_for_more_disputes(office: Program, room: Room) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            office.get("/disputes")
        return len(queries)

    bring(room, when=MONDAY)
    count()
    few = count()
    for _each in range(4):
        bring(room, when=MONDAY)
    assert count() == few
