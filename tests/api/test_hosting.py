"""Hosting a talk with a program."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from onegrid.deliberation.domain.deciding import cast_vote
from onegrid.deliberation.domain.topics import Proposal, raise_topic
from onegrid.deliberation.models import Decision, Stage, Topic
from onegrid.deliberation.opinions import forget_pictures
from onegrid.directory.scopes import Scope
from tests.api.conftest import Program
from tests.conftest import COMMUNITY, Cast
from tests.deliberation.conftest import make_participant, make_topic, make_waves, number
from tests.deliberation.test_waves import MORE
from tests.factories import ROOT
from tests.web.photos import photo

NEW = {"title": "电动车棚建在哪里", "summary": "南门还是北门？", "subject": "safety", "area": COMMUNITY}
Makes = Callable[..., Program]


@pytest.fixture
def host(program: Makes, cast: Cast) -> Program:
    forget_pictures()
    return program(cast.community_officer, Scope.TALKS_HOST)


def test_a_talk_is_hosted_from_beginning_to_end(host: Program, cast: Cast) -> None:
    code = host.post("/host/talks", NEW).json()["code"]
    here = f"/host/talks/{code}"

    def take(path: str, wish: Any = None, *, put: bool = False) -> Any:
        answer = (host.put if put else host.post)(here + path, wish)
        assert answer.status_code in (200, 201), answer.content.decode()
        return answer.json()

    day = timezone.localdate() + timedelta(days=3)
    soon = timezone.localtime() + timedelta(days=2)
    take("/stage", {"stage": "hear"})
    take("/dates", {"stage": "decide", "starts": str(day)}, put=True)
    spoken = take("/statements", {"text": MORE[0], "hands": {"on": str(day), "agree": 9, "disagree": 2}})["id"]
    take("/statements", {"text": MORE[1], "source": "host"})
    take(f"/statements/{spoken}/moderation", {"out": True, "reason": "含有个人信息"})
    assert [each["status"] for each in host.get(f"{here}/statements").json()["items"]] == ["out", "open"]
    times = {"starts_at": soon.isoformat(), "ends_at": (soon + timedelta(hours=1)).isoformat()}
    meeting = take("/meetings", times | {"place": "议事厅", "agenda": "选址"})["id"]
    take(f"/meetings/{meeting}/cancellation", {"reason": "停电"})
    take("/questions", {"text": "能否建设？", "to": str(cast.department.pk)})
    take("/drafts", {"text": "一、建在南门"})
    take("/stage", {"stage": "talk", "ends": str(day)})
    closes = (timezone.localtime() + timedelta(days=2)).isoformat()
    take("/decision", {"question": "建在南门？", "rule": "majority", "closes_at": closes}, put=True)
    roll = [{"household": f"1-10{n}", "phone": number(n)} for n in (1, 2)]
    take("/decision/roll", {"households": roll}, put=True)
    take("/decision/proxies", {"household": "1-102", "phone": number(1), "note": "居委会"})
    take("/decision/publication")
    take("/stage", {"stage": "decide"})
    cast_vote(Decision.objects.get(), make_participant(1), "for")
    take("/decision/count")
    take("/resolution", {"text": "在南门建车棚。"}, put=True)
    take("/actions", {"title": "建车棚", "owner": str(cast.department.pk), "due": str(day)})
    take("/actions/cases")
    assert take("/stage", {"stage": "do"}) == {"code": code, "stage": "do", "screened": True, "id": None}
    case = Topic.objects.get().actions.get().case
    assert case is not None and case.holder_organisation == cast.department


def test_minutes_and_photos_are_sent_once_a_meeting_has_begun(host: Program, cast: Cast) -> None:
    topic = make_topic(cast.community_officer, stage=Stage.TALK)
    now = timezone.now()
    meeting = topic.meetings.create(starts_at=now - timedelta(hours=1), ends_at=now, place="厅", agenda="一", token="t")
    here = f"/host/talks/{topic.code}/meetings/{meeting.pk}"
    assert host.put(f"{here}/minutes", {"text": "已议定选址"}).status_code == 200
    refused = host.send_form(f"{here}/photos", {"says": "会场", "consented": "false", "photo": photo()})
    assert (refused.status_code, refused.json()["code"]) == (422, "everybody_consents")
    assert host.send_form(f"{here}/photos", {"says": "会场", "consented": "true", "photo": photo()}).status_code == 200
    assert (topic.meetings.get().minutes, topic.meetings.get().photos.count()) == ("已议定选址", 1)


def test_a_topic_of_a_resident_is_screened(host: Program) -> None:
    topic = raise_topic(Proposal("标题", "内容", "safety", COMMUNITY), by=make_participant())
    (row,) = host.get("/host/talks").json()["items"]
    assert (row["code"], row["screened"]) == (topic.code, False)
    early = host.post(f"/host/talks/{topic.code}/stage", {"stage": "hear"})
    assert (early.status_code, early.json()["code"]) == (422, "is_screened")
    wish = {"accepted": False, "answer": "请拨打 12345。"}
    assert host.post(f"/host/talks/{topic.code}/screening", wish).json()["stage"] == "declined"


def test_a_topic_of_another_area_is_not_found(host: Program, cast: Cast) -> None:
    other = make_topic(cast.duty_officer, area_code=ROOT + "002")
    assert host.get(f"/host/talks/{other.code}/statements").status_code == 404
    assert host.post(f"/host/talks/{other.code}/stage", {"stage": "hear"}).status_code == 404
    assert host.post("/host/talks", NEW | {"area": ROOT + "002"}).status_code == 403


def test_the_same_step_under_the_same_key_is_taken_once(host: Program, cast: Cast) -> None:
    topic = make_topic(cast.community_officer, stage=Stage.TALK)
    for _again in range(2):
        sent = host.post(f"/host/talks/{topic.code}/drafts", {"text": "一、南门"}, idempotency_key="draft-0001")
        assert sent.status_code == 201
    assert topic.drafts.count() == 1


def test_what_cannot_be_is_refused_with_what_to_do(host: Program, cast: Cast) -> None:
    topic = make_topic(cast.community_officer, stage=Stage.TALK)
    here = f"/host/talks/{topic.code}"
    times = {"starts_at": "2030-01-01T19:00:00", "ends_at": "2030-01-01T20:00:00+08:00", "place": "厅", "agenda": "一"}
    assert "time zone" in host.post(f"{here}/meetings", times).json()["fields"]["starts_at"][0]
    assert host.post(f"{here}/questions", {"text": "能否？", "to": "999999"}).json()["fields"].keys() == {"to"}
    assert host.post("/host/talks", NEW | {"cases": ["1-1"]}).json()["fields"].keys() == {"cases"}
    assert host.post("/host/talks", NEW | {"subject": "danger"}).json()["code"] == "elsewhere"
    assert host.post(f"{here}/decision/publication").status_code == 404


def test_waves_are_told_without_persons(host: Program, cast: Cast) -> None:
    topic = make_topic(cast.community_officer, stage=Stage.TALK)
    for text in MORE:
        host.post(f"/host/talks/{topic.code}/statements", {"text": text, "source": "host", "differs": True})
    make_waves(topic)
    told = host.get(f"/host/talks/{topic.code}/waves").json()
    (wave,) = told["waves"]
    assert (wave["people"], wave["rest"]) == (12, 40)
    assert sum(told["groups"]) - sum(told["groups_without"]) == 12
    assert "voice" not in str(told)
