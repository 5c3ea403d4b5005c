from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from onegrid.deliberation.domain.deciding import publish_decision
from onegrid.deliberation.domain.drafting import write_draft
from onegrid.deliberation.domain.meeting import call_meeting
from onegrid.deliberation.domain.talking import begin_with
from onegrid.deliberation.domain.topics import move_on
from onegrid.deliberation.models import Stage, Topic
from onegrid.directory.models import Person
from onegrid.web.deliberation.identity import COOKIE, SALT
from tests.conftest import Cast
from tests.deliberation.conftest import make_decision, make_participant, make_topic
from tests.deliberation.test_talking import TEXTS
from tests.factories import ROOT

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


def test_an_answer_costs_eight_questions_to_the_database(
    resident: Client, topic: Topic, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    statement = topic.statements.first()
    assert statement is not None
    with django_assert_max_num_queries(8):
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
    assert client.get(f"/talks/{topic.code}/picture/").status_code == 200
    assert client.get(f"/talks/{topic.code}/picture/", {"seen": "0"}).status_code == 204


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
