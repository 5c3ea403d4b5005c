import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from PIL import Image

from onegrid.casework.domain.attachments import path_of
from onegrid.deliberation.counting import recount
from onegrid.deliberation.domain.deciding import cast_vote, count, publish_decision
from onegrid.deliberation.domain.drafting import write_draft
from onegrid.deliberation.domain.meeting import call_meeting
from onegrid.deliberation.domain.talking import begin_with, moderate
from onegrid.deliberation.domain.topics import move_on
from onegrid.deliberation.models import Stage, Topic
from onegrid.directory.models import Person
from onegrid.lib.crypto import make_secret
from onegrid.web.deliberation import acting
from onegrid.web.deliberation.identity import COOKIE, SALT
from onegrid.web.public.throttle import Brake
from tests.conftest import COMMUNITY, Cast
from tests.deliberation.conftest import make_decision, make_participant, make_topic, make_waves
from tests.deliberation.test_talking import TEXTS
from tests.deliberation.test_waves import MORE
from tests.factories import ROOT
from tests.web.photos import photo

HTMX = {"HX-Request": "true"}


@pytest.fixture
def host(cast: Cast) -> Person:
    return cast.community_officer


@pytest.fixture
def topic(host: Person) -> Topic:
    topic = make_topic(host, stage=Stage.TALK)
    begin_with(topic, TEXTS[:4], by=host)
    return topic


@pytest.fixture
def resident(client: Client, cast: Cast) -> Client:
    """A browser that has shown whose telephone it is: number(1)."""
    client.cookies[COOKIE] = signing.dumps(make_participant(1).pk, salt=SALT)
    return client


def test_an_answer_is_taken_and_the_next_statement_comes(resident: Client, topic: Topic) -> None:
    statement = topic.statements.first()
    assert statement is not None
    page = resident.post(f"/talks/{topic.code}/answer/", {"statement": statement.pk, "answer": "1"}, headers=HTMX)
    assert page.status_code == 200 and statement.text not in page.content.decode()
    assert topic.answers.get().answer == 1


