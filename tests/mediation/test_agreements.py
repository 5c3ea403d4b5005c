from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.audit.domain.verification import verify
from onegrid.casework.domain.attachments import Upload, path_of
from onegrid.casework.domain.ticking import tick
from onegrid.casework.faults import CaseFault, MoveNotAllowed
from onegrid.casework.models import Case, StoredFile
from onegrid.mediation.domain.agreements import (
    NewTerm,
    break_agreement,
    check_terms,
    decide_confirmation,
    draft_agreement,
    end_of,
    keep_term,
    sign_agreement,
)
from onegrid.mediation.domain.disputes import step
from onegrid.mediation.domain.follow_ups import file_scan, follow_up, plan_visit, read_scan
from onegrid.mediation.domain.parties import forget_parties
from onegrid.mediation.models import Agreement, Dispute, FollowUp, Party, Scan, Term
from tests.casework.walking import photo
from tests.mediation.conftest import MONDAY, Room, bring, fresh

TERMS = [
    NewTerm("被申请人赔偿申请人三千元。", date(2026, 3, 20)),
    NewTerm("被申请人修好水管。", date(2026, 3, 9)),
]


def draft(room: Room, dispute: Dispute, terms: list[NewTerm] = TERMS) -> Agreement:
    made = draft_agreement(dispute, form="written", facts="漏水属实。", terms=terms, by=room.by(room.chair), at=MONDAY)
    return Agreement.objects.select_related("dispute__case").get(pk=made.pk)


def again(agreement: Agreement) -> Agreement:
    return Agreement.objects.select_related("dispute__case").get(pk=agreement.pk)


@pytest.fixture
def signed(room: Room, mediated: Dispute) -> Agreement:
    agreement = draft(room, mediated)
    sign_agreement(agreement, by=room.by(room.chair), at=MONDAY)
    return again(agreement)


def term(agreement: Agreement, place: int) -> Term:
    return Term.objects.select_related("agreement__dispute__case").get(agreement=agreement, place=place)


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        ([], "has_terms"),
        ([NewTerm("赔偿三千元。", None)], "every_term_has_a_day"),
        ([NewTerm("赔偿三千元。", date(2026, 3, 1))], "no_day_is_past"),
    ],
)
def test_an_agreement_without_days_for_what_is_to_be_done_is_refused(
    room: Room, mediated: Dispute, terms: list[NewTerm], fault: str
) -> None:
    with pytest.raises(CaseFault) as refused:
        draft(room, mediated, terms)
    assert refused.value.code == fault
    assert Agreement.objects.count() == 0


@given(st.lists(st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 1, 1))), max_size=6))
def test_terms_are_taken_exactly_if_there_are_some_and_each_lies_ahead(days: list[date | None]) -> None:
    today = date(2026, 6, 1)
    good = bool(days) and all(day is not None and day >= today for day in days)
    try:
        check_terms([NewTerm("履行。", day) for day in days], today)
        taken = True
    except CaseFault:
        taken = False
    assert taken is good


def test_everybody_has_to_agree_to_mediation_first(room: Room, dispute: Dispute) -> None:
    with pytest.raises(CaseFault) as refused:
        draft(room, dispute)
    assert refused.value.code in ("works_on_it", "everybody_agreed")


def test_agreements_of_a_year_are_numbered_in_a_row(room: Room, mediated: Dispute) -> None:
    assert [draft(room, fresh(mediated)).serial for _each in range(3)] == [1, 2, 3]


def test_signing_makes_follow_ups_of_terms_and_starts_both_clocks(room: Room, signed: Agreement) -> None:
    case = signed.dispute.case
    assert (case.state, signed.state, signed.signed_on) == ("performing", "signed", MONDAY.date())
    assert [each.due_on for each in signed.terms.all()] == [date(2026, 3, 9), date(2026, 3, 20)]
    assert [each.due_on for each in FollowUp.objects.all()] == [date(2026, 3, 9), date(2026, 3, 20), date(2026, 4, 19)]
    dues = {clock.key: clock.due_at for clock in case.clocks.filter(state="running")}
    assert dues == {"perform": end_of(date(2026, 3, 9)), "confirm": end_of(date(2026, 4, 1))}
    with pytest.raises(CaseFault) as refused:
        sign_agreement(again(signed), by=room.by(room.chair))
    assert refused.value.code == "is_a_draft"


