"""A year of invented disputes: each is brought, accepted, talked over and settled, or not, through the room's own verbs."""

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from onegrid.casework.acts import REPORTER, SYSTEM, Actor
from onegrid.casework.calendars import calendar_of
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.ticking import carry_out_alerts
from onegrid.casework.source import Source
from onegrid.demo.crew import Crew
from onegrid.demo.geography.places import Place, PlaceBook
from onegrid.demo.history import Staff
from onegrid.demo.names import draw_names
from onegrid.mediation.domain.acting import move
from onegrid.mediation.domain.agreements import (
    NewTerm,
    decide_in,
    end_of,
    keep_in,
    make_agreement,
    put_agreement,
    sign_in,
)
from onegrid.mediation.domain.disputes import Brought, file_dispute
from onegrid.mediation.domain.mediators import put_in_charge
from onegrid.mediation.domain.parties import NewParty
from onegrid.mediation.domain.sessions import put_session
from onegrid.mediation.models import Agreement, Appointment, Dispute, FollowUp, Mediator, Party, Session, Term
from onegrid.mediation.models.dispute import Door, Side, Sign

YEAR = timedelta(days=365)
BATCH = 100
DOORS = {Door.RESIDENT: 50, Door.GRID_MEMBER: 22, Door.HOTLINE: 12, Door.POLICE: 10, Door.COURT: 6}
ROOMS = ("第一调解室", "第二调解室", "社区调解室", "网格议事点")
MINUTES = "调解员核对双方身份，告知权利义务。双方陈述经过，调解员分别做工作，释明法律规定，双方互谅互让。"


