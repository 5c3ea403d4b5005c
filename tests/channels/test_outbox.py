from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.contacts import follow_case
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Message
from onegrid.channels.messengers import Memory
from onegrid.channels.outbox import send_waiting
from tests.conftest import Cast
from tests.factories import make_case


@pytest.fixture(autouse=True)
def sent() -> Iterator[list[tuple[str, str]]]:
    Memory.sent.clear()
    yield Memory.sent
    Memory.sent.clear()


class Broken:
    """A provider that is down."""

    def send(self, phone: str, words: str) -> None:
        raise ConnectionError("no line")


def reach(cast: Cast, name: str, phone: str) -> None:
    person = getattr(cast, name)
    person.phone = phone
    person.save()


def test_a_new_case_is_told_to_whoever_fills_the_seat(cast: Cast, sent: list[tuple[str, str]]) -> None:
    reach(cast, "grid_member", "+8613800000001")
    case = make_case()
    assert send_waiting() == 1
    assert sent == [("+8613800000001", f"【多网合一】新事项{case.number}：{case.title}，请及时接单。")]
    assert send_waiting() == 0


def test_the_reporter_and_the_followers_are_told_when_it_is_done_and_when_it_is_closed(
    cast: Cast, sent: list[tuple[str, str]]
) -> None:
    case = make_case(phone="+8613900000009")
    follow_case(case, phone="+8613900000010")
    make_move(case, "take", actor=cast.actor("grid_member"))
    make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已清运。")
    make_move(case, "verify", actor=cast.actor("inspector"))
    send_waiting()
    assert [phone for phone, _words in sent] == ["+8613900000009", "+8613900000010"] * 2


def test_reopening_reaches_the_handler_and_not_only_the_seat(cast: Cast, sent: list[tuple[str, str]]) -> None:
    reach(cast, "grid_member", "+8613800000001")
    case = make_case()
    make_move(case, "take", actor=cast.actor("grid_member"))
    make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已清运。")
    make_move(case, "verify", actor=cast.actor("inspector"))
    make_move(case, "reopen", actor=REPORTER, reason="没有清运干净")
    told = Message.objects.filter(case=case, topic="reopened").values_list("to", flat=True)
    assert sorted(told) == ["holder", cast.grid_member.actor]


def test_what_could_not_be_sent_stays_and_is_tried_again_later(cast: Cast, settings: Settings) -> None:
    reach(cast, "grid_member", "+8613800000001")
    make_case()
    now = timezone.now() + timedelta(seconds=1)
    settings.OUTBOX_CHANNEL = "tests.channels.test_outbox.Broken"
    assert send_waiting(at=now) == 0
    message = Message.objects.get()
    assert (message.fault, message.attempts, message.sent_at) == ("no line", 1, None)
    settings.OUTBOX_CHANNEL = "memory"
    assert send_waiting(at=now) == 0, "not before its time"
    assert send_waiting(at=now + timedelta(minutes=2)) == 1


def test_a_message_never_says_who_reported(cast: Cast, sent: list[tuple[str, str]]) -> None:
    reach(cast, "grid_member", "+8613800000001")
    make_case(name="孟小雨", phone="+8613900000009")
    send_waiting()
    assert all("孟小雨" not in words and "13900000009" not in words for _phone, words in sent)
