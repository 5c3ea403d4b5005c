import re
from typing import Any

from django.test import Client

from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.contacts import follow_case
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.papers import write_note, write_reply
from onegrid.casework.models import Case
from tests.conftest import Cast
from tests.factories import make_case
from tests.web.photos import photo


def unlocked(client: Client, case: Any) -> str:
    """The tracked page of a case, after its link was followed."""
    answer = client.get(f"/t/{case.number}/{case.plain_secret}/", follow=True)
    assert answer.redirect_chain == [(f"/track/{case.number}/", 302)]
    return str(answer.content.decode())


def act(case: Case, cast: Cast, move: str, who: str, **answers: Any) -> None:
    make_move(Case.objects.get(pk=case.pk), move, actor=cast.actor(who), **answers)


def close(case: Case, cast: Cast) -> None:
    """Take the case, report it as done and verify it."""
    act(case, cast, "take", "grid_member")
    act(case, cast, "resolve", "grid_member", reply="已清运完毕。")
    act(case, cast, "verify", "inspector")


def move_form(client: Client, case: Case, move: str) -> dict[str, str]:
    """The hidden fields of a move's form, as a browser would send them back."""
    page = client.get(f"/track/{case.number}/{move}/").content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(length|key)" value="([^"]*)"', page))
    assert set(fields) == {"length", "key"}
    return fields


def test_number_and_code_open_the_case_however_they_are_typed(client: Client, cast: Cast) -> None:
    case = make_case()
    secret = case.plain_secret  # type: ignore[attr-defined]
    typed = {"number": case.number.replace("-", " "), "code": f" {secret[:4].lower()} {secret[4:8]}-{secret[8:]}"}
    assert client.post("/track/", typed)["Location"] == f"/track/{case.number}/"
    assert client.get(f"/track/{case.number}/").status_code == 200


def test_without_the_code_a_case_is_closed_to_everybody(client: Client, cast: Cast) -> None:
    case = make_case()
    assert client.get(f"/track/{case.number}/")["Location"] == f"/track/?number={case.number}"
    assert client.post(f"/track/{case.number}/withdraw/")["Location"] == f"/track/?number={case.number}"
    wrong = client.post("/track/", {"number": case.number, "code": "AAAABBBBCCCC"})
    assert wrong.status_code == 422 and "不匹配" in wrong.content.decode()


def test_a_number_with_a_wrong_digit_is_told_apart_from_a_wrong_code(client: Client, cast: Cast) -> None:
    page = client.post("/track/", {"number": "261123-48271632-4", "code": "AAAABBBBCCCC"}).content.decode()
    assert "逐位核对" in page and "AAAABBBBCCCC" in page


def test_guessing_is_braked_even_for_the_right_code(client: Client, cast: Cast) -> None:
    case = make_case()
    for _ in range(20):
        client.get(f"/t/{case.number}/AAAABBBBCCCC/")
    braked = client.get(f"/t/{case.number}/{case.plain_secret}/")  # type: ignore[attr-defined]
    assert braked.status_code == 429
    assert "十分钟后" in braked.content.decode()


def test_the_reporter_sees_the_holder_as_a_seat_and_never_a_name(client: Client, cast: Cast) -> None:
    case = make_case()
    act(case, cast, "take", "grid_member")
    page = unlocked(client, case)
    assert "1号微网格 网格员" in page or "1号微网格 Grid member" in page
    assert "王网格" not in page
    assert "还剩" in page


def test_reasons_and_notes_of_staff_stay_inside(client: Client, cast: Cast) -> None:
    case = make_case()
    act(case, cast, "escalate", "grid_member", reason="我这里车进不去")
    act(case, cast, "redirect", "grid_leader", reason="该归环卫所", organisation=cast.department)
    write_note(Case.objects.get(pk=case.pk), "此人常来电", actor=cast.actor("handler"))
    write_reply(Case.objects.get(pk=case.pk), "今天下午清运。", actor=cast.actor("handler"))
    page = unlocked(client, case)
    for text in ("我这里车进不去", "该归环卫所", "此人常来电", "钱环卫", "李格长"):
        assert text not in page
    assert "已流转至环卫所" in page and "今天下午清运。" in page


def test_why_a_case_is_put_off_is_told_with_the_review_date(client: Client, cast: Cast) -> None:
    from datetime import date

    case = make_case()
    act(case, cast, "take", "grid_member")
    act(case, cast, "shelve", "duty_officer", reason="待老旧小区改造一并实施", review_on=date(2099, 3, 1))
    page = unlocked(client, case)
    assert "待老旧小区改造一并实施" in page and "2099年3月1日" in page


def test_a_closed_case_can_be_rated_once(client: Client, cast: Cast) -> None:
    case = make_case()
    close(case, cast)
    page = unlocked(client, case)
    assert "您对办理结果满意吗" in page
    client.post(f"/track/{case.number}/rate/", move_form(client, case, "rate") | {"rating": "4", "reason": "很快"})
    assert Case.objects.get().rating == 4
    page = client.get(f"/track/{case.number}/").content.decode()
    assert "您对办理结果满意吗" not in page and "您评价了办理结果：4 分" in page
    again = client.post(f"/track/{case.number}/rate/", {"length": "9", "key": "x" * 20, "rating": "1"})
    assert again.status_code == 422
    assert Case.objects.get().rating == 4


def test_a_case_is_reopened_once_with_words_and_a_photo(client: Client, cast: Cast) -> None:
    case = make_case()
    close(case, cast)
    unlocked(client, case)
    fields = move_form(client, case, "reopen")
    missing = client.post(f"/track/{case.number}/reopen/", fields | {"photo": [photo("又满了.jpg")]})
    assert missing.status_code == 422 and "又满了.jpg" in missing.content.decode()
    client.post(f"/track/{case.number}/reopen/", fields | {"reason": "第二天又满了"})
    stored = Case.objects.get()
    assert (stored.state, stored.reopened) == ("open", 1)
    assert [each.name for each in stored.attachments.filter(public=True)] == ["又满了.jpg"]
    act(case, cast, "resolve", "grid_member", reply="已再次清运。")
    act(case, cast, "verify", "inspector")
    assert "/reopen/" not in client.get(f"/track/{case.number}/").content.decode()


def test_a_report_is_withdrawn_on_a_page_of_its_own(client: Client, cast: Cast) -> None:
    case = make_case()
    assert f"/track/{case.number}/withdraw/" in unlocked(client, case)
    client.post(f"/track/{case.number}/withdraw/", move_form(client, case, "withdraw"))
    assert Case.objects.get().state == "withdrawn"
    late = client.get(f"/track/{case.number}/withdraw/", follow=True)
    assert "撤回" in late.content.decode() or "Withdraw" in late.content.decode()


def test_what_staff_may_do_is_closed_to_the_reporter(client: Client, cast: Cast) -> None:
    case = make_case()
    unlocked(client, case)
    client.post(f"/track/{case.number}/take/", {"length": str(case.length), "key": "x" * 20})
    assert Case.objects.get().state == "new"
    assert client.get(f"/track/{case.number}/no-such-move/").status_code == 404


def test_a_follower_sees_but_does_not_decide(client: Client, cast: Cast) -> None:
    case = make_case()
    secret = follow_case(case)
    page = client.get(f"/t/{case.number}/{secret}/", follow=True).content.decode()
    assert case.title in page and "/withdraw/" not in page
    assert client.post(f"/track/{case.number}/withdraw/")["Location"] == f"/track/?number={case.number}"
    assert Case.objects.get().state == "new"


def test_whoever_reported_a_duplicate_goes_along_to_the_other_case(client: Client, cast: Cast) -> None:
    case, other = make_case(), make_case()
    make_move(case, "merge", actor=cast.actor("grid_member"), case=other)
    page = unlocked(client, case)
    assert f"/track/{other.number}/" in page
    assert client.get(f"/track/{other.number}/").status_code == 200
    assert client.post(f"/track/{other.number}/withdraw/").status_code == 302
    assert Case.objects.get(pk=other.pk).state == "new"


def test_public_photos_open_with_the_code_and_no_others(client: Client, cast: Cast) -> None:
    from onegrid.casework.domain.attachments import Upload

    case = make_case(uploads=[Upload("垃圾桶.jpg", photo().read())])
    act(case, cast, "take", "grid_member")
    act(case, cast, "call-in", "grid_member", reason="请到场", organisations=[cast.department])
    act(case, cast, "answer-call", "handler", reason="已到场", photo=[Upload("内部.jpg", photo(colour="red").read())])
    public, internal = case.attachments.get(public=True), case.attachments.get(public=False)
    assert client.get(f"/files/{public.pk}/").status_code == 404
    unlocked(client, case)
    shown = client.get(f"/files/{public.pk}/")
    assert (shown.status_code, shown["Content-Type"], shown["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    assert shown["Content-Disposition"].startswith("inline")
    assert client.get(f"/files/{internal.pk}/").status_code == 404


def test_a_tracked_page_costs_the_same_however_long_the_story(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    case = make_case()
    act(case, cast, "take", "grid_member")
    unlocked(client, case)
    for number in range(12):
        write_reply(Case.objects.get(pk=case.pk), f"进展{number}", actor=cast.actor("grid_member"))
    with django_assert_max_num_queries(10):
        page = client.get(f"/track/{case.number}/").content.decode()
    assert "进展11" in page


def test_the_reporter_reads_it_in_english_too(client: Client, cast: Cast) -> None:
    case = make_case()
    make_move(case, "withdraw", actor=REPORTER)
    client.get(f"/t/{case.number}/{case.plain_secret}/")  # type: ignore[attr-defined]
    page = client.get(f"/track/{case.number}/", headers={"Accept-Language": "en"}).content.decode()
    assert "You withdrew the report" in page and "Ended" in page
