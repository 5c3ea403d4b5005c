"""Several at one case: calls and answers, merging, linking, splitting, the problem bank."""

from datetime import date, timedelta
from typing import Any

import pytest

from onegrid.audit.domain.verification import verify
from onegrid.casework.acts import REPORTER, SYSTEM
from onegrid.casework.domain.contacts import follow_case
from onegrid.casework.domain.filing import find_by_secret, secret_hash
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.ticking import tick
from onegrid.casework.faults import CaseFault, MoveNotAllowed
from onegrid.casework.models import Call, Case, CaseClock, Follower, Message, Shelving
from onegrid.casework.queries import cases_visible_to, cases_waiting_for, entries_of
from onegrid.casework.queue import Group, Selection, queue_visible_to
from tests.casework.walking import photo
from tests.conftest import GRID, Cast
from tests.factories import at, make_case, make_organisation

MONDAY = at("2026-03-02 09:30")


def taken(cast: Cast, **more: Any) -> Case:
    case = make_case(when=MONDAY, **more)
    make_move(case, "take", actor=cast.actor("grid_member"), at=MONDAY)
    return case


class TestCallingIn:
    def called(self, cast: Cast) -> Case:
        case = taken(cast)
        both = [cast.department, cast.other_department]
        make_move(case, "call-in", actor=cast.actor("grid_member"), organisations=both, reason="请现场会商")
        return case

    def test_each_department_is_asked_told_and_sees_the_case(self, cast: Cast) -> None:
        assert not cases_visible_to(cast.colleague).exists()
        case = self.called(cast)
        asked = {(call.organisation, call.question, call.called_by) for call in Call.objects.filter(case=case)}
        question = ("请现场会商", cast.grid_member)
        assert asked == {(cast.department, *question), (cast.other_department, *question)}
        told = set(Message.objects.filter(topic="called").values_list("to", flat=True))
        assert told == {f"organisation:{cast.department.pk}", f"organisation:{cast.other_department.pk}"}
        assert case in cases_visible_to(cast.colleague)
        assert case in cases_waiting_for(cast.colleague)
        assert (case.state, case.holder_organisation) == ("open", None)

    def test_the_lead_sums_up_only_when_all_have_answered(self, cast: Cast) -> None:
        case = self.called(cast)
        make_move(case, "answer-call", actor=cast.actor("handler"), reason="已安排清运")
        with pytest.raises(CaseFault) as fault:
            make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已办结。")
        assert fault.value.code == "every_call_is_answered"
        make_move(case, "answer-call", actor=cast.actor("colleague"), reason="已修复路灯")
        make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已办结。")
        assert {call.answer for call in Call.objects.filter(case=case)} == {"已安排清运", "已修复路灯"}
        assert Message.objects.filter(topic="call answered", to="holder").count() == 2

    def test_the_called_see_the_case_among_the_open_ones_just_while_it_is_open(self, cast: Cast) -> None:
        case = self.called(cast)

        def open_ones() -> list[int]:
            return [row.pk for row in queue_visible_to(cast.colleague, Selection()).rows]

        for handler in ("handler", "colleague"):
            make_move(case, "answer-call", actor=cast.actor(handler), reason="已办")
        assert open_ones() == [case.pk]
        make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已办结。")
        make_move(case, "verify", actor=cast.actor("inspector"))
        assert open_ones() == []
        assert [row.pk for row in queue_visible_to(cast.colleague, Selection(group=Group.ENDED)).rows] == [case.pk]
        make_move(case, "reopen", actor=REPORTER, reason="又坏了", photo=[photo()])
        assert open_ones() == [case.pk]

    def test_whoever_answered_cannot_verify_and_answers_once(self, cast: Cast) -> None:
        case = self.called(cast)
        make_move(case, "answer-call", actor=cast.actor("handler"), reason="已安排清运")
        assert cast.handler.pk in case.handled_by
        with pytest.raises(MoveNotAllowed):
            make_move(case, "answer-call", actor=cast.actor("handler"), reason="再答一次")

    def test_a_department_that_was_not_called_cannot_answer(self, cast: Cast) -> None:
        with pytest.raises(MoveNotAllowed):
            make_move(taken(cast), "answer-call", actor=cast.actor("handler"), reason="主动报到")

    def test_none_is_called_twice_nor_the_holder_itself(self, cast: Cast) -> None:
        case = self.called(cast)
        with pytest.raises(CaseFault) as fault:
            make_move(case, "call-in", actor=cast.actor("grid_member"), organisations=[cast.department], reason="催办")
        assert fault.value.code == "others_are_called"
        make_move(case, "redirect", actor=cast.actor("grid_member"), organisation=cast.department, reason="属环卫职责")
        make_move(case, "take", actor=cast.actor("handler"))
        make_move(case, "withdraw-calls", actor=cast.actor("handler"), reason="自行办理")
        with pytest.raises(CaseFault) as fault:
            make_move(
                case, "call-in", actor=cast.actor("handler"), organisations=[cast.department], reason="自己叫自己"
            )
        assert fault.value.code == "others_are_called"

    def test_a_department_in_which_nobody_is_on_post_cannot_be_called(self, cast: Cast) -> None:
        empty = make_organisation("房管站")
        with pytest.raises(CaseFault) as fault:
            make_move(taken(cast), "call-in", actor=cast.actor("grid_member"), organisations=[empty], reason="请到场")
        assert fault.value.code == "target_is_staffed"

    def test_withdrawn_calls_are_no_longer_waited_for(self, cast: Cast) -> None:
        case = self.called(cast)
        make_move(case, "withdraw-calls", actor=cast.actor("grid_member"), reason="已自行解决")
        make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已办结。")
        assert case.state == "resolved"
        with pytest.raises(MoveNotAllowed):
            make_move(case, "answer-call", actor=cast.actor("handler"), reason="来晚了")

    def test_without_calls_there_is_nothing_to_withdraw(self, cast: Cast) -> None:
        with pytest.raises(CaseFault) as fault:
            make_move(taken(cast), "withdraw-calls", actor=cast.actor("grid_member"), reason="无")
        assert fault.value.code == "a_call_is_open"

    def test_it_can_be_answered_after_the_case_went_up(self, cast: Cast) -> None:
        case = self.called(cast)
        assert case.due_at is not None
        tick(at=case.due_at)
        case = Case.objects.get(pk=case.pk)
        assert (case.state, case.holder_area) == ("new", GRID)
        make_move(case, "answer-call", actor=cast.actor("handler"), reason="已到场")
        assert case.state == "new"


