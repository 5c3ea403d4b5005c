from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from onegrid.casework.faults import CaseFault
from onegrid.casework.models import Message
from onegrid.directory.models import Credential
from onegrid.mediation import conflicts, matching
from onegrid.mediation.domain.disputes import accept_dispute
from onegrid.mediation.domain.mediators import add_expert, appoint, call_expert, note_answer, refuse_mediator
from onegrid.mediation.domain.parties import NewParty, add_party
from onegrid.mediation.matching import bar_of, propose_mediators
from onegrid.mediation.models import Appointment, Dispute
from onegrid.mediation.models.dispute import Side
from tests.factories import ROOT
from tests.mediation.conftest import APPLICANT, RESPONDENT, Room, bring, fresh, make_mediator, party


def test_the_most_fitting_is_proposed_first_with_reasons(room: Room, dispute: Dispute) -> None:
    with translation.override("en"):
        found = propose_mediators(dispute)
    assert [each.mediator for each in found] == [room.chair, room.second, room.third]
    assert found[0].reasons == ("knows this type of dispute", "has no open dispute", "works in this neighbourhood")
    assert all(each.bar is None for each in found)


def test_the_language_that_is_needed_counts(room: Room) -> None:
    dispute = bring(room, sort="contract", language="粤语")
    assert propose_mediators(dispute)[0].mediator == room.second


@pytest.mark.parametrize(
    ("facts", "bar"),
    [
        ({"name": "高师傅"}, conflicts.IS_PARTY),
        ({"name": "另一位", "phone": RESPONDENT.phone}, conflicts.IS_PARTY),
        ({"name": "另一位", "home": " 1号社区 3栋301 "}, conflicts.SAME_HOME),
        ({"name": "另一位", "firm": "东城运输公司"}, conflicts.SAME_FIRM),
        ({"name": "另一位", "certified": False}, matching.NO_CERTIFICATE),
        ({"name": "另一位", "most": 0}, matching.FULL),
    ],
)
def test_whoever_is_not_free_to_mediate_is_refused_with_the_reason(
    room: Room, dispute: Dispute, facts: dict[str, str], bar: str
) -> None:
    mediator = make_mediator(**facts)  # type: ignore[arg-type]
    assert bar_of(dispute, mediator) == bar
    assert propose_mediators(dispute)[-1].bar == bar
    with pytest.raises(CaseFault) as fault:
        appoint(dispute, [mediator], by=room.office)
    assert fault.value.code == "bar"


def test_a_namesake_with_another_telephone_is_somebody_else(room: Room, dispute: Dispute) -> None:
    assert bar_of(dispute, make_mediator("高师傅", phone="+8613900139000")) is None


def test_whoever_was_in_a_dispute_with_a_party_is_excluded(room: Room, dispute: Dispute) -> None:
    mediator = make_mediator("旧当事人", phone="+8613900139001")
    bring(room, parties=(APPLICANT, NewParty(Side.RESPONDENT, "旧当事人", phone="+8613900139001")))
    assert bar_of(dispute, mediator) == conflicts.WAS_AGAINST


def test_a_mediator_for_a_firm_that_is_itself_a_party_is_excluded(room: Room) -> None:
    dispute = bring(room, parties=(APPLICANT, NewParty(Side.RESPONDENT, "安居物业公司")))
    assert bar_of(dispute, make_mediator("物业员工", firm="安居物业公司")) == conflicts.SAME_FIRM


def test_a_certificate_that_lapsed_does_not_count(room: Room, dispute: Dispute) -> None:
    Credential.objects.filter(person=room.chair.pk).update(expires=timezone.localdate())
    assert bar_of(dispute, room.chair) == matching.NO_CERTIFICATE
    Credential.objects.filter(person=room.chair.pk).update(expires=timezone.localdate() + timedelta(days=1))
    assert bar_of(dispute, room.chair) is None


def test_the_appointed_one_is_told_and_stands_on_the_case(room: Room, dispute: Dispute) -> None:
    appoint(dispute, [room.chair], by=room.office)
    assert fresh(dispute).case.handler == room.chair.person
    assert Message.objects.get(topic="appointed").to == room.chair.person.actor
    assert bar_of(fresh(dispute), room.chair) == matching.APPOINTED


def test_a_panel_has_one_chair_and_a_refused_chair_is_followed_by_another(room: Room, dispute: Dispute) -> None:
    accept_dispute(dispute, by=room.office)
    appoint(fresh(dispute), [room.chair, room.second], by=room.office)
    assert [each.chair for each in dispute.appointments.all()] == [True, False]
    appointment = Appointment.objects.select_related("dispute__case").get(mediator=room.chair)
    refuse_mediator(appointment, party=party(dispute), by=room.office)
    stored = fresh(dispute)
    assert stored.case.handler == room.second.person
    assert stored.appointments.get(mediator=room.second).chair
    assert bar_of(stored, room.chair) == matching.REFUSED


def test_a_mediator_cannot_become_a_party_of_what_they_mediate(room: Room, mediated: Dispute) -> None:
    with pytest.raises(CaseFault) as fault:
        add_party(mediated, NewParty(Side.THIRD, room.chair.person.name), by=room.office)
    assert fault.value.code == "conflict"
    add_party(mediated, NewParty(Side.THIRD, room.second.person.name), by=room.office)
    assert bar_of(fresh(mediated), room.second) == conflicts.IS_PARTY


def test_only_the_office_appoints(room: Room, mediated: Dispute) -> None:
    with pytest.raises(CaseFault) as fault:
        appoint(mediated, [room.second], by=room.by(room.chair))
    assert fault.value.code == "runs_mediation"


def test_the_proposal_asks_no_more_for_more_mediators(room: Room, dispute: Dispute) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            propose_mediators(dispute)
        return len(queries)

    few = count()
    for number in range(6):
        make_mediator(f"员{number}")
    assert count() == few <= 9


def test_an_expert_is_asked_and_answers(room: Room, mediated: Dispute) -> None:
    expert = add_expert(ROOT, name="章工", field="房屋安全鉴定", organisation="鉴定站", phone="", by=room.office)
    call = call_expert(mediated, expert, question="渗漏点在哪里？", by=room.by(room.chair))
    note_answer(call, answer="楼上卫生间地漏。", by=room.by(room.chair))
    assert [(each.question, each.answer) for each in mediated.expert_calls.all()] == [
        ("渗漏点在哪里？", "楼上卫生间地漏。")
    ]
