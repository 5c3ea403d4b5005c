from datetime import timedelta

from django.utils import timezone

from onegrid.deliberation.domain.deciding import cast_vote, count, publish_decision
from onegrid.deliberation.domain.talking import say
from onegrid.deliberation.domain.topics import Proposal, raise_topic
from onegrid.deliberation.opinions import forget_pictures
from tests.api.conftest import Program
from tests.conftest import COMMUNITY, Cast
from tests.deliberation.conftest import make_decision, make_participant, make_topic
from tests.factories import ROOT


def test_topics_are_listed_by_area_and_stage_and_unscreened_ones_are_not(anybody: Program, cast: Cast) -> None:
    topic = make_topic(cast.duty_officer, area_code=COMMUNITY)
    make_topic(cast.duty_officer, area_code=ROOT + "002", stage="talk")
    raise_topic(Proposal("标题", "内容", "safety", COMMUNITY), by=make_participant())
    assert [each["code"] for each in anybody.get("/talks", {"area": COMMUNITY}).json()["items"]] == [topic.code]
    assert len(anybody.get("/talks").json()["items"]) == 2
    assert len(anybody.get("/talks", {"stage": "talk"}).json()["items"]) == 1
    first = anybody.get("/talks", {"size": 1}).json()
    assert len(anybody.get("/talks", {"size": 1, "cursor": first["next"]}).json()["items"]) == 1


def test_a_topic_says_what_was_said_and_how_it_was_decided(anybody: Program, cast: Cast) -> None:
    forget_pictures()
    topic = make_topic(cast.duty_officer, stage="talk")
    who = make_participant(1)
    say(topic, who, "车棚建在南门更方便")
    decision = make_decision(topic, cast.duty_officer, voters=1)
    publish_decision(decision, by=cast.duty_officer)
    assert anybody.get(f"/talks/{topic.code}/votes").status_code == 404
    cast_vote(decision, who, "for")
    count(decision, by=cast.duty_officer, at=timezone.now() + timedelta(days=5))
    page = anybody.get(f"/talks/{topic.code}").json()
    assert (page["people"], page["statements"], page["vote"]["carried"]) == (1, 1, True)
    assert page["vote"]["counts"] == {"for": 1, "against": 0, "abstain": 0}
    assert anybody.get(f"/talks/{topic.code}/votes").content.decode().count(",for,") == 1
    assert anybody.get("/talks/00-000000").status_code == 404
