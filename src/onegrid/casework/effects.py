"""What a move does besides changing the state: hand on, call in, put off, merge, split, rate."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from onegrid.casework.acts import Act, Actor
from onegrid.casework.belongings import belongings
from onegrid.casework.case_type import Ask
from onegrid.casework.domain.clocks import extend_clock, running_clocks
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.parts import make_part
from onegrid.casework.models import Call, Case, Contact, Extension, Follower, Shelving
from onegrid.casework.permits import call_for, open_calls, open_extensions
from onegrid.casework.routing import Seat, Staffing, seat_above, staffed_seat, staffing_of
from onegrid.lib.codes import is_within


def take(docket: Docket, act: Act) -> None:
    """The person takes the case; colleagues of the same seat see who has it."""
    act.case.handler = act.person
    note_handler(act)


def note_handler(act: Act) -> None:
    """Remember that the person handled the case, so that somebody else verifies it."""
    if act.actor.person and act.person.pk not in act.case.handled_by:
        act.case.handled_by = [*act.case.handled_by, act.person.pk]


def resolve(docket: Docket, act: Act) -> None:
    """The handler says that it is done."""
    note_handler(act)
    act.case.resolved_at = act.at
    docket.tell_public(act.case, "resolved", at=act.at)


def answer(docket: Docket, act: Act) -> None:
    """A question is answered, which is all there is to do."""
    note_handler(act)
    act.case.handler, act.case.resolved_at = act.person, act.at
    tell_reporter(docket, act)


def hand_up(docket: Docket, act: Act) -> None:
    """To the next level up that somebody fills; from a department, to the subdistrict's desk."""
    case = act.case
    case.escalated += 1
    above = seat_above(case.holder_area, case.holder_organisation_id, _staffing(act))
    hand_to_seat(docket, case, above, act.at)


def hand_down(docket: Docket, act: Act) -> None:
    """To a lower area; a case that was placed no finer than that area lies in it from now on."""
    target = str(act.answers[Ask.AREA])
    if is_within(target, act.case.area_code) and target != act.case.area_code:
        act.case.area_code = act.facts["area"] = target
        docket.place(act.case)
    hand_to_seat(docket, act.case, Seat(target), act.at)


def hand_to_organisation(docket: Docket, act: Act) -> None:
    """To an organisation. The one who hands on by refusing stays visible in the record."""
    hand_to_seat(docket, act.case, Seat(act.case.subdistrict, act.answers[Ask.ORGANISATION].pk), act.at)


def hand_back(docket: Docket, act: Act) -> None:
    """To the seat from which it came, or the next above that is filled."""
    came_from, staffing = act.case.came_from, _staffing(act)
    act.case.returned += 1
    if came_from.get("organisation") in staffing.organisations:
        hand_to_seat(docket, act.case, Seat(came_from["area"], came_from["organisation"]), act.at)
    else:
        hand_to_seat(docket, act.case, staffed_seat(came_from["area"], staffing), act.at)


def assign(docket: Docket, act: Act) -> None:
    """The desk names one of the seat's people as handler."""
    act.case.handler = act.answers[Ask.PERSON]
    docket.tell(act.case, "assigned", to=act.answers[Ask.PERSON].actor, at=act.at)


def hand_to_seat(docket: Docket, case: Case, seat: Seat, at: datetime) -> None:
    """Make a seat the holder of a case, remember where it came from, and tell the seat."""
    case.came_from = {"area": case.holder_area, "organisation": case.holder_organisation_id}
    case.holder_area, case.holder_organisation_id, case.handler = seat.area, seat.organisation, None
    docket.tell(case, "handed", to="holder", at=at)


def shelve(docket: Docket, act: Act) -> None:
    """Into the problem bank, with the reason, an owner and a day on which it is looked at again."""
    docket.add(
        Shelving(
            case=act.case,
            explanation=act.reason,
            owner=act.answers.get(Ask.PERSON) or act.person,
            review_on=act.answers[Ask.REVIEW_ON],
            shelved_at=act.at,
        )
    )
    act.facts["review"] = act.answers[Ask.REVIEW_ON].isoformat()
    docket.tell_public(act.case, "shelved", at=act.at)


def take_up(docket: Docket, act: Act) -> None:
    """Out of the problem bank again."""
    for shelving in belongings(act.case, Shelving):
        if shelving.taken_up_at is None:
            shelving.taken_up_at = act.at
            docket.change(shelving)


def call_in(docket: Docket, act: Act) -> None:
    """Call departments; each must answer, and the lead sums up."""
    organisations = list(act.answers[Ask.ORGANISATIONS])
    act.facts["called"] = [each.pk for each in organisations]
    for organisation in organisations:
        docket.add(
            Call(
                case=act.case,
                organisation=organisation,
                question=act.reason,
                called_by=act.actor.person,
                called_at=act.at,
            )
        )
        docket.tell(act.case, "called", to=f"organisation:{organisation.pk}", at=act.at)


def answer_call(docket: Docket, act: Act) -> None:
    """A called department answers."""
    call = call_for(act.person, act.case)
    call.answer, call.answered_by, call.answered_at = act.reason, act.person, act.at
    act.facts["organisation"] = call.organisation_id
    note_handler(act)
    docket.change(call)
    docket.tell(act.case, "call answered", to="holder", at=act.at)


