import json
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from onegrid.casework.domain.attachments import Upload, path_of
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Attachment, CaseClock
from onegrid.deliberation.domain.asking import ask_department
from onegrid.deliberation.domain.meeting import (
    add_photos,
    call_meeting,
    call_off,
    sign_in,
    take_photo_away,
    write_minutes,
)
from onegrid.deliberation.domain.talking import answer, say_for_table
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Letter, Meeting, Topic
from onegrid.deliberation.queries import meetings_of, questions_of
from onegrid.directory.models import Person
from tests.conftest import Cast
from tests.deliberation.conftest import make_participant, make_topic
from tests.factories import make_case
from tests.web.photos import photo

NOW = timezone.now()
SOON = NOW + timedelta(days=3)


def call(topic: Topic, host: Person, **more: object) -> Meeting:
    facts = {"starts_at": SOON, "ends_at": SOON + timedelta(hours=2), "place": "社区议事厅", "agenda": "一、选址"}
    return call_meeting(topic, by=host, **(facts | more))  # type: ignore[arg-type]


def test_those_who_take_part_are_invited(topic: Topic, host: Person) -> None:
    answer(say_for_table(topic, "车棚建在南门更方便", by=host), make_participant(1), 1)
    make_participant(2)
    assert call(topic, host).token
    letter = Letter.objects.get()
    assert (letter.topic, json.loads(letter.facts)["place"]) == ("meeting", "社区议事厅")


def test_a_meeting_is_not_called_for_the_past_nor_ends_before_it_begins(topic: Topic, host: Person) -> None:
    with pytest.raises(TalkFault) as caught:
        call(topic, host, starts_at=NOW - timedelta(days=1))
    assert caught.value.code == "past"
    with pytest.raises(TalkFault) as caught:
        call(topic, host, ends_at=SOON)
    assert caught.value.code == "dates"


def test_one_signs_in_once_and_on_the_day(topic: Topic, host: Person) -> None:
    meeting, who = call(topic, host), make_participant()
    with pytest.raises(TalkFault) as caught:
        sign_in(meeting, who)
    assert caught.value.code == "day"
    assert sign_in(meeting, who, at=SOON)
    assert not sign_in(meeting, who, at=SOON)
    assert [each.present for each in meetings_of(topic)] == [1]  # type: ignore[attr-defined]


def test_minutes_are_written_once_it_has_begun(topic: Topic, host: Person) -> None:
    meeting = call(topic, host)
    with pytest.raises(TalkFault) as caught:
        write_minutes(meeting, "已议定选址", by=host)
    assert caught.value.code == "early"
    write_minutes(meeting, "已议定选址", by=host, at=SOON + timedelta(hours=1))
    assert Meeting.objects.get().minutes == "已议定选址"


def test_a_question_is_a_case_with_a_clock_and_its_answer_is_read_by_all(
    topic: Topic, cast: Cast, host: Person
) -> None:
    question = ask_department(topic, "南门空地是否属于规划道路？", to=cast.department, by=host)
    assert question.case.holder_organisation == cast.department
    assert str(CaseClock.objects.get(case=question.case, key="handle").allowed) == "5 working_days"
    make_move(question.case, "answer", actor=cast.actor("handler"), reply="不属于，可以建设。")
    (asked,) = questions_of(topic)
    assert [reply.text for reply in asked.case.replies.all()] == ["不属于，可以建设。"]


def test_departments_are_asked_while_it_is_talked_over(cast: Cast, host: Person) -> None:
    with pytest.raises(TalkFault) as caught:
        ask_department(make_topic(host), "何时？", to=cast.department, by=host)
    assert caught.value.code == "stage"


def test_a_meeting_is_called_off_before_it_begins_and_those_who_take_part_are_told(topic: Topic, host: Person) -> None:
    meeting = call(topic, host)
    with pytest.raises(TalkFault) as caught:
        call_off(meeting, by=host, reason=" ")
    assert caught.value.code == "no_reason"
    with pytest.raises(TalkFault) as caught:
        call_off(meeting, by=host, reason="停电", at=SOON)
    assert caught.value.code == "late"
    answer(say_for_table(topic, "车棚建在南门更方便", by=host), make_participant(1), 1)
    call_off(meeting, by=host, reason="停电")
    assert json.loads(Letter.objects.get(topic="called off").facts)["reason"] == "停电"
    for wrong in (
        lambda: sign_in(meeting, make_participant(2), at=SOON),
        lambda: call_off(meeting, by=host, reason="停电"),
    ):
        with pytest.raises(TalkFault) as caught:
            wrong()
        assert caught.value.code == "is_not_called_off"


def test_photos_are_shown_with_consent_and_after_the_beginning_only(topic: Topic, host: Person) -> None:
    meeting, during = call(topic, host), SOON + timedelta(hours=1)

    def add(*names: str, consented: bool = True, at: datetime = during) -> int:
        uploads = [Upload(name, photo(colour=name).read()) for name in names]
        return add_photos(meeting, uploads, says="会场", consented=consented, by=host, at=at)

    for code, wrong in {
        "everybody_consents": lambda: add("red", consented=False),
        "early": lambda: add("red", at=NOW),
        "photos": lambda: add(),
        "not_a_photo": lambda: add_photos(
            meeting, [Upload("a.jpg", b"%PDF-1.4")], says="会场", consented=True, by=host, at=during
        ),
    }.items():
        with pytest.raises(TalkFault) as caught:
            wrong()
        assert caught.value.code == code
    assert add("red", "green") == 2
    assert add("red", "blue") == 1
    assert meeting.photos.count() == 3


def test_a_photo_that_a_case_holds_too_stays_on_the_disk(topic: Topic, host: Person) -> None:
    meeting, case = call(topic, host), make_case()
    add_photos(meeting, [Upload("a.jpg", photo().read())], says="会场", consented=True, by=host, at=SOON)
    kept = meeting.photos.get()
    Attachment.objects.create(case=case, file=kept.file, name="a.jpg", actor="resident", at=NOW)
    take_photo_away(kept, by=host)
    assert not meeting.photos.exists() and path_of(kept.file_id).exists()
