"""Cases that another system kept: they come in with their own past, and nobody is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.casework.acts import Actor
from onegrid.casework.calendars import calendar_of
from onegrid.casework.case_type import CaseType
from onegrid.casework.domain.clocks import clocks_of, refresh_alert, set_times
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.filing import Filed, secret_hash
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import Case, CaseClock, Reply
from onegrid.casework.models.case import Channel
from onegrid.casework.registry import case_type
from onegrid.casework.routing import route_case
from onegrid.casework.source import Source, default_source
from onegrid.lib.canonical import sha256_hex
from onegrid.lib.crypto import make_secret
from onegrid.lib.durations import hours
from onegrid.territory.queries import plan_with

SHORTEST = timedelta(seconds=1)
"""The least time that a clock can be given, for a case whose target was not after its opening."""
LONGEST_NAME = 64


@dataclass(frozen=True)
class ForeignCase:
    """A case as another system kept it. `source` names that system, `id` is the case's name there.

    `area_code` must be known to a plan in force; lon and lat are WGS 84. `opened`, `target` and `closed` are aware; a case
    without `closed` is open. `reply` is what was answered in public when it was closed.
    """

    source: str
    id: str
    kind: str
    title: str
    opened: datetime
    area_code: str
    target: datetime | None = None
    closed: datetime | None = None
    category: str = ""
    channel: str = Channel.IMPORT
    description: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    reply: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def submission(self) -> str:
        """What makes a second import of the same case known: the source and its id, shortened to its hash if too long."""
        name = f"{self.source}:{self.id}"
        if len(name) <= LONGEST_NAME:
            return name
        short = self.source[:20]
        return f"{short}:{sha256_hex(name.encode())[: LONGEST_NAME - len(short) - 1]}"


def file_foreign_case(
    docket: Docket,
    foreign: ForeignCase,
    *,
    actor: Actor | None = None,
    now: datetime | None = None,
    source: Source = default_source,
) -> Filed:
    """Put a foreign case into a docket, with its clock, its end and its record; whoever holds the docket writes it.

    Its one clock ran from `opened` to exactly `target`; stopped at `closed`, it says whether the case was on time. An open
    case goes to the seat that has to act today, and only a deadline that lies ahead of `now` will raise an alert. Raises
    `CaseFault` if the kind, category or area is unknown or the clock would need centuries, having put nothing in.
    """
    actor, now = actor or Actor(f"import:{foreign.source}"), now or timezone.now()
    kind, plan = _kind_of(foreign), _plan_of(foreign)
    secret = make_secret(source.rng)
    case = _make_case(foreign, kind, plan, secret, now, source)
    clock = _run_clock(case, foreign.target, now) if foreign.target else None
    docket.open(case)
    docket.add(*clocks_of(case))
    docket.enter(case, "file", actor=actor, at=foreign.opened, after=_filed_facts(case, clock))
    if foreign.closed:
        _close(docket, case, clock, foreign, foreign.closed, actor)
    return Filed(case, secret)


def main_clock(kind: CaseType) -> str:
    """The clock that an ended case is measured by: the last one that its kind starts at filing."""
    return kind.starts[-1]


def closed_state(kind: CaseType) -> str:
    """The state of a case that was dealt with: 'closed' if the kind has it, else its first end."""
    ends = [state.key for state in kind.states if state.end]
    return "closed" if "closed" in ends else ends[0]


def _kind_of(foreign: ForeignCase) -> CaseType:
    try:
        kind = case_type(foreign.kind)
    except KeyError:
        words = {"kind": foreign.kind}
        raise CaseFault(
            _("There is no kind of case called “%(kind)s”. Choose one from the list.") % words, code="kind"
        ) from None
    if foreign.category and kind.category(foreign.category) is None:
        words = {"category": foreign.category, "kind": str(kind.title)}
        raise CaseFault(_("“%(kind)s” has no category called “%(category)s”.") % words, code="category")
    return kind


def _plan_of(foreign: ForeignCase) -> int:
    """The plan of its day that has the area, else today's: an office may be younger than the cases that it takes over."""
    plan = plan_with(foreign.area_code, on=foreign.opened) or plan_with(foreign.area_code)
    if plan is None:
        raise CaseFault(_("There is no area with the code %(code)s.") % {"code": foreign.area_code}, code="area")
    return plan


def _make_case(foreign: ForeignCase, kind: CaseType, plan: int, secret: str, now: datetime, source: Source) -> Case:
    seat = route_case(foreign.kind, foreign.category, foreign.area_code, on=timezone.localdate(now))
    return Case(
        id=source.ids.next(foreign.opened),
        number=source.number(timezone.localdate(foreign.opened)),
        secret=secret_hash(secret),
        submission=foreign.submission,
        kind=kind.key,
        kind_version=kind.version,
        category=foreign.category,
        state=kind.first,
        channel=foreign.channel,
        title=(foreign.title.strip() or str(kind.title))[:120],
        description=foreign.description.strip(),
        details=dict(foreign.details),
        lon=foreign.lon,
        lat=foreign.lat,
        address=foreign.address.strip()[:200],
        area_code=foreign.area_code,
        plan_id=plan,
        holder_area=seat.area,
        holder_organisation_id=seat.organisation,
        reported_at=foreign.opened,
        changed_at=foreign.opened,
    )


def _run_clock(case: Case, target: datetime, now: datetime) -> CaseClock:
    """A clock of calendar time that falls due exactly at the target, quiet if that is over."""
    started = min(case.reported_at, target - SHORTEST)
    allowed = hours((target - started) / timedelta(hours=1))
    clock = CaseClock(case=case, key=main_clock(case.type), allowed=str(allowed), started_at=started, history=[])
    set_times(clock, calendar_of(case.subdistrict))
    if clock.due_at != target:
        raise CaseFault(_("The time limit is too long to be kept exactly."), code="clock")
    if clock.due_at <= now:
        clock.expired_at, clock.alert_at = clock.due_at, None
    elif clock.amber_at <= now:
        clock.alert_at = clock.due_at
    clocks_of(case).append(clock)
    refresh_alert(case)
    return clock


def _close(
    docket: Docket, case: Case, clock: CaseClock | None, foreign: ForeignCase, at: datetime, actor: Actor
) -> None:
    before = case.state
    case.state = closed_state(case.type)
    if clock:
        clock.state, clock.stopped_at, clock.alert_at = CaseClock.State.STOPPED, at, None
        clock.expired_at = clock.due_at if at > clock.due_at else None
        refresh_alert(case)
    case.resolved_at = case.ended_at = at
    case.due_at, case.amber_at = (clock.due_at, None) if clock else (None, None)
    case.on_time = clock.met if clock else None
    reply = foreign.reply.strip()
    if reply:
        docket.add(Reply(case=case, text=reply, at=at))
    after = {"state": case.state, "on_time": case.on_time} | ({"reply": sha256_hex(reply.encode())} if reply else {})
    docket.enter(case, "close", actor=actor, at=at, before={"state": before}, after=after)


def _filed_facts(case: Case, clock: CaseClock | None) -> dict[str, Any]:
    return {
        "submission": case.submission,
        "kind": case.kind,
        "version": case.kind_version,
        "category": case.category,
        "state": case.state,
        "area": case.area_code,
        "plan": case.plan_id,
        "channel": case.channel,
        "holder": case.holder,
        "due": clock.due_at.isoformat() if clock else None,
        "text": sha256_hex(f"{case.title}\n{case.description}".encode()),
    }
