"""What the numerics found, and the limits that a plan breaks, in the reader's language."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES = {
    "file_not_geographic": gettext_lazy("%(place)s cannot be read as a map of polygons: %(reason)s"),
    "no_coordinate_system": gettext_lazy(
        "%(place)s does not say in which coordinate system it is, and its numbers are no degrees: add a "
        ".prj, or state it"
    ),
    "coordinate_system_assumed": gettext_lazy("%(place)s states no coordinate system; read as longitude and latitude"),
    "column_missing": gettext_lazy("%(place)s has no column %(column)s; it has %(columns)s"),
    "no_units": gettext_lazy("%(place)s has no polygons"),
    "no_polygon": gettext_lazy("%(place)s has no area and was left out; it has %(households)s households"),
    "invalid_polygon": gettext_lazy("%(place)s was drawn wrongly (%(reason)s) and was redrawn"),
    "multipart_unit": gettext_lazy("%(place)s lies in %(pieces)s pieces, which stay one unit"),
    "unit_repeated": gettext_lazy("%(place)s comes %(times)s times; each unit needs a key of its own"),
    "households_missing": gettext_lazy("%(place)s does not say how many households it has; taken as 0"),
    "households_negative": gettext_lazy("%(place)s has %(households)s households; that cannot be"),
    "households_all_zero": gettext_lazy("no unit of %(place)s has any households: there is nothing to balance"),
    "households_zero": gettext_lazy(
        "%(count)s units have no households (%(place)s); they go where their borders fit best"
    ),
    "units_overlap": gettext_lazy("%(place)s and %(other)s overlap by %(square_metres)s m²; both are kept as they are"),
    "sliver": gettext_lazy("%(place)s is a sliver of %(square_metres)s m² and stays with %(other)s"),
    "unit_without_community": gettext_lazy("%(place)s lies in no community and was given to %(community)s"),
    "unit_in_two_communities": gettext_lazy(
        "%(place)s lies in %(count)s communities; it counts to %(community)s (%(share)s)"
    ),
    "net_gap": gettext_lazy("%(place)s lies in no grid of %(net)s; it does not count in the agreement"),
    "net_overlap": gettext_lazy("%(place)s lies in %(count)s grids of %(net)s; it counts to %(grid)s (%(share)s)"),
    "net_elsewhere": gettext_lazy("%(net)s does not meet the units at all: is its coordinate system right?"),
    "island_linked": gettext_lazy(
        "%(place)s touches nothing else of %(community)s; joined to %(other)s, %(metres)s m away"
    ),
    "community_in_pieces": gettext_lazy(
        "%(community)s lies in %(pieces)s pieces that nothing joins; each gets grids of its own"
    ),
    "crossing_leads_nowhere": gettext_lazy("the crossing at %(place)s joins no two units"),
    "lock_unknown_unit": gettext_lazy("the lock '%(lock)s' names %(place)s, which is no unit"),
    "lock_contradiction": gettext_lazy("%(place)s and %(other)s must stay together and apart at once"),
    "lock_twice": gettext_lazy("%(place)s stands in two fixed or dedicated grids"),
    "lock_across": gettext_lazy("the lock '%(lock)s' joins units of several communities: %(place)s"),
    "lock_in_pieces": gettext_lazy("the units of the lock '%(lock)s' do not touch each other: %(place)s"),
    "lock_too_heavy": gettext_lazy(
        "%(place)s must stay together and have %(households)s households; with at most %(most)s a grid "
        "they cannot: allow %(households)s, or loosen the lock"
    ),
    "lock_too_far": gettext_lazy(
        "%(place)s and %(other)s must stay together and are %(metres)s m apart; at most %(reach)s m are allowed"
    ),
    "range_impossible": gettext_lazy(
        "%(community)s has %(households)s households: %(fewest)s grids of at most %(most)s are needed, "
        "and %(least)s or more leave %(highest)s at best; a range of %(wide_least)s to %(wide_most)s would do"
    ),
    "area_too_small": gettext_lazy(
        "%(community)s has %(households)s households and is one grid by itself; at least %(least)s a "
        "grid were asked: allow %(households)s, or join it to a neighbour"
    ),
    "units_too_heavy": gettext_lazy(
        "%(community)s has %(count)s units of up to %(heaviest)s households (%(place)s); with at most "
        "%(most)s a grid they cannot be placed: allow %(heaviest)s, or divide them"
    ),
    "piece_too_small": gettext_lazy(
        "%(place)s (%(households)s households) is cut off from the rest of %(community)s; with at least "
        "%(least)s a grid it cannot be one: add a crossing, or allow %(households)s"
    ),
    "too_few_units": gettext_lazy(
        "%(community)s has %(units)s units and cannot make %(grids)s grids; it got %(units)s"
    ),
    "more_pieces_than_grids": gettext_lazy(
        "%(community)s is in %(pieces)s pieces and cannot make %(grids)s grids; it got %(pieces)s"
    ),
    "range_missed": gettext_lazy(
        "%(count)s grids of %(place)s miss the range of %(least)s to %(most)s; the nearest %(proof)s is "
        "%(wide_least)s to %(wide_most)s"
    ),
    "apart_missed": gettext_lazy("%(place)s and %(other)s share a grid though they must be apart"),
    "reach_missed": gettext_lazy("%(place)s stretches over %(metres)s m; at most %(reach)s m are allowed"),
}
"""The sentences of `onegrid.planning.findings`, to be translated; what is new there is said in its own English."""
ORDER = ("refused", "missed", "repaired", "remark")
SHOWN = 5


@dataclass(frozen=True)
class Group:
    """Findings of one kind: how they weigh, the first few sentences, and how many more there are."""

    gravity: str
    sentences: list[str]
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
    return Group(same[0]["gravity"], [say_finding(each) for each in same[:SHOWN]], max(0, len(same) - SHOWN))


def _say_value(name: str, value: Any) -> Any:
    """A value of a finding: shares as per cents, the numerics' own words and 'and 3 more' in the reader's language."""
    if name == "share":
        return f"{float(value):.0%}"
    if name in ("proof", "lock"):
        return str(_WORDS.get(value, value))
    more = _MORE.search(value) if isinstance(value, str) else None
    return value[: more.start()] + _(" and %(count)d more") % {"count": int(more[1])} if more else value


_MORE = re.compile(r" and (\d+) more$")
_WORDS = {
    "possible": gettext_lazy("possible"),
    "found": gettext_lazy("found"),
    "together": gettext_lazy("stay together"),
    "apart": gettext_lazy("stay apart"),
    "fixed": gettext_lazy("are one grid"),
    "dedicated": gettext_lazy("are a dedicated grid (mall, school, park …)"),
}
_BREACHES: dict[str, Callable[[], str]] = {
    "few": lambda: _("%(area)s has %(value)d households; at least %(limit)d are asked for."),
    "many": lambda: _("%(area)s has %(value)d households; at most %(limit)d are allowed."),
    "torn": lambda: _("%(area)s lies in %(value)d pieces that nothing joins."),
    "far": lambda: _("%(area)s stretches over %(value)d m; at most %(limit)d m are allowed."),
    "parted": lambda: _("%(units)s must share one area, and lie in %(value)d."),
    "joined": lambda: _("%(units)s must not share an area, and both lie in %(area)s."),
}
