"""A drawing's maps and settings as the planner's numerics want them: surveyed once, kept until they change."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas
import numpy as np
import shapely
from django.utils.translation import gettext as _

from onegrid.lib.codes import Level as AreaLevel
from onegrid.planning.geodata import Frame
from onegrid.planning.levels import Level
from onegrid.planning.locks import Locks
from onegrid.planning.problem import Range
from onegrid.planning.survey import Survey, survey_units
from onegrid.planning.units import WHOLE, Columns
from onegrid.studio.maps import names_of, unpack
from onegrid.studio.models import Drawing, SourceMap
from onegrid.studio.places import units_in
from onegrid.studio.sizes import Size, read_size
from onegrid.territory.domain.locating import locate_many, plans_in_force
from onegrid.territory.generations import LAND, token_of
from onegrid.territory.models import Area
from onegrid.territory.queries import name_of

IN_FORCE = {"grid": "in force: grid", "micro_grid": "in force: micro-grid"}
"""The columns in which units carry their areas of the plan in force."""
COMMUNITY = "in force: community"
KEPT = 4

_desks: OrderedDict[int, tuple[str, "Desk"]] = OrderedDict()


class NotReady(ValueError):
    """Something is missing before a plan can be drawn; the message says what."""


@dataclass(frozen=True, eq=False)
class Desk:
    """The survey of a drawing, its levels from the top, its locks, and whether a plan in force lies below.

    `outlines` are the units as they were drawn (WGS 84), in the order of the survey's units. `communities` are the names of
    communities by the codes that the survey knows them by. `places` are the outlines of all units that were brought in, by name.
    """

    survey: Survey
    levels: tuple[Level, ...]
    locks: Locks
    has_plan: bool
    outlines: Any
    communities: Mapping[str, str]
    places: Mapping[str, Any]

    @property
    def keys(self) -> list[str]:
        """The units' keys, as people and locks write them."""
        return self.survey.units.names


def desk_of(drawing: Drawing) -> Desk:
    """The desk of a drawing, kept while neither it nor the plan in force changes. Raises `NotReady`, or `Refused`."""
    kept, state = _desks.get(drawing.pk), f"{drawing.made_at} {drawing.revision} {token_of(LAND)}"
    if kept is None or kept[0] != state:
        kept = _desks[drawing.pk] = (state, _lay_out(drawing))
        while len(_desks) > KEPT:
            _desks.popitem(last=False)
    return kept[1]


def _lay_out(drawing: Drawing) -> Desk:
    maps = list(drawing.maps.all())
    units = next((each for each in maps if each.role == SourceMap.Role.UNITS), None)
    if units is None:
        raise NotReady(_("Bring in a map of units first."))
    table = unpack(units)
    has_plan = _mark_plan_in_force(table, drawing.subdistrict)
    levels = _levels(drawing)
    communities, key, column = _communities(drawing, maps, has_plan)
    survey = survey_units(
        table,
        level=levels[0],
        columns=_columns(units, drawing.settings, column),
        communities=communities,
        community_key=key,
        nets={each.name: unpack(each) for each in maps if each.role == SourceMap.Role.NET},
        net_keys={each.name: each.key_column for each in maps if each.role == SourceMap.Role.NET and each.key_column},
        barriers=_together(maps, SourceMap.Role.BARRIERS),
        crossings=_together(maps, SourceMap.Role.CROSSINGS),
    )
    named = _codes_of(survey.units.communities, drawing.subdistrict)
    coded = replace(survey, units=replace(survey.units, communities=list(named)))
    outlines = table.geometry.to_numpy()[survey.units.rows]
    places = units_in(names_of(table, units.key_column), table.geometry)
    return Desk(coded, levels, _locks(drawing), has_plan, outlines, named, places)


def places_of(drawing: Drawing) -> Mapping[str, Any]:
    """The outlines of a drawing's units by their names, also where no desk can be laid out; none without units."""
    units = drawing.maps.filter(role=SourceMap.Role.UNITS).first()
    if units is None:
        return {}
    table = unpack(units)
    return units_in(names_of(table, units.key_column), table.geometry)