class TestMerging:
    def test_it_ends_and_its_reporter_and_followers_go_along_and_are_told(self, cast: Cast) -> None:
        case, into = make_case(phone="13812341234", name="刘先生"), make_case()
        followers_code = follow_case(case, phone="+8613900000000")
        make_move(case, "merge", actor=cast.actor("grid_member"), case=into)
        stored = Case.objects.get(pk=case.pk)
        assert (stored.state, stored.merged_into, stored.is_open) == ("merged", into, False)
        followers = {(each.secret, each.phone) for each in Follower.objects.filter(case=into)}
        assert followers == {(stored.secret, "13812341234"), (secret_hash(followers_code), "+8613900000000")}
        assert not Follower.objects.filter(case=case).exists()
        assert Message.objects.filter(case=into, topic="merged", to="followers").exists()
        assert [entry.verb for entry in entries_of(into)] == ["file", "receive merged"]
        assert find_by_secret(case.number, case.plain_secret) == case  # type: ignore[attr-defined]
        assert list(verify()) == []

    def test_followers_go_along_a_second_time(self, cast: Cast) -> None:
        one, two, three = make_case(phone="13812341234"), make_case(), make_case()
        make_move(one, "merge", actor=cast.actor("grid_member"), case=two)
        make_move(two, "merge", actor=cast.actor("grid_member"), case=three)
        assert {each.secret for each in Follower.objects.filter(case=three)} == {one.secret, two.secret}

    def test_followers_hear_of_the_outcome(self, cast: Cast) -> None:
        case, into = make_case(), taken(cast)
        make_move(case, "merge", actor=cast.actor("grid_member"), case=into)
        make_move(into, "resolve", actor=cast.actor("grid_member"), reply="已清运。")
        make_move(into, "verify", actor=cast.actor("inspector"))
        assert Message.objects.filter(case=into, topic="verify", to="followers").exists()

    def test_not_into_itself_nor_into_one_that_has_ended(self, cast: Cast) -> None:
        case, ended = make_case(), make_case()
        make_move(ended, "withdraw", actor=REPORTER)
        for into in (case, ended):
            with pytest.raises(CaseFault) as fault:
                make_move(case, "merge", actor=cast.actor("grid_member"), case=into)
            assert fault.value.code == "another_open_case"

    def test_two_parts_without_a_reporter_can_both_be_merged(self, cast: Cast) -> None:
        case, into = taken(cast), make_case()
        make_move(case, "split", actor=cast.actor("grid_member"), parts=["一", "二"])
        for part in case.children.all():
            make_move(part, "merge", actor=cast.actor("grid_member"), case=into)
        assert Case.objects.get(pk=case.pk).state == "open"
        assert not Follower.objects.filter(case=into).exists()
        assert list(verify()) == []


class TestLinking:
    def test_both_stay_open_and_point_to_one_another(self, cast: Cast) -> None:
        case, other = make_case(), make_case()
        make_move(case, "link", actor=cast.actor("grid_member"), case=other)
        assert (case.duplicate_of, case.state, list(other.duplicates.all())) == (other, "new", [case])
        entry = entries_of(case).last()
        assert entry is not None and entry.after == {"same as": other.number}