def test_an_answer_costs_seven_questions_to_the_database(
    resident: Client, topic: Topic, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    statement = topic.statements.first()
    assert statement is not None
    with django_assert_max_num_queries(7):
        resident.post(f"/talks/{topic.code}/answer/", {"statement": statement.pk, "answer": "1"}, headers=HTMX)


def test_whoever_is_not_known_is_asked_first(client: Client, topic: Topic) -> None:
    there = f"/talks/who/?next=/talks/{topic.code}/"
    assert client.post(f"/talks/{topic.code}/support/")["Location"] == there
    assert client.post(f"/talks/{topic.code}/answer/", headers=HTMX)["HX-Redirect"] == there


def test_a_forged_cookie_is_nobodys(client: Client, topic: Topic) -> None:
    client.cookies[COOKIE] = signing.dumps(1, salt="another")
    assert client.post(f"/talks/{topic.code}/say/", {"text": TEXTS[5]}).status_code == 302
    assert topic.statements.count() == 4


def test_nobody_is_sent_to_another_site_after_showing_who_they_are(client: Client, cast: Cast) -> None:
    page = client.get("/talks/who/?next=https://evil.example/").content.decode()
    assert '<input type="hidden" name="next" value="/talks/">' in page


@pytest.mark.parametrize("answer", ["", "5", "x"])
def test_an_answer_that_there_is_not_is_refused(resident: Client, topic: Topic, answer: str) -> None:
    statement = topic.statements.first()
    assert statement is not None
    page = resident.post(f"/talks/{topic.code}/answer/", {"statement": statement.pk, "answer": answer}, follow=True)
    assert "请选择同意、不同意或略过" in page.content.decode()
    assert not topic.answers.exists()


def test_a_repeated_statement_is_shown_the_other(resident: Client, topic: Topic) -> None:
    page = resident.post(f"/talks/{topic.code}/say/", {"text": f"{TEXTS[0]}！"})
    assert page.status_code == 409
    assert "已有相近的观点" in page.content.decode()


def test_a_picture_that_has_not_changed_is_not_sent_again(client: Client, topic: Topic) -> None:
    path = f"/talks/{topic.code}/picture/"
    found = re.search(r"seen=([\d-]+)", client.get(path).content.decode())
    assert found is not None
    seen = {"seen": found[1]}
    assert client.get(path, seen).status_code == 204
    statement = topic.statements.get(text=TEXTS[0])
    moderate(statement, by=topic.host, out=True, reason="含有个人信息")
    assert client.get(path, seen).status_code == 200


def test_a_vote_gives_a_receipt_and_then_none(resident: Client, topic: Topic, host: Person) -> None:
    publish_decision(make_decision(topic, host), by=host)
    move_on(topic, Stage.DECIDE, by=host)
    first = resident.post(f"/talks/{topic.code}/vote/", {"choice": "for"})
    decision = topic.decision
    assert decision.ballots.get().receipt in first.content.decode()
    again = resident.post(f"/talks/{topic.code}/vote/", {"choice": "against"}, follow=True).content.decode()
    assert "均已投票" in again and decision.ballots.count() == 1
    assert resident.get(f"/talks/{topic.code}/votes.csv").status_code == 404


def test_a_ranked_vote_takes_the_order_of_wishes(resident: Client, topic: Topic, host: Person) -> None:
    publish_decision(make_decision(topic, host, rule="ranked", options=["南门", "北门", "东侧"]), by=host)
    move_on(topic, Stage.DECIDE, by=host)
    resident.post(f"/talks/{topic.code}/vote/", {"rank_0": "1", "rank_1": "1", "rank_2": ""})
    assert not topic.decision.ballots.exists()
    resident.post(f"/talks/{topic.code}/vote/", {"rank_0": "2", "rank_1": "", "rank_2": "1"})
    assert topic.decision.ballots.get().choice == "2,0"


def test_a_host_of_another_area_finds_nothing(client: Client, cast: Cast, topic: Topic) -> None:
    other = make_topic(cast.duty_officer, area_code=ROOT + "002")
    client.force_login(cast.community_officer)
    assert client.get(f"/host/talks/{topic.code}/").status_code == 200
    assert client.get(f"/host/talks/{other.code}/").status_code == 404
    assert client.post(f"/host/talks/{other.code}/move-on/", {"move-on-stage": "hear"}).status_code == 404


def test_a_host_raises_topics_in_their_own_area_only(client: Client, cast: Cast) -> None:
    client.force_login(cast.community_officer)
    wish = {"title": "题目", "summary": "内容", "subject": "safety", "area_code": ROOT + "002"}
    assert client.post("/host/talks/new/", wish).status_code == 422
    assert client.post("/host/talks/new/", wish | {"area_code": ROOT + "001"}).status_code == 302
    assert Topic.objects.get().host == cast.community_officer


def test_a_roll_with_a_line_that_cannot_be_read_names_it(client: Client, topic: Topic, host: Person) -> None:
    make_decision(topic, host)
    client.force_login(host)
    page = client.post(f"/host/talks/{topic.code}/roll/", {"roll-roll": "1-101,13800138000,80\n1-102,123,80"})
    assert page.status_code == 422 and "第 2 行" in page.content.decode()
    client.post(f"/host/talks/{topic.code}/roll/", {"roll-roll": "1-101,13800138000,80\n1-102\t\t90.5"})
    assert topic.decision.electors.count() == 2


def test_lists_ask_the_database_as_often_for_twenty_topics_as_for_one(
    client: Client, cast: Cast, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for _each in range(12):
        make_topic(cast.community_officer)
    with django_assert_max_num_queries(6):
        assert client.get("/talks/").content.decode().count("/talks/26-") >= 0
    client.force_login(cast.community_officer)
    client.get("/host/talks/")
    with django_assert_max_num_queries(10):
        client.get("/host/talks/")


def test_a_meeting_can_be_kept_in_a_calendar_and_signed_in_to(resident: Client, topic: Topic, host: Person) -> None:
    soon = timezone.now() + timedelta(minutes=1)
    meeting = call_meeting(
        topic, starts_at=soon, ends_at=soon + timedelta(hours=1), place="议事厅", agenda="选址", by=host
    )
    for path in (f"/talks/{topic.code}/meetings/{meeting.pk}.ics", "/talks/meetings.ics"):
        (event,) = Calendar.from_ical(resident.get(path).content).walk("VEVENT")
        assert (str(event["summary"]), event.decoded("dtstart")) == (topic.title, soon.replace(microsecond=0))
    assert resident.get(f"/talks/{topic.code}/here/WRONG/").status_code == 404
    page = resident.post(f"/talks/{topic.code}/here/{meeting.token}/", follow=True).content.decode()
    assert "签到成功" in page and "议事厅" in page
    assert meeting.attendances.count() == 1


def test_the_sheet_for_the_door_is_for_the_host(client: Client, cast: Cast, topic: Topic) -> None:
    soon = timezone.now() + timedelta(days=1)
    meeting = call_meeting(
        topic,
        starts_at=soon,
        ends_at=soon + timedelta(hours=1),
        place="议事厅",
        agenda="选址",
        by=cast.community_officer,
    )
    client.force_login(cast.community_officer)
    page = client.get(f"/host/talks/{topic.code}/door/{meeting.pk}/").content.decode()
    assert "<svg" in page and "请用手机扫码签到" in page
    form = {"meeting-on": "2020-01-01", "meeting-begins": "10:00", "meeting-ends": "11:00"}
    words = {"meeting-place": "议事厅", "meeting-agenda": "选址"}
    refused = client.post(f"/host/talks/{topic.code}/meeting/", form | words)
    assert refused.status_code == 422 and "不能召集过去时间的会议" in refused.content.decode()
    asked = {"ask-text": "能否建设？", "ask-to": str(cast.department.pk)}
    assert client.post(f"/host/talks/{topic.code}/ask/", asked).status_code == 302
    assert topic.questions.get().to == cast.department


def test_versions_of_a_proposal_are_compared(client: Client, topic: Topic, host: Person) -> None:
    assert client.get(f"/talks/{topic.code}/drafts/").status_code == 404
    for text in ("一、建在南门\n二、每度一元", "一、建在南门\n二、每度八角"):
        write_draft(topic, text, by=host)
    page = client.get(f"/talks/{topic.code}/drafts/").content.decode()
    assert "<del>二、每度一元</del>" in page and "<ins>二、每度八角</ins>" in page
    assert "<del>" not in client.get(f"/talks/{topic.code}/drafts/?version=1").content.decode()
    assert "方案（第 2 版）" in client.get(f"/talks/{topic.code}/").content.decode()


def test_waves_are_shown_without_persons_and_to_the_host_one_by_one(client: Client, cast: Cast, topic: Topic) -> None:
    begin_with(topic, MORE[4:], by=cast.community_officer, differs=True)
    make_waves(topic)
    page = client.get(f"/talks/{topic.code}/").content.decode()
    assert 'id="waves"' in page and "12 人" in page and "voice" not in page
    client.force_login(cast.community_officer)
    assert "40 人中" in client.get(f"/host/talks/{topic.code}/").content.decode()


def test_somebody_who_answers_faster_than_anybody_reads_has_to_wait(
    resident: Client, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "ANSWERS", Brake("few-answers", 2))
    for statement in topic.statements.all()[:3]:
        page = resident.post(f"/talks/{topic.code}/answer/", {"statement": statement.pk, "answer": "1"}, follow=True)
    assert "操作过于频繁" in page.content.decode()
    assert topic.answers.count() == 2
    # Behind the same address another telephone is another person.
    resident.cookies[COOKIE] = signing.dumps(make_participant(2).pk, salt=SALT)
    resident.post(f"/talks/{topic.code}/answer/", {"statement": statement.pk, "answer": "1"})
    assert topic.answers.count() == 3


def test_who_says_much_at_once_keeps_what_was_typed(resident: Client, topic: Topic) -> None:
    for number in range(6):
        text = f"第{number}条建议{'甲乙丙丁戊己'[number] * 6}"
        page = resident.post(f"/talks/{topic.code}/say/", {"text": text, "differs": "1"})
    assert page.status_code == 422 and text in page.content.decode()
    assert topic.statements.filter(source="online").count() == 5


def test_nobody_raises_more_than_three_topics_within_minutes(resident: Client) -> None:
    wish = {"title": "题目", "summary": "内容", "subject": "safety", "area_code": COMMUNITY}
    for _each in range(4):
        page = resident.post("/talks/raise/", wish)
    assert page.status_code == 422 and "题目" in page.content.decode()
    assert Topic.objects.count() == 3


def test_a_grid_member_raises_a_topic_that_the_office_screens(client: Client, cast: Cast) -> None:
    client.force_login(cast.grid_member)
    wish = {"title": "题目", "summary": "内容", "subject": "safety", "area_code": ROOT + "002"}
    assert client.post("/talks/raise/", wish).status_code == 422
    assert client.post("/talks/raise/", wish | {"area_code": COMMUNITY}).status_code == 302
    topic = Topic.objects.get()
    assert (topic.origin, topic.screened_at, topic.host) == ("grid_member", None, None)


@pytest.mark.parametrize(
    ("who", "leads_to"),
    [("grid_member", "/talks/"), ("grid_leader", "/talks/"), ("duty_officer", "/host/talks/"), ("handler", None)],
)
def test_the_way_to_the_talks_stands_among_the_rooms(
    client: Client, cast: Cast, who: str, leads_to: str | None
) -> None:
    client.force_login(getattr(cast, who))
    page = client.get("/my/").content.decode()
    rooms = {path for path in ("/talks/", "/host/talks/") if f'class="room" href="{path}"' in page}
    assert rooms == ({leads_to} if leads_to else set())


def test_photos_of_a_meeting_are_shown_with_consent_and_taken_away(client: Client, cast: Cast, topic: Topic) -> None:
    meeting = topic.meetings.create(
        starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now(), place="议事厅", agenda="选址", token="t"
    )
    client.force_login(cast.community_officer)
    step = f"/host/talks/{topic.code}/photos/"

    def sent() -> dict[str, Any]:
        return {"photos-meeting": meeting.pk, "photos-says": "会场", "photos-photos": photo()}

    refused = client.post(step, sent())
    assert refused.status_code == 422 and "同意" in refused.content.decode()
    assert client.post(step, sent() | {"photos-consented": "on"}).status_code == 302
    kept = meeting.photos.get()
    client.logout()
    assert f"/talks/{topic.code}/photos/{kept.pk}/" in client.get(f"/talks/{topic.code}/").content.decode()
    shown = client.get(f"/talks/{topic.code}/photos/{kept.pk}/")
    with Image.open(io.BytesIO(b"".join(shown.streaming_content))) as picture:
        assert dict(picture.getexif()) == {}
    away = {"photo-away-photo": kept.pk}
    assert client.post(f"/host/talks/{topic.code}/photo-away/", away).status_code == 302 and meeting.photos.exists()
    client.force_login(cast.community_officer)
    client.post(f"/host/talks/{topic.code}/photo-away/", away)
    assert client.get(f"/talks/{topic.code}/photos/{kept.pk}/").status_code == 404
    assert not path_of(kept.file_id).exists()


def test_a_meeting_that_is_called_off_is_struck_out_everywhere(client: Client, cast: Cast, topic: Topic) -> None:
    soon = timezone.now() + timedelta(days=1)
    facts = {"starts_at": soon, "ends_at": soon + timedelta(hours=1), "place": "议事厅", "agenda": "选址"}
    meeting = call_meeting(topic, by=cast.community_officer, **facts)  # type: ignore[arg-type]
    assert "议事厅" in client.get("/talks/meetings/").content.decode()
    client.force_login(cast.community_officer)
    off = {"call-off-meeting": meeting.pk, "call-off-reason": "停电"}
    assert client.post(f"/host/talks/{topic.code}/call-off/", off).status_code == 302
    (event,) = Calendar.from_ical(client.get("/talks/meetings.ics").content).walk("VEVENT")
    assert str(event["status"]) == "CANCELLED"
    assert "已取消" in client.get(f"/talks/{topic.code}/").content.decode()


def test_meetings_ask_the_database_as_often_for_ten_as_for_one(
    client: Client, cast: Cast, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    soon = timezone.now() + timedelta(days=1)
    for _each in range(10):
        topic = make_topic(cast.community_officer)
        for _again in range(2):
            topic.meetings.create(
                starts_at=soon, ends_at=soon + timedelta(hours=1), place="厅", agenda="一", token=make_secret()
            )
    with django_assert_max_num_queries(3):
        assert client.get("/talks/meetings/").content.decode().count("topic-head") == 20


def test_the_dates_of_a_stage_to_come_stand_on_the_page(client: Client, cast: Cast, topic: Topic) -> None:
    client.force_login(cast.community_officer)
    dates = {"dates-stage": "decide", "dates-starts": "2030-01-05", "dates-ends": "2030-01-09"}
    assert client.post(f"/host/talks/{topic.code}/dates/", dates).status_code == 302
    assert "1/5–<wbr>1/9" in client.get(f"/talks/{topic.code}/").content.decode()


def test_a_topic_from_cases_names_those_that_there_are_not(client: Client, cast: Cast) -> None:
    client.force_login(cast.community_officer)
    wish = {"title": "题目", "summary": "内容", "subject": "safety", "area_code": COMMUNITY, "cases": "1-1 2-2"}
    page = client.post("/host/talks/new/", wish)
    assert page.status_code == 422 and "1-1 2-2" in page.content.decode()


def test_votes_with_their_terms_are_published_once_counted(client: Client, topic: Topic, host: Person) -> None:
    decision = make_decision(topic, host)
    publish_decision(decision, by=host)
    assert client.get(f"/talks/{topic.code}/votes.json").status_code == 404
    cast_vote(decision, make_participant(1), "for")
    count(decision, by=host, at=timezone.now() + timedelta(days=5))
    export = client.get(f"/talks/{topic.code}/votes.json").json()
    assert recount(export).as_json() == export["outcome"]
