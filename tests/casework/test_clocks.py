from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.audit.domain.verification import verify
from onegrid.casework.acts import Actor
from onegrid.casework.domain.clocks import compute_times
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.ticking import recompute_deadlines, tick
from onegrid.casework.faults import CaseFault, MoveNotAllowed
from onegrid.casework.lamps import Lamp, lamp_of, shows
from onegrid.casework.models import CalendarDay, Case, CaseClock, Extension, KindSetting
from onegrid.casework.queries import entries_of
from onegrid.lib.durations import Duration, days, hours, working_days, working_hours
from onegrid.lib.working_time import Calendar
from onegrid.territory.generations import CALENDARS, KINDS, renew
from tests.conftest import Cast
from tests.factories import ROOT, at, make_case

MONDAY = at("2026-03-02 09:00")


def clock_of(case: Case, key: str = "handle") -> CaseClock:
    """The clock as the database has it; of several, the one started last."""
    clock = CaseClock.objects.filter(case=case, key=key).last()
    assert clock is not None
    return clock


def taken(cast: Cast, when: datetime = MONDAY) -> Case:
    case = make_case(when=when)
    make_move(case, "take", actor=cast.actor("grid_member"), at=when)
    return case


def declare(day: date, *, working: bool) -> None:
    CalendarDay.objects.create(subdistrict=ROOT, day=day, working=working)
    renew(CALENDARS)


