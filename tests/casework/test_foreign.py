from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.audit.domain.verification import verify
from onegrid.casework.calendars import calendar_of
from onegrid.casework.domain.clocks import compute_times
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.foreign import ForeignCase, closed_state, file_foreign_case
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.ticking import tick
from onegrid.casework.faults import CaseFault
from onegrid.casework.lamps import Lamp, lamp_of
from onegrid.casework.models import Case, Message
from onegrid.casework.queries import entries_of
from onegrid.casework.registry import case_types
from onegrid.casework.search import search_cases
from onegrid.lib.durations import Duration, hours
from onegrid.lib.working_time import Calendar
from onegrid.territory.models import Plan
from tests.conftest import MICRO_GRID, Cast
from tests.factories import ROOT, at

NOW = at("2026-03-04 10:00")


def foreign_case(**more: Any) -> ForeignCase:
    facts = {
        "source": "hotline",
        "id": "A-1",
        "kind": "street-cleanliness",
        "category": "rubbish",
        "title": "垃圾未清运",
        "opened": at("2025-06-01 09:00"),
        "area_code": MICRO_GRID,
    }
    return ForeignCase(**(facts | more))


def file_one(**more: Any) -> Case:
    docket = Docket()
    case = file_foreign_case(docket, foreign_case(**more), now=NOW).case
    docket.write()
    return Case.objects.get(pk=case.pk)


def test_a_closed_case_keeps_its_clock_its_end_and_its_answer(land: Plan) -> None:
    target, closed = at("2025-06-03 08:30"), at("2025-06-03 08:30")
    case = file_one(target=target, closed=closed, reply="已清运。")
    assert (case.reported_at, case.due_at, case.ended_at) == (at("2025-06-01 09:00"), target, closed)
    assert (case.state, case.on_time, case.alert_after) == ("closed", True, None)
    assert case.clocks.get().met is True
    assert case.replies.get().text == "已清运。"
    assert [(entry.verb, entry.at) for entry in entries_of(case)] == [("file", case.reported_at), ("close", closed)]
    assert {entry.actor for entry in entries_of(case)} == {"import:hotline"}


def test_one_second_after_the_target_is_late(land: Plan) -> None:
    case = file_one(target=at("2025-06-03 08:30"), closed=at("2025-06-03 08:30") + timedelta(seconds=1))
    assert (case.on_time, lamp_of(case, NOW)) == (False, Lamp.RED)


def test_without_a_target_there_is_no_clock_and_no_verdict(land: Plan) -> None:
    case = file_one(closed=at("2025-06-02 09:00"))
    assert (case.clocks.count(), case.on_time, case.due_at) == (0, None, None)


def test_an_open_case_that_was_late_long_ago_raises_no_alert(land: Plan) -> None:
    case = file_one(target=at("2025-06-03 08:30"))
    assert (case.state, case.due_at, case.alert_after) == ("new", at("2025-06-03 08:30"), None)
    assert (case.clocks.get().expired_at, lamp_of(case, NOW)) == (case.due_at, Lamp.RED)
    assert tick(at=NOW) == 0
    assert Message.objects.count() == 0


def test_an_open_case_with_time_left_is_watched_from_now_on(land: Plan) -> None:
    case = file_one(opened=at("2026-03-03 10:00"), target=at("2026-03-07 10:00"))
    assert case.alert_after == at("2026-03-06 10:00")
    assert tick(at=at("2026-03-06 10:00")) == 1


def test_an_open_case_past_its_amber_point_is_watched_for_its_deadline_only(land: Plan) -> None:
    case = file_one(opened=at("2025-06-01 10:00"), target=at("2026-03-05 10:00"))
    assert (case.alert_after, lamp_of(case, NOW)) == (case.due_at, Lamp.AMBER)


def test_an_open_case_is_held_by_todays_seat_and_can_be_worked_on(cast: Cast) -> None:
    case = file_one(opened=at("2015-06-01 09:00"))
    assert case.holder_area == MICRO_GRID
    make_move(case, "take", actor=cast.actor("grid_member"))
    make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已清运。")
    make_move(case, "verify", actor=cast.actor("inspector"))
    assert Case.objects.get(pk=case.pk).state == "closed"


def test_a_case_closed_before_it_was_opened_is_kept_as_given(land: Plan) -> None:
    case = file_one(target=at("2025-06-03 08:30"), closed=at("2025-05-31 09:00"))
    assert (case.ended_at, case.on_time) == (at("2025-05-31 09:00"), True)


@pytest.mark.parametrize("target", [at("2025-06-01 09:00"), at("2025-05-01 09:00")])
def test_a_target_at_or_before_the_opening_still_is_the_deadline(land: Plan, target: datetime) -> None:
    late, early = file_one(target=target, closed=at("2025-06-01 09:05")), file_one(id="2", target=target, closed=target)
    assert (late.due_at, late.on_time, early.on_time) == (target, False, True)


def test_it_is_found_by_its_words_and_leaves_a_sound_record(land: Plan) -> None:
    case = file_one(closed=at("2025-06-02 09:00"))
    assert list(search_cases(Case.objects.all(), "未清运", within=[ROOT])) == [case]
    assert list(verify()) == []


def test_its_tracking_code_opens_it(land: Plan) -> None:
    from onegrid.casework.domain.filing import find_by_secret

    docket = Docket()
    filed = file_foreign_case(docket, foreign_case(), now=NOW)
    docket.write()
    assert find_by_secret(filed.case.number, filed.secret) == filed.case


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"kind": "dragons"}, "kind"), ({"category": "dragons"}, "category"), ({"area_code": "999999999"}, "area")],
)
def test_what_the_office_does_not_know_is_refused_and_leaves_nothing(
    land: Plan, wrong: dict[str, Any], code: str
) -> None:
    docket = Docket()
    with pytest.raises(CaseFault) as fault:
        file_foreign_case(docket, foreign_case(**wrong), now=NOW)
    docket.write()
    assert fault.value.code == code and Case.objects.count() == 0


def test_a_clock_of_centuries_is_refused(land: Plan) -> None:
    with pytest.raises(CaseFault):
        file_foreign_case(Docket(), foreign_case(target=datetime(9999, 1, 1, 1, 1, 1, 1, tzinfo=UTC)), now=NOW)


def test_the_name_of_a_case_fits_however_long_its_id_is() -> None:
    short, long = foreign_case(id="7"), foreign_case(id="7" * 200)
    assert short.submission == "hotline:7"
    assert len(long.submission) <= 64 and long.submission.startswith("hotline:")
    assert long.submission != replace(long, id="7" * 199).submission


def test_every_kind_has_a_state_for_what_was_dealt_with() -> None:
    for kind in case_types():
        assert kind.state(closed_state(kind)).end


SECONDS = st.integers(1, 129 * 366 * 86400 * 10**6)
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(1971, 1, 1), timezones=st.just(UTC))


@given(opened=MOMENTS, microseconds=SECONDS)
def test_the_deadline_computed_again_is_the_target_to_the_microsecond(opened: datetime, microseconds: int) -> None:
    target = opened + timedelta(microseconds=microseconds)
    allowed = Duration.parse(str(hours((target - opened) / timedelta(hours=1))))
    assert compute_times(Calendar(), allowed, opened, [])[0] == target


def test_the_deadline_stays_when_the_calendar_changes(land: Plan) -> None:
    case = file_one(target=at("2026-10-03 08:31"))
    clock = case.clocks.get()
    assert compute_times(calendar_of(ROOT), Duration.parse(clock.allowed), clock.started_at, [])[0] == case.due_at