@cache
def words() -> dict[str, dict[str, Any]]:
    """What disputes are about, by type."""
    with (Path(__file__).parent / "dispute_words.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass
class Quarrel:
    """One dispute's life up to a moment, in memory; a docket writes it."""

    docket: Docket
    dispute: Dispute
    parties: list[Party]
    crew: Crew
    rng: random.Random
    now: datetime
    until: datetime
    serial: dict[int, int]
    terms: list[Term] = field(default_factory=list)
    mediator: Mediator = field(init=False)

    def passes(self, days: float, *, spread: float = 0.5) -> bool:
        """Let working time pass, with the alerts that it brings; False if the present is reached first."""
        seconds = 8 * 3600 * days * self.rng.uniform(1 - spread, 1 + spread)
        then = calendar_of(self.dispute.case.subdistrict).add_working_seconds(self.now, seconds)
        return self.reaches(then)

    def reaches(self, then: datetime) -> bool:
        """The same, up to a moment."""
        case, stop = self.dispute.case, min(then, self.until)
        while case.alert_after is not None and case.alert_after <= stop:
            carry_out_alerts(self.docket, case, case.alert_after)
        self.now = stop
        return then < self.until

    def run(self) -> None:
        """From the door on, until it rests."""
        office = self.rng.choice(self.crew.office)
        if not self.passes(1):
            return
        self.dispute.accepted_at = self.now
        move(self.docket, self.dispute, "accept", by=office, at=self.now)
        appointment = self._appoint()
        mediator = Actor.of(appointment.mediator.person)
        if self.rng.random() < 0.07:
            if self.passes(2):
                self._refuse(mediator)
            return
        for party in self.parties:
            party.consent, party.answered_at = "given", self.now
        if not self._talk(mediator):
            return
        if self.rng.random() < 0.14:
            self._fail(mediator)
        else:
            self._settle(mediator)

    def _appoint(self) -> Appointment:
        fitting = [each for each in self.crew.mediators if self.dispute.sort in each.sorts] or self.crew.mediators
        chosen = self.rng.choice(fitting)
        reasons = ["擅长此类纠纷"] if self.dispute.sort in chosen.sorts else ["目前无在办纠纷"]
        made = Appointment(dispute=self.dispute, mediator=chosen, chair=True, reasons=reasons, at=self.now)
        put_in_charge(self.docket, self.dispute, [made], self.now)
        self.docket.enter(self.dispute.case, "appoint", actor=SYSTEM, at=self.now, after={"mediators": [chosen.pk]})
        self.mediator = chosen
        return made

    def _refuse(self, by: Actor) -> None:
        party = self.parties[-1]
        party.consent, party.answered_at = "refused", self.now
        move(self.docket, self.dispute, "refuse", by=by, at=self.now, reason="当事人不同意调解。")

    def _talk(self, by: Actor) -> bool:
        """One to three sessions, each with its minutes; False if the present comes first."""
        for _session in range(self.rng.choices((1, 2, 3), (60, 30, 10))[0]):
            starts = timezone.localtime(self.now + timedelta(days=self.rng.randint(2, 6))).replace(minute=0, second=0)
            starts = starts.replace(hour=self.rng.choice((9, 10, 14, 15)), microsecond=0)
            session = Session(
                dispute=self.dispute,
                starts=starts,
                ends=starts + timedelta(minutes=90),
                room=self.rng.choice(ROOMS),
                by=by.person,
            )
            attendances = put_session(
                self.docket, session, parties=self.parties, mediators=[self.mediator.pk], by=by, at=self.now
            )
            if not self.reaches(session.ends):
                return False
            session.state, session.minutes = Session.State.HELD, MINUTES
            for each in attendances:
                each.came = True
            facts = {"session": session.pk, "came": len(attendances)}
            self.docket.enter(self.dispute.case, "hold session", actor=by, at=self.now, after=facts)
        return True

    def _fail(self, by: Actor) -> None:
        if self.rng.random() < 0.5:
            move(self.docket, self.dispute, "fail", by=by, at=self.now, reason="双方分歧过大")
        else:
            self.dispute.way = self.rng.choice(("court", "arbitration"))
            move(self.docket, self.dispute, "refer", by=by, at=self.now, reason="诉讼")

    def _settle(self, by: Actor) -> None:
        known, year = words()[self.dispute.sort], timezone.localtime(self.now).year
        self.serial[year] = self.serial.get(year, 0) + 1
        form = self.rng.choices(("written", "oral"), (75, 25))[0]
        agreement = make_agreement(
            self.dispute, form, f"{self.dispute.statement}经调查核实，情况属实。", self.serial[year], self.now
        )
        day = timezone.localdate(self.now)
        count = min(self.rng.choice((1, 1, 2)), len(known["terms"]))
        texts = self.rng.sample(known["terms"], count)
        terms = [
            NewTerm(text.format(sum=draw_sum(self.rng)), day + timedelta(days=self.rng.randint(1, 40)))
            for text in texts
        ]
        self.terms = put_agreement(self.docket, agreement, terms, by=by, at=self.now)
        visits = sign_in(self.docket, agreement, self.terms, by=by, at=self.now)
        self._confirm(agreement, by)
        self._keep(agreement, visits, by)

    def _confirm(self, agreement: Agreement, by: Actor) -> None:
        if self.rng.random() < 0.3 and agreement.form == Agreement.Form.WRITTEN and self.passes(0.5):
            decide_in(self.docket, agreement, "filed", court="东城区人民法院", by=by, at=self.now)
            if self.rng.random() < 0.85:
                decide_in(self.docket, agreement, "confirmed", by=by, at=self.now)
        elif self.rng.random() < 0.6:
            decide_in(self.docket, agreement, "waived", by=by, at=self.now)

    def _keep(self, agreement: Agreement, visits: Sequence[FollowUp], by: Actor) -> None:
        left = list(self.terms)
        while left:
            term = left.pop(0)
            late = self.rng.random() < 0.06
            when = end_of(term.due_on) + timedelta(days=self.rng.randint(2, 20) if late else -1, hours=-8)
            if not self.reaches(max(when, self.now)):
                return
            mine = [each for each in visits if each.term is term]
            keep_in(self.docket, term, left, mine, by=by, at=self.now, note="电话回访，已履行。")
        self._look_in(visits[-1], by)

    def _look_in(self, visit: FollowUp, by: Actor) -> None:
        """The visit after the last term, if its day has come."""
        if self.reaches(end_of(visit.due_on) - timedelta(hours=8)):
            visit.done_at, visit.outcome, visit.note, visit.by = self.now, "good", "上门回访，双方相处正常。", by.person
            self.docket.change(visit)
            self.docket.enter(self.dispute.case, "follow up", actor=by, at=self.now, after={"outcome": "good"})


def settle_disputes(
    places: PlaceBook, staff: Staff, crew: Crew, *, seed: int, count: int, until: datetime
) -> Iterator[int]:
    """Live the disputes of a year, in the order in which they were brought; yields how many are done."""
    rng, source, serial = random.Random(seed), Source(seed), dict[int, int]()
    moments = sorted(until - YEAR * rng.random() for _each in range(count))
    names = iter(draw_names(rng, count * 2))
    for start in range(0, count, BATCH):
        docket = Docket(silent=True)
        for at in moments[start : start + BATCH]:
            place = places.draw(rng, {"home": 0.8, "shop": 0.1, "street": 0.1})
            dispute, parties = bring_one(docket, place, staff, names, rng, at, source)
            Quarrel(docket, dispute, parties, crew, rng, at, until, serial).run()
        docket.write()
        yield min(start + BATCH, count)


def bring_one(
    docket: Docket,
    place: Place,
    staff: Staff,
    names: Iterator[str],
    rng: random.Random,
    at: datetime,
    source: Source,
) -> tuple[Dispute, list[Party]]:
    """A dispute as it might have been brought."""
    shares = {sort: known["share"] for sort, known in words().items()}
    sort = rng.choices(list(shares), list(shares.values()))[0]
    known, door = words()[sort], rng.choices(list(DOORS), list(DOORS.values()))[0]
    said = {"place": place.address, "sum": draw_sum(rng)}
    signs = [sign for sign in Sign.values if rng.random() < 0.06]
    parties = [
        NewParty(
            side,
            next(names),
            phone=f"+861380000{rng.randrange(10_000):04}",
            home=f"{place.address}{rng.randint(1, 6)}层",
        )
        for side in (Side.APPLICANT, Side.RESPONDENT)
    ]
    brought = Brought(
        sort=sort,
        door=door,
        area_code=place.area_code,
        statement=rng.choice(known["statements"]).format(**said),
        wants=rng.choice(known["wants"]).format(**said),
        place=place.address,
        signs=signs,
        parties=parties,
    )
    member = staff.areas.get(place.area_code)
    by = rng.choice(member) if door == Door.GRID_MEMBER and member else REPORTER
    return file_dispute(docket, brought, by=by, at=at, source=source)


def draw_sum(rng: random.Random) -> int:
    """An amount in yuan as such disputes have it."""
    return rng.choice((300, 500, 800, 1000, 1200, 2000, 3000, 5000, 8000, 12000, 30000))
