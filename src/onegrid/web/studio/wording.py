"""What the numerics found, and the limits that a plan breaks, in the reader's language."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.territory.files.repairs import PROBLEMS

SENTENCES = {
    "file_missing": gettext_lazy("there is no file %(place)s"),
    "file_empty": gettext_lazy("%(place)s is empty"),
    "zip_without_map": gettext_lazy("%(place)s holds no .shp, .gpkg or .geojson file"),
    "zip_with_several": gettext_lazy("%(place)s holds several maps (%(maps)s); bring one at a time"),
    "shapefile_incomplete": gettext_lazy("%(place)s lacks its %(suffix)s part; bring all parts of the Shapefile"),
    "file_not_geographic": gettext_lazy("%(place)s cannot be read as a map of polygons: %(reason)s"),
    "text_unreadable": gettext_lazy(
        "the text of %(place)s is neither UTF-8 nor GB 18030 (GBK); export it in one of them"
    ),
    "no_coordinate_system": gettext_lazy(
        "%(place)s does not say in which coordinate system it is, and its numbers are no degrees: add a .prj, or "
        "state it"
    ),
    "coordinate_system_wrong": gettext_lazy(
        "%(place)s says that it is in %(system)s, and its numbers lead to no place on earth by that: state the "
        "right one"
    ),
    "coordinate_system_assumed": gettext_lazy("%(place)s states no coordinate system; read as longitude and latitude"),
    "axes_swapped": gettext_lazy("%(place)s gives latitude before longitude; read the other way round"),
    "column_missing": gettext_lazy("%(place)s has no column %(column)s; it has %(columns)s"),
    "no_rows": gettext_lazy("%(place)s has no rows"),
    "no_polygons": gettext_lazy("%(place)s has no polygons but %(kinds)s; bring one with outlines"),
    "key_missing": gettext_lazy("row %(row)s of %(place)s has nothing in the column %(column)s; it is called %(name)s"),
    "no_polygon": gettext_lazy("%(place)s has no area and was left out; it has %(households)s households"),
    "invalid_polygon": gettext_lazy("%(place)s was drawn wrongly (%(reason)s) and was redrawn"),
    "multipart_unit": gettext_lazy("%(place)s lies in %(pieces)s pieces, which stay one unit"),
    "unit_repeated": gettext_lazy("%(place)s comes %(times)s times; each unit needs a key of its own"),
    "households_missing": gettext_lazy("%(place)s does not say how many households it has; taken as 0"),
    "households_impossible": gettext_lazy("%(place)s has %(households)s households; that cannot be"),
    "households_all_zero": gettext_lazy("no unit of %(place)s has any households: there is nothing to balance"),
    "households_zero": gettext_lazy(
        "%(count)s units have no households (%(place)s); they go where their borders fit best"
    ),
    "workload_missing": gettext_lazy("%(place)s does not say its workload; taken as 0"),
    "workload_impossible": gettext_lazy("%(place)s has a workload of %(workload)s; that cannot be"),
    "units_overlap": gettext_lazy("%(place)s and %(other)s overlap by %(square_metres)s m²; both are kept as they are"),
    "sliver": gettext_lazy("%(place)s is a sliver of %(square_metres)s m² and stays with %(other)s"),
    "unit_without_community": gettext_lazy("%(place)s lies in no community and was given to %(community)s"),
    "unit_in_two_communities": gettext_lazy(
        "%(place)s lies in %(count)s communities; it counts to %(community)s (%(share)s)"
    ),
    "community_without_units": gettext_lazy("%(community)s has no units and gets no grids"),
    "grid_repeated": gettext_lazy("%(grid)s stands in %(times)s rows of %(place)s; they count as one"),
    "net_gap": gettext_lazy("%(place)s lies in no grid of %(net)s; it does not count in the agreement"),
    "net_overlap": gettext_lazy("%(place)s lies in %(count)s grids of %(net)s; it counts to %(grid)s (%(share)s)"),
    "net_elsewhere": gettext_lazy("%(net)s does not meet the units at all: is its coordinate system right?"),
    "island_linked": gettext_lazy(
        "%(place)s touches nothing else of %(community)s; joined to %(other)s, %(metres)s m away"
    ),
    "community_in_pieces": gettext_lazy(
        "%(community)s lies in %(pieces)s pieces that nothing joins; each gets grids of its own"
    ),
    "crossing_leads_nowhere": gettext_lazy("crossing %(number)s, near %(place)s, joins no two units"),
    "lock_unknown_unit": gettext_lazy("the lock '%(lock)s' names %(place)s, which is no unit"),
    "lock_contradiction": gettext_lazy("%(place)s and %(other)s must stay together and apart at once"),
    "lock_apart_from_itself": gettext_lazy("%(place)s cannot be apart from itself"),
    "lock_twice": gettext_lazy("%(place)s stands in two fixed or dedicated grids"),
    "lock_half_in": gettext_lazy(
        "%(place)s must stay together with %(other)s, which is in a fixed or dedicated grid without it"
    ),
    "lock_across": gettext_lazy("the lock '%(lock)s' joins units of several communities: %(place)s"),
    "lock_in_pieces": gettext_lazy("the units of the lock '%(lock)s' do not touch each other: %(place)s"),
    "lock_too_heavy": gettext_lazy(
        "%(place)s must stay together and have %(households)s households; with at most %(most)s a grid they "
        "cannot: allow %(wide_least)s to %(wide_most)s there, or loosen the lock"
    ),
    "lock_too_far": gettext_lazy(
        "%(place)s and %(other)s must stay together and are %(metres)s m apart; at most %(reach)s m are allowed: "
        "allow %(metres)s m, or loosen the lock"
    ),
    "fixed_misses_range": gettext_lazy(
        "the fixed grid of %(place)s has %(households)s households; %(least)s to %(most)s are asked for: allow "
        "%(households)s, or loosen the lock"
    ),
    "range_impossible": gettext_lazy(
        "%(community)s has %(households)s households, which no number of grids can share as %(least)s to %(most)s "
        "each: %(highest)s would have too many, %(fewest)s too few; %(wide_least)s to %(wide_most)s would do"
    ),
    "grids_impossible": gettext_lazy(
        "%(community)s has %(households)s households, which cannot make %(grids)s grids of %(least)s to %(most)s "
        "each: allow %(wide_least)s to %(wide_most)s, or %(fewest)s to %(highest)s grids"
    ),
    "area_too_small": gettext_lazy(
        "%(community)s has %(households)s households in all; at least %(least)s a grid were asked: allow "
        "%(wide_least)s there, or join it to a neighbour"
    ),
    "units_too_heavy": gettext_lazy(
        "%(community)s has %(count)s units of up to %(heaviest)s households (%(place)s); with at most %(most)s a "
        "grid they cannot be placed: allow %(wide_least)s to %(wide_most)s there, or divide them"
    ),
    "piece_too_small": gettext_lazy(
        "%(place)s (%(households)s households) is cut off from the rest of %(community)s; with at least %(least)s "
        "a grid it cannot be one: add a crossing, or allow %(wide_least)s to %(wide_most)s there"
    ),
    "piece_misses_range": gettext_lazy(
        "%(place)s (%(households)s households) is cut off from the rest of %(community)s and makes no whole number"
        " of grids of %(least)s to %(most)s: add a crossing, or allow %(wide_least)s to %(wide_most)s there"
    ),
    "grids_not_made": gettext_lazy(
        "%(grids)s grids were asked for in all and %(made)s are made: each %(parent)s needs one at least, and has "
        "one at most for each unit; ask for %(made)s"
    ),
    "more_pieces_than_grids": gettext_lazy(
        "%(community)s is in %(pieces)s pieces and cannot make %(grids)s grids; it got %(pieces)s"
    ),
    "range_missed": gettext_lazy(
        "%(count)s grids of %(community)s miss the range of %(least)s to %(most)s; the nearest plan %(proof)s has "
        "%(wide_least)s to %(wide_most)s a grid: allow that there"
    ),
    "apart_missed": gettext_lazy(
        "%(place)s and %(other)s share a grid though they must be apart: with %(grids)s grids in %(community)s no "
        "plan %(proof)s keeps them so; loosen the lock, or ask for smaller grids"
    ),
    "reach_missed": gettext_lazy(
        "a grid of %(community)s stretches over %(metres)s m, from %(place)s to %(other)s; at most %(reach)s m are"
        " allowed: allow %(metres)s m, or fewer households a grid"
    ),
}
"""The sentences of `onegrid.planning.findings`, to be translated; what is new there is said in its own English."""
ORDER = ("refused", "missed", "repaired", "remark")
SHOWN = 5


@dataclass(frozen=True)
class Line:
    """One finding in words, and where it lies: the box around it and the units that it is about; neither if nothing is known."""

    words: str
    box: list[float]
    keys: list[str]


@dataclass(frozen=True)
class Group:
    """Findings of one kind: how they weigh, the first few lines, and how many more there are."""

    gravity: str
    lines: list[Line]
    more: int


def say_findings(findings: Iterable[Mapping[str, Any]]) -> list[Group]:
    """Findings by kind, the gravest first."""
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for each in findings:
        kinds.setdefault(each["key"], []).append(each)
    groups = [_group(same) for same in kinds.values()]
    return sorted(groups, key=lambda group: ORDER.index(group.gravity))


def say_finding(finding: Mapping[str, Any]) -> str:
    """One finding."""
    sentence = SENTENCES.get(finding["key"])
    values = {name: _say_value(name, value) for name, value in finding["values"].items()}
    try:
        return str(sentence) % values if sentence else finding["sentence"]
    except KeyError:
        return str(finding["sentence"])


def say_breach(kind: str, value: int, limit: int, name: str, units: Iterable[str]) -> str:
    """One broken limit."""
    words = {"area": name, "value": value, "limit": limit, "units": "、".join(units)}
    return _BREACHES[kind]() % words


def _group(same: list[Mapping[str, Any]]) -> Group:
    lines = [Line(say_finding(each), each.get("box", []), each.get("keys", [])) for each in same[:SHOWN]]
    return Group(same[0]["gravity"], lines, max(0, len(same) - SHOWN))


def _say_value(name: str, value: Any) -> Any:
    """A value of a finding: shares as per cents, the numerics' own words, lists and 'and 3 more' in the reader's language."""
    if name == "share":
        return f"{float(value):.0%}"
    if not isinstance(value, str) or value in _WORDS:
        return str(_WORDS[value]) if isinstance(value, str) else value
    if name == "reason":
        return str(PROBLEMS.get(value, value))
    if name == "kinds":
        return _(", ").join(str(_WORDS.get(kind, kind)) for kind in value.split(", "))
    more = _MORE.search(value)
    names = (value[: more.start()] if more else value).replace(", ", _(", "))
    return names + _(" and %(count)d more") % {"count": int(more[1])} if more else names


_MORE = re.compile(r" and (\d+) more$")
_WORDS = {
    "possible": gettext_lazy("possible"),
    "found": gettext_lazy("found"),
    "together": gettext_lazy("stay together"),
    "apart": gettext_lazy("stay apart"),
    "fixed": gettext_lazy("are one grid"),
    "dedicated": gettext_lazy("are a dedicated grid (mall, school, park …)"),
    "the map of units": gettext_lazy("the map of units"),
    "the map of communities": gettext_lazy("the map of communities"),
    "the map of barriers": gettext_lazy("the map of barriers"),
    "the map of crossings": gettext_lazy("the map of crossings"),
    "community": gettext_lazy("community"),
    "grid": gettext_lazy("grid"),
    "the whole area": gettext_lazy("the whole area"),
    "it has no geometry": gettext_lazy("it has no outlines"),
    "it is no zip file, or damaged": gettext_lazy("it is no zip file, or damaged"),
    "Point": gettext_lazy("points"),
    "MultiPoint": gettext_lazy("points"),
    "LineString": gettext_lazy("lines"),
    "MultiLineString": gettext_lazy("lines"),
}
"""What the numerics call things themselves, to be translated; everything else is the planner's own."""
_BREACHES: dict[str, Callable[[], str]] = {
    "few": lambda: _("%(area)s has %(value)d households; at least %(limit)d are asked for."),
    "many": lambda: _("%(area)s has %(value)d households; at most %(limit)d are allowed."),
    "torn": lambda: _("%(area)s lies in %(value)d pieces that nothing joins."),
    "far": lambda: _("%(area)s stretches over %(value)d m; at most %(limit)d m are allowed."),
    "parted": lambda: _("%(units)s must share one area, and lie in %(value)d."),
    "joined": lambda: _("%(units)s must not share an area, and both lie in %(area)s."),
}
