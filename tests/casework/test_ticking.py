from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from onegrid.audit.domain.verification import verify
from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.ticking import carry_out_alerts, delete_contacts, review_shelved, tick
from onegrid.casework.faults import TakenMeanwhile
from onegrid.casework.models import Case, CaseClock, Contact, Follower, Message
from onegrid.casework.queries import entries_of
from onegrid.directory.domain.posts import end_post
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import ROOT, at, make_case

MONDAY = at("2026-03-02 09:00")
TAKE_DUE = at("2026-03-02 11:00")


def verbs(case: Case) -> list[str]:
    return [entry.verb for entry in entries_of(case)]


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


class TestWarning:
    def test_nothing_happens_before_three_quarters_of_the_time_are_gone(self, cast: Cast) -> None:
        make_case(when=MONDAY)
        assert tick(at=at("2026-03-02 10:29")) == 0

    def test_the_holder_is_told_once(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        assert tick(at=at("2026-03-02 10:30")) == 1
        assert tick(at=at("2026-03-02 10:31")) == 0
        assert verbs(case) == ["file", "clock amber"]
        message = Message.objects.get(topic="clock amber")
        assert (message.to, message.facts) == ("holder", {"clock": "take"})

    def test_a_case_that_ended_in_between_is_left_alone(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        make_move(case, "withdraw", actor=REPORTER, at=MONDAY)
        assert tick(at=at("2026-03-30 10:30")) == 0

    def test_a_paused_clock_neither_warns_nor_runs_out(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        make_move(case, "take", actor=cast.actor("grid_member"), at=MONDAY)
        make_move(case, "pause", actor=cast.actor("grid_member"), at=MONDAY, reason="等材料")
        assert tick(at=at("2026-04-30 10:00")) == 0


class TestExpiry:
    def test_it_goes_up_one_level_and_whoever_had_it_is_told(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        make_move(case, "take", actor=cast.actor("grid_member"), at=MONDAY)
        tick(at=at("2026-03-03 17:30"))
        stored = fresh(case)
        assert (stored.holder_area, stored.state, stored.handler, stored.escalated) == (GRID, "new", None, 1)
        assert Message.objects.filter(topic="clock expired", to=cast.grid_member.actor).exists()
        entry = entries_of(case).get(verb="clock expired")
        assert entry.actor == "system"
        assert (entry.before["state"], entry.after["state"], entry.after["clock"]) == ("open", "new", "handle")
        assert (entry.before["holder"]["area"], entry.after["holder"]["area"]) == (MICRO_GRID, GRID)

    def test_it_goes_on_upward_with_as_much_time_each_until_the_top(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        steps = [
            ("2026-03-02 11:00", GRID),
            ("2026-03-02 14:30", COMMUNITY),
            ("2026-03-02 16:30", ROOT),
            ("2026-03-03 10:00", ROOT),
        ]
        for moment, holder in steps:
            tick(at=at(moment))
            assert fresh(case).holder_area == holder
        assert fresh(case).escalated == 3
        assert CaseClock.objects.get(case=case, key="take").alert_at is None

    def test_a_machine_that_slept_acts_on_the_expiry_without_a_warning(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        tick(at=TAKE_DUE + timedelta(minutes=1))
        assert verbs(case) == ["file", "clock expired"]

    def test_a_vacant_level_is_passed_over(self, cast: Cast) -> None:
        end_post(cast.grid_leader.posts.get(), actor="system", on=date(2026, 3, 1))
        case = make_case(when=MONDAY)
        tick(at=TAKE_DUE)
        assert fresh(case).holder_area == COMMUNITY

    def test_a_department_that_lets_it_run_out_hands_it_to_the_desk(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        member = cast.actor("grid_member")
        make_move(case, "redirect", actor=member, at=MONDAY, organisation=cast.department, reason="属环卫职责")
        tick(at=TAKE_DUE)
        stored = fresh(case)
        assert (stored.holder_area, stored.holder_organisation) == (ROOT, None)

    def test_a_late_verification_escalates_nothing(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        make_move(case, "take", actor=cast.actor("grid_member"), at=MONDAY)
        make_move(case, "resolve", actor=cast.actor("grid_member"), at=MONDAY, reply="已清运。")
        tick(at=at("2026-03-04 17:30"))
        stored = fresh(case)
        assert (stored.state, stored.holder_area, stored.escalated) == ("resolved", MICRO_GRID, 0)
        assert verbs(case)[-1] == "clock expired"
        assert tick(at=at("2026-03-30 10:00")) == 0

    def test_whoever_takes_it_late_ends_it_late(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        tick(at=TAKE_DUE)
        case = fresh(case)
        make_move(case, "take", actor=cast.actor("grid_leader"), at=at("2026-03-02 13:30"))
        make_move(case, "resolve", actor=cast.actor("grid_leader"), at=at("2026-03-02 14:00"), reply="已清运。")
        make_move(case, "verify", actor=cast.actor("inspector"), at=at("2026-03-02 15:00"))
        assert case.on_time is False

    def test_the_oldest_come_first_and_no_more_than_asked_for(self, cast: Cast) -> None:
        late, later = make_case(when=MONDAY), make_case(when=MONDAY + timedelta(minutes=5))
        assert tick(at=at("2026-03-02 12:00"), most=1) == 1
        assert (verbs(late)[-1], verbs(later)[-1]) == ("clock expired", "file")

    def test_the_record_is_whole_afterwards(self, cast: Cast) -> None:
        make_case(when=MONDAY)
        for day in range(2, 14):
            tick(at=at(f"2026-03-{day:02} 12:00"))
        assert list(verify()) == []


def test_of_two_tickers_one_carries_an_alert_out_and_the_other_writes_nothing(cast: Cast) -> None:
    case = make_case(when=MONDAY)
    dockets = [Docket(), Docket()]
    for docket in dockets:
        carry_out_alerts(docket, fresh(case), TAKE_DUE)
    dockets[0].write()
    with pytest.raises(TakenMeanwhile):
        dockets[1].write()
    assert verbs(case) == ["file", "clock expired"]
    assert fresh(case).escalated == 1
    assert Message.objects.filter(topic="clock expired").count() == 1


def test_an_alert_and_a_move_at_once_do_not_both_happen(cast: Cast) -> None:
    case, docket = make_case(when=MONDAY), Docket()
    carry_out_alerts(docket, fresh(case), TAKE_DUE)
    make_move(case, "take", actor=cast.actor("grid_member"), at=TAKE_DUE)
    with pytest.raises(TakenMeanwhile):
        docket.write()
    stored = fresh(case)
    assert (stored.state, stored.holder_area) == ("open", MICRO_GRID)


class TestReview:
    def shelved(self, cast: Cast) -> Case:
        case = make_case(when=MONDAY)
        make_move(case, "take", actor=cast.actor("grid_member"), at=MONDAY)
        desk = cast.actor("duty_officer")
        make_move(case, "shelve", actor=desk, at=MONDAY, reason="待立项", review_on=date(2026, 3, 20))
        return case

    def test_nothing_is_taken_up_before_its_day(self, cast: Cast) -> None:
        self.shelved(cast)
        assert review_shelved(at=at("2026-03-19 23:59")) == 0

    def test_on_its_day_it_is_open_again_and_the_owner_is_told(self, cast: Cast) -> None:
        case = self.shelved(cast)
        assert review_shelved(at=at("2026-03-20 00:01")) == 1
        stored = fresh(case)
        assert (stored.state, verbs(case)[-1]) == ("open", "take-up")
        assert stored.due_at == at("2026-03-23 17:30")
        assert Message.objects.filter(topic="review due", to=cast.duty_officer.actor).exists()
        assert review_shelved(at=at("2026-03-20 00:02")) == 0


class TestDeletingContacts:
    END = MONDAY + timedelta(hours=1)

    def ended(self, **more: Any) -> Case:
        case = make_case(when=MONDAY, name="刘先生", phone="+8613812341234", **more)
        make_move(case, "withdraw", actor=REPORTER, at=self.END)
        return case

    def test_they_are_kept_for_the_set_time_after_the_end_and_then_deleted_with_an_entry(self, cast: Cast) -> None:
        case = self.ended()
        assert delete_contacts(at=self.END + settings.CONTACT_KEPT - timedelta(seconds=1)) == 0
        assert delete_contacts(at=self.END + settings.CONTACT_KEPT) == 1
        assert not Contact.objects.exists()
        assert verbs(case)[-1] == "delete contact"
        assert delete_contacts(at=self.END + settings.CONTACT_KEPT) == 0
        assert list(verify()) == []

    def test_those_of_open_cases_stay(self, cast: Cast) -> None:
        make_case(when=MONDAY, phone="+8613812341234")
        assert delete_contacts(at=at("2030-01-01 00:00")) == 0
        assert Contact.objects.count() == 1

    def test_those_of_a_reopened_case_stay_until_it_ends_again(self, cast: Cast) -> None:
        case = make_case(when=MONDAY, phone="+8613812341234")
        make_move(case, "take", actor=cast.actor("grid_member"), at=MONDAY)
        make_move(case, "resolve", actor=cast.actor("grid_member"), at=MONDAY, reply="已清运。")
        make_move(case, "verify", actor=cast.actor("inspector"), at=MONDAY)
        make_move(case, "reopen", actor=REPORTER, at=self.END, reason="垃圾还在")
        assert delete_contacts(at=MONDAY + settings.CONTACT_KEPT * 2) == 0

    def test_who_was_merged_in_is_reachable_until_the_other_case_is_over(self, cast: Cast) -> None:
        into = make_case(when=MONDAY)
        case = make_case(when=MONDAY, phone="+8613812341234")
        make_move(case, "merge", actor=cast.actor("grid_member"), at=MONDAY, case=into)
        over = MONDAY + settings.CONTACT_KEPT
        delete_contacts(at=over)
        assert [each.phone for each in Follower.objects.all()] == ["+8613812341234"]
        make_move(into, "withdraw", actor=REPORTER, at=over)
        delete_contacts(at=over + settings.CONTACT_KEPT)
        assert [each.phone for each in Follower.objects.all()] == [""]


@pytest.mark.parametrize("moment", ["2026-03-02 10:30", "2026-03-02 11:00", "2026-03-03 09:00", "2026-03-30 09:00"])
def test_after_a_tick_nothing_is_left_to_do_at_that_moment(moment: str, cast: Cast) -> None:
    when: datetime = at(moment)
    for _case in range(3):
        make_case(when=MONDAY)
    assert tick(at=when) == 3
    assert tick(at=when) == 0
