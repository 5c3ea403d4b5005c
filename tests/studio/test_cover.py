import pytest
import shapely

from onegrid.studio.cover import cover_land
from tests.studio.land import blocks

LAND = shapely.box(116.0, 36.0, 116.04, 36.02)


def test_units_that_stand_apart_get_the_land_between_them() -> None:
    houses = shapely.buffer(blocks().geometry.to_numpy(), -0.001)
    cells = cover_land(houses, LAND)
    assert shapely.union_all(cells).symmetric_difference(LAND).area < 1e-9
    assert sum(shapely.area(cells)) == pytest.approx(LAND.area, rel=1e-6)
    assert bool(shapely.covers(shapely.buffer(cells, 1e-9), houses).all())


def test_units_that_are_the_land_stay_as_they_were_drawn() -> None:
    units = blocks().geometry.to_numpy()
    assert bool(shapely.equals_exact(cover_land(units, LAND), units).all())
