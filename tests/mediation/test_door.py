from datetime import timedelta

import pytest
from django.db import connection

from onegrid.audit.domain.verification import verify
from onegrid.casework.acts import REPORTER, Actor
from onegrid.casework.domain.filing import open_case
from onegrid.casework.domain.moving import make_move
from onegrid.casework.faults import CaseFault, MoveNotAllowed
from onegrid.casework.models import Case, SearchText
from onegrid.casework.queries import entries_of
from onegrid.mediation.domain.disputes import accept_dispute, bring_dispute, grade_dispute, route_dispute, step
from onegrid.mediation.domain.parties import NewParty, add_party, add_representative, answer_mediation, read_parties
from onegrid.mediation.grading import grade, needs_panel
from onegrid.mediation.models import Dispute, Party
from onegrid.mediation.models.dispute import Side
from onegrid.mediation.queries import disputes_visible_to
from tests.conftest import Cast
from tests.factories import make_report
from tests.mediation.conftest import MONDAY, RESPONDENT, Room, bring, brought, fresh, party


def test_a_dispute_is_a_case_without_words_and_what_is_confidential_is_encrypted(room: Room, dispute: Dispute) -> None:
    case = dispute.case
    assert (case.kind, case.category, case.title, case.description) == ("dispute", "neighbours", "邻里纠纷", "")
    assert case.holder_organisation is not None and case.holder_organisation.name == "司法所"
    assert not case.type.public
    assert "漏水" not in SearchText.objects.get(case=case).words
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, wants, place FROM mediation_dispute")
        kept = [*cursor.fetchone()]
        cursor.execute("SELECT name, phone, home FROM mediation_party")
        kept += [text for row in cursor.fetchall() for text in row]
    assert all(text.startswith("gAAAA") for text in kept)
    assert dispute.statement.startswith("楼上漏水")


def test_it_is_graded_and_sent_its_usual_way_from_the_start(room: Room) -> None:
    dispute = bring(room, sort="medical", signs=["violence"])
    assert (dispute.way, dispute.risk) == ("industry", "high")
    assert [each.way for each in dispute.routes.all()] == ["industry"]


@pytest.mark.parametrize(
    ("signs", "risk", "panel"),
    [
        ([], "low", False),
        (["amount"], "medium", False),
        (["repeated"], "medium", True),
        (["minors", "amount", "livelihood"], "high", True),
        (["harm"], "high", True),
    ],
)
def test_the_risk_follows_from_its_signs(signs: list[str], risk: str, panel: bool) -> None:
    assert (grade(signs), needs_panel(grade(signs), signs)) == (risk, panel)


def test_the_same_form_sent_twice_makes_one_dispute(room: Room) -> None:
    first = bring_dispute(brought(submission="form-1"), by=REPORTER, at=MONDAY)
    second = bring_dispute(brought(submission="form-1"), by=REPORTER, at=MONDAY)
    assert second.again and second.secret == first.secret
    assert Dispute.objects.count() == 1 and Party.objects.count() == 2


def test_no_other_door_takes_a_dispute_and_this_one_nothing_else(room: Room) -> None:
    with pytest.raises(CaseFault) as fault:
        open_case(make_report(kind="dispute", category="neighbours"))
    assert fault.value.code == "own_door"
    with pytest.raises(CaseFault):
        open_case(make_report(), actor=Actor("reporter", room="mediation"))
    assert Case.objects.count() == 0


def test_the_case_page_of_the_engine_moves_no_dispute(room: Room, dispute: Dispute, cast: Cast) -> None:
    for name in ("handler", "duty_officer", "grid_member"):
        with pytest.raises(MoveNotAllowed) as fault:
            make_move(Case.objects.get(pk=dispute.pk), "accept", actor=cast.actor(name))
        assert fault.value.code == "who"


def test_accepting_starts_the_thirty_days(room: Room, dispute: Dispute) -> None:
    accept_dispute(dispute, by=room.office, at=MONDAY)
    clock = dispute.case.clocks.get(key="mediate")
    assert clock.due_at == MONDAY + timedelta(days=30)
    assert (fresh(dispute).accepted_at, fresh(dispute).case.state) == (MONDAY, "mediating")


