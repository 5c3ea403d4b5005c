"""The demo office's land: the invented geography, put into a plan in force through the verbs that planners use."""

from datetime import date

import shapely

from onegrid.demo.geography import Geography
from onegrid.territory.domain.plans import DrawnArea, adopt_plan, draft_plan, put_in_force
from onegrid.territory.models import Compound, Feature, Plan

ACTOR = "system"


def settle(geography: Geography, *, starts: date) -> Plan:
    """Put the areas into force from a date, and the compounds and the base map beside them."""
    root = geography.subdistrict
    areas = [root, *geography.communities, *geography.grids, *geography.micro_grids]
    drawn = [DrawnArea(each.code, each.name, each.geometry, each.kind, each.households) for each in areas]
    plan = draft_plan(root.code, f"{root.name}网格方案", drawn, actor=ACTOR)
    adopt_plan(plan, actor=ACTOR)
    put_in_force(plan, starts=starts, actor=ACTOR)
    Compound.objects.bulk_create(_compounds(geography), batch_size=500)
    Feature.objects.bulk_create(_features(geography), batch_size=500)
    return plan


def _compounds(geography: Geography) -> list[Compound]:
    rows = []
    for each in geography.compounds:
        middle = each.geometry.representative_point()
        rows.append(
            Compound(
                subdistrict=geography.subdistrict.code,
                name=each.name,
                kind=each.kind,
                households=each.households,
                address=each.address,
                area_code=each.area_code,
                lon=middle.x,
                lat=middle.y,
                outline=shapely.to_wkb(each.geometry),
            )
        )
    return rows


def _features(geography: Geography) -> list[Feature]:
    root = geography.subdistrict.code
    rows = [
        Feature(subdistrict=root, kind=each.kind, name=each.name, rank=each.rank, outline=shapely.to_wkb(each.geometry))
        for each in geography.features
    ]
    rows += [
        Feature(
            subdistrict=root,
            kind="building",
            name=each.number,
            rank=each.floors,
            outline=shapely.to_wkb(each.geometry),
        )
        for each in geography.buildings
    ]
    return rows
