from datetime import datetime, timedelta

import pytest

from onegrid.audit.domain.verification import verify
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import Message
from onegrid.casework.queries import entries_of
from onegrid.channels.outbox import send_waiting
from onegrid.mediation.domain.dates import (
    INVITED,
    NewDate,
    answer_dates,
    choose_date,
    drop_dates,
    offer_dates,
    secret_of,
)
from onegrid.mediation.domain.mediators import appoint
from onegrid.mediation.domain.parties import add_representative
from onegrid.mediation.domain.sessions import plan_session
from onegrid.mediation.free import busy_times, free_times, rooms_of
from onegrid.mediation.models import DateInquiry, Dispute, Invitee, OfferedDate, Session
from tests.factories import ROOT, at
from tests.mediation.conftest import MONDAY, Room, bring, fresh, party

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY, WEDNESDAY = at("2026-03-03 14:00"), at("2026-03-04 09:30")


def new(starts: datetime, **more: str) -> NewDate:
    return NewDate(starts, starts + HOUR, **({"room": "调解室"} | more))


def offer(room: Room, dispute: Dispute, *dates: NewDate) -> DateInquiry:
    wished = dates or (new(TUESDAY), new(WEDNESDAY))
    made = offer_dates(dispute, wished, link_to=address, by=room.by(room.chair), at=MONDAY)
    return DateInquiry.objects.select_related("dispute__case").get(pk=made.pk)


def address(secret: str) -> str:
    return f"https://office.example/disputes/dates/{secret}/"


def invited(**who: object) -> Invitee:
    return Invitee.objects.select_related("inquiry__dispute__case").get(**who)


def date_on(day: datetime) -> OfferedDate:
    return OfferedDate.objects.select_related("inquiry__dispute__case").get(starts=day)


def test_everybody_is_asked_by_a_link_of_their_own(room: Room, mediated: Dispute) -> None:
    appoint(mediated, [room.second], by=room.office, at=MONDAY)
    add_representative(party(mediated), name="高小妹", phone="+8613800138009", power="special", by=room.office)
    offer(room, fresh(mediated))
    chair = invited(mediator=room.chair)
    assert (len(chair.suits), chair.answered_at) == (2, MONDAY)
    assert Invitee.objects.filter(answered_at=None).count() == 3
    told = Message.objects.filter(topic="dates offered")
    assert told.count() == 3 and Message.objects.filter(topic="dates asked", to=room.second.person.actor).count() == 1
    secret = secret_of(invited(party__side="respondent"))
    assert not any(secret in str(each.facts) for each in Message.objects.all())
    assert Invitee.objects.exclude(secret=secret).count() == 4
    send_waiting()
    assert all("link" not in each.facts and "phone" not in each.facts for each in told.all())


def test_each_answers_and_the_date_that_is_chosen_becomes_the_session(room: Room, mediated: Dispute) -> None:
    offer(room, mediated)
    tuesday, wednesday = date_on(TUESDAY), date_on(WEDNESDAY)
    answer_dates(invited(party__side="applicant"), {wednesday.pk}, note="周二上班", by=INVITED, at=MONDAY)
    answer_dates(invited(party__side="respondent"), {tuesday.pk, wednesday.pk, 1}, by=room.by(room.chair), at=MONDAY)
    assert invited(party__side="respondent").suits == [tuesday.pk, wednesday.pk]
    session = choose_date(date_on(WEDNESDAY), link_to=address, by=room.by(room.chair), at=MONDAY)
    stored = Session.objects.get(pk=session.pk)
    assert (stored.starts, stored.room, stored.state, stored.attendances.count()) == (WEDNESDAY, "调解室", "planned", 3)
    inquiry = DateInquiry.objects.get()
    assert (inquiry.state, inquiry.session) == ("chosen", stored)
    assert Message.objects.filter(topic="session planned", to="given").count() == 2
    by_link = next(each for each in entries_of(mediated.case) if each.actor == "invited")
    assert by_link.after == {"invited": invited(party__side="applicant").pk, "suits": 1}
    assert list(verify()) == []
    for late in (
        lambda: answer_dates(invited(party__side="applicant"), {tuesday.pk}, by=INVITED),
        lambda: choose_date(date_on(TUESDAY), link_to=address, by=room.office, at=MONDAY),
    ):
        with pytest.raises(CaseFault) as refused:
            late()
        assert refused.value.code == "is_still_asked"


