from collections.abc import Callable

import pytest

from onegrid.audit.models import GENESIS
from onegrid.casework.domain.attachments import path_of
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.papers import write_note, write_reply
from onegrid.casework.queries import entries_of
from onegrid.directory.scopes import Scope
from tests.api.conftest import Program
from tests.api.test_reports import photo
from tests.conftest import Cast
from tests.factories import make_case

Programs = Callable[..., Program]


def test_the_record_is_told_line_by_line_with_its_chain(cast: Cast, program: Programs) -> None:
    case = make_case()
    make_move(case, "take", actor=cast.actor("grid_member"))
    first, second = program(cast.duty_officer).get(f"/cases/{case.number}/entries").json()["items"]
    assert (first["seq"], first["verb"], first["title"], first["person"]) == (1, "file", "Filed", None)
    assert (second["verb"], second["title"], second["person"]["name"]) == ("take", "Take", "王网格")
    assert (first["previous"], second["previous"]) == (GENESIS, first["digest"])


def test_the_record_comes_in_pages(cast: Cast, program: Programs) -> None:
    case, desk = make_case(), program(cast.duty_officer)
    for text in ("一", "二"):
        write_note(case, text, actor=cast.actor("grid_member"))
    path = f"/cases/{case.number}/entries"
    first = desk.get(path, {"size": 2}).json()
    rest = desk.get(path, {"size": 2, "cursor": first["next"]}).json()
    assert [entry["seq"] for entry in first["items"] + rest["items"]] == [1, 2, 3]
    assert rest["next"] is None


def test_replies_and_notes_are_written_and_kept_apart(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    reply = worker.post(f"/cases/{case.number}/replies", {"text": "今天处理。"})
    note = worker.post(f"/cases/{case.number}/notes", {"text": "缺一辆车"})
    assert (reply.status_code, note.status_code) == (201, 201)
    replies, notes = (worker.get(f"/cases/{case.number}/{each}").json()["items"] for each in ("replies", "notes"))
    assert (replies, notes) == ([reply.json()], [note.json()])
    assert (replies[0]["text"], replies[0]["author"]["name"], notes[0]["text"]) == ("今天处理。", "王网格", "缺一辆车")
    assert replies[0]["id"].isdigit()


@pytest.mark.parametrize("text", ["", "   ", None, 5])
def test_a_note_must_say_something(cast: Cast, program: Programs, text: object) -> None:
    answer = program(cast.grid_member).post(f"/cases/{make_case().number}/notes", {"text": text})
    assert answer.status_code == 422


def test_who_may_only_look_cannot_write(cast: Cast, program: Programs) -> None:
    case = make_case()
    answers = [
        program(cast.leader).post(f"/cases/{case.number}/{each}", {"text": "x"}) for each in ("notes", "replies")
    ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(403, "who"), (403, "who")]


def test_files_are_listed_and_sent_as_downloads(cast: Cast, program: Programs) -> None:
    case, worker = make_case(), program(cast.grid_member)
    worker.post(f"/cases/{case.number}/moves/take")
    worker.send_form(f"/cases/{case.number}/moves/resolve", {"reply": "好", "photo": photo("结果.png")})
    listed = worker.get(f"/cases/{case.number}/attachments").json()["items"][0]
    assert (listed["name"], listed["media_type"], listed["public"]) == ("结果.jpg", "image/jpeg", True)
    path = f"/cases/{case.number}/attachments/{listed['id']}"
    sent = worker.get(path)
    assert len(b"".join(sent.streaming_content)) == listed["size"]
    assert sent["Content-Disposition"].startswith("attachment") and sent["Cache-Control"] == "private, no-store"
    assert program(cast.outsider).get(path).status_code == 404
    assert worker.get(f"/cases/{make_case().number}/attachments/{listed['id']}").status_code == 404
    path_of(case.attachments.get().file_id).unlink()
    assert (worker.get(path).status_code, worker.get(path).json()["code"]) == (410, "gone")


def test_the_holder_reads_how_to_reach_the_reporter_and_each_reading_is_recorded(cast: Cast, program: Programs) -> None:
    case, worker = make_case(name="王女士", phone="+8613812341234"), program(cast.grid_member)
    for _ in range(2):
        answer = worker.post(f"/cases/{case.number}/contact", idempotency_key="same-key-twice")
        assert answer.json() == {"name": "王女士", "phone": "+8613812341234"}
    assert [entry.verb for entry in entries_of(case)] == ["file", "read contact", "read contact"]


def test_nobody_else_reads_it_and_it_takes_a_scope_of_its_own(cast: Cast, program: Programs) -> None:
    case = make_case(name="王女士")
    path = f"/cases/{case.number}/contact"
    assert program(cast.duty_officer).post(path).json()["code"] == "who"
    assert program(cast.grid_member, Scope.CASES_READ, Scope.CASES_WRITE).post(path).status_code == 403
    assert [entry.verb for entry in entries_of(case)] == ["file"]


def test_a_reporter_who_left_nothing_cannot_be_reached(cast: Cast, program: Programs) -> None:
    answer = program(cast.grid_member).post(f"/cases/{make_case().number}/contact")
    assert (answer.status_code, answer.json()["code"]) == (422, "none")


def test_what_is_written_is_seen_by_the_one_or_by_all(cast: Cast, program: Programs) -> None:
    case = make_case()
    write_reply(case, "公开", actor=cast.actor("grid_member"))
    assert program(cast.auditor).get(f"/cases/{case.number}/replies").json()["items"][0]["text"] == "公开"
