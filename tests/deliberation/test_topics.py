from datetime import date

import pytest

from onegrid.audit.domain.verification import verify
from onegrid.audit.models import Entry
from onegrid.deliberation.domain.deciding import cast_vote, count, publish_decision
from onegrid.deliberation.domain.topics import (
    Proposal,
    move_on,
    raise_from_cases,
    raise_topic,
    screen_topic,
    set_dates,
    support_topic,
)
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Stage, Topic
from onegrid.deliberation.queries import public_topics, topics_visible_to
from onegrid.directory.models import Person
from tests.conftest import COMMUNITY, MICRO_GRID, Cast
from tests.deliberation.conftest import make_decision, make_participant, make_topic
from tests.factories import ELSEWHERE, ROOT, make_case

WISH = Proposal("增设充电插座", "楼下没有地方充电。", "safety", COMMUNITY)


def test_a_residents_topic_waits_to_be_screened_and_nobody_else_reads_it(cast: Cast) -> None:
    topic = raise_topic(WISH, by=make_participant())
    assert (topic.origin, topic.screened_at, topic.supports.count()) == ("resident", None, 1)
    assert not public_topics().exists()
    assert list(topics_visible_to(cast.community_officer)) == [topic]
    assert not topics_visible_to(cast.outsider).exists()


def test_a_topic_outside_the_list_is_told_where_to_go_instead(cast: Cast) -> None:
    with pytest.raises(TalkFault, match="调解") as caught:
        raise_topic(Proposal("邻居漏水", "漏水赔偿", "quarrel", COMMUNITY), by=make_participant())
    assert caught.value.code == "elsewhere"
    assert not Topic.objects.exists()


def test_a_topic_needs_ten_supporters_before_it_is_heard(cast: Cast, host: Person) -> None:
    topic = raise_topic(WISH, by=make_participant(0))
    screen_topic(topic, by=host, accepted=True, answer="列入议题")
    with pytest.raises(TalkFault, match="十位"):
        move_on(topic, Stage.HEAR, by=host)
    for each in range(1, 10):
        assert support_topic(topic, make_participant(each))
    move_on(topic, Stage.HEAR, by=host, ends=date(2030, 1, 1))
    assert topic.stage == Stage.HEAR
    assert topic.periods.get(stage=Stage.HEAR).ends == date(2030, 1, 1)


def test_support_counts_once_and_from_the_area_only(cast: Cast, host: Person) -> None:
    topic = make_topic(host, area_code=COMMUNITY)
    neighbour = make_participant(1)
    assert support_topic(topic, neighbour)
    assert not support_topic(topic, neighbour)
    with pytest.raises(TalkFault) as caught:
        support_topic(topic, make_participant(2, ROOT + "002001001"))
    assert caught.value.code == "lives_in_the_area"


def test_a_declined_topic_says_why_and_is_not_public(cast: Cast, host: Person) -> None:
    topic = raise_topic(WISH, by=make_participant())
    with pytest.raises(TalkFault):
        screen_topic(topic, by=host, accepted=False, answer=" ")
    screen_topic(topic, by=host, accepted=False, answer="请直接报修")
    assert topic.stage == Stage.DECLINED
    assert not public_topics().exists()


@pytest.mark.parametrize("stage", [Stage.DECIDE, Stage.DO, Stage.LOOK_BACK, Stage.ENDED, Stage.RAISE, "nowhere"])
def test_no_stage_is_left_out(host: Person, stage: str) -> None:
    topic = make_topic(host)
    with pytest.raises(TalkFault) as caught:
        move_on(topic, stage, by=host)
    assert caught.value.code == "is_the_next_stage"


def test_what_was_not_carried_ends_without_doing(topic: Topic, host: Person) -> None:
    decision = make_decision(topic, host, voters=1)
    publish_decision(decision, by=host)
    move_on(topic, Stage.DECIDE, by=host)
    cast_vote(decision, make_participant(1), "against")
    with pytest.raises(TalkFault):
        move_on(topic, Stage.ENDED, by=host)
    count(decision, by=host)
    move_on(topic, Stage.ENDED, by=host)
    assert topic.stage == Stage.ENDED


def test_a_decision_must_be_published_before_deciding_begins(topic: Topic, host: Person) -> None:
    with pytest.raises(TalkFault) as caught:
        move_on(topic, Stage.DECIDE, by=host)
    assert caught.value.code == "has_a_published_decision"


def test_like_cases_become_one_topic(cast: Cast, host: Person) -> None:
    cases = [make_case(), make_case()]
    assert set(raise_from_cases(WISH, cases, by=host).cases.all()) == set(cases)
    with pytest.raises(TalkFault):
        raise_from_cases(WISH, cases[:1], by=host)


def test_an_area_that_there_is_not_cannot_be_concerned(cast: Cast) -> None:
    with pytest.raises(TalkFault):
        raise_topic(Proposal("标题", "内容", "safety", "999999999"), by=make_participant())


def test_what_the_host_does_is_on_record(topic: Topic, host: Person) -> None:
    set_dates(topic, Stage.DECIDE, starts=date(2030, 1, 1), ends=date(2030, 1, 9), by=host)
    with pytest.raises(TalkFault):
        set_dates(topic, Stage.DECIDE, starts=date(2030, 1, 9), ends=date(2030, 1, 1), by=host)
    verbs = list(Entry.objects.filter(after__topic=topic.code).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["raise topic", "topic to hear", "topic to talk", "set dates"]
    assert list(verify()) == []


def test_topics_of_other_subdistricts_are_not_seen(cast: Cast, host: Person) -> None:
    make_topic(host, area_code=ELSEWHERE + "001")
    assert not topics_visible_to(cast.duty_officer).exists()
    assert not topics_visible_to(cast.grid_member).exists()
    make_topic(host, area_code=MICRO_GRID)
    assert topics_visible_to(cast.duty_officer).count() == 1
