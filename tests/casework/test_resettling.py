from datetime import timedelta

import pytest
from django.utils import timezone

from onegrid.audit.domain.verification import verify
from onegrid.casework.acts import REPORTER, Actor
from onegrid.casework.domain import resettling
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.resettling import resettle_cases
from onegrid.casework.domain.ticking import reseat_cases
from onegrid.casework.faults import TakenMeanwhile
from onegrid.casework.models import Case, Message
from onegrid.casework.queries import cases_visible_to, entries_of
from onegrid.casework.search import find_hits
from onegrid.directory.models import Person, Role
from onegrid.territory.models import Plan
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import ROOT, at, make_case, make_person, make_plan, make_post, redrawn_areas

BEFORE = at("2026-03-02 09:00")
CHANGE = at("2026-04-01 00:00")
AFTER = at("2026-04-01 00:05")

# The second micro-grid of the first row: in the new plan it is the first of the second column.
EAST = {"lon": 116.015, "lat": 36.005}
OLD_EAST, NEW_EAST = COMMUNITY + "001002", COMMUNITY + "002001"


@pytest.fixture
def east(cast: Cast) -> Person:
    """Who will sit at the new second grid's first micro-grid, as somebody else did at the old one."""
    make_post(make_person("旧员"), Role.GRID_MEMBER, OLD_EAST)
    person = make_person("新员", username="east")
    make_post(person, Role.GRID_MEMBER, NEW_EAST, starts=CHANGE.date())
    return person


def change_plan() -> Plan:
    return make_plan(areas=redrawn_areas(), starts=CHANGE.date())


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


class TestAnOpenCase:
    def test_it_goes_to_whoever_holds_its_place_from_that_day_on(self, cast: Cast, east: Person) -> None:
        case, old, new = make_case(when=BEFORE, **EAST), cast_plan(), change_plan()
        assert (case.area_code, case.holder_area) == (OLD_EAST, OLD_EAST)
        assert resettle_cases(at=at("2026-03-31 23:59")) == 0
        assert resettle_cases(at=AFTER) == 1
        stored = fresh(case)
        assert (stored.area_code, stored.plan, stored.holder_area) == (NEW_EAST, new, NEW_EAST)
        assert (stored.filed_area, stored.filed_plan) == (OLD_EAST, old)
        assert stored.due_at == case.due_at and stored.reported_at == case.reported_at
        assert Message.objects.filter(case=case, topic="handed", to="holder", made_at=AFTER).count() == 1

    def test_the_record_says_what_changed_and_still_verifies(self, cast: Cast, east: Person) -> None:
        case, old, new = make_case(when=BEFORE, **EAST), cast_plan(), change_plan()
        resettle_cases(at=AFTER)
        entry = entries_of(case).get(verb="plan changed")
        assert (entry.actor, entry.before["area"], entry.after["area"]) == ("system", OLD_EAST, NEW_EAST)
        assert (entry.before["plan"], entry.after["plan"]) == (old.pk, new.pk)
        assert entry.after["holder"]["area"] == NEW_EAST
        assert list(verify()) == []

    def test_the_new_holder_sees_and_finds_it(self, cast: Cast, east: Person) -> None:
        case = make_case(when=BEFORE, **EAST)
        change_plan()
        resettle_cases(at=AFTER)
        assert list(cases_visible_to(east)) == [case]
        assert find_hits("垃圾桶", within=[COMMUNITY + "002"], most=9).ids == [case.pk]
        assert find_hits("垃圾桶", within=[COMMUNITY + "001"], most=9).ids == []

    def test_a_place_whose_code_and_seat_stay_keeps_its_handler(self, cast: Cast) -> None:
        case = make_case(when=BEFORE)
        make_move(case, "take", actor=cast.actor("grid_member"), at=BEFORE)
        plan = change_plan()
        resettle_cases(at=AFTER)
        stored = fresh(case)
        assert (stored.area_code, stored.plan, stored.handler, stored.state) == (
            MICRO_GRID,
            plan,
            cast.grid_member,
            "open",
        )
        assert entries_of(case).last().verb == "plan changed"  # type: ignore[union-attr]

    def test_who_handled_it_and_has_another_area_now_is_told_and_it_waits_to_be_taken(
        self, cast: Cast, east: Person
    ) -> None:
        case = make_case(when=BEFORE, **EAST)
        old = Person.objects.get(name="旧员")
        make_move(case, "take", actor=Actor.of(old), at=BEFORE)
        change_plan()
        resettle_cases(at=AFTER)
        assert (fresh(case).handler, fresh(case).state) == (None, "new")
        assert Message.objects.filter(topic="plan changed", to=old.actor).exists()

    def test_who_sits_at_the_new_seat_too_keeps_what_they_handle(self, cast: Cast, east: Person) -> None:
        case, old = make_case(when=BEFORE, **EAST), Person.objects.get(name="旧员")
        make_move(case, "take", actor=Actor.of(old), at=BEFORE)
        make_post(old, Role.GRID_MEMBER, NEW_EAST, starts=CHANGE.date())
        change_plan()
        resettle_cases(at=AFTER)
        assert (fresh(case).handler, fresh(case).state, fresh(case).holder_area) == (old, "open", NEW_EAST)

    def test_it_stays_on_its_level_and_goes_up_where_nobody_sits(self, cast: Cast) -> None:
        case = make_case(when=BEFORE, **EAST)
        assert case.holder_area == GRID
        change_plan()
        resettle_cases(at=AFTER)
        assert (fresh(case).area_code, fresh(case).holder_area) == (NEW_EAST, COMMUNITY)

    def test_a_department_keeps_it_and_gives_it_back_to_the_new_seat(self, cast: Cast, east: Person) -> None:
        case = make_case(when=BEFORE, **EAST)
        make_move(
            case, "redirect", actor=cast.actor("duty_officer"), at=BEFORE, organisation=cast.department, reason="归你"
        )
        change_plan()
        resettle_cases(at=AFTER)
        stored = fresh(case)
        assert stored.holder_organisation == cast.department
        make_move(stored, "return", actor=cast.actor("handler"), at=AFTER, reason="不归我")
        assert fresh(case).holder_area == NEW_EAST

    def test_one_without_a_point_goes_where_most_of_its_area_went(self, cast: Cast) -> None:
        area = ROOT + "002002002"
        case = make_case(when=BEFORE, kind="policy-question", category="", area_code=area)
        change_plan()
        resettle_cases(at=AFTER)
        assert fresh(case).area_code == ROOT + "002001004"

    def test_one_that_is_reopened_later_follows(self, cast: Cast, east: Person) -> None:
        case = make_case(when=BEFORE, **EAST)
        make_move(case, "withdraw", actor=REPORTER, at=BEFORE)
        change_plan()
        assert resettle_cases(at=AFTER) == 0
        Case.objects.filter(pk=case.pk).update(ended_at=None, state="new")
        assert resettle_cases(at=AFTER) == 1
        assert fresh(case).holder_area == NEW_EAST


