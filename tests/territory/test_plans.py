from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from onegrid.territory.domain.plans import adopt_plan, draft_plan, put_in_force
from onegrid.territory.models import Plan
from tests.factories import LONG_AGO, ROOT, make_plan, redrawn_areas

DAY = timedelta(days=1)


def adopted() -> Plan:
    plan = draft_plan(ROOT, "新方案", redrawn_areas(), actor="system")
    adopt_plan(plan, actor="system")
    return plan


def test_a_plan_does_not_begin_before_today_where_another_is_in_force(land: Plan) -> None:
    plan, today = adopted(), timezone.localdate()
    with translation.override("en"), pytest.raises(ValidationError, match="Choose today or a later day"):
        put_in_force(plan, starts=today - DAY, actor="system")
    land.refresh_from_db()
    assert (plan.status, land.status, land.ends) == (Plan.Status.ADOPTED, Plan.Status.IN_FORCE, None)
    put_in_force(plan, starts=today, actor="system")
    assert plan.standing == str(Plan.Status.IN_FORCE.label)


@pytest.mark.django_db
def test_the_first_plan_of_an_office_may_have_begun_long_ago() -> None:
    assert make_plan(starts=LONG_AGO).starts == LONG_AGO


def test_a_plan_that_is_to_come_says_from_when_and_the_one_before_it_until_when(land: Plan) -> None:
    plan, day = adopted(), timezone.localdate() + 30 * DAY
    put_in_force(plan, starts=day, actor="system")
    land.refresh_from_db()
    with translation.override("zh-hans"):
        assert (plan.standing, land.standing) == (f"自 {day} 起施行", f"施行至 {day}")