def test_a_dispute_without_its_other_side_is_not_accepted(room: Room) -> None:
    dispute = bring(room, parties=(NewParty(Side.APPLICANT, "林阿姨"),))
    with pytest.raises(CaseFault) as fault:
        accept_dispute(dispute, by=room.office)
    assert fault.value.code == "has_both_sides"
    add_party(dispute, RESPONDENT, by=room.office)
    accept_dispute(fresh(dispute), by=room.office)


def test_the_parties_may_extend_by_days_of_the_calendar(room: Room, mediated: Dispute) -> None:
    step(mediated, "extend", by=room.by(room.chair), at=MONDAY, days=10, reason="双方同意延长。")
    assert fresh(mediated).case.due_at == MONDAY + timedelta(days=40)
    with pytest.raises(CaseFault) as fault:
        step(fresh(mediated), "extend", by=room.by(room.chair), days=31, reason="再延长。")
    assert fault.value.code == "extends_by_thirty_days_at_most"


def test_only_who_works_on_it_sees_it_and_each_reading_stands_in_the_record(
    room: Room, mediated: Dispute, cast: Cast
) -> None:
    chair, second = room.by(room.chair), room.by(room.second)
    seen = {
        name: disputes_visible_to(actor.person).count() for name, actor in {"chair": chair, "second": second}.items()
    }  # type: ignore[arg-type]
    assert seen == {"chair": 1, "second": 0}
    for outside in (second, cast.actor("leader"), cast.actor("duty_officer"), cast.actor("outsider")):
        assert outside.person is not None and not disputes_visible_to(outside.person).exists()
        with pytest.raises(CaseFault) as fault:
            read_parties(fresh(mediated), by=outside)
        assert fault.value.code == "works_on_it"
    names = [each.name for each in read_parties(fresh(mediated), by=chair, at=MONDAY)]
    assert names == ["林阿姨", "高师傅"]
    last = entries_of(fresh(mediated).case).last()
    assert last is not None and (last.verb, last.actor) == ("read parties", chair.key)
    assert list(verify()) == []


def test_a_refusal_ends_it_properly(room: Room, dispute: Dispute) -> None:
    accept_dispute(dispute, by=room.office, at=MONDAY)
    answer_mediation(party(dispute), agrees=False, why="要求直接起诉。", by=room.office, at=MONDAY)
    case = fresh(dispute).case
    assert (case.state, case.ended_at, party(dispute).consent) == ("refused", MONDAY, "refused")
    with pytest.raises(CaseFault) as fault:
        add_party(fresh(dispute), RESPONDENT, by=room.office)
    assert fault.value.code == "is_open"


def test_a_third_party_may_stay_away(room: Room, mediated: Dispute) -> None:
    added = add_party(mediated, NewParty(Side.THIRD, "物业公司"), by=room.office)
    answer_mediation(Party.objects.select_related("dispute__case").get(pk=added.pk), agrees=False, by=room.office)
    assert fresh(mediated).case.state == "mediating"


def test_it_may_go_to_court_and_come_back_and_every_route_is_kept(room: Room, mediated: Dispute) -> None:
    route_dispute(mediated, way="court", why="一方坚持诉讼。", by=room.office, at=MONDAY)
    assert fresh(mediated).case.state == "referred"
    route_dispute(fresh(mediated), way="arbitration", why="法院告知应先仲裁。", by=room.office)
    route_dispute(fresh(mediated), way="people", why="委派调解。", by=room.office)
    stored = fresh(mediated)
    assert (stored.case.state, stored.way) == ("mediating", "people")
    assert [(each.way, each.why) for each in stored.routes.all()] == [
        ("people", "人民调解免费、就近，此类纠纷多数可经人民调解化解。"),
        ("court", "一方坚持诉讼。"),
        ("arbitration", "法院告知应先仲裁。"),
        ("people", "委派调解。"),
    ]


def test_grading_anew_changes_type_and_risk(room: Room, dispute: Dispute) -> None:
    grade_dispute(dispute, sort="house", signs=["crowd"], language="粤语", by=room.office)
    stored = fresh(dispute)
    assert (stored.sort, stored.risk, stored.language) == ("house", "high", "粤语")


def test_somebody_speaks_for_a_party(room: Room, dispute: Dispute) -> None:
    add_representative(party(dispute), name="高小妹", phone="", power="special", by=room.office)
    assert [each.name for each in party(dispute).representatives.all()] == ["高小妹"]
