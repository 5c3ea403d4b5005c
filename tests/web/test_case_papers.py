from django.test import Client

from onegrid.audit.models import Entry
from onegrid.casework.domain.attachments import Upload
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case
from tests.conftest import Cast
from tests.factories import make_case
from tests.web.photos import pdf, photo


def test_the_holder_replies_publicly(client: Client, cast: Cast) -> None:
    case = make_case()
    client.force_login(cast.grid_member)
    assert client.post(f"/cases/{case.number}/reply/", {"reply-text": "今天处理。"}).status_code == 302
    assert [reply.text for reply in case.replies.all()] == ["今天处理。"]
    assert not case.notes.exists()


def test_a_colleague_notes_but_does_not_reply(client: Client, cast: Cast) -> None:
    case = make_case()
    client.force_login(cast.inspector)
    client.post(f"/cases/{case.number}/note/", {"note-text": "现场看过"})
    refused = client.post(f"/cases/{case.number}/reply/", {"reply-text": "今天处理。"})
    assert refused.status_code == 422
    assert [note.text for note in case.notes.all()] == ["现场看过"]
    assert not case.replies.exists()


def test_a_note_sent_to_the_wrong_door_is_not_published(client: Client, cast: Cast) -> None:
    case = make_case()
    client.force_login(cast.grid_member)
    assert client.post(f"/cases/{case.number}/reply/", {"note-text": "此人常来电"}).status_code == 422
    assert not case.replies.exists()


def test_whoever_only_looks_writes_nothing(client: Client, cast: Cast) -> None:
    case = make_case()
    for who in (cast.leader, cast.auditor):
        client.force_login(who)
        answer = client.post(f"/cases/{case.number}/note/", {"note-text": "加快办理"})
        assert answer.status_code == 422
    assert not case.notes.exists()


def test_an_empty_reply_is_asked_for_again(client: Client, cast: Cast) -> None:
    case = make_case()
    client.force_login(cast.grid_member)
    assert client.post(f"/cases/{case.number}/reply/", {"reply-text": "  "}).status_code == 422


def test_the_contact_is_shown_to_the_holder_and_the_reading_is_on_record(client: Client, cast: Cast) -> None:
    case = make_case(name="老李", phone="13812341234")
    client.force_login(cast.grid_member)
    answer = client.post(f"/cases/{case.number}/contact/")
    assert "老李" in answer.content.decode() and "13812341234" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    entry = Entry.objects.get(chain=case.chain, verb="read contact")
    assert entry.actor == cast.grid_member.actor


def test_the_contact_is_refused_to_others_and_to_a_mere_link(client: Client, cast: Cast) -> None:
    case = make_case(name="老李", phone="13812341234")
    client.force_login(cast.duty_officer)
    answer = client.post(f"/cases/{case.number}/contact/")
    assert answer.status_code == 403 and "老李" not in answer.content.decode()
    client.force_login(cast.grid_member)
    assert client.get(f"/cases/{case.number}/contact/").status_code == 405
    assert not Entry.objects.filter(verb="read contact").exists()


def test_reading_the_contact_does_not_stand_in_the_way_of_a_form_that_is_open(client: Client, cast: Cast) -> None:
    case = make_case(name="老李")
    client.force_login(cast.grid_member)
    length = case.length
    client.post(f"/cases/{case.number}/contact/")
    client.post(f"/cases/{case.number}/moves/take/", {"length": length, "key": "a-form-shown-before"})
    assert Case.objects.get().state == "open"


def test_files_go_to_those_who_may_see_the_case(client: Client, cast: Cast) -> None:
    case = make_case(uploads=[Upload("垃圾桶.jpg", photo().read())])
    make_move(case, "take", actor=cast.actor("grid_member"))
    make_move(
        case, "resolve", actor=cast.actor("grid_member"), reply="已办结。", photo=[Upload("方案.pdf", pdf().read())]
    )
    picture, paper = case.attachments.get(name="垃圾桶.jpg"), case.attachments.get(name="方案.pdf")
    assert client.get(f"/files/{picture.pk}/").status_code == 404
    client.force_login(cast.outsider)
    assert client.get(f"/files/{picture.pk}/").status_code == 404
    client.force_login(cast.leader)
    shown, loaded = client.get(f"/files/{picture.pk}/"), client.get(f"/files/{paper.pk}/")
    assert shown["Content-Disposition"].startswith("inline")
    assert loaded["Content-Disposition"].startswith("attachment")
    assert (loaded["Content-Type"], loaded["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert b"".join(loaded.streaming_content).startswith(b"%PDF")  # type: ignore[arg-type]
