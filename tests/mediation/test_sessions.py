from datetime import timedelta

import pytest

from onegrid.casework.faults import CaseFault
from onegrid.casework.models import Message
from onegrid.channels.outbox import _phones, send_waiting
from onegrid.mediation.domain.sessions import cancel_session, hold_session, plan_session
from onegrid.mediation.models import Dispute, Session
from tests.factories import at
from tests.mediation.conftest import MONDAY, Room, fresh

TUESDAY = at("2026-03-03 14:00")
HOUR = timedelta(hours=1)


def plan(room: Room, dispute: Dispute) -> Session:
    made = plan_session(dispute, starts=TUESDAY, ends=TUESDAY + HOUR, room="调解室", by=room.by(room.chair), at=MONDAY)
    return Session.objects.select_related("dispute__case").get(pk=made.pk)


def test_everybody_expected_is_invited(room: Room, mediated: Dispute) -> None:
    session = plan(room, mediated)
    assert session.attendances.filter(party__isnull=False).count() == 2
    assert session.attendances.get(mediator__isnull=False).mediator == room.chair
    told = list(Message.objects.filter(topic="session planned"))
    assert sorted(phone for message in told for phone in _phones(message)) == ["+8613800138001", "+8613800138002"]
    assert all("138" not in str(message.facts["phone"])[:10] for message in told)


def test_the_number_goes_with_the_message_that_it_was_given_for(room: Room, mediated: Dispute) -> None:
    plan(room, mediated)
    assert send_waiting() >= 2
    assert [message.facts.keys() for message in Message.objects.filter(to="given")] == [{"when", "where"}] * 2


@pytest.mark.parametrize(
    ("starts", "ends", "where", "fault"),
    [
        (MONDAY - HOUR, MONDAY, "调解室", "lies_ahead"),
        (MONDAY, MONDAY + HOUR, "调解室", "lies_ahead"),
        (TUESDAY, TUESDAY, "调解室", "ends_later"),
        (TUESDAY, TUESDAY + timedelta(days=1), "调解室", "ends_later"),
        (TUESDAY, TUESDAY + HOUR, "", "says_where"),
    ],
)
def test_a_session_that_cannot_be_is_refused(
    room: Room, mediated: Dispute, starts: object, ends: object, where: str, fault: str
) -> None:
    with pytest.raises(CaseFault) as refused:
        plan_session(mediated, starts=starts, ends=ends, room=where, by=room.by(room.chair), at=MONDAY)  # type: ignore[arg-type]
    assert refused.value.code == fault
    assert Session.objects.count() == 0


def test_a_room_or_a_mediator_that_is_taken_is_refused(room: Room, mediated: Dispute) -> None:
    session = plan(room, mediated)
    half = timedelta(minutes=30)
    facts = {"by": room.by(room.chair), "at": MONDAY}
    for other in ({"room": "调解室"}, {"room": "另一间"}, {"link": "https://video.example/1"}):
        with pytest.raises(CaseFault) as refused:
            plan_session(fresh(mediated), starts=TUESDAY + half, ends=TUESDAY + half + HOUR, **other, **facts)  # type: ignore[arg-type]
        assert refused.value.code == "is_free"
    plan_session(fresh(mediated), starts=TUESDAY + HOUR, ends=TUESDAY + 2 * HOUR, room="调解室", **facts)  # type: ignore[arg-type]
    cancel_session(Session.objects.select_related("dispute__case").get(pk=session.pk), by=room.office, at=MONDAY)
    plan_session(fresh(mediated), starts=TUESDAY + half, ends=TUESDAY + half * 2, room="调解室", **facts)  # type: ignore[arg-type]


def test_no_session_without_a_mediator(room: Room, dispute: Dispute) -> None:
    with pytest.raises(CaseFault) as refused:
        plan_session(dispute, starts=TUESDAY, ends=TUESDAY + HOUR, room="调解室", by=room.office, at=MONDAY)
    assert refused.value.code == "somebody_mediates"


def test_a_session_is_held_with_minutes_and_who_came(room: Room, mediated: Dispute) -> None:
    session = plan(room, mediated)
    came = list(session.attendances.filter(party__side="applicant").values_list("pk", flat=True))
    hold_session(session, came=came, minutes="申请人陈述经过。", by=room.by(room.chair), at=TUESDAY + HOUR)
    stored = Session.objects.get(pk=session.pk)
    assert (stored.state, stored.minutes) == ("held", "申请人陈述经过。")
    assert {each.came for each in stored.attendances.all()} == {True, False}


def test_a_session_is_adjourned_to_another_day(room: Room, mediated: Dispute) -> None:
    session, later = plan(room, mediated), TUESDAY + timedelta(days=7)
    following = hold_session(
        session,
        came=[],
        minutes="等待鉴定意见。",
        next_starts=later,
        next_ends=later + HOUR,
        by=room.by(room.chair),
        at=TUESDAY + HOUR,
    )
    assert following is not None and following.starts == later and following.room == "调解室"
    assert Session.objects.get(pk=session.pk).state == "adjourned"
    assert following.attendances.count() == 3


def test_a_cancelled_session_is_told_to_who_was_invited(room: Room, mediated: Dispute) -> None:
    session = plan(room, mediated)
    cancel_session(session, by=room.by(room.chair), at=MONDAY)
    assert (Session.objects.get().state, Session.objects.get().sequence) == ("cancelled", 1)
    for late in (
        lambda: cancel_session(session, by=room.office),
        lambda: hold_session(session, came=[], minutes="", by=room.office),
    ):
        with pytest.raises(CaseFault) as refused:
            late()
        assert refused.value.code == "is_pending"
    assert Message.objects.filter(topic="session cancelled", case=fresh(mediated).case).count() == 2
