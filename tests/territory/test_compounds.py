import pytest
import shapely
from django.core.exceptions import ValidationError

from onegrid.territory.domain.compounds import DrawnCompound, put_compounds
from onegrid.territory.models import Compound, Plan
from tests.conftest import MICRO_GRID
from tests.factories import ROOT

INSIDE = shapely.Point(116.005, 36.005)


def test_a_compound_is_put_into_the_area_that_holds_it(land: Plan) -> None:
    square = shapely.box(116.002, 36.002, 116.004, 36.004)
    drawn = [DrawnCompound("甲小区", INSIDE, "old", 120, "一号路 1 号"), DrawnCompound("乙小区", square)]
    assert put_compounds(ROOT, drawn, actor="system") == 0
    first, second = Compound.objects.order_by("lon").last(), Compound.objects.order_by("lon").first()
    assert first and second
    assert (first.name, first.kind, first.households, first.area_code) == ("甲小区", "old", 120, MICRO_GRID)
    assert shapely.from_wkb(bytes(second.outline)).equals(square)


def test_the_same_name_again_replaces_it_and_outside_is_said(land: Plan) -> None:
    put_compounds(ROOT, [DrawnCompound("甲小区", INSIDE)], actor="system")
    assert put_compounds(ROOT, [DrawnCompound("甲小区", shapely.Point(100, 30), households=7)], actor="system") == 1
    assert [(each.households, each.area_code) for each in Compound.objects.all()] == [(7, "")]


def test_nameless_doubled_and_placeless_compounds_are_all_named(land: Plan) -> None:
    drawn = [DrawnCompound("", INSIDE), DrawnCompound("甲", INSIDE), DrawnCompound("甲", None)]
    with pytest.raises(ValidationError) as fault:
        put_compounds(ROOT, drawn, actor="system")
    assert len(fault.value.messages) == 3 and Compound.objects.count() == 0
