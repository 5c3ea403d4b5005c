"""Handing a case on: up, down, back, to a department, to a person."""

from datetime import date
from typing import Any

import pytest

from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.ticking import reseat_cases
from onegrid.casework.faults import CaseFault, MoveNotAllowed
from onegrid.casework.models import Case, CaseClock, Message
from onegrid.casework.queries import cases_waiting_for, entries_of, refusals_of
from onegrid.casework.search import search_cases
from onegrid.directory.domain.posts import end_post
from onegrid.directory.models import Person, Post
from onegrid.lib.codes import Level
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import ROOT, at, make_case, make_organisation, make_person, make_post

MONDAY = at("2026-03-02 09:30")


def vacate(person: Person) -> None:
    """The person's post ends today."""
    for post in Post.objects.filter(person=person):
        end_post(post, actor="system")


def told(case: Case, topic: str) -> set[str]:
    return set(Message.objects.filter(case=case, topic=topic).values_list("to", flat=True))


class TestUp:
    def test_it_goes_level_by_level_to_the_duty_desk_and_no_further(self, cast: Cast) -> None:
        case = make_case()
        for name, holder in (("grid_member", GRID), ("grid_leader", COMMUNITY), ("community_officer", ROOT)):
            make_move(case, "escalate", actor=cast.actor(name), reason="超出职责")
            assert (case.holder_area, case.state) == (holder, "new")
        assert case.escalated == 3
        with pytest.raises(CaseFault) as fault:
            make_move(case, "escalate", actor=cast.actor("duty_officer"), reason="超出职责")
        assert fault.value.code == "is_below_the_top"

    def test_a_level_where_nobody_is_on_post_is_passed_over(self, cast: Cast) -> None:
        vacate(cast.grid_leader)
        case = make_case()
        make_move(case, "escalate", actor=cast.actor("grid_member"), reason="超出职责")
        assert case.holder_area == COMMUNITY

    def test_with_nobody_above_it_waits_at_the_subdistricts_desk(self, cast: Cast) -> None:
        for person in (cast.grid_leader, cast.community_officer, cast.duty_officer):
            vacate(person)
        case = make_case()
        make_move(case, "escalate", actor=cast.actor("grid_member"), reason="超出职责")
        assert case.holder_area == ROOT

    def test_a_department_escalates_to_the_duty_desk(self, cast: Cast) -> None:
        case = make_case()
        make_move(case, "redirect", actor=cast.actor("grid_member"), organisation=cast.department, reason="属环卫职责")
        make_move(case, "escalate", actor=cast.actor("handler"), reason="需多部门联动")
        assert (case.holder_area, case.holder_organisation) == (ROOT, None)

    def test_the_one_who_took_it_has_it_no_longer_and_the_new_seat_has_time_to_take_it(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        make_move(case, "take", actor=cast.actor("grid_member"), at=MONDAY)
        make_move(case, "escalate", actor=cast.actor("grid_member"), at=at("2026-03-02 14:00"), reason="超出职责")
        assert case.handler is None
        running = CaseClock.objects.filter(case=case, key="take", state="running")
        assert [clock.due_at for clock in running] == [at("2026-03-02 16:00")]
        assert case in cases_waiting_for(cast.grid_leader)
        assert case not in cases_waiting_for(cast.grid_member)


class TestDown:
    def escalated(self, cast: Cast, **more: Any) -> Case:
        case = make_case(**more)
        make_move(case, "escalate", actor=cast.actor("grid_member"), reason="请协调")
        make_move(case, "escalate", actor=cast.actor("grid_leader"), reason="请协调")
        return case

    def test_the_holder_hands_down_to_an_area_on_the_cases_path(self, cast: Cast) -> None:
        case = self.escalated(cast)
        make_move(case, "hand-down", actor=cast.actor("community_officer"), area=GRID)
        assert (case.holder_area, case.state) == (GRID, "new")

    @pytest.mark.parametrize(
        "area", [ROOT, COMMUNITY, ROOT + "002", ROOT + "001002", "3715020090", "没有这里", "371502010"]
    )
    def test_not_up_not_sideways_not_to_nowhere(self, area: str, cast: Cast) -> None:
        case = self.escalated(cast)
        with pytest.raises(CaseFault) as fault:
            make_move(case, "hand-down", actor=cast.actor("community_officer"), area=area)
        assert fault.value.code == "target_lies_below"
        assert case.holder_area == COMMUNITY

    def test_not_to_a_post_that_nobody_fills(self, cast: Cast) -> None:
        case = self.escalated(cast)
        vacate(cast.grid_leader)
        with pytest.raises(CaseFault) as fault:
            make_move(case, "hand-down", actor=cast.actor("community_officer"), area=GRID)
        assert fault.value.code == "target_is_staffed"

    def test_a_case_placed_no_finer_lies_in_that_area_from_then_on_and_is_found_there(self, cast: Cast) -> None:
        case = make_case(area_code=ROOT, description="有人占道经营")
        make_move(case, "hand-down", actor=cast.actor("duty_officer"), area=COMMUNITY)
        stored = Case.objects.get(pk=case.pk)
        assert (stored.area_code, stored.holder_area) == (COMMUNITY, COMMUNITY)
        entry = entries_of(stored).last()
        assert entry is not None and entry.after["area"] == COMMUNITY
        assert list(search_cases(Case.objects.all(), "占道经营", within=[COMMUNITY])) == [stored]

    def test_a_case_placed_finer_keeps_its_place(self, cast: Cast) -> None:
        case = self.escalated(cast)
        make_move(case, "hand-down", actor=cast.actor("community_officer"), area=GRID)
        assert case.area_code == MICRO_GRID


class TestRedirecting:
    def test_the_department_gets_it_and_who_gave_it_away_and_why_stays_visible(self, cast: Cast) -> None:
        case = make_case()
        make_move(case, "redirect", actor=cast.actor("grid_member"), organisation=cast.department, reason="属环卫职责")
        assert (case.holder_area, case.holder_organisation) == (ROOT, cast.department)
        (refusal,) = refusals_of(list(entries_of(case)))
        assert (refusal["actor"], refusal["reason"]) == (cast.grid_member.actor, "属环卫职责")
        assert refusal["from"]["area"] == MICRO_GRID
        assert case in cases_waiting_for(cast.handler)

    def test_it_needs_a_reason(self, cast: Cast) -> None:
        with pytest.raises(CaseFault, match=r"Reason|原因|理由"):
            make_move(make_case(), "redirect", actor=cast.actor("grid_member"), organisation=cast.department)

    def test_not_to_a_department_in_which_nobody_is_on_post(self, cast: Cast) -> None:
        empty = make_organisation("房管站")
        with pytest.raises(CaseFault) as fault:
            make_move(make_case(), "redirect", actor=cast.actor("duty_officer"), organisation=empty, reason="房屋问题")
        assert fault.value.code == "target_is_staffed"

    def test_not_to_another_subdistricts_department(self, cast: Cast) -> None:
        theirs = make_organisation("邻街环卫所", root="371502010")
        make_post(make_person(), "department_handler", "371502010", organisation=theirs)
        with pytest.raises(CaseFault) as fault:
            make_move(
                make_case(), "redirect", actor=cast.actor("duty_officer"), organisation=theirs, reason="不属本街道"
            )
        assert fault.value.code == "target_is_staffed"


class TestReturning:
    def test_it_goes_back_to_where_it_came_from(self, cast: Cast) -> None:
        case = make_case()
        make_move(case, "redirect", actor=cast.actor("grid_member"), organisation=cast.department, reason="属环卫职责")
        make_move(case, "return", actor=cast.actor("handler"), reason="不属环卫职责")
        assert (case.holder_area, case.holder_organisation, case.returned) == (MICRO_GRID, None, 1)

    def test_it_goes_back_to_a_department_too(self, cast: Cast) -> None:
        case = make_case()
        make_move(case, "redirect", actor=cast.actor("grid_member"), organisation=cast.department, reason="属环卫职责")
        make_move(case, "escalate", actor=cast.actor("handler"), reason="需协调")
        make_move(case, "return", actor=cast.actor("duty_officer"), reason="请环卫所处理")
        assert case.holder_organisation == cast.department

    def test_when_nobody_is_left_there_it_goes_to_the_next_above(self, cast: Cast) -> None:
        case = make_case()
        make_move(case, "redirect", actor=cast.actor("grid_member"), organisation=cast.department, reason="属环卫职责")
        vacate(cast.grid_member)
        make_move(case, "return", actor=cast.actor("handler"), reason="不属环卫职责")
        assert case.holder_area == GRID

    def test_when_the_department_has_nobody_left_it_goes_to_the_duty_desk(self, cast: Cast) -> None:
        case = make_case()
        make_move(case, "redirect", actor=cast.actor("grid_member"), organisation=cast.department, reason="属环卫职责")
        make_move(
            case, "redirect", actor=cast.actor("handler"), organisation=cast.other_department, reason="属路灯职责"
        )
        vacate(cast.handler)
        make_move(case, "return", actor=cast.actor("colleague"), reason="不属路灯职责")
        assert (case.holder_area, case.holder_organisation) == (ROOT, None)

    def test_the_first_holder_has_nobody_to_return_it_to(self, cast: Cast) -> None:
        with pytest.raises(CaseFault) as fault:
            make_move(make_case(), "return", actor=cast.actor("grid_member"), reason="不归我管")
        assert fault.value.code == "came_from_somewhere"

    def test_every_refusal_is_listed(self, cast: Cast) -> None:
        case = make_case()
        make_move(case, "redirect", actor=cast.actor("grid_member"), organisation=cast.department, reason="一")
        make_move(case, "return", actor=cast.actor("handler"), reason="二")
        make_move(case, "redirect", actor=cast.actor("grid_member"), organisation=cast.other_department, reason="三")
        assert [each["reason"] for each in refusals_of(list(entries_of(case)))] == ["一", "二", "三"]


class TestAssigning:
    def test_the_desk_names_one_of_the_seat_who_is_told(self, cast: Cast) -> None:
        second = make_person("第二网格员")
        make_post(second, "grid_member", MICRO_GRID)
        case = make_case()
        make_move(case, "assign", actor=cast.actor("community_officer"), person=second)
        assert (case.handler, case.state) == (second, "new")
        assert told(case, "assigned") == {second.actor}

    def test_not_somebody_of_another_seat(self, cast: Cast) -> None:
        with pytest.raises(CaseFault) as fault:
            make_move(make_case(), "assign", actor=cast.actor("duty_officer"), person=cast.outsider)
        assert fault.value.code == "person_fills_the_seat"

    def test_a_grid_member_names_nobody(self, cast: Cast) -> None:
        with pytest.raises(MoveNotAllowed):
            make_move(make_case(), "assign", actor=cast.actor("grid_member"), person=cast.grid_member)


class TestNobodyOnPost:
    def test_a_new_case_goes_to_the_lowest_seat_on_its_path_that_is_filled(self, cast: Cast) -> None:
        vacate(cast.grid_member)
        vacate(cast.grid_leader)
        assert make_case().holder_area == COMMUNITY

    def test_with_nobody_at_all_it_waits_at_the_subdistricts_desk(self, cast: Cast) -> None:
        for name in ("grid_member", "grid_leader", "community_officer", "duty_officer"):
            vacate(getattr(cast, name))
        assert make_case().holder_area == ROOT

    def test_a_vacated_seats_cases_go_up_and_whoever_gets_them_is_told(self, cast: Cast) -> None:
        case = make_case()
        make_move(case, "take", actor=cast.actor("grid_member"))
        vacate(cast.grid_member)
        assert reseat_cases() == 1
        stored = Case.objects.get(pk=case.pk)
        assert (stored.holder_area, stored.handler, stored.state) == (GRID, None, "new")
        entry = entries_of(stored).last()
        assert entry is not None and (entry.verb, entry.after["holder"]["area"]) == ("seat empty", GRID)
        assert (entry.before["state"], entry.after["state"]) == ("open", "new")
        assert told(stored, "handed") == {"holder"}
        assert reseat_cases() == 0

    def test_a_vacated_departments_cases_go_to_the_duty_desk(self, cast: Cast) -> None:
        case = make_case()
        make_move(case, "redirect", actor=cast.actor("grid_member"), organisation=cast.department, reason="属环卫职责")
        vacate(cast.handler)
        assert reseat_cases() == 1
        stored = Case.objects.get(pk=case.pk)
        assert (stored.holder_area, stored.holder_organisation) == (ROOT, None)

    def test_the_desk_itself_keeps_them_when_nobody_is_there(self, cast: Cast) -> None:
        make_case(area_code=ROOT)
        vacate(cast.duty_officer)
        assert reseat_cases() == 0

    def test_a_post_that_begins_later_does_not_count_yet(self, cast: Cast) -> None:
        vacate(cast.grid_member)
        make_post(make_person(), "grid_member", MICRO_GRID, starts=date(2099, 1, 1))
        assert make_case().holder_area == GRID


def test_only_those_who_sit_at_a_seat_wait_for_its_cases(cast: Cast) -> None:
    case = make_case(area_code=ROOT)
    assert case.holder_area == ROOT and Level.of(ROOT) is Level.SUBDISTRICT
    working = (cast.duty_officer, cast.inspector, cast.auditor, cast.leader)
    assert [person for person in working if case in cases_waiting_for(person)] == [cast.duty_officer]


def test_staffing_follows_the_offices_day_and_not_that_of_greenwich(cast: Cast) -> None:
    """At 7:00 in Shanghai it is still the day before in Greenwich; whoever begins today is on post."""
    vacate(cast.grid_leader)
    starter = make_person("新网格长")
    make_post(starter, "grid_leader", GRID, starts=date(2026, 3, 2))
    case = make_case(when=at("2026-03-02 06:00"))
    make_move(case, "escalate", actor=cast.actor("grid_member"), at=at("2026-03-02 07:00"), reason="需协调")
    assert case.holder_area == GRID
