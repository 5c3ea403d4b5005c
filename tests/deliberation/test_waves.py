from onegrid.deliberation.domain.talking import answer, begin_with
from onegrid.deliberation.models import Answer, Topic
from onegrid.deliberation.queries import overview_of
from onegrid.directory.models import Person
from tests.deliberation.conftest import make_participant, make_waves
from tests.deliberation.test_talking import TEXTS

MORE = [*TEXTS, "快递柜应当移到物业门口", "地面停车位按户轮流使用", "单元门口要加装一盏路灯", "健身器材每季度检修一次"]


def test_a_wave_is_told_with_what_there_would_be_without_it(topic: Topic, host: Person) -> None:
    begin_with(topic, MORE, by=host, differs=True)
    make_waves(topic)
    overview = overview_of(topic)
    assert overview.waves is not None
    (tide,) = overview.waves.tides
    assert (tide.people, tide.rest, tide.statements) == (12, 40, 12)
    assert tide.rest_alike <= 1
    assert sum(overview.sizes) - sum(overview.waves.sizes) == 12
    assert overview.people == 52


def test_a_wave_is_seen_once_its_last_answers_come_in(topic: Topic, host: Person) -> None:
    begin_with(topic, MORE, by=host, differs=True)
    make_waves(topic, bots=0)
    assert overview_of(topic).waves is None
    Answer.objects.all().delete()
    make_waves(topic)
    late = make_participant(1)
    for statement in topic.statements.all():
        answer(statement, late, 0)
    seen = overview_of(topic)
    assert seen.waves is not None and seen.people == 53