class TestSplitting:
    def test_each_part_is_a_case_of_its_own_and_the_whole_waits(self, cast: Cast) -> None:
        case = taken(cast)
        make_move(case, "split", actor=cast.actor("grid_member"), at=MONDAY, parts=["清运垃圾", "修复路灯"])
        parts = list(case.children.order_by("id"))
        assert [part.title for part in parts] == ["清运垃圾", "修复路灯"]
        assert all(part.state == "new" and part.due_at == at("2026-03-02 11:30") for part in parts)
        assert (case.state, case.due_at) == ("divided", None)
        assert CaseClock.objects.get(case=case, key="handle").state == "paused"
        assert [entry.after["parent"] for part in parts for entry in entries_of(part)] == [case.number] * 2

    def test_it_goes_on_when_the_last_part_has_ended_with_the_time_that_was_left(self, cast: Cast) -> None:
        case = taken(cast)
        make_move(case, "split", actor=cast.actor("grid_member"), at=MONDAY, parts=["一", "二"])
        one, two = case.children.all()
        later = MONDAY + timedelta(days=1)
        make_move(one, "withdraw", actor=REPORTER, at=later)
        assert Case.objects.get(pk=case.pk).state == "divided"
        make_move(two, "withdraw", actor=REPORTER, at=later)
        stored = Case.objects.get(pk=case.pk)
        assert (stored.state, stored.due_at) == ("open", at("2026-03-04 17:30"))
        entry = entries_of(stored).last()
        assert entry is not None and (entry.verb, entry.actor) == ("rejoin", "system")
        assert list(verify()) == []

    def test_nobody_takes_it_up_while_a_part_is_open(self, cast: Cast) -> None:
        case = taken(cast)
        make_move(case, "split", actor=cast.actor("grid_member"), parts=["一", "二"])
        for actor in (cast.actor("grid_member"), SYSTEM):
            with pytest.raises(CaseFault) as fault:
                make_move(case, "rejoin", actor=actor)
            assert fault.value.code == "all_parts_ended"

    @pytest.mark.parametrize("parts", [["一"], ["一", "  "], ["一", "二" * 121]])
    def test_two_parts_at_least_and_each_with_a_name(self, parts: list[str], cast: Cast) -> None:
        with pytest.raises(CaseFault) as fault:
            make_move(taken(cast), "split", actor=cast.actor("grid_member"), parts=parts)
        assert fault.value.code == "parts_are_named"

    def test_a_part_is_not_split_again_nor_merged_with_the_whole(self, cast: Cast) -> None:
        case = taken(cast)
        member = cast.actor("grid_member")
        make_move(case, "split", actor=member, parts=["一", "二"])
        part = case.children.all()[0]
        make_move(part, "take", actor=member)
        with pytest.raises(CaseFault) as fault:
            make_move(part, "split", actor=member, parts=["甲", "乙"])
        assert fault.value.code == "is_no_part"
        with pytest.raises(CaseFault) as fault:
            make_move(part, "merge", actor=member, case=Case.objects.get(pk=case.pk))
        assert fault.value.code == "another_open_case"

    def test_a_part_without_a_reporter_cannot_be_tracked_with_an_empty_code(self, cast: Cast) -> None:
        case = taken(cast)
        make_move(case, "split", actor=cast.actor("grid_member"), parts=["一", "二"])
        assert find_by_secret(case.children.all()[0].number, "") is None


class TestShelving:
    def test_the_desk_puts_it_into_the_problem_bank_with_reason_owner_and_date(self, cast: Cast) -> None:
        case = taken(cast)
        make_move(
            case,
            "shelve",
            actor=cast.actor("duty_officer"),
            at=MONDAY,
            reason="待老旧小区改造立项",
            review_on=date(2026, 6, 1),
            person=cast.community_officer,
            reply="已列入改造计划。",
        )
        shelving = Shelving.objects.get()
        assert (shelving.explanation, shelving.owner) == ("待老旧小区改造立项", cast.community_officer)
        assert (case.state, case.due_at) == ("shelved", None)
        assert [reply.text for reply in case.replies.all()] == ["已列入改造计划。"]
        assert Message.objects.filter(topic="shelved", to="reporter").exists()

    def test_without_a_named_owner_it_is_whoever_shelved_it(self, cast: Cast) -> None:
        case = taken(cast)
        make_move(
            case, "shelve", actor=cast.actor("duty_officer"), at=MONDAY, reason="待立项", review_on=date(2026, 6, 1)
        )
        assert Shelving.objects.get().owner == cast.duty_officer

    @pytest.mark.parametrize("hour", ["00:30", "09:00", "23:59"])
    def test_the_review_lies_ahead_by_the_offices_day(self, hour: str, cast: Cast) -> None:
        case = taken(cast)
        when = at(f"2026-03-03 {hour}")
        with pytest.raises(CaseFault) as fault:
            make_move(
                case, "shelve", actor=cast.actor("duty_officer"), at=when, reason="待立项", review_on=date(2026, 3, 3)
            )
        assert fault.value.code == "review_lies_ahead"

    def test_the_holder_may_take_it_up_before_its_day(self, cast: Cast) -> None:
        case = taken(cast)
        make_move(
            case, "shelve", actor=cast.actor("duty_officer"), at=MONDAY, reason="待立项", review_on=date(2026, 6, 1)
        )
        make_move(case, "take-up", actor=cast.actor("grid_member"), at=at("2026-04-01 10:00"))
        assert (case.state, Shelving.objects.get().taken_up_at) == ("open", at("2026-04-01 10:00"))
        assert case.due_at is not None and case.due_at > at("2026-04-01 10:00")