class TestWhatHasEnded:
    def test_it_stays_where_it_was_and_past_figures_do_not_change(self, cast: Cast, east: Person) -> None:
        old = cast_plan()
        ended, open_case = make_case(when=BEFORE, **EAST), make_case(when=BEFORE, **EAST)
        make_move(ended, "withdraw", actor=REPORTER, at=BEFORE)
        length = fresh(ended).length
        change_plan()
        resettle_cases(at=AFTER)
        stored = fresh(ended)
        assert (stored.area_code, stored.plan, stored.holder_area, stored.length) == (
            OLD_EAST,
            old,
            ended.holder_area,
            length,
        )
        assert fresh(open_case).area_code == NEW_EAST
        assert Case.objects.filed_within(OLD_EAST, old).count() == 2
        assert Case.objects.filed_within(GRID, old).count() == 2
        assert Case.objects.filed_within(COMMUNITY + "002").count() == 0


class TestTheWork:
    def test_it_is_done_in_bounded_portions_and_taken_up_where_it_was_left(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cases = [make_case(when=BEFORE + timedelta(minutes=number)) for number in range(7)]
        change_plan()
        monkeypatch.setattr(resettling, "TOGETHER", 2)
        assert [resettle_cases(at=AFTER, most=3) for _round in range(4)] == [3, 3, 1, 0]
        assert all(entries_of(case).filter(verb="plan changed").count() == 1 for case in cases)

    def test_a_case_that_somebody_changes_meanwhile_does_not_hold_up_the_others(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = make_case(when=BEFORE), make_case(when=BEFORE)
        change_plan()
        write = Docket.write

        def taken_once(docket: Docket) -> None:
            monkeypatch.setattr(Docket, "write", write)
            raise TakenMeanwhile

        monkeypatch.setattr(Docket, "write", taken_once)
        assert resettle_cases(at=AFTER) == 2
        assert {fresh(first).plan.version, fresh(second).plan.version} == {2}  # type: ignore[union-attr]

    def test_seats_are_looked_at_after_it(self, cast: Cast, east: Person) -> None:
        case = make_case(when=BEFORE, **EAST)
        change_plan()
        resettle_cases(at=AFTER)
        assert reseat_cases(at=AFTER) == 0 and fresh(case).holder_area == NEW_EAST

    def test_several_changes_of_plan_at_once_lead_to_the_last(self, cast: Cast) -> None:
        case = make_case(when=BEFORE, **EAST)
        change_plan()
        last = make_plan(starts=CHANGE.date() + timedelta(days=1))
        resettle_cases(at=AFTER + timedelta(days=2))
        assert (fresh(case).area_code, fresh(case).plan) == (OLD_EAST, last)
        assert timezone.localdate(AFTER) == CHANGE.date()


def cast_plan() -> Plan:
    return Plan.objects.get(subdistrict=ROOT, version=1)
