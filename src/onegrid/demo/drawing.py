"""A drawing in the demo office's plan studio: the units and the four departments' nets from which the plan in force was made."""

from collections.abc import Mapping

import geopandas

from onegrid.demo.geography import Geography
from onegrid.studio.domain.drawings import add_lock, begin_drawing, change_settings, put_map
from onegrid.studio.maps import columns_of, pack
from onegrid.studio.models import Drawing, SourceMap

ACTOR = "system"


def lay_drawing(geography: Geography) -> Drawing:
    """The drawing, with its maps, settings and the dedicated grids as locks, ready to compute."""
    drawing = begin_drawing(geography.subdistrict.code, "综治、党建、环保、执法四网合一", actor=ACTOR)
    units = {"单元": [each.key for each in geography.units], "户数": [each.households for each in geography.units]}
    shapes = [each.geometry for each in geography.units]
    _put(drawing, SourceMap.Role.UNITS, "基本单元", units, shapes, "单元")
    for net in dict.fromkeys(each.net for each in geography.nets):
        own = [each for each in geography.nets if each.net == net]
        _put(drawing, SourceMap.Role.NET, net, {"网格": [e.name for e in own]}, [e.geometry for e in own], "网格")
    settings = {"households": "户数", "communities": "plan", "grids": "400-650", "micro_grids": "100-280"}
    change_settings(drawing, settings)
    for code, keys in _dedicated(geography).items():
        if code:
            add_lock(drawing, "dedicated", keys)
    return drawing


def _put(drawing: Drawing, role: str, name: str, table: Mapping[str, object], shapes: list[object], key: str) -> None:
    frame = geopandas.GeoDataFrame(table, geometry=shapes, crs=4326)
    source = SourceMap(
        role=role,
        name=name,
        file_name=f"{name}.gpkg",
        columns=columns_of(frame),
        key_column=key,
        rows=len(frame),
        content=pack(frame),
    )
    put_map(drawing, source)


def _dedicated(geography: Geography) -> dict[str, list[str]]:
    """The units of each dedicated grid of the plan in force, by the grid's code."""
    kept = [area for area in geography.grids if area.kind == "dedicated"]
    points = geopandas.GeoSeries([unit.geometry.representative_point() for unit in geography.units], crs=4326)
    found: dict[str, list[str]] = {}
    for area in kept:
        inside = points.within(area.geometry).to_numpy()
        found[area.code] = [unit.key for unit, lies in zip(geography.units, inside, strict=True) if lies]
    return found
