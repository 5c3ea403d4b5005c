from datetime import datetime, timedelta
from typing import Any

from onegrid.casework.acts import Actor
from onegrid.casework.belongings import belongings
from onegrid.casework.calendars import allowed_for, calendar_of
from onegrid.casework.domain.docket import Docket
from onegrid.casework.models import Case, CaseClock
from onegrid.lib.durations import Duration, Unit, hours
from onegrid.lib.working_time import Calendar

AMBER = 0.75
SHORTEST = timedelta(seconds=1)
"""The least time that a clock can be given, for a day that has come already."""


def clocks_of(case: Case) -> list[CaseClock]:
    """The case's clocks in the order in which they were started."""
    return belongings(case, CaseClock)


def running_clocks(case: Case) -> list[CaseClock]:
    """Those of the case's clocks that run, the one that is due first at the head."""
    running = [clock for clock in clocks_of(case) if clock.state == CaseClock.State.RUNNING]
    return sorted(running, key=lambda clock: clock.due_at)


def start_clock(docket: Docket, case: Case, key: str, at: datetime, *, due: datetime | None = None) -> CaseClock:
    """Start a clock of the case's type: until `due`, if a moment is given, else for its limit (the office's own, if set)."""
    if due is None:
        allowed = allowed_for(case.subdistrict, case.kind, key, case.type.clock(key).allowed)
    else:
        allowed = hours(max(due - at, SHORTEST) / timedelta(hours=1))
    clock = CaseClock(case=case, key=key, allowed=str(allowed), started_at=at, history=[])
    set_times(clock, calendar_of(case.subdistrict))
    docket.add(clock)
    refresh_alert(case)
    return clock


def stop_clock(docket: Docket, case: Case, key: str, at: datetime) -> None:
    """Stop a clock, if it runs or is paused; whether it was met is decided by then."""
    for clock in _unstopped(case, key):
        if clock.state == CaseClock.State.PAUSED:
            _note(clock, "resume", at)
            set_times(clock, calendar_of(case.subdistrict))
        clock.state, clock.stopped_at, clock.alert_at = CaseClock.State.STOPPED, at, None
        docket.change(clock)
    refresh_alert(case)


def pause_clock(docket: Docket, case: Case, key: str, at: datetime) -> None:
    """Freeze what is left of a running clock."""
    for clock in _unstopped(case, key):
        if clock.state == CaseClock.State.RUNNING:
            _note(clock, "pause", at)
            clock.state, clock.alert_at = CaseClock.State.PAUSED, None
            docket.change(clock)
    refresh_alert(case)


def resume_clock(docket: Docket, case: Case, key: str, at: datetime) -> None:
    """Let a paused clock run on with what was left; its deadline moves by as much working time as the pause took."""
    for clock in _unstopped(case, key):
        if clock.state == CaseClock.State.PAUSED:
            _note(clock, "resume", at)
            clock.state = CaseClock.State.RUNNING
            set_times(clock, calendar_of(case.subdistrict))
            if clock.expired_at is not None:
                clock.alert_at = next_alert(clock, case, at)
            docket.change(clock)
    refresh_alert(case)


def run_on_clock(docket: Docket, case: Case, clock: CaseClock, at: datetime) -> None:
    """Take back that a clock was stopped: it runs on from its own beginning, as if it had never stood still."""
    clock.state, clock.stopped_at = CaseClock.State.RUNNING, None
    set_times(clock, calendar_of(case.subdistrict))
    if clock.expired_at is not None:
        clock.alert_at = next_alert(clock, case, at)
    docket.change(clock)
    refresh_alert(case)


def extend_clock(docket: Docket, case: Case, key: str, days: int, at: datetime, *, unit: Unit = "working_days") -> None:
    """Move a clock's deadline by days of a unit; a clock that had run out and has time again is no longer late."""
    for clock in _unstopped(case, key):
        _note(clock, "extend", at, days=days, **({} if unit == "working_days" else {"unit": unit}))
        _move_deadline(clock, case, at)
        docket.change(clock)
    refresh_alert(case)


