import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from onegrid.api.idempotency import KEPT, forget_old_keys
from onegrid.api.models import KeptAnswer
from onegrid.casework.models import Case, Note
from onegrid.casework.queries import entries_of
from tests.api.conftest import Program
from tests.conftest import Cast
from tests.factories import make_case

Programs = Callable[..., Program]
KEY = "a-key-of-mine"


def test_the_same_write_under_the_same_key_is_done_once_and_answered_alike(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    path = f"/cases/{case.number}/notes"
    first, again = (worker.post(path, {"text": "已到现场。"}, idempotency_key=KEY) for _ in range(2))
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first["Content-Type"] == again["Content-Type"]
    assert Note.objects.count() == 1


def test_without_a_key_each_write_counts(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    for _ in range(2):
        worker.post(f"/cases/{case.number}/notes", {"text": "已到现场。"})
    assert Note.objects.count() == 2


def test_a_move_asked_again_is_answered_though_it_could_not_be_made_again(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    path = f"/cases/{case.number}/moves/take"
    first, again = (worker.post(path, idempotency_key=KEY) for _ in range(2))
    assert first.json() == again.json()
    assert worker.post(path).status_code == 409
    assert [entry.verb for entry in entries_of(case)] == ["file", "take"]


@pytest.mark.parametrize("other", [{"text": "别的话。"}, {"text": "已到现场。", "extra": 1}])
def test_another_request_under_a_used_key_is_refused_with_words(
    cast: Cast, program: Programs, other: dict[str, Any]
) -> None:
    case, worker = make_case(), program(cast.grid_member)
    worker.post(f"/cases/{case.number}/notes", {"text": "已到现场。"}, idempotency_key=KEY)
    answer = worker.post(f"/cases/{case.number}/notes", other, idempotency_key=KEY)
    assert answer.status_code == 422
    assert Note.objects.count() == 1


def test_the_key_belongs_to_the_address_that_was_asked(cast: Cast, program: Programs) -> None:
    one, other, worker = make_case(), make_case(), program(cast.grid_member)
    worker.post(f"/cases/{one.number}/notes", {"text": "话"}, idempotency_key=KEY)
    answer = worker.post(f"/cases/{other.number}/notes", {"text": "话"}, idempotency_key=KEY)
    assert answer.json()["code"] == "key_reused"


def test_what_was_refused_is_not_kept_so_the_key_can_be_used_when_it_is_mended(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    path = f"/cases/{case.number}/moves/resolve"
    assert worker.post(path, {"reply": "已清运。"}, idempotency_key=KEY).status_code == 409
    assert not KeptAnswer.objects.exists()
    worker.post(f"/cases/{case.number}/moves/take")
    assert worker.post(path, {"reply": "已清运。"}, idempotency_key=KEY).status_code == 200


def test_a_key_and_its_answer_are_written_together_with_the_write_or_not_at_all(
    cast: Cast, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, worker = make_case(), program(cast.grid_member)
    monkeypatch.setattr(KeptAnswer, "save", _fail_on_update)
    answer = worker.post(f"/cases/{case.number}/notes", {"text": "话"}, idempotency_key=KEY)
    assert answer.status_code == 500
    assert (Note.objects.count(), KeptAnswer.objects.count()) == (0, 0)
    assert Case.objects.get(pk=case.pk).length == 1


def test_kept_answers_are_not_to_be_read_in_the_database(cast: Cast, program: Programs) -> None:
    case = make_case()
    program(cast.grid_member).post(f"/cases/{case.number}/notes", {"text": "悄悄话"}, idempotency_key=KEY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, key FROM api_keptanswer")
        body, key = cursor.fetchone()
    assert case.number not in body and KEY not in key


def test_old_keys_are_forgotten_after_a_day(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    worker.post(f"/cases/{case.number}/notes", {"text": "话"}, idempotency_key=KEY)
    now = timezone.now()
    assert forget_old_keys(at=now + KEPT - timedelta(minutes=1)) == 0
    assert forget_old_keys(at=now + KEPT + timedelta(minutes=1)) == 1
    assert not KeptAnswer.objects.exists()


def test_a_key_that_has_grown_old_may_be_used_anew_before_it_is_forgotten(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    worker.post(f"/cases/{case.number}/notes", {"text": "话"}, idempotency_key=KEY)
    KeptAnswer.objects.update(made_at=timezone.now() - KEPT)
    answer = worker.post(f"/cases/{case.number}/notes", {"text": "新话"}, idempotency_key=KEY)
    assert (answer.status_code, answer.json()["text"]) == (201, "新话")


@pytest.mark.django_db(transaction=True)
def test_of_many_that_arrive_at_once_one_is_carried_out_and_all_are_answered_alike(
    cast: Cast, program: Programs
) -> None:
    case, worker = make_case(), program(cast.grid_member)
    answers: list[tuple[int, bytes]] = []
    start = threading.Barrier(4)

    def send() -> None:
        try:
            start.wait()
            answer = worker.post(f"/cases/{case.number}/notes", {"text": "话"}, idempotency_key=KEY)
            answers.append((answer.status_code, answer.content))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert {status for status, _content in answers} == {201}
    assert len(set(answers)) == 1
    assert Note.objects.count() == 1


_save = KeptAnswer.save


def _fail_on_update(self: KeptAnswer, *args: Any, **options: Any) -> None:
    """As if the database broke between the write and the answer."""
    if options.get("update_fields"):
        raise RuntimeError("the disk is full")
    _save(self, *args, **options)
