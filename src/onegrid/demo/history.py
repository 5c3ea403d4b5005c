"""A year of cases: each lives through the engine's own verbs, with believable delays, detours and returns.

Nothing is written row by row: a case acts in memory, at the times at which its people would have acted, with the clocks'
alerts carried out in between, and a docket writes a thousand of them at once.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from onegrid.casework.acts import REPORTER, SYSTEM, Actor
from onegrid.casework.belongings import belongings
from onegrid.casework.calendars import calendar_of
from onegrid.casework.case_type import Ask
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.moving import apply_move
from onegrid.casework.domain.ticking import carry_out_alerts
from onegrid.casework.models import Call, Case
from onegrid.casework.permits import may_make, open_calls, open_extensions
from onegrid.casework.rules import needs_a_photo
from onegrid.demo import texts
from onegrid.demo.photos import make_photos
from onegrid.directory.models import Organisation
from onegrid.lib.codes import Level

HOUR = 3600.0
PHOTOS = make_photos(12)


@dataclass
class Staff:
    """Who can act, by seat. `pace` is how quick a community or department is: 1 as usual, 2 twice as slow."""

    areas: dict[str, list[Actor]] = field(default_factory=dict)
    departments: dict[int, list[Actor]] = field(default_factory=dict)
    organisations: dict[int, Organisation] = field(default_factory=dict)
    inspectors: list[Actor] = field(default_factory=list)
    pace: dict[str | int, float] = field(default_factory=dict)

    def at_seat_of(self, case: Case) -> list[Actor]:
        """Whoever fills the seat that holds the case."""
        if case.holder_organisation_id:
            return self.departments.get(case.holder_organisation_id, [])
        return self.areas.get(case.holder_area, [])

    def pace_of(self, case: Case) -> float:
        """How quick the holder is."""
        key = case.holder_organisation_id or case.area_code[: Level.COMMUNITY.digits]
        return self.pace.get(key, 1.0)


@dataclass
class Life:
    """One case's life, up to a moment."""

    docket: Docket
    case: Case
    staff: Staff
    rng: random.Random
    now: datetime
    until: datetime

    def run(self) -> None:
        """Let the case live until it rests: at its end, or in whatever state the present finds it."""
        for _step in range(40):
            step = STEPS.get(self.case.state)
            if step is None or not step(self):
                return

    def waits(self, median_hours: float, *, spread: float = 0.8, working: bool = True) -> bool:
        """Let time pass, log-normally spread, and alerts happen. False if the present is reached first."""
        seconds = HOUR * median_hours * math.exp(self.rng.gauss(0, spread))
        calendar = calendar_of(self.case.subdistrict)
        then = calendar.add_working_seconds(self.now, seconds) if working else self.now + timedelta(seconds=seconds)
        if working:
            then += timedelta(seconds=self.rng.uniform(0, 240))
        stop = min(then, self.until)
        while self.case.alert_after is not None and self.case.alert_after <= stop:
            carry_out_alerts(self.docket, self.case, self.case.alert_after)
        self.now = stop
        return then < self.until

    def makes(self, key: str, actor: Actor | None, **answers: Any) -> bool:
        """Make a move, if there is somebody to make it. Always true, so that a step can end with it."""
        if actor is not None:
            named = {Ask(name): value for name, value in answers.items()}
            apply_move(self.docket, self.case, key, actor=actor, at=self.now, answers=named)
        return actor is not None

    def holder(self) -> Actor | None:
        """The one who took the case, else somebody of the seat."""
        people = self.staff.at_seat_of(self.case)
        handler = next((each for each in people if each.person and each.person.pk == self.case.handler_id), None)
        return handler or (self.rng.choice(people) if people else None)

    def allowance(self, clock: str) -> tuple[float, bool]:
        """How many hours the kind allows on a clock, and whether they are working hours."""
        allowed = self.case.type.clock(clock).allowed
        hours = {"hours": 1, "days": 24, "working_hours": 1, "working_days": 7}[allowed.unit]
        return allowed.amount * hours, allowed.is_working

    def can(self, key: str) -> bool:
        """Whether the case's kind has the move in this state."""
        move = self.case.type.move(key)
        return move is not None and self.case.state in move.source

    def chance(self, share: float) -> bool:
        return self.rng.random() < share


def live_new(life: Life) -> bool:
    """Taken, or sent elsewhere first."""
    case, rng = life.case, life.rng
    hours, working = life.allowance("take")
    if not life.waits(0.22 * hours * life.staff.pace_of(case), spread=0.8, working=working) or case.state != "new":
        return case.state == "new" and life.now < life.until
    holder = life.holder()
    if holder is None:
        return False
    if case.came_from and life.chance(0.05) and life.can("return"):
        return life.makes("return", holder, reason=texts.write_return_reason(rng))
    if case.escalated + case.returned < 2 and life.chance(0.05) and life.can("redirect"):
        other = rng.choice([key for key in life.staff.departments if key != case.holder_organisation_id])
        organisation = life.staff.organisations[other]
        return life.makes("redirect", holder, organisation=organisation, reason=texts.write_refusal(rng))
    at_top = case.holder_organisation_id is None and case.holder_area == case.subdistrict
    if not at_top and life.chance(0.03) and life.can("escalate"):
        return life.makes("escalate", holder, reason=texts.write_escalation(rng))
    return life.makes("take", holder)


