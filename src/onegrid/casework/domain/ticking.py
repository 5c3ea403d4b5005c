"""What happens because time passes. Any number of processes may tick at once; each alert is carried out once."""

from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from onegrid.casework.acts import SYSTEM, Actor
from onegrid.casework.case_type import OnExpiry
from onegrid.casework.domain.clocks import clocks_of, next_alert, recompute_clock, refresh_alert
from onegrid.casework.domain.docket import BATCH, Docket
from onegrid.casework.domain.moving import apply_move
from onegrid.casework.effects import enter_change, hand_to_seat, reseat, wait_to_be_taken
from onegrid.casework.faults import TakenMeanwhile
from onegrid.casework.models import Case, CaseClock, Contact, Follower, Shelving
from onegrid.casework.routing import Seat, seat_above, staffed_seat, staffing_of


def tick(*, at: datetime | None = None, most: int = 500) -> int:
    """Carry out every alert that is due, the oldest first, at most so many; returns how many were carried out."""
    at = at or timezone.now()
    waiting = Case.objects.filter(alert_after__lte=at).order_by("alert_after")[:most]
    return sum(_alert(case, at) for case in waiting)


def reseat_cases(*, at: datetime | None = None) -> int:
    """Hand on every open case whose seat nobody fills any more; returns how many."""
    at = at or timezone.now()
    moved = 0
    seats = Case.objects.open().order_by().values_list("holder_area", "holder_organisation").distinct()
    for area, organisation in list(seats):
        staffing = staffing_of(area[:9], timezone.localdate(at))
        to = staffed_seat(area, staffing)
        empty = organisation not in staffing.organisations if organisation else area not in staffing.areas
        if empty and to != Seat(area, organisation):
            held = Case.objects.open().filter(holder_area=area, holder_organisation=organisation)
            moved += sum(_reseat(case, to, at) for case in held.iterator())
    return moved


def review_shelved(*, at: datetime | None = None) -> int:
    """Take up again every shelved case whose review date has come; returns how many."""
    at = at or timezone.now()
    due = Shelving.objects.filter(taken_up_at__isnull=True, review_on__lte=timezone.localdate(at))
    return sum(_take_up(shelving, at) for shelving in due.select_related("case", "owner"))


def recompute_deadlines(subdistrict: str, *, actor: str, at: datetime | None = None) -> int:
    """Compute the open deadlines of a subdistrict anew after its calendar changed; returns how many moved."""
    at = at or timezone.now()
    moved = 0
    clocks = CaseClock.objects.exclude(state=CaseClock.State.STOPPED).filter(case__ended_at__isnull=True)
    for case_id in clocks.filter(case__area_code__startswith=subdistrict).values_list("case", flat=True).distinct():
        moved += _recompute(case_id, Actor(actor), at)
    return moved


def delete_contacts(*, at: datetime | None = None) -> int:
    """Delete the contact details of cases that ended a set time ago, each with an entry; returns how many."""
    at, deleted = at or timezone.now(), 0
    over = at - settings.CONTACT_KEPT
    followers = Follower.objects.alias(kept=Cast("phone", TextField())).exclude(kept="")
    followers.filter(case__ended_at__lte=over).update(phone="")
    while due := list(Contact.objects.filter(case__ended_at__lte=over).select_related("case")[:BATCH]):
        with suppress(TakenMeanwhile):
            deleted += _delete_contacts(due, at)
    return deleted


@transaction.atomic
def _delete_contacts(due: list[Contact], at: datetime) -> int:
    docket = Docket()
    for contact in due:
        docket.enter(contact.case, "delete contact", actor=SYSTEM, at=at)
    docket.write()
    Contact.objects.filter(pk__in=[contact.pk for contact in due]).delete()
    return len(due)


def _recompute(case_id: int, actor: Actor, at: datetime) -> int:
    """The case's open clocks anew; if somebody changes the case at the same time, once more on what they left."""
    while True:
        case, docket = Case.objects.get(pk=case_id), Docket()
        open_clocks = [clock for clock in clocks_of(case) if clock.state != CaseClock.State.STOPPED]
        moved = sum(recompute_clock(docket, case, clock, actor=actor, at=at) for clock in open_clocks)
        try:
            docket.write()
        except TakenMeanwhile:
            continue
        return moved


def _alert(case: Case, at: datetime) -> bool:
    docket = Docket()
    carry_out_alerts(docket, case, at)
    try:
        docket.write()
    except TakenMeanwhile:
        return False
    return True


def carry_out_alerts(docket: Docket, case: Case, at: datetime) -> None:
    """Do in memory what the case's running clocks ask for at a moment: warn at three quarters, act on expiry."""
    for clock in clocks_of(case):
        if clock.state == CaseClock.State.RUNNING and clock.alert_at is not None and clock.alert_at <= at:
            if clock.due_at <= at:
                _expire(docket, case, clock, at)
            else:
                _warn(docket, case, clock, at)
    refresh_alert(case)


def _warn(docket: Docket, case: Case, clock: CaseClock, at: datetime) -> None:
    clock.alert_at = clock.due_at
    docket.change(clock)
    docket.enter(case, "clock amber", actor=SYSTEM, at=at, after={"clock": clock.key, "due": clock.due_at.isoformat()})
    docket.tell(case, "clock amber", to="holder", at=at, clock=clock.key)


def _expire(docket: Docket, case: Case, clock: CaseClock, at: datetime) -> None:
    """A deadline has passed: tell the holder, and escalate one level where the kind says so, until the top is reached."""
    clock.expired_at = clock.expired_at or clock.due_at
    before = {"state": case.state, "holder": case.holder}
    escalates = case.type.clock(clock.key).on_expiry is OnExpiry.ESCALATE
    above = _seat_above(case, at) if escalates else None
    clock.alert_at = next_alert(clock, case, at) if above else None
    docket.change(clock)
    docket.tell(case, "clock expired", to="holder", at=at, clock=clock.key)
    if above:
        _hand_up(docket, case, above, clock, at)
    due = clock.due_at.isoformat()
    enter_change(docket, case, "clock expired", before, actor=SYSTEM, at=at, clock=clock.key, due=due)


def _hand_up(docket: Docket, case: Case, above: Seat, clock: CaseClock, at: datetime) -> None:
    """What the move 'escalate' would do, and the one who lost the case is told."""
    case.escalated += 1
    if case.handler:
        docket.tell(case, "clock expired", to=case.handler.actor, at=at, clock=clock.key)
    hand_to_seat(docket, case, above, at)
    wait_to_be_taken(case)


def _seat_above(case: Case, at: datetime) -> Seat | None:
    if case.holder_organisation_id is None and case.holder_area == case.subdistrict:
        return None
    staffing = staffing_of(case.subdistrict, timezone.localdate(at))
    return seat_above(case.holder_area, case.holder_organisation_id, staffing)


def _reseat(case: Case, seat: Seat, at: datetime) -> bool:
    docket = Docket()
    reseat(docket, case, seat, actor=SYSTEM, at=at)
    try:
        docket.write()
    except TakenMeanwhile:
        return False
    return True


def _take_up(shelving: Shelving, at: datetime) -> bool:
    docket = Docket()
    case = shelving.case
    docket.tell(case, "review due", to=shelving.owner.actor, at=at)
    apply_move(docket, case, "take-up", actor=SYSTEM, at=at)
    try:
        docket.write()
    except TakenMeanwhile:
        return False
    return True