def _columns(units: SourceMap, settings: Mapping[str, Any], community: str | None) -> Columns:
    """The columns of the units that are read."""
    households, workload = settings.get("households") or "households", settings.get("workload") or None
    return Columns(units.key_column or None, households, workload, community)


def _codes_of(titles: list[str], root: str) -> dict[str, str]:
    """Each community's code and its title, in the order given: the title itself if it is a code, else numbered by the titles."""
    if all(title.startswith(root) and title.isdigit() and len(title) == len(root) + 3 for title in titles):
        return {title: name_of(title) for title in titles}
    number = {title: f"{root}{at:03d}" for at, title in enumerate(sorted(titles), 1)}
    return {number[title]: name_of(root) if title == WHOLE else title for title in titles}


def _levels(drawing: Drawing) -> tuple[Level, ...]:
    levels = []
    for name, setting in (("grid", "grids"), ("micro_grid", "micro_grids")):
        if text := drawing.settings.get(setting, ""):
            tolerance = float(drawing.settings.get("tolerance", 10)) / 100
            levels.append(_level(name, read_size(text), tolerance, float(drawing.settings.get("reach", 0))))
    if not levels:
        raise NotReady(_("Say how large the grids are to be."))
    return tuple(levels)


def _level(name: str, size: Size, tolerance: float, reach: float) -> Level:
    if isinstance(size, int):
        return Level(name, grids=size, tolerance=tolerance, reach=reach)
    return Level(name, Range(*size), reach=reach)


def _locks(drawing: Drawing) -> Locks:
    groups: dict[str, list[list[str]]] = {"together": [], "apart": [], "fixed": [], "dedicated": []}
    for lock in drawing.locks:
        groups[lock["kind"]].append(list(lock["units"]))
    pairs = [(group[0], other) for group in groups.pop("apart") for other in group[1:]]
    return Locks(apart=pairs, **groups)


def _communities(
    drawing: Drawing, maps: list[SourceMap], has_plan: bool
) -> tuple[Frame | None, str | None, str | None]:
    """A map of communities and its column, or a column of the units. By default the plan in force says."""
    chosen = drawing.settings.get("communities", "plan" if has_plan else "")
    if chosen == "plan" and has_plan:
        areas = _areas_in_force(drawing.subdistrict, AreaLevel.COMMUNITY)
        frame = geopandas.GeoDataFrame(
            {"code": [area.code for area in areas]}, geometry=[a.geometry for a in areas], crs=4326
        )
        return frame, "code", None
    if chosen == "map":
        source = next((each for each in maps if each.role == SourceMap.Role.COMMUNITIES), None)
        if source is None:
            raise NotReady(_("Bring in a map of communities, or choose other communities in the settings."))
        return unpack(source), source.key_column or None, None
    return None, None, chosen.removeprefix("column:") or None


def _mark_plan_in_force(table: Frame, subdistrict: str) -> bool:
    """Write each unit's areas of the plan in force into the table; returns whether any unit has one."""
    points = shapely.point_on_surface(shapely.make_valid(table.geometry.to_numpy()))
    found = shapely.get_x(points), shapely.get_y(points)
    codes = locate_many(np.nan_to_num(found[0], nan=-999.0), np.nan_to_num(found[1], nan=-999.0))
    here = [code if code.startswith(subdistrict) else "" for code in codes.tolist()]
    for level, digits in ((IN_FORCE["grid"], 15), (IN_FORCE["micro_grid"], 18)):
        table[level] = [code[:digits] or None for code in here]
    return any(here)


def _areas_in_force(subdistrict: str, level: AreaLevel) -> list[Area]:
    areas = Area.objects.filter(plan__in=plans_in_force(), code__startswith=subdistrict, level=level)
    return [area for area in areas.order_by("code") if not area.geometry.is_empty]


def _together(maps: list[SourceMap], role: str) -> Frame | None:
    """The maps of one role as one."""
    shapes = [shape for each in maps if each.role == role for shape in unpack(each).geometry if shape is not None]
    return geopandas.GeoDataFrame(geometry=shapes, crs=4326) if shapes else None
