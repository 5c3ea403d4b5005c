from collections.abc import Callable
from typing import Any

import pytest

from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.contacts import follow_case
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.papers import write_note, write_reply
from onegrid.casework.models import Case
from onegrid.lib.coordinates import Datum, from_wgs84
from tests.api.conftest import Program
from tests.api.test_reports import photo
from tests.conftest import Cast
from tests.factories import make_case

Programs = Callable[..., Program]


def track(program: Program, case: Any, code: str = "", **more: str) -> Any:
    return program.get(f"/reports/{case.number}", more, x_tracking_code=code or case.plain_secret)


def close(case: Case, cast: Cast) -> None:
    make_move(case, "take", actor=cast.actor("grid_member"))
    make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已清运。")
    make_move(case, "verify", actor=cast.actor("inspector"))


def test_the_reporter_sees_where_the_report_stands(cast: Cast, anybody: Program) -> None:
    case = make_case()
    make_move(case, "take", actor=cast.actor("grid_member"))
    write_reply(case, "今天下午处理。", actor=cast.actor("grid_member"))
    answer = track(anybody, case).json()
    assert (answer["state"], answer["kind"], answer["area"]["name"]) == ("open", "street-cleanliness", "1号微网格")
    assert [stage["state"] for stage in answer["stages"]] == ["new", "open"]
    assert [reply["text"] for reply in answer["replies"]] == ["今天下午处理。"]
    assert answer["moves"] == ["withdraw"]
    assert answer["position"] == {"lon": 116.005, "lat": 36.005, "datum": "wgs84"}


def test_nothing_of_the_staff_is_shown_to_the_reporter(cast: Cast, anybody: Program) -> None:
    case = make_case()
    write_note(case, "内部的话", actor=cast.actor("grid_member"))
    make_move(case, "escalate", actor=cast.actor("grid_member"), reason="超出权限")
    shown = track(anybody, case).content.decode()
    assert not [word for word in ("内部的话", "超出权限", "王网格", "person:") if word in shown]


def test_degrees_are_said_in_the_datum_that_is_asked_for(cast: Cast, anybody: Program) -> None:
    position = track(anybody, make_case(), datum="gcj02").json()["position"]
    lon, lat = from_wgs84(116.005, 36.005, Datum.GCJ02)
    assert position == {"lon": lon, "lat": lat, "datum": "gcj02"}


@pytest.mark.parametrize("typed", [str.lower, lambda code: f" {code[:4]}-{code[4:]} "])
def test_the_code_may_be_typed_as_people_type_it(cast: Cast, anybody: Program, typed: Callable[[str], str]) -> None:
    case: Any = make_case()
    assert track(anybody, case, typed(case.plain_secret)).status_code == 200


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(cast: Cast, anybody: Program) -> None:
    case: Any = make_case()
    wrong = track(anybody, case, "WRONGCODE234")
    unknown = anybody.get("/reports/261123-48271632-5", x_tracking_code=case.plain_secret)
    unreadable = anybody.get("/reports/12", x_tracking_code=case.plain_secret)
    assert wrong.status_code == 404
    assert wrong.content == unknown.content == unreadable.content


def test_without_a_code_the_answer_says_that_it_is_missing(cast: Cast, anybody: Program) -> None:
    answer = anybody.get(f"/reports/{make_case().number}")
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["X-Tracking-Code"])


def test_a_follower_sees_the_case_and_may_do_nothing(cast: Cast, anybody: Program) -> None:
    case = make_case()
    code = follow_case(case)
    assert track(anybody, case, code).json()["moves"] == []
    answer = anybody.post(f"/reports/{case.number}/withdraw", x_tracking_code=code)
    assert (answer.status_code, answer.json()["code"]) == (403, "who")


def test_the_reporter_rates_a_closed_case_once(cast: Cast, anybody: Program) -> None:
    case: Any = make_case()
    close(case, cast)
    path, code = f"/reports/{case.number}/rate", case.plain_secret
    answer = anybody.post(path, {"rating": 5, "reason": "很快"}, x_tracking_code=code)
    assert (answer.status_code, answer.json()["rating"]) == (200, 5)
    assert anybody.post(path, {"rating": 1}, x_tracking_code=code).json()["code"] == "is_unrated"


@pytest.mark.parametrize("rating", [0, 6, "best", None, 4.5])
def test_a_rating_lies_between_one_and_five(cast: Cast, anybody: Program, rating: Any) -> None:
    case: Any = make_case()
    close(case, cast)
    answer = anybody.post(f"/reports/{case.number}/rate", {"rating": rating}, x_tracking_code=case.plain_secret)
    assert list(answer.json()["fields"]) == ["rating"]


def test_a_case_that_is_not_closed_cannot_be_rated(cast: Cast, anybody: Program) -> None:
    case: Any = make_case()
    answer = anybody.post(f"/reports/{case.number}/rate", {"rating": 5}, x_tracking_code=case.plain_secret)
    assert (answer.status_code, answer.json()["code"]) == (409, "state")


def test_the_reporter_reopens_with_words_and_a_photo_which_only_the_code_shows(cast: Cast, anybody: Program) -> None:
    case: Any = make_case()
    close(case, cast)
    wish = {"reason": "还是脏的", "photo": photo()}
    answer = anybody.send_form(f"/reports/{case.number}/reopen", wish, x_tracking_code=case.plain_secret).json()
    assert (answer["state"], len(answer["photos"])) == ("open", 1)
    path = f"/reports/{case.number}/photos/{answer['photos'][0]['id']}"
    shown = anybody.get(path, x_tracking_code=case.plain_secret)
    assert shown["Content-Type"] == "image/jpeg"
    assert b"".join(shown.streaming_content)[:2] == b"\xff\xd8"
    assert anybody.get(path, x_tracking_code="WRONGCODE234").status_code == 404


def test_a_photo_of_the_staff_is_not_public(cast: Cast, anybody: Program, program: Programs) -> None:
    case: Any = make_case()
    close(case, cast)
    anybody.send_form(f"/reports/{case.number}/reopen", {"reason": "脏"}, x_tracking_code=case.plain_secret)
    sent = program(cast.grid_member).send_form(
        f"/cases/{case.number}/moves/escalate", {"reason": "难", "photo": photo()}
    )
    assert list(sent.json()["fields"]) == ["photo"]


def test_the_reporter_withdraws_what_nobody_has_done_yet(cast: Cast, anybody: Program) -> None:
    case: Any = make_case()
    answer = anybody.post(f"/reports/{case.number}/withdraw", x_tracking_code=case.plain_secret)
    assert answer.json()["state"] == "withdrawn"
    again = anybody.post(f"/reports/{case.number}/withdraw", x_tracking_code=case.plain_secret)
    assert again.status_code == 409


def test_a_merged_report_says_into_which_case_it_went(cast: Cast, anybody: Program) -> None:
    one, other = make_case(), make_case()
    make_move(one, "merge", actor=cast.actor("duty_officer"), case=other)
    assert track(anybody, one).json()["merged_into"] == other.number
    make_move(other, "withdraw", actor=REPORTER)
