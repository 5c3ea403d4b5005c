from datetime import timedelta

import pytest
from django.utils import timezone

from onegrid.audit.domain.verification import verify
from onegrid.deliberation.models import Answer, Ballot, Elector, Letter, Participant, Stage, Topic
from onegrid.deliberation.queries import public_topics
from onegrid.demo.history import Staff
from onegrid.demo.talks import TOPICS, make_topics
from onegrid.territory.models import Compound
from tests.conftest import COMMUNITY, MICRO_GRID, Cast
from tests.factories import ROOT, make_organisation, make_person, make_post


@pytest.fixture
def staff(cast: Cast) -> Staff:
    """The cast, and a handler for each organisation that the texts name."""
    Compound.objects.create(subdistrict=ROOT, name="翠湖花园", kind="old", area_code=MICRO_GRID, lon=116, lat=36)
    departments = {}
    for name in sorted(
        {owner for told in TOPICS for _title, owner, _days in told["actions"]} - {"环卫所", "路灯管理所"}
    ):
        organisation, person = make_organisation(name), make_person()
        make_post(person, "department_handler", ROOT, organisation=organisation)
        departments[organisation.pk] = [type(cast.actor("handler"))(person.actor, person)]
    departments[cast.department.pk] = [cast.actor("handler")]
    departments[cast.other_department.pk] = [cast.actor("colleague")]
    areas = {COMMUNITY: [cast.actor("community_officer")]}
    return Staff(areas=areas, departments=departments, inspectors=[cast.actor("inspector")])


@pytest.mark.slow
def test_a_year_of_topics_is_lived_and_nobody_could_be_reached(staff: Staff) -> None:
    until = timezone.now()
    assert list(make_topics(staff, seed=3, until=until, count=10))[-1] == 10
    assert public_topics().count() >= 8
    assert Topic.objects.filter(stage=Stage.ENDED).exists()
    assert Topic.objects.exclude(raised_at__range=(until - timedelta(days=366), until)).count() == 0
    assert Answer.objects.filter(at__gt=until).count() == 0
    assert Ballot.objects.count() == Elector.objects.filter(voted=True).count()
    assert {each.phone for each in Participant.objects.all()} == {""}
    assert not Letter.objects.exists()
    assert list(verify()) == []


@pytest.mark.parametrize("told", TOPICS, ids=lambda told: told["subject"])
def test_every_topic_has_what_both_camps_say(told: dict[str, list[str]]) -> None:
    assert {text[0] for text in told["statements"]} == set("+ab")
    assert all(6 <= len(text) - 1 <= 140 for text in told["statements"])