@pytest.mark.parametrize(
    ("dates", "fault"),
    [
        ([], "offers_a_choice"),
        ([new(TUESDAY)], "offers_a_choice"),
        ([new(TUESDAY), new(TUESDAY)], "offers_a_choice"),
        ([new(TUESDAY), new(MONDAY - HOUR)], "lies_ahead"),
        ([new(TUESDAY), NewDate(WEDNESDAY, WEDNESDAY, "调解室")], "ends_later"),
        ([new(TUESDAY), new(WEDNESDAY, room="")], "says_where"),
    ],
)
def test_dates_that_cannot_be_offered_are_refused(
    room: Room, mediated: Dispute, dates: list[NewDate], fault: str
) -> None:
    with pytest.raises(CaseFault) as refused:
        offer_dates(mediated, dates, link_to=address, by=room.by(room.chair), at=MONDAY)
    assert refused.value.code == fault
    assert DateInquiry.objects.count() == 0


def test_the_fault_says_which_of_the_dates_is_taken(room: Room, mediated: Dispute) -> None:
    plan_session(mediated, starts=WEDNESDAY, ends=WEDNESDAY + HOUR, room="别处", by=room.by(room.chair), at=MONDAY)
    with pytest.raises(CaseFault) as refused:
        offer(room, fresh(mediated))
    assert refused.value.code == "is_free" and "2026-03-04 09:30" in str(refused.value)


def test_a_date_that_was_taken_meanwhile_is_not_chosen(room: Room, mediated: Dispute) -> None:
    offer(room, mediated)
    other = bring(room)
    other.case.refresh_from_db()
    Session.objects.create(dispute=other, starts=TUESDAY, ends=TUESDAY + HOUR, room="调解室")
    with pytest.raises(CaseFault) as refused:
        choose_date(date_on(TUESDAY), link_to=address, by=room.office, at=MONDAY)
    assert refused.value.code == "is_free" and DateInquiry.objects.get().state == "open"


def test_one_inquiry_at_a_time_and_a_dropped_one_makes_room(room: Room, mediated: Dispute) -> None:
    first = offer(room, mediated)
    with pytest.raises(CaseFault) as refused:
        offer(room, fresh(mediated))
    assert refused.value.code == "asks_for_no_dates"
    drop_dates(first, by=room.by(room.chair), at=MONDAY)
    assert offer(room, fresh(mediated)).state == "open"


def test_only_who_works_on_it_offers_answers_and_chooses(room: Room, mediated: Dispute) -> None:
    inquiry, stranger = offer(room, mediated), room.by(room.third)
    for deed in (
        lambda: answer_dates(invited(party__side="applicant"), set(), by=stranger),
        lambda: choose_date(date_on(TUESDAY), link_to=address, by=stranger, at=MONDAY),
        lambda: drop_dates(inquiry, by=stranger),
    ):
        with pytest.raises(CaseFault) as refused:
            deed()
        assert refused.value.code == "works_on_it"


def test_free_times_are_on_working_days_and_leave_out_what_is_taken(room: Room, mediated: Dispute) -> None:
    plan_session(mediated, starts=WEDNESDAY, ends=WEDNESDAY + HOUR, room="调解室", by=room.by(room.chair), at=MONDAY)
    busy = busy_times(ROOT, since=MONDAY, until=MONDAY + 21 * DAY)
    assert [(each.starts, each.room, dict(each.mediators)) for each in busy] == [
        (WEDNESDAY, "调解室", {room.chair.pk: "何调解"})
    ]
    free = free_times(ROOT, [room.chair.pk], busy, at=MONDAY, most=4)
    assert [f"{starts:%d %H:%M}" for starts, _ends in free] == ["04 14:30", "05 09:30", "05 14:30", "06 09:30"]
    others = free_times(ROOT, [room.second.pk], busy, at=MONDAY + 3 * DAY, most=2)
    assert [f"{starts:%d %H:%M}" for starts, _ends in others] == ["09 09:30", "09 14:30"]
    assert rooms_of(ROOT) == ["调解室"]