def test_a_term_that_is_not_kept_in_time_raises_an_alert(room: Room, signed: Agreement) -> None:
    tick(at=end_of(date(2026, 3, 9)) + timedelta(seconds=1))
    tick(at=end_of(date(2026, 3, 9)) + timedelta(seconds=2))
    clock = signed.dispute.case.clocks.get(key="perform")
    assert clock.expired_at is not None and clock.met is False


def test_term_after_term_is_kept_and_the_last_one_closes_it(room: Room, signed: Agreement) -> None:
    chair = room.by(room.chair)
    keep_term(term(signed, 1), by=chair, at=MONDAY + timedelta(days=3), note="水管已修好。")
    case = Case.objects.get(pk=signed.dispute_id)
    assert case.state == "performing"
    assert case.clocks.get(key="perform", state="running").due_at == end_of(date(2026, 3, 20))
    keep_term(term(signed, 2), by=chair, at=MONDAY + timedelta(days=9))
    case.refresh_from_db()
    assert (case.state, case.on_time, again(signed).state) == ("closed", True, "kept")
    assert case.due_at == end_of(date(2026, 3, 20))
    assert [each.outcome for each in FollowUp.objects.filter(term__isnull=False)] == ["good", "good"]
    assert FollowUp.objects.get(term__isnull=True).done_at is None
    assert list(verify()) == []


def test_a_dispute_that_is_not_settled_is_measured_by_its_thirty_days(room: Room, mediated: Dispute) -> None:
    step(mediated, "fail", reason="分歧过大", by=room.by(room.chair), at=MONDAY + timedelta(days=8))
    case = Case.objects.get(pk=mediated.pk)
    assert (case.state, case.due_at) == ("unsettled", MONDAY + timedelta(days=30))


def test_the_thirty_days_for_the_court_begin_with_the_day_of_signing(room: Room, mediated: Dispute) -> None:
    agreement, later = draft(room, mediated), MONDAY + timedelta(days=2)
    sign_agreement(agreement, signed_on=date(2026, 3, 3), by=room.by(room.chair), at=later)
    assert fresh(mediated).case.clocks.get(key="confirm").due_at == end_of(date(2026, 4, 2))


def test_a_visit_after_the_end_is_noted(room: Room, signed: Agreement) -> None:
    chair = room.by(room.chair)
    plan_visit(fresh(signed.dispute), due_on=date(2026, 6, 1), by=chair)
    visit = FollowUp.objects.select_related("dispute__case").get(due_on=date(2026, 6, 1))
    follow_up(visit, outcome="slow", note="双方已和好。", by=chair)
    assert FollowUp.objects.get(pk=visit.pk).note == "双方已和好。"


def test_a_broken_agreement_is_mediated_again(room: Room, signed: Agreement) -> None:
    break_agreement(signed, why="逾期未付。", by=room.by(room.chair), at=MONDAY + timedelta(days=20))
    case = Case.objects.get(pk=signed.dispute_id)
    assert (case.state, again(signed).state) == ("mediating", "broken")
    assert case.due_at == MONDAY + timedelta(days=50)
    assert not FollowUp.objects.filter(done_at__isnull=True).exists()
    second = draft(room, fresh(signed.dispute), [NewTerm("一次付清。", date(2026, 4, 1))])
    sign_agreement(second, by=room.by(room.chair), at=MONDAY + timedelta(days=21))
    assert fresh(signed.dispute).case.state == "performing"


