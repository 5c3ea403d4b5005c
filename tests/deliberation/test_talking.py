from datetime import date, timedelta

import pytest
from django.utils import timezone

from onegrid.deliberation.domain.talking import Repeats, answer, begin_with, count_hands, moderate, say, say_for_table
from onegrid.deliberation.domain.topics import move_on
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Stage, Topic
from onegrid.deliberation.queries import next_statement, overview_of
from onegrid.deliberation.voices import voice_of
from onegrid.directory.models import Person
from tests.deliberation.conftest import make_participant, make_topic
from tests.factories import ROOT

TEXTS = [
    "车棚建在南门更方便老人",
    "北门离配电房近成本更低",
    "每个车位都要有烟雾报警器",
    "充电价格应当公开并受监督",
    "夜间十点以后应当自动断电",
    "外卖骑手也可以使用充电口",
    "不要占用儿童游乐场的地方",
    "应当先在一栋楼做个试点看看",
]


def test_a_statement_is_said_and_its_sayer_agrees(topic: Topic) -> None:
    who = make_participant()
    statement = say(topic, who, "  车棚建在南门  更方便老人 ")
    assert statement.text == "车棚建在南门 更方便老人"
    assert list(statement.answers.values_list("answer", flat=True)) == [1]
    assert next_statement(topic, voice_of(who, topic)) == (None, 1)


def test_a_repeated_statement_is_shown_the_other(topic: Topic) -> None:
    first = say(topic, make_participant(1), "车棚建在南门更方便老人")
    with pytest.raises(Repeats) as caught:
        say(topic, make_participant(2), "车棚建在南门，更方便老人！")
    assert caught.value.other == first
    assert say(topic, make_participant(3), "车棚建在南门更方便老人和孩子", differs=True).pk != first.pk
    with pytest.raises(Repeats):
        say(topic, make_participant(4), "车棚建在南门更方便老人", differs=True)


@pytest.mark.parametrize("text", ["太短", "长" * 141, "   "])
def test_a_statement_is_one_sentence(topic: Topic, text: str) -> None:
    with pytest.raises(TalkFault) as caught:
        say(topic, make_participant(), text)
    assert caught.value.code == "length"


def test_nobody_says_more_than_ten_things_a_day(topic: Topic) -> None:
    who = make_participant()
    for number in range(10):
        say(topic, who, f"第{number}个建议{'甲乙丙丁戊己庚辛壬癸'[number] * 6}", differs=True)
    with pytest.raises(TalkFault) as caught:
        say(topic, who, "再说一句完全不同的话")
    assert caught.value.code == "many"


def test_only_neighbours_answer_and_only_while_the_talk_is_open(topic: Topic, host: Person) -> None:
    statement = say_for_table(topic, TEXTS[0], by=host)
    with pytest.raises(TalkFault) as caught:
        answer(statement, make_participant(2, ROOT + "002001001"), 1)
    assert caught.value.code == "lives_in_the_area"
    topic.periods.filter(stage=Stage.TALK).update(ends=timezone.localdate())
    with pytest.raises(TalkFault) as caught:
        answer(statement, make_participant(3), 1, at=timezone.now() + timedelta(days=1))
    assert caught.value.code == "is_talked_about_now"
    with pytest.raises(TalkFault):
        answer(say_for_table(make_topic(host), TEXTS[1], by=host), make_participant(4), 1)


def test_an_answer_is_one_of_three(topic: Topic, host: Person) -> None:
    with pytest.raises(TalkFault) as caught:
        answer(say_for_table(topic, TEXTS[0], by=host), make_participant(), 2)
    assert caught.value.code == "answer"


def test_what_was_said_at_a_table_is_marked_and_its_hands_stand_beside_the_votes(topic: Topic, host: Person) -> None:
    statement = say_for_table(topic, TEXTS[0], by=host)
    hands = count_hands(statement, agree=12, disagree=3, passed=1, on=date(2026, 5, 1), by=host)
    assert (statement.source, hands.agree) == ("table", 12)
    assert overview_of(topic).people == 0


def test_a_statement_is_left_out_with_a_reason_and_counts_no_more(topic: Topic, host: Person) -> None:
    who, statement = make_participant(), say_for_table(topic, TEXTS[0], by=host)
    answer(statement, who, 1)
    with pytest.raises(TalkFault) as caught:
        moderate(statement, by=host, out=True)
    assert caught.value.code == "no_reason"
    moderate(statement, by=host, out=True, reason="含有个人信息")
    assert next_statement(topic, "nobody") == (None, 0)
    assert overview_of(topic).picture.groups.tolist() == [-1]
    with pytest.raises(TalkFault, match="个人信息"):
        answer(statement, who, -1)
    moderate(statement, by=host, out=False)
    assert next_statement(topic, "nobody") == (statement, 0)


def test_everybody_meets_every_statement_once_in_an_order_of_their_own(topic: Topic, host: Person) -> None:
    begin_with(topic, TEXTS, by=host)
    first_met = set()
    for n in range(12):
        who, met = make_participant(n), []
        while statement := next_statement(topic, voice_of(who, topic))[0]:
            met.append(statement.pk)
            answer(statement, who, 0)
        assert len(met) == len(set(met)) == len(TEXTS)
        first_met.add(met[0])
    assert len(first_met) > 2


def test_two_camps_and_what_they_share_are_seen_at_once(topic: Topic, host: Person) -> None:
    begin_with(topic, TEXTS, by=host)
    statements = list(topic.statements.all())
    for n in range(24):
        who, side = make_participant(n), 1 if n < 14 else -1
        for place, statement in enumerate(statements):
            answer(statement, who, 1 if place in (2, 3) else side * (1 if place % 2 else -1))
        overview_of(topic)
    seen = overview_of(topic)
    assert seen.sizes == [14, 10]
    assert {each.statement.pk for each in seen.shared} == {statements[2].pk, statements[3].pk}
    assert seen.shared[0].overall is not None and seen.shared[0].overall.agree == 100
    assert all(seen.speaking)
    answer(statements[0], make_participant(99), 1)
    assert overview_of(topic).people == 25


def test_a_change_of_mind_counts_and_nobody_is_named(topic: Topic, host: Person) -> None:
    statement, who = say_for_table(topic, TEXTS[0], by=host), make_participant()
    for value in (1, -1, 0):
        answer(statement, who, value)
    seen = overview_of(topic)
    assert seen.people == 1 and seen.picture.counts.given.sum() <= 1
    assert who.phone_hash not in str(list(topic.answers.values_list("voice", flat=True)))


def test_a_voice_of_one_topic_is_not_that_of_another(topic: Topic, host: Person) -> None:
    who = make_participant()
    assert voice_of(who, topic) != voice_of(who, make_topic(host))
    move_on(topic, Stage.TALK, by=host) if topic.stage == Stage.HEAR else None
