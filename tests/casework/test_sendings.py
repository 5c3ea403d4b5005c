"""What a telephone sends is done once, whole, and in the words of the house where it cannot be done."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from onegrid.audit.domain.verification import verify
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.sendings import (
    KEPT,
    MoveStep,
    NoteStep,
    ReportStep,
    Stopped,
    forget_old_sendings,
    send_once,
)
from onegrid.casework.models import Case, Note, Sending
from tests.conftest import Cast
from tests.factories import make_case, make_report

KEY = "a-key-made-on-the-telephone"


def test_an_act_sent_again_is_done_once_and_answered_the_same(cast: Cast) -> None:
    case = make_case()
    steps = [MoveStep(case.number, "take", case.length)]
    first = send_once(KEY, steps, person=cast.grid_member)
    assert send_once(KEY, steps, person=cast.grid_member) == first == {"cases": [[case.number, 2]]}
    assert Case.objects.get().length == 2
    assert list(verify()) == []


def test_a_key_belongs_to_a_person(cast: Cast) -> None:
    case = make_case()
    send_once(KEY, [NoteStep(case.number, "看过")], person=cast.grid_member)
    send_once(KEY, [NoteStep(case.number, "也看过")], person=cast.grid_leader)
    assert set(Note.objects.values_list("text", flat=True)) == {"看过", "也看过"}


def test_what_others_did_meanwhile_comes_back_and_nothing_is_done(cast: Cast) -> None:
    case = make_case()
    seen = case.length
    make_move(case, "take", actor=cast.actor("grid_member"))
    step = MoveStep(case.number, "escalate", seen, {"reason": "需要协调"})
    with pytest.raises(Stopped) as stopped:
        send_once(KEY, [step], person=cast.grid_member)
    assert [entry.verb for entry in stopped.value.meanwhile] == ["take"]
    assert Sending.objects.count() == 0 and Case.objects.get().length == 2
    send_once(KEY, [MoveStep(case.number, "escalate", 2, {"reason": "需要协调"})], person=cast.grid_member)
    assert Case.objects.get().escalated == 1


def test_a_visit_is_done_whole_or_not_at_all(cast: Cast) -> None:
    case = make_case()
    report = ReportStep(make_report(description="消防栓漏水"))
    with pytest.raises(Stopped) as stopped:
        send_once(KEY, [report, NoteStep(case.number, " ")], person=cast.grid_member)
    assert stopped.value.step == 1
    assert Case.objects.count() == 1 and Sending.objects.count() == 0
    answer = send_once(KEY, [report, NoteStep(case.number, "已现场查看")], person=cast.grid_member)
    assert Case.objects.count() == 2
    (filed, _one), (known, _two) = answer["cases"]
    notes = {(note.case.number, note.text) for note in Note.objects.all()}
    tied = {(filed, f"同一次巡查登记：{known}"), (known, f"同一次巡查登记：{filed}")}
    assert notes == {(case.number, "已现场查看"), *tied}
    assert [length for _number, length in answer["cases"]] == [2, 3]


def test_a_case_that_went_elsewhere_is_said_to_be_gone(cast: Cast) -> None:
    case = make_case(lon=116.035)
    with pytest.raises(Stopped) as stopped:
        send_once(KEY, [NoteStep(case.number, "看过")], person=cast.grid_member)
    assert stopped.value.code == "gone" and stopped.value.case is None


def test_a_move_that_cannot_be_made_says_why(cast: Cast) -> None:
    case = make_case()
    with pytest.raises(Stopped) as stopped:
        send_once(KEY, [MoveStep(case.number, "resolve", case.length, {"reply": "好了"})], person=cast.grid_member)
    assert stopped.value.code == "state" and "办结上报" in stopped.value.messages[0]


def test_answers_are_kept_for_two_months(cast: Cast) -> None:
    send_once(KEY, [NoteStep(make_case().number, "看过")], person=cast.grid_member)
    assert forget_old_sendings() == 0
    assert forget_old_sendings(at=timezone.now() + KEPT + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_that_arrive_at_once_one_is_done(cast: Cast) -> None:
    case, answers = make_case(), []

    def send() -> None:
        answers.append(send_once(KEY, [MoveStep(case.number, "take", case.length)], person=cast.grid_member))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"cases": [[case.number, 2]]}] * 4
    assert Case.objects.get().length == 2