def live_open(life: Life) -> bool:
    """Worked on: a detour or two, then done."""
    case, rng, holder, state = life.case, life.rng, life.holder(), life.case.state
    if holder is None:
        return False
    if life.chance(0.10) and _detour(life, holder):
        return True
    hours, working = life.allowance("handle")
    pace = 0.3 * life.staff.pace_of(case)
    if not life.waits(min(hours, 60) * pace, spread=0.75, working=working) or case.state != state:
        return case.state != state and life.now < life.until
    if life.can("not-settled") and life.chance(0.15):
        return life.makes("not-settled", holder, reason=texts.write_not_settled(rng))
    for call in list(open_calls(case)):
        life.makes(
            "answer-call", rng.choice(life.staff.departments[call.organisation_id]), reason=texts.write_answer(rng)
        )
    if life.can("answer"):
        return life.makes("answer", holder, reply=texts.write_reply(rng, case.kind, case.category, about=case.title))
    return life.makes(
        "resolve",
        life.holder() or holder,
        reply=texts.write_reply(rng, case.kind, case.category, about=case.title),
        **_result_papers(life),
    )


def _result_papers(life: Life) -> dict[str, Any]:
    """The photo and the note that the kind asks for; sometimes a photo without being asked."""
    resolve = life.case.type.move("resolve")
    assert resolve is not None
    papers: dict[str, Any] = {}
    if needs_a_photo in resolve.rules or life.chance(0.15):
        papers["photo"] = [life.rng.choice(PHOTOS)]
    if Ask.NOTE in resolve.asks:
        papers["note"] = texts.write_note(life.rng)
    return papers


def _detour(life: Life, holder: Actor) -> bool:
    case, rng = life.case, life.rng
    desk = rng.choice(life.staff.areas[case.subdistrict])
    if life.can("call-in") and life.chance(0.25):
        return life.waits(1) and _if_still_open(
            life, "call-in", organisations=_others(life), reason=texts.write_call(rng)
        )
    if life.can("pause") and life.chance(0.4):
        return life.waits(2) and _if_still_open(life, "pause", reason=texts.write_pause_reason(rng))
    if life.can("ask-time") and not open_extensions(case) and life.chance(0.5):
        wish: dict[str, Any] = {"days": rng.choice((1, 2, 3, 5)), "reason": texts.write_extension_reason(rng)}
        if life.waits(3) and _if_still_open(life, "ask-time", **wish):
            answer = "grant-time" if life.chance(0.8) else "refuse-time"
            reason = {} if answer == "grant-time" else {"reason": texts.write_refused_extension(rng)}
            fit = [each for each in life.staff.areas[case.subdistrict] if _decides(each, case)]
            return life.waits(2) and _if_still_open(life, answer, rng.choice(fit), **reason)
        return False
    if life.can("shelve") and life.chance(0.3):
        review = (life.now + timedelta(days=rng.choice((30, 60, 90)))).date()
        return life.waits(6) and _if_still_open(
            life, "shelve", desk, reason=texts.write_shelving(rng), review_on=review
        )
    return False


def _others(life: Life) -> list[Organisation]:
    """One to three departments that are not in the case yet."""
    inside = {life.case.holder_organisation_id, *(call.organisation_id for call in belongings(life.case, Call))}
    outside = [life.staff.organisations[key] for key in life.staff.departments if key not in inside]
    return life.rng.sample(outside, life.rng.choice((1, 2, 2, 3)))


def _decides(actor: Actor, case: Case) -> bool:
    """Whether the actor is somebody else than who asked for more time."""
    return all(each.asked_by_id != actor.person.pk for each in open_extensions(case) if actor.person)


def _if_still_open(life: Life, key: str, actor: Actor | None = None, **answers: Any) -> bool:
    return life.can(key) and life.makes(key, actor or life.holder(), **answers)


def live_paused(life: Life) -> bool:
    """Waiting for somebody outside, then on again."""
    return life.waits(18) and life.makes("resume", life.holder())


def live_shelved(life: Life) -> bool:
    """In the problem bank until its review."""
    return life.waits(24 * 45, spread=0.3, working=False) and life.makes("take-up", SYSTEM)


def live_resolved(life: Life) -> bool:
    """Verified by somebody else, or sent back."""
    case, rng = life.case, life.rng
    if not life.waits(4):
        return False
    move = case.type.move("verify")
    fit = [each for each in life.staff.inspectors if move and may_make(each, case, move) and each.person]
    fit = [each for each in fit if each.person and each.person.pk not in case.handled_by]
    if not fit:
        return False
    if life.chance(0.04):
        return life.makes("send-back", rng.choice(fit), reason=texts.write_send_back(rng))
    return life.makes("verify", rng.choice(fit), reason=texts.write_verification(rng))


def live_closed(life: Life) -> bool:
    """Rated by some, reopened by few."""
    case, rng = life.case, life.rng
    if case.rating is not None or case.channel not in ("resident", "hotline") or not life.chance(0.55):
        return False
    if not life.waits(8, spread=1, working=False):
        return False
    late = case.on_time is False
    if not case.reopened and life.chance(0.06 if late else 0.015) and life.can("reopen"):
        return life.makes("reopen", REPORTER, reason=texts.write_reopening(rng, case.kind))
    rating = rng.choices((1, 2, 3, 4, 5), (10, 12, 26, 30, 22) if late else (2, 3, 9, 28, 58))[0]
    words = {"reason": texts.write_rating(rng, rating)} if life.chance(0.4) else {}
    return life.makes("rate", REPORTER, rating=rating, **words)


STEPS: dict[str, Callable[[Life], bool]] = {
    "new": live_new,
    "open": live_open,
    "mediating": live_open,
    "paused": live_paused,
    "shelved": live_shelved,
    "resolved": live_resolved,
    "closed": live_closed,
}
