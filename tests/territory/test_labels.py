import pytest
from django.core.exceptions import ValidationError

from onegrid.audit.models import Entry
from onegrid.territory.domain.labels import is_drawn, name_areas
from onegrid.territory.domain.locating import locate
from onegrid.territory.models import Area, Plan
from onegrid.territory.queries import name_of, plan_with
from tests.factories import ROOT, at, make_plan

pytestmark = pytest.mark.django_db
WARD = ROOT + "003"


def test_a_plan_is_made_of_names_and_holds_for_the_past_too() -> None:
    assert name_areas(ROOT, {ROOT: "波士顿", WARD: "Ward 3"}, actor="import:x") == {ROOT, WARD}
    plan = Plan.objects.get()
    assert (plan.status, is_drawn(plan)) == (Plan.Status.IN_FORCE, False)
    assert plan_with(WARD, on=at("2015-01-11 10:00")) == plan.pk
    assert locate(116.005, 36.005).code is None


def test_it_grows_with_new_names_and_the_journal_tells() -> None:
    name_areas(ROOT, {ROOT: "波士顿"}, actor="import:x")
    assert name_areas(ROOT, {WARD: "Ward 3", WARD + "008": "Precinct 3-8"}, actor="import:x") >= {ROOT, WARD}
    assert (Plan.objects.count(), name_of(WARD + "008")) == (1, "Precinct 3-8")
    assert Entry.objects.filter(verb="name areas").get().after["areas"] == [WARD, WARD + "008"]


def test_naming_the_same_again_changes_nothing() -> None:
    for _again in range(2):
        name_areas(ROOT, {ROOT: "波士顿", WARD: "Ward 3"}, actor="import:x")
    assert (Area.objects.count(), Entry.objects.filter(verb="name areas").count()) == (2, 0)


def test_an_area_needs_its_parent() -> None:
    name_areas(ROOT, {ROOT: "波士顿"}, actor="import:x")
    with pytest.raises(ValidationError, match=WARD):
        name_areas(ROOT, {WARD + "008": "Precinct 3-8"}, actor="import:x")


def test_a_drawn_plan_is_left_as_it_is() -> None:
    plan = make_plan()
    assert WARD not in name_areas(ROOT, {WARD: "Ward 3"}, actor="import:x")
    assert is_drawn(plan) and not plan.areas.filter(code=WARD).exists()
