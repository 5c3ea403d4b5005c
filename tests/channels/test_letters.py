from datetime import timedelta

import pytest
from django.utils import timezone

from onegrid.channels.letters import MOST_ATTEMPTS, send_letters
from onegrid.channels.messengers import Memory
from onegrid.deliberation.domain.verifying import send_code
from onegrid.deliberation.models import Letter
from tests.conftest import Cast
from tests.deliberation.conftest import number


@pytest.fixture(autouse=True)
def _memory(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OUTBOX_CHANNEL = "memory"  # type: ignore[attr-defined]
    monkeypatch.setattr(Memory, "sent", [])


def test_a_code_is_sent_once_and_leaves_nothing_behind(cast: Cast) -> None:
    send_code(number(1))
    assert (send_letters(), send_letters()) == (1, 0)
    ((phone, words),) = Memory.sent
    assert phone == number(1) and "10 分钟" in words
    assert not Letter.objects.exists()


def test_a_letter_that_does_not_go_out_is_tried_again_and_in_the_end_given_up(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: object, phone: str, words: str) -> None:
        raise OSError("no network")

    monkeypatch.setattr(Memory, "send", fails)
    send_code(number(1))
    now = timezone.now()
    assert send_letters(at=now) == 0
    assert Letter.objects.get().attempts == 1
    assert send_letters(at=now + timedelta(seconds=1)) == 0
    assert Letter.objects.get().attempts == 1
    for day in range(1, MOST_ATTEMPTS + 1):
        send_letters(at=now + timedelta(days=day))
    assert not Letter.objects.exists()
