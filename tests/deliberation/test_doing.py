from datetime import timedelta

import pytest
from django.utils import timezone

from onegrid.audit.domain.verification import verify
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import CaseClock
from onegrid.deliberation.domain.deciding import cast_vote, count, publish_decision
from onegrid.deliberation.domain.doing import carry_out, name_action, remark, resolve
from onegrid.deliberation.domain.talking import answer, say_for_table
from onegrid.deliberation.domain.topics import move_on
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Letter, Stage, Topic
from onegrid.directory.models import Person
from tests.conftest import Cast
from tests.deliberation.conftest import make_decision, make_participant


@pytest.fixture
def decided(topic: Topic, host: Person) -> Topic:
    """A topic whose votes are counted; participant 1 answered and voted."""
    who = make_participant(1)
    answer(say_for_table(topic, "车棚建在南门更方便", by=host), who, 1)
    decision = make_decision(topic, host, voters=1)
    publish_decision(decision, by=host)
    move_on(topic, Stage.DECIDE, by=host)
    cast_vote(decision, who, "for")
    count(decision, by=host)
    return topic


def test_a_resolution_becomes_cases_with_owners_and_days(decided: Topic, cast: Cast, host: Person) -> None:
    due = timezone.localdate() + timedelta(days=20)
    with pytest.raises(TalkFault):
        carry_out(decided, by=host)
    resolve(decided, "在南门建车棚，年内完工。", by=host)
    action = name_action(decided, title="建车棚", owner=cast.department, due=due, by=host)
    assert carry_out(decided, by=host) == 1
    assert carry_out(decided, by=host) == 0
    action.refresh_from_db()
    assert action.case is not None
    assert (action.case.kind, action.case.holder_organisation) == ("resolution-action", cast.department)
    assert timezone.localdate(CaseClock.objects.get(case=action.case, key="handle").due_at) == due
    move_on(decided, Stage.DO, by=host)
    with pytest.raises(TalkFault) as caught:
        move_on(decided, Stage.LOOK_BACK, by=host)
    assert caught.value.code == "every_action_has_ended"
    assert list(verify()) == []


def test_nothing_is_done_before_it_is_decided(topic: Topic, cast: Cast, host: Person) -> None:
    with pytest.raises(TalkFault):
        resolve(topic, "就这么办", by=host)
    with pytest.raises(TalkFault):
        name_action(topic, title="建", owner=cast.department, due=timezone.localdate() + timedelta(days=9), by=host)


def test_an_action_has_a_day_to_come(decided: Topic, cast: Cast, host: Person) -> None:
    with pytest.raises(TalkFault) as caught:
        name_action(decided, title="建", owner=cast.department, due=timezone.localdate(), by=host)
    assert caught.value.code == "due"


def test_those_who_took_part_are_asked_whether_it_was_done(decided: Topic, cast: Cast, host: Person) -> None:
    make_participant(2)
    resolve(decided, "在南门建车棚。", by=host)
    name_action(decided, title="建车棚", owner=cast.department, due=timezone.localdate() + timedelta(days=9), by=host)
    carry_out(decided, by=host)
    move_on(decided, Stage.DO, by=host)
    case = decided.actions.get().case
    assert case is not None
    make_move(case, "take", actor=cast.actor("handler"))
    make_move(case, "resolve", actor=cast.actor("handler"), reply="已建成")
    make_move(case, "verify", actor=cast.actor("inspector"))
    move_on(decided, Stage.LOOK_BACK, by=host)
    assert Letter.objects.filter(topic="done?").count() == 1
    from onegrid.deliberation.models import Participant

    took_part, other = Participant.objects.order_by("pk")
    assert remark(decided, took_part, done=True, words="很好").done
    assert not remark(decided, took_part, done=False).done
    assert decided.remarks.count() == 1
    with pytest.raises(TalkFault) as caught:
        remark(decided, other, done=True)
    assert caught.value.code == "took_part"
    move_on(decided, Stage.ENDED, by=host)
