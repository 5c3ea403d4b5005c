import shapely

from onegrid.lib.codes import Level
from onegrid.territory.coverage import FaultKind
from onegrid.territory.domain.trees import complete_tree, find_faults
from onegrid.territory.files import AreaRow
from onegrid.territory.models import Plan
from tests.factories import CELL, ROOT, square_areas

EAST = CELL / 4


def micro_grids() -> list[AreaRow]:
    areas = [area for area in square_areas() if len(area.code) == 18]
    return [
        AreaRow(
            area.code, area.name, area.geometry, Level.MICRO_GRID, parent=area.code[:-3], households=area.households
        )
        for area in areas
    ]


def shifted(row: AreaRow, lon: float) -> AreaRow:
    return AreaRow(row.code, row.name, shapely.affinity.translate(row.geometry, lon), row.level, parent=row.parent)


def test_upper_areas_are_made_of_those_below(db: None) -> None:
    whole = complete_tree(micro_grids())
    assert [row.code for row in whole] == sorted(area.code for area in square_areas())
    drawn = {area.code: area.geometry for area in square_areas()}
    assert all(row.geometry.equals(drawn[row.code]) for row in whole)
    assert (whole[0].code, whole[0].households, whole[0].level) == (ROOT, 800, Level.SUBDISTRICT)


def test_made_areas_are_called_as_in_the_plan_in_force(land: Plan) -> None:
    names = {row.code: row.name for row in complete_tree(micro_grids())}
    assert (names[ROOT], names[ROOT + "001"]) == ("东城街道", "1号社区")


def test_areas_that_are_there_are_left_as_they_are(db: None) -> None:
    own = AreaRow(ROOT, "自己的名字", shapely.box(116, 36, 116.04, 36.02), Level.SUBDISTRICT)
    assert complete_tree([*micro_grids(), own])[0] is own


def test_overlaps_and_gaps_are_found_in_the_areas_as_given(db: None) -> None:
    first, *others = micro_grids()
    rows = [shifted(first, EAST), *others]
    faults = find_faults(rows, complete_tree(rows))
    assert {fault.kind for fault in faults} == {FaultKind.OVERLAP}
    rows = others[:4] + others[5:]
    assert find_faults(rows, complete_tree(rows)) == []


def test_a_gap_under_a_given_subdistrict_is_found_through_the_areas_made_between(db: None) -> None:
    rows = [*micro_grids()[1:], AreaRow(ROOT, "街道", shapely.box(116, 36, 116.04, 36.02), Level.SUBDISTRICT)]
    faults = find_faults(rows, complete_tree(rows))
    assert [fault.kind for fault in faults] == [FaultKind.GAP]