def withdraw_calls(docket: Docket, act: Act) -> None:
    """The lead no longer waits for the answers that are missing."""
    for call in open_calls(act.case):
        call.answered_at = act.at
        docket.change(call)


def ask_for_time(docket: Docket, act: Act) -> None:
    """Ask for more working days on a clock (the one due first, if none is named); somebody above decides."""
    clock = act.answers.get(Ask.CLOCK) or running_clocks(act.case)[0].key
    docket.add(
        Extension(
            case=act.case,
            clock=clock,
            days=act.answers[Ask.DAYS],
            reason=act.reason,
            asked_by=act.person,
            asked_at=act.at,
        )
    )
    act.facts |= {"clock": clock, "days": act.answers[Ask.DAYS]}


def grant_time(docket: Docket, act: Act) -> None:
    """Grant what was asked for; the deadline moves."""
    extension = _decide(docket, act, granted=True)
    extend_clock(docket, act.case, extension.clock, extension.days, act.at)


def refuse_time(docket: Docket, act: Act) -> None:
    """Refuse what was asked for; the deadline stays."""
    _decide(docket, act, granted=False)


def merge(docket: Docket, act: Act) -> None:
    """Close this case into another; its reporter and followers go along and are told."""
    case, into = act.case, act.answers[Ask.CASE]
    case.merged_into = into
    act.facts["into"] = into.number
    phone = next((contact.phone for contact in belongings(case, Contact)), "")
    movers = belongings(case, Follower)
    for follower in movers:
        follower.case = into
        docket.change(follower)
    belongings(into, Follower).extend(movers)
    movers.clear()
    if case.secret:  # a part has no reporter of its own
        docket.add(Follower(case=into, secret=case.secret, phone=phone, since=case.reported_at))
    docket.enter(into, "receive merged", actor=act.actor, at=act.at, after={"from": case.number})
    docket.tell(into, "merged", to="followers", at=act.at)


def link(docket: Docket, act: Act) -> None:
    """Note that this case is about the same matter as another, and leave both open."""
    act.case.duplicate_of = act.answers[Ask.CASE]
    act.facts["same as"] = act.answers[Ask.CASE].number


def split(docket: Docket, act: Act) -> None:
    """Make a case of each part; this one waits for them."""
    titles = [str(title).strip() for title in act.answers[Ask.PARTS]]
    parts = [make_part(docket, act.case, title, actor=act.actor, at=act.at) for title in titles]
    act.facts["parts"] = [part.number for part in parts]


def rate(docket: Docket, act: Act) -> None:
    """The reporter rates the outcome from 1 to 5."""
    act.case.rating = act.answers[Ask.RATING]
    act.facts["rating"] = act.case.rating


def reopen(docket: Docket, act: Act) -> None:
    """Open again, with the one who handled it, and tell that person and not only the desk."""
    case = act.case
    case.reopened += 1
    case.resolved_at, case.on_time = None, None
    if case.handler_id:
        docket.tell(case, "reopened", to=f"person:{case.handler_id}", at=act.at)
    docket.tell(case, "reopened", to="holder", at=act.at)


def send_back(docket: Docket, act: Act) -> None:
    """What was said to be done is not: the handler has it again."""
    act.case.returned += 1
    act.case.resolved_at = None
    docket.tell(act.case, "sent back", to="holder", at=act.at)


def urge(docket: Docket, act: Act) -> None:
    """Ask the holder to hurry, and whoever took the case by name."""
    docket.tell(act.case, "urged", to=act.case.handler.actor if act.case.handler else "holder", at=act.at)


def tell_reporter(docket: Docket, act: Act) -> None:
    """Let the reporter and the followers know."""
    docket.tell_public(act.case, act.move.key, at=act.at)


def reseat(docket: Docket, case: Case, seat: Seat, *, actor: Actor, at: datetime) -> None:
    """Hand a case on because nobody fills its seat any more."""
    before = {"state": case.state, "holder": case.holder}
    hand_to_seat(docket, case, seat, at)
    wait_to_be_taken(case)
    enter_change(docket, case, "seat empty", before, actor=actor, at=at)


def wait_to_be_taken(case: Case) -> None:
    """What was handed on without its handler's doing waits in the state to which the kind's own 'escalate' leads."""
    escalate = case.type.move("escalate")
    if escalate and escalate.target and case.state in escalate.source:
        case.state = escalate.target


def enter_change(
    docket: Docket, case: Case, verb: str, before: Mapping[str, Any], *, actor: Actor, at: datetime, **facts: Any
) -> None:
    """Record what became of a case that was not moved by a move: what differs in state and holder, and the facts."""
    after = {"state": case.state, "holder": case.holder}
    changed = [name for name in after if before[name] != after[name]]
    docket.enter(
        case,
        verb,
        actor=actor,
        at=at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed} | facts,
    )


def _decide(docket: Docket, act: Act, *, granted: bool) -> Extension:
    (extension,) = open_extensions(act.case)
    extension.decided_by, extension.decided_at, extension.granted = act.person, act.at, granted
    act.facts |= {"clock": extension.clock, "days": extension.days, "granted": granted}
    docket.change(extension)
    docket.tell(act.case, "extension decided", to=extension.asked_by.actor, at=act.at)
    return extension


def _staffing(act: Act) -> Staffing:
    return staffing_of(act.case.subdistrict, timezone.localdate(act.at))