class TestFiling:
    def test_two_clocks_run_and_the_case_is_due_with_the_first(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        assert clock_of(case, "take").due_at == case.due_at == at("2026-03-02 11:00")
        assert clock_of(case, "handle").due_at == at("2026-03-03 17:30")

    def test_a_report_at_night_has_its_two_working_hours_in_the_morning(self, cast: Cast) -> None:
        assert make_case(when=at("2026-03-06 22:10")).due_at == at("2026-03-09 11:00")

    def test_an_office_may_set_its_own_limit(self, cast: Cast) -> None:
        KindSetting.objects.create(subdistrict=ROOT, kind="street-cleanliness", allowed={"handle": "3 working_days"})
        renew(KINDS)
        case = make_case(when=MONDAY)
        assert clock_of(case).due_at == at("2026-03-05 17:30")
        assert clock_of(case, "take").due_at == at("2026-03-02 11:00")


class TestTaking:
    def test_it_stops_the_first_clock_and_the_case_is_due_with_the_other(self, cast: Cast) -> None:
        case = taken(cast)
        clock = clock_of(case, "take")
        assert (clock.state, clock.met, clock.alert_at) == (CaseClock.State.STOPPED, True, None)
        assert case.due_at == at("2026-03-03 17:30")

    def test_a_clock_that_was_stopped_too_late_was_not_met(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        make_move(case, "take", actor=cast.actor("grid_member"), at=at("2026-03-02 11:01"))
        assert clock_of(case, "take").met is False


class TestPausing:
    def test_a_pause_moves_the_deadline_by_as_much_working_time_as_it_took(self, cast: Cast) -> None:
        case = taken(cast)
        member = cast.actor("grid_member")
        make_move(case, "pause", actor=member, at=at("2026-03-02 10:00"), reason="等待居民开门")
        assert (case.due_at, lamp_of(case, MONDAY)) == (None, Lamp.NONE)
        make_move(case, "resume", actor=member, at=at("2026-03-03 10:00"))
        assert case.due_at == at("2026-03-04 17:30")

    def test_a_pause_over_a_weekend_costs_only_working_time(self, cast: Cast) -> None:
        case = taken(cast, at("2026-03-06 09:00"))
        member = cast.actor("grid_member")
        make_move(case, "pause", actor=member, at=at("2026-03-06 17:30"), reason="等待材料")
        make_move(case, "resume", actor=member, at=at("2026-03-09 09:00"))
        assert case.due_at == at("2026-03-09 17:30")

    def test_what_was_late_when_paused_stays_late_by_as_much(self, cast: Cast) -> None:
        case = taken(cast)
        member = cast.actor("grid_member")
        make_move(case, "pause", actor=member, at=at("2026-03-04 10:00"), reason="等待材料")
        make_move(case, "resume", actor=member, at=at("2026-03-05 10:00"))
        assert case.due_at == at("2026-03-04 17:30")

    def test_a_case_is_measured_without_its_pauses(self, cast: Cast) -> None:
        case = taken(cast)
        make_move(case, "pause", actor=cast.actor("grid_member"), at=at("2026-03-02 10:00"), reason="等待材料")
        make_move(case, "resume", actor=cast.actor("duty_officer"), at=at("2026-03-09 10:00"))
        make_move(case, "resolve", actor=cast.actor("grid_member"), at=at("2026-03-10 09:00"), reply="已办结。")
        assert clock_of(case).met is True


class TestExtending:
    def test_it_needs_a_reason(self, cast: Cast) -> None:
        with pytest.raises(CaseFault) as fault:
            make_move(taken(cast), "ask-time", actor=cast.actor("grid_member"), days=2, reason="  ")
        assert fault.value.code == "missing"

    @pytest.mark.parametrize("wanted", [-3, 61, 10**6])
    def test_it_takes_no_amount_that_nobody_can_mean(self, wanted: int, cast: Cast) -> None:
        with pytest.raises(CaseFault) as fault:
            make_move(taken(cast), "ask-time", actor=cast.actor("grid_member"), days=wanted, reason="等配件")
        assert fault.value.code == "asks_for_sixty_days_at_most"

    def test_it_is_for_a_clock_that_runs(self, cast: Cast) -> None:
        with pytest.raises(CaseFault) as fault:
            make_move(taken(cast), "ask-time", actor=cast.actor("grid_member"), days=1, reason="等配件", clock="take")
        assert fault.value.code == "a_limit_is_running"

    def test_asking_moves_nothing_and_granting_moves_the_deadline(self, cast: Cast) -> None:
        case = taken(cast)
        make_move(case, "ask-time", actor=cast.actor("grid_member"), at=MONDAY, days=2, reason="等配件")
        assert case.due_at == at("2026-03-03 17:30")
        make_move(case, "grant-time", actor=cast.actor("duty_officer"), at=MONDAY)
        assert case.due_at == clock_of(case).due_at == at("2026-03-05 17:30")
        extension = Extension.objects.get()
        assert (extension.clock, extension.granted, extension.decided_by) == ("handle", True, cast.duty_officer)

    def test_a_refusal_leaves_the_deadline_and_a_new_wish_may_follow(self, cast: Cast) -> None:
        case = taken(cast)
        member = cast.actor("grid_member")
        make_move(case, "ask-time", actor=member, at=MONDAY, days=2, reason="等配件")
        with pytest.raises(CaseFault) as fault:
            make_move(case, "ask-time", actor=member, at=MONDAY, days=3, reason="再等等")
        assert fault.value.code == "has_not_asked_yet"
        make_move(case, "refuse-time", actor=cast.actor("duty_officer"), at=MONDAY, reason="不属于客观原因")
        assert case.due_at == at("2026-03-03 17:30")
        make_move(case, "ask-time", actor=member, at=MONDAY, days=3, reason="供货延期")

    def test_whoever_asked_cannot_grant_it(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        make_move(case, "escalate", actor=cast.actor("grid_member"), at=MONDAY, reason="需协调")
        make_move(case, "escalate", actor=cast.actor("grid_leader"), at=MONDAY, reason="需协调")
        officer = cast.actor("community_officer")
        make_move(case, "take", actor=officer, at=MONDAY)
        make_move(case, "ask-time", actor=officer, at=MONDAY, days=2, reason="等配件")
        with pytest.raises(CaseFault) as fault:
            make_move(case, "grant-time", actor=officer, at=MONDAY)
        assert fault.value.code == "decided_by_another"

    def test_a_grid_member_cannot_grant_it(self, cast: Cast) -> None:
        case = taken(cast)
        make_move(case, "ask-time", actor=cast.actor("grid_member"), at=MONDAY, days=2, reason="等配件")
        with pytest.raises(MoveNotAllowed):
            make_move(case, "grant-time", actor=cast.actor("grid_member"), at=MONDAY)

    def test_a_clock_that_had_run_out_has_time_again_and_will_warn_and_run_out_again(self, cast: Cast) -> None:
        case = taken(cast)
        late = at("2026-03-03 17:31")
        make_move(
            case, "ask-time", actor=cast.actor("grid_member"), at=late - timedelta(hours=1), days=2, reason="等配件"
        )
        tick(at=late)
        case = Case.objects.get(pk=case.pk)
        make_move(case, "take", actor=cast.actor("grid_leader"), at=late)
        make_move(case, "grant-time", actor=cast.actor("duty_officer"), at=late)
        clock = clock_of(case)
        assert (clock.expired_at, clock.due_at) == (None, at("2026-03-05 17:30"))
        assert clock.alert_at == clock.amber_at == case.alert_after
        tick(at=clock.amber_at)
        tick(at=clock.due_at)
        assert clock_of(case).expired_at == clock.due_at

    def test_an_extension_that_leaves_it_late_does_not_escalate_it_at_once(self, cast: Cast) -> None:
        case = taken(cast)
        make_move(case, "ask-time", actor=cast.actor("grid_member"), at=MONDAY, days=1, reason="等配件")
        tick(at=at("2026-03-03 17:31"))
        case = Case.objects.get(pk=case.pk)
        make_move(case, "take", actor=cast.actor("grid_leader"), at=at("2026-03-04 09:00"))
        waiting = case.alert_after
        make_move(case, "grant-time", actor=cast.actor("duty_officer"), at=at("2026-03-06 09:00"))
        assert (clock_of(case).met, case.due_at, case.alert_after) == (False, at("2026-03-04 17:30"), waiting)


class TestChangedCalendar:
    def test_open_deadlines_are_computed_anew_and_the_change_is_recorded(self, cast: Cast) -> None:
        case = taken(cast)
        declare(date(2026, 3, 3), working=False)
        assert recompute_deadlines(ROOT, actor="person:1", at=MONDAY) == 1
        stored = Case.objects.get(pk=case.pk)
        assert stored.due_at == clock_of(case).due_at == at("2026-03-04 17:30")
        entry = entries_of(stored).last()
        assert entry is not None
        assert (entry.verb, entry.actor, entry.before["clock"]) == ("calendar changed", "person:1", "handle")
        assert [datetime.fromisoformat(each["due"]) for each in (entry.before, entry.after)] == [
            at("2026-03-03 17:30"),
            at("2026-03-04 17:30"),
        ]
        assert list(verify()) == []

    def test_what_does_not_move_is_not_touched(self, cast: Cast) -> None:
        case = taken(cast)
        declare(date(2026, 3, 12), working=False)
        assert recompute_deadlines(ROOT, actor="system", at=MONDAY) == 0
        assert Case.objects.get(pk=case.pk).length == case.length

    def test_ended_cases_keep_their_verdict(self, cast: Cast) -> None:
        case = make_case(when=MONDAY)
        make_move(case, "withdraw", actor=Actor("reporter"), at=MONDAY)
        declare(date(2026, 3, 3), working=False)
        assert recompute_deadlines(ROOT, actor="system", at=MONDAY) == 0

    def test_other_offices_are_not_touched(self, cast: Cast) -> None:
        taken(cast)
        declare(date(2026, 3, 3), working=False)
        assert recompute_deadlines("371502010", actor="system", at=MONDAY) == 0

    def test_it_counts_pauses_and_extensions_as_before(self, cast: Cast) -> None:
        case = taken(cast)
        member = cast.actor("grid_member")
        make_move(case, "pause", actor=member, at=at("2026-03-02 10:00"), reason="等材料")
        make_move(case, "resume", actor=member, at=at("2026-03-03 10:00"))
        declare(date(2026, 3, 4), working=False)
        recompute_deadlines(ROOT, actor="system", at=at("2026-03-03 11:00"))
        assert clock_of(case).due_at == at("2026-03-05 17:30")

    def test_a_paused_clock_stays_paused(self, cast: Cast) -> None:
        case = taken(cast)
        make_move(case, "pause", actor=cast.actor("grid_member"), at=at("2026-03-02 10:00"), reason="等材料")
        declare(date(2026, 3, 3), working=False)
        recompute_deadlines(ROOT, actor="system", at=at("2026-03-02 11:00"))
        stored = Case.objects.get(pk=case.pk)
        assert (stored.due_at, stored.alert_after, clock_of(case).state) == (None, None, "paused")

    def test_whoever_was_warned_is_not_warned_again(self, cast: Cast) -> None:
        case = taken(cast)
        amber = clock_of(case).amber_at
        assert tick(at=amber) == 1
        declare(date(2026, 3, 4), working=False)
        recompute_deadlines(ROOT, actor="system", at=amber)
        assert tick(at=amber + timedelta(minutes=1)) == 0
        declare(date(2026, 3, 3), working=False)
        recompute_deadlines(ROOT, actor="system", at=at("2026-03-04 10:00"))
        tick(at=at("2026-03-04 10:00"))
        assert [entry.verb for entry in entries_of(case)].count("clock amber") == 1

    def test_a_clock_that_had_run_out_and_has_time_again_is_no_longer_late(self, cast: Cast) -> None:
        case = taken(cast)
        tick(at=at("2026-03-03 17:31"))
        declare(date(2026, 3, 3), working=False)
        recompute_deadlines(ROOT, actor="system", at=at("2026-03-03 18:00"))
        clock = clock_of(case)
        assert (clock.expired_at, clock.due_at) == (None, at("2026-03-04 17:30"))
        assert Case.objects.get(pk=case.pk).alert_after == clock.alert_at == clock.amber_at


class TestLamps:
    def test_a_case_is_green_then_amber_at_three_quarters_then_red(self, cast: Cast) -> None:
        case = make_case(kind="blocked-fire-passage", category="vehicle", when=MONDAY)
        seconds = timedelta(minutes=30)
        assert lamp_of(case, MONDAY) is Lamp.GREEN
        assert lamp_of(case, MONDAY + seconds * 0.75 - timedelta(seconds=1)) is Lamp.GREEN
        assert lamp_of(case, MONDAY + seconds * 0.75) is Lamp.AMBER
        assert lamp_of(case, MONDAY + seconds - timedelta(seconds=1)) is Lamp.AMBER
        assert lamp_of(case, MONDAY + seconds) is Lamp.RED

    @pytest.mark.parametrize("minutes", [0, 22, 23, 29, 30, 31])
    def test_the_query_finds_what_shows_a_lamp(self, minutes: int, cast: Cast) -> None:
        case = make_case(kind="blocked-fire-passage", category="vehicle", when=MONDAY)
        when = MONDAY + timedelta(minutes=minutes)
        for lamp in Lamp:
            assert Case.objects.filter(shows(lamp, when)).exists() is (lamp_of(case, when) is lamp)

    def test_an_ended_case_shows_whether_it_ended_on_time(self, cast: Cast) -> None:
        late, early = make_case(when=MONDAY), make_case(when=MONDAY)
        make_move(early, "withdraw", actor=Actor("reporter"), at=MONDAY)
        make_move(late, "withdraw", actor=Actor("reporter"), at=at("2026-03-09 10:00"))
        assert (lamp_of(early), lamp_of(late)) == (Lamp.GREEN, Lamp.RED)


ALLOWED = st.one_of(
    st.integers(1, 20).map(working_days),
    st.integers(1, 80).map(working_hours),
    st.integers(1, 200).map(hours),
    st.integers(1, 20).map(days),
)
START = st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 30)).map(lambda naive: at(f"{naive:%Y-%m-%d %H:%M}"))
CALENDAR = Calendar(declared_years=frozenset(range(2027, 2030)))


@given(ALLOWED, START)
def test_the_amber_point_lies_between_the_start_and_the_deadline(allowed: Duration, start: datetime) -> None:
    due, amber = compute_times(CALENDAR, allowed, start, [])
    assert amber <= due
    assert due > start


@given(ALLOWED, START, st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_pause_never_brings_a_deadline_forward(allowed: Duration, start: datetime, after: int, length: int) -> None:
    due, _amber = compute_times(CALENDAR, allowed, start, [])
    paused = start + timedelta(minutes=after)
    history = [
        {"event": "pause", "at": paused.isoformat()},
        {"event": "resume", "at": (paused + timedelta(minutes=length)).isoformat()},
    ]
    later, amber = compute_times(CALENDAR, allowed, start, history)
    assert later >= due
    assert amber <= later
    if not allowed.is_working:
        assert later == due + timedelta(minutes=length)


@given(ALLOWED, START, st.integers(1, 60))
def test_an_extension_always_gives_time(allowed: Duration, start: datetime, wanted: int) -> None:
    due, amber = compute_times(CALENDAR, allowed, start, [])
    longer, later = compute_times(
        CALENDAR, allowed, start, [{"event": "extend", "at": start.isoformat(), "days": wanted}]
    )
    assert longer > due
    assert amber <= later <= longer
