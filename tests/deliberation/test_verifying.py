import json
from datetime import timedelta

import pytest
from django.utils import timezone

from onegrid.deliberation.domain.verifying import MOST_TRIES, forget_participants, send_code, verify_code
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Letter, Participant, SentCode
from tests.conftest import MICRO_GRID, Cast
from tests.deliberation.conftest import number

PHONE = number(1)


def sent() -> str:
    """The code of the last letter."""
    return str(json.loads(Letter.objects.latest("pk").facts)["code"])


def wrong() -> str:
    return f"{(int(sent()) + 1) % 10**6:06}"


def test_whoever_types_the_code_is_known_from_then_on(cast: Cast) -> None:
    send_code(PHONE)
    who = verify_code(PHONE, sent(), area_code=MICRO_GRID)
    assert Participant.objects.get() == who
    send_code(PHONE)
    assert verify_code(PHONE, f" {sent()} ", area_code=MICRO_GRID) == who


def test_neither_number_nor_code_stands_in_the_database_in_clear(cast: Cast) -> None:
    from django.db import connection

    send_code(PHONE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, facts FROM deliberation_letter")
        row = cursor.fetchone()
    assert PHONE not in row[0] and sent() not in row[1]


def test_a_code_is_used_once(cast: Cast) -> None:
    send_code(PHONE)
    code = sent()
    verify_code(PHONE, code, area_code=MICRO_GRID)
    with pytest.raises(TalkFault) as caught:
        verify_code(PHONE, code, area_code=MICRO_GRID)
    assert caught.value.code == "stale"


def test_a_code_is_too_old_after_ten_minutes(cast: Cast) -> None:
    send_code(PHONE)
    with pytest.raises(TalkFault) as caught:
        verify_code(PHONE, sent(), area_code=MICRO_GRID, at=timezone.now() + timedelta(minutes=11))
    assert caught.value.code == "stale"


def test_a_code_cannot_be_guessed(cast: Cast) -> None:
    send_code(PHONE)
    for _try in range(MOST_TRIES):
        with pytest.raises(TalkFault) as caught:
            verify_code(PHONE, wrong(), area_code=MICRO_GRID)
        assert caught.value.code == "wrong"
    with pytest.raises(TalkFault) as caught:
        verify_code(PHONE, sent(), area_code=MICRO_GRID)
    assert caught.value.code == "stale"


def test_nobody_is_flooded_with_codes(cast: Cast) -> None:
    now = timezone.now()
    for _send in range(3):
        send_code(PHONE, at=now)
    with pytest.raises(TalkFault) as caught:
        send_code(PHONE, at=now)
    assert caught.value.code == "too_often"
    send_code(PHONE, at=now + timedelta(hours=1))


def test_an_area_that_there_is_not_is_nobodys(cast: Cast) -> None:
    send_code(PHONE)
    with pytest.raises(TalkFault) as caught:
        verify_code(PHONE, sent(), area_code="1")
    assert caught.value.code == "no_area"


def test_numbers_are_forgotten_a_year_after_the_last_visit(cast: Cast) -> None:
    send_code(PHONE)
    verify_code(PHONE, sent(), area_code=MICRO_GRID)
    send_code(number(2))
    assert forget_participants(at=timezone.now() + timedelta(days=364)) == 0
    assert not SentCode.objects.exists()
    assert forget_participants(at=timezone.now() + timedelta(days=366)) == 1