def test_what_is_done_or_broken_is_not_done_again(room: Room, signed: Agreement) -> None:
    chair = room.by(room.chair)
    keep_term(term(signed, 1), by=chair, at=MONDAY)
    break_agreement(again(signed), why="逾期未付。", by=chair, at=MONDAY)
    second = draft(room, fresh(signed.dispute), [NewTerm("一次付清。", date(2026, 4, 1))])
    sign_agreement(second, by=chair, at=MONDAY)
    for old in (term(signed, 1), term(signed, 2)):
        with pytest.raises(CaseFault) as refused:
            keep_term(old, by=chair, at=MONDAY)
        assert refused.value.code == "is_pending"
    with pytest.raises(CaseFault) as refused:
        decide_confirmation(again(signed), confirmation="waived", by=chair, at=MONDAY)
    assert refused.value.code == "is_pending"
    assert fresh(signed.dispute).case.state == "performing"


def test_confirmation_is_applied_for_and_decided_in_that_order(room: Room, signed: Agreement) -> None:
    chair = room.by(room.chair)
    with pytest.raises(CaseFault) as refused:
        decide_confirmation(signed, confirmation="confirmed", by=chair)
    assert refused.value.code == "order"
    decide_confirmation(again(signed), confirmation="filed", court="东城区人民法院", by=chair, at=MONDAY)
    clock = Case.objects.get(pk=signed.dispute_id).clocks.get(key="confirm")
    assert (clock.state, clock.met) == ("stopped", True)
    decide_confirmation(again(signed), confirmation="confirmed", by=chair, at=MONDAY)
    assert (again(signed).confirmation, again(signed).court) == ("confirmed", "东城区人民法院")
    assert fresh(signed.dispute).confirmed_at == MONDAY


def test_a_closed_dispute_cannot_be_broken(room: Room, signed: Agreement) -> None:
    chair = room.by(room.chair)
    keep_term(term(signed, 1), by=chair, at=MONDAY)
    keep_term(term(signed, 2), by=chair, at=MONDAY)
    with pytest.raises(MoveNotAllowed):
        break_agreement(again(signed), why="反悔。", by=chair)


def test_a_scan_is_filed_encrypted_and_only_for_who_works_on_it(room: Room, signed: Agreement) -> None:
    scan = file_scan(fresh(signed.dispute), photo(), agreement=signed, by=room.by(room.chair))
    on_disk = path_of(scan.file_id).read_bytes()
    assert on_disk.startswith(b"gAAAA") and not Case.objects.get(pk=signed.dispute_id).attachments.exists()
    stored = Scan.objects.select_related("dispute__case").get()
    assert read_scan(stored, by=room.by(room.chair)).startswith(b"\xff\xd8")
    with pytest.raises(CaseFault):
        read_scan(stored, by=room.by(room.second))
    with pytest.raises(CaseFault):
        file_scan(fresh(signed.dispute), Upload("x.exe", b"MZ"), by=room.by(room.chair))


def test_what_is_kept_of_people_goes_when_its_time_is_over(room: Room, signed: Agreement) -> None:
    chair = room.by(room.chair)
    scan = file_scan(fresh(signed.dispute), photo(), by=chair)
    keep_term(term(signed, 1), by=chair, at=MONDAY)
    keep_term(term(signed, 2), by=chair, at=MONDAY)
    other = bring(room)
    assert forget_parties(at=MONDAY + timedelta(days=5 * 365 - 1)) == 0
    assert forget_parties(at=MONDAY + timedelta(days=5 * 365)) == 1
    stored = fresh(signed.dispute)
    assert (stored.statement, stored.wants, stored.place_key, stored.sort) == ("", "", "", "neighbours")
    assert {(each.name, each.phone, each.phone_key) for each in stored.parties.all()} == {("", "", "")}
    assert [each.text for each in Term.objects.all()] == ["", ""] and again(signed).facts == ""
    assert not path_of(scan.file_id).exists() and not StoredFile.objects.exists()
    assert Party.objects.filter(dispute=other).exclude(phone_key="").count() == 2
    assert forget_parties(at=MONDAY + timedelta(days=5 * 365)) == 0
