"""How a case ends: done, verified, sent back, rated, reopened, withdrawn."""

import pytest

from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.attachments import Upload
from onegrid.casework.domain.moving import make_move
from onegrid.casework.faults import CaseFault, MoveNotAllowed
from onegrid.casework.models import Attachment, Case, Message
from onegrid.casework.queries import entries_of
from onegrid.lib.canonical import sha256_hex
from tests.casework.walking import photo
from tests.conftest import Cast
from tests.factories import at, make_case

MONDAY = at("2026-03-02 09:30")


def resolved(cast: Cast) -> Case:
    case = make_case(when=MONDAY)
    make_move(case, "take", actor=cast.actor("grid_member"), at=MONDAY)
    make_move(case, "resolve", actor=cast.actor("grid_member"), at=MONDAY, reply="已清运。")
    return case


def closed(cast: Cast) -> Case:
    case = resolved(cast)
    make_move(case, "verify", actor=cast.actor("inspector"), at=MONDAY)
    return case


def test_the_record_holds_the_digest_of_the_public_reply(cast: Cast) -> None:
    case = resolved(cast)
    entry = entries_of(case).get(verb="resolve")
    assert entry.after["reply"] == sha256_hex("已清运。".encode())


def test_a_blank_reply_is_none(cast: Cast) -> None:
    case = make_case()
    make_move(case, "take", actor=cast.actor("grid_member"))
    with pytest.raises(CaseFault) as fault:
        make_move(case, "resolve", actor=cast.actor("grid_member"), reply=" \n ")
    assert fault.value.code == "missing"


def test_verification_by_the_desk_will_do_but_not_by_the_holder(cast: Cast) -> None:
    case = resolved(cast)
    with pytest.raises(MoveNotAllowed):
        make_move(case, "verify", actor=cast.actor("grid_member"))
    make_move(case, "verify", actor=cast.actor("community_officer"))
    assert case.state == "closed"


def test_what_is_not_done_goes_back_with_a_new_limit(cast: Cast) -> None:
    case = resolved(cast)
    with pytest.raises(CaseFault):
        make_move(case, "send-back", actor=cast.actor("inspector"))
    make_move(case, "send-back", actor=cast.actor("inspector"), at=at("2026-03-04 10:00"), reason="仍有垃圾")
    assert (case.state, case.returned, case.resolved_at) == ("open", 1, None)
    assert (case.handler, case.due_at) == (cast.grid_member, at("2026-03-05 17:30"))
    assert Message.objects.filter(topic="sent back", to="holder").exists()


@pytest.mark.parametrize("rating", [0, 6, -1, 99])
def test_only_one_to_five_is_a_rating(rating: int, cast: Cast) -> None:
    case = closed(cast)
    with pytest.raises(CaseFault):
        make_move(case, "rate", actor=REPORTER, rating=rating)
    assert case.rating is None


def test_it_is_rated_once(cast: Cast) -> None:
    case = closed(cast)
    make_move(case, "rate", actor=REPORTER, rating=2)
    with pytest.raises(CaseFault) as fault:
        make_move(case, "rate", actor=REPORTER, rating=5)
    assert (fault.value.code, Case.objects.get(pk=case.pk).rating) == ("is_unrated", 2)


def test_staff_cannot_rate(cast: Cast) -> None:
    with pytest.raises(MoveNotAllowed):
        make_move(closed(cast), "rate", actor=cast.actor("duty_officer"), rating=5)


def test_the_reporter_reopens_once_with_words_and_a_photo_and_the_handler_is_told(cast: Cast) -> None:
    case = closed(cast)
    with pytest.raises(CaseFault):
        make_move(case, "reopen", actor=REPORTER, photo=[photo()])
    make_move(case, "reopen", actor=REPORTER, at=at("2026-03-04 10:00"), reason="垃圾还在", photo=[photo()])
    stored = Case.objects.get(pk=case.pk)
    assert (stored.state, stored.handler, stored.on_time, stored.ended_at) == ("open", cast.grid_member, None, None)
    assert stored.due_at == at("2026-03-05 17:30")
    told = set(Message.objects.filter(topic="reopened").values_list("to", flat=True))
    assert told == {cast.grid_member.actor, "holder"}
    assert Attachment.objects.get(case=case).public
    make_move(stored, "resolve", actor=cast.actor("grid_member"), reply="已再次清运。")
    make_move(stored, "verify", actor=cast.actor("inspector"))
    with pytest.raises(CaseFault) as fault:
        make_move(stored, "reopen", actor=REPORTER, reason="又来了")
    assert fault.value.code == "not_reopened_before"


def test_the_reporter_may_withdraw_until_it_is_done(cast: Cast) -> None:
    case = make_case(when=MONDAY)
    make_move(case, "withdraw", actor=REPORTER, at=MONDAY)
    assert (case.state, case.ended_at, case.on_time) == ("withdrawn", MONDAY, True)
    with pytest.raises(MoveNotAllowed):
        make_move(resolved(cast), "withdraw", actor=REPORTER)


def test_an_ended_case_is_measured_by_its_handling(cast: Cast) -> None:
    assert closed(cast).due_at == at("2026-03-03 17:30")


def test_one_that_was_late_is_late_for_good(cast: Cast) -> None:
    case = make_case(when=MONDAY)
    make_move(case, "take", actor=cast.actor("grid_member"), at=MONDAY)
    make_move(case, "resolve", actor=cast.actor("grid_member"), at=at("2026-03-03 17:31"), reply="已清运。")
    make_move(case, "verify", actor=cast.actor("inspector"), at=at("2026-03-04 10:00"))
    assert case.on_time is False


def test_photos_with_a_public_reply_are_public_and_others_are_not(cast: Cast) -> None:
    case = make_case()
    make_move(case, "take", actor=cast.actor("grid_member"))
    make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已清运。", photo=[photo()])
    make_move(case, "send-back", actor=cast.actor("inspector"), reason="仍有垃圾", photo=[photo("red")])
    assert [(each.name, each.public) for each in Attachment.objects.order_by("id")] == [
        ("green.jpg", True),
        ("red.jpg", False),
    ]


def test_a_bad_photo_leaves_the_case_as_it_was(cast: Cast) -> None:
    case = make_case()
    make_move(case, "take", actor=cast.actor("grid_member"))
    length = case.length
    bad = Upload("notes.txt", b"no photo at all")
    with pytest.raises(CaseFault):
        make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已清运。", photo=[photo(), bad])
    assert (case.state, case.length, case.resolved_at) == ("open", length, None)
    make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已清运。", photo=[photo()])
    assert Case.objects.get(pk=case.pk).state == "resolved"


def test_an_unknown_move_is_refused_in_words(cast: Cast) -> None:
    with pytest.raises(MoveNotAllowed, match="fly"):
        make_move(make_case(), "fly", actor=cast.actor("grid_member"))


def test_a_move_of_another_state_says_which_state_it_is(cast: Cast) -> None:
    with pytest.raises(MoveNotAllowed) as fault:
        make_move(make_case(), "resolve", actor=cast.actor("grid_member"), reply="已清运。")
    assert fault.value.code == "state"