def recompute_clock(docket: Docket, case: Case, clock: CaseClock, *, actor: Actor, at: datetime) -> bool:
    """Compute a deadline anew after the calendar changed; record it if it moved. Tells whether it did."""
    before, alert_at = clock.due_at, clock.alert_at
    _move_deadline(clock, case, at)
    if clock.due_at == before:
        clock.alert_at = alert_at
        return False
    if alert_at == before and clock.amber_at <= at:
        clock.alert_at = clock.due_at  # the holder has been warned already
    docket.change(clock)
    refresh_alert(case)
    docket.enter(
        case,
        "calendar changed",
        actor=actor,
        at=at,
        before={"clock": clock.key, "due": before.isoformat()},
        after={"clock": clock.key, "due": clock.due_at.isoformat()},
    )
    return True


def next_alert(clock: CaseClock, case: Case, at: datetime) -> datetime:
    """After an expiry the next level gets as long again as was allowed at first, before it goes up once more."""
    return calendar_of(case.subdistrict).deadline(at, Duration.parse(clock.allowed))


def set_times(clock: CaseClock, calendar: Calendar) -> None:
    """Set a clock's deadline, its amber point and what it waits for next, from its start and history alone."""
    clock.due_at, clock.amber_at = compute_times(
        calendar, Duration.parse(clock.allowed), clock.started_at, clock.history
    )
    if clock.expired_at is None and clock.state == CaseClock.State.RUNNING:
        last = max([clock.started_at, *(datetime.fromisoformat(event["at"]) for event in clock.history)])
        clock.alert_at = clock.amber_at if clock.amber_at > last else clock.due_at


def compute_times(
    calendar: Calendar, allowed: Duration, started_at: datetime, history: list[dict[str, Any]]
) -> tuple[datetime, datetime]:
    """A clock's deadline and the moment at which three quarters of its time are gone, after pauses and extensions.

    `history` lists {"pause" | "resume" | "extend": …} in order of time, as `CaseClock.history` keeps it. While paused, the
    times are as they were at the pause.
    """
    due = calendar.deadline(started_at, allowed)
    base, left = started_at, calendar.remaining(started_at, due, allowed.unit)
    total = left
    for event in history:
        at = datetime.fromisoformat(event["at"])
        if event["event"] == "pause":
            base, left = at, calendar.remaining(at, due, allowed.unit)
        elif event["event"] == "resume":
            base, due = at, calendar.resume(at, left, allowed.unit)
        else:
            longer = calendar.deadline(due, Duration(event["days"], event.get("unit", "working_days")))
            total += calendar.remaining(due, longer, allowed.unit)
            due, left = longer, calendar.remaining(base, longer, allowed.unit)
    amber = calendar.resume(base, max(left - (1 - AMBER) * total, 0), allowed.unit)
    return due, min(amber, due)


def refresh_alert(case: Case) -> None:
    """Set the case's own due, amber and alert times from its running clocks: the earliest deadline is the case's."""
    running = running_clocks(case)
    if running:
        case.due_at, case.amber_at = running[0].due_at, running[0].amber_at
    elif case.is_open:
        case.due_at = case.amber_at = None
    case.alert_after = min((clock.alert_at for clock in running if clock.alert_at), default=None)


def _move_deadline(clock: CaseClock, case: Case, at: datetime) -> None:
    """Set a clock's times anew; one that had run out and has time again is no longer late."""
    calendar = calendar_of(case.subdistrict)
    set_times(clock, calendar)
    if clock.expired_at is not None and clock.due_at > at:
        clock.expired_at = None
        set_times(clock, calendar)


def _unstopped(case: Case, key: str) -> list[CaseClock]:
    return [clock for clock in clocks_of(case) if clock.key == key and clock.state != CaseClock.State.STOPPED]


def _note(clock: CaseClock, event: str, at: datetime, **more: Any) -> None:
    clock.history = [*clock.history, {"event": event, "at": at.isoformat(), **more}]
