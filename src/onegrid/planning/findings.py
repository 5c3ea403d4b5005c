"""What was found wrong, repaired, or found impossible: a key and values that callers translate, a sentence for the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


class Gravity(StrEnum):
    """How a finding weighs."""

    REPAIRED = "repaired"  # something in the input was mended; what was done is said
    REMARK = "remark"  # worth a look
    MISSED = "missed"  # the plan breaks a limit, and why
    REFUSED = "refused"  # there can be no plan from this input


SENTENCES: Final[Mapping[str, tuple[Gravity, str]]] = {
    # files
    "file_missing": (Gravity.REFUSED, "there is no file {place}"),
    "file_empty": (Gravity.REFUSED, "{place} is empty"),
    "zip_without_map": (Gravity.REFUSED, "{place} holds no .shp, .gpkg or .geojson file"),
    "zip_with_several": (Gravity.REFUSED, "{place} holds several maps ({maps}); bring one at a time"),
    "shapefile_incomplete": (Gravity.REFUSED, "{place} lacks its {suffix} part; bring all parts of the Shapefile"),
    "file_not_geographic": (Gravity.REFUSED, "{place} cannot be read as a map of polygons: {reason}"),
    "text_unreadable": (
        Gravity.REFUSED,
        "the text of {place} is neither UTF-8 nor GB 18030 (GBK); export it in one of them",
    ),
    "no_coordinate_system": (
        Gravity.REFUSED,
        "{place} does not say in which coordinate system it is, and its numbers are no degrees: add a .prj, or state it",
    ),
    "coordinate_system_wrong": (
        Gravity.REFUSED,
        "{place} says that it is in {system}, and its numbers lead to no place on earth by that: state the right one",
    ),
    "coordinate_system_assumed": (
        Gravity.REPAIRED,
        "{place} states no coordinate system; read as longitude and latitude",
    ),
    "axes_swapped": (Gravity.REPAIRED, "{place} gives latitude before longitude; read the other way round"),
    "column_missing": (Gravity.REFUSED, "{place} has no column {column}; it has {columns}"),
    "no_rows": (Gravity.REFUSED, "{place} has no rows"),
    "no_polygons": (Gravity.REFUSED, "{place} has no polygons but {kinds}; bring one with outlines"),
    # units
    "key_missing": (Gravity.REPAIRED, "row {row} of {place} has nothing in the column {column}; it is called {name}"),
    "no_polygon": (Gravity.REPAIRED, "{place} has no area and was left out; it has {households} households"),
    "invalid_polygon": (Gravity.REPAIRED, "{place} was drawn wrongly ({reason}) and was redrawn"),
    "multipart_unit": (Gravity.REMARK, "{place} lies in {pieces} pieces, which stay one unit"),
    "unit_repeated": (Gravity.REFUSED, "{place} comes {times} times; each unit needs a key of its own"),
    "households_missing": (Gravity.REPAIRED, "{place} does not say how many households it has; taken as 0"),
    "households_impossible": (Gravity.REFUSED, "{place} has {households} households; that cannot be"),
    "households_all_zero": (Gravity.REFUSED, "no unit of {place} has any households: there is nothing to balance"),
    "households_zero": (
        Gravity.REMARK,
        "{count} units have no households ({place}); they go where their borders fit best",
    ),
    "workload_missing": (Gravity.REPAIRED, "{place} does not say its workload; taken as 0"),
    "workload_impossible": (Gravity.REFUSED, "{place} has a workload of {workload}; that cannot be"),
    "units_overlap": (Gravity.REMARK, "{place} and {other} overlap by {square_metres} m²; both are kept as they are"),
    "sliver": (Gravity.REPAIRED, "{place} is a sliver of {square_metres} m² and stays with {other}"),
    "unit_without_community": (Gravity.REPAIRED, "{place} lies in no community and was given to {community}"),
    "unit_in_two_communities": (
        Gravity.REMARK,
        "{place} lies in {count} communities; it counts to {community} ({share:.0%})",
    ),
    "community_without_units": (Gravity.REMARK, "{community} has no units and gets no grids"),
    # nets
    "grid_repeated": (Gravity.REMARK, "{grid} stands in {times} rows of {place}; they count as one"),
    "net_gap": (Gravity.REMARK, "{place} lies in no grid of {net}; it does not count in the agreement"),
    "net_overlap": (Gravity.REMARK, "{place} lies in {count} grids of {net}; it counts to {grid} ({share:.0%})"),
    "net_elsewhere": (Gravity.REFUSED, "{net} does not meet the units at all: is its coordinate system right?"),
    # pieces and barriers
    "island_linked": (
        Gravity.REPAIRED,
        "{place} touches nothing else of {community}; joined to {other}, {metres} m away",
    ),
    "community_in_pieces": (
        Gravity.REMARK,
        "{community} lies in {pieces} pieces that nothing joins; each gets grids of its own",
    ),
    "crossing_leads_nowhere": (Gravity.REMARK, "crossing {number}, near {place}, joins no two units"),
    # locks
    "lock_unknown_unit": (Gravity.REFUSED, "the lock '{lock}' names {place}, which is no unit"),
    "lock_contradiction": (Gravity.REFUSED, "{place} and {other} must stay together and apart at once"),
    "lock_apart_from_itself": (Gravity.REFUSED, "{place} cannot be apart from itself"),
    "lock_twice": (Gravity.REFUSED, "{place} stands in two fixed or dedicated grids"),
    "lock_half_in": (
        Gravity.REFUSED,
        "{place} must stay together with {other}, which is in a fixed or dedicated grid without it",
    ),
    "lock_across": (Gravity.REFUSED, "the lock '{lock}' joins units of several communities: {place}"),
    "lock_in_pieces": (Gravity.REFUSED, "the units of the lock '{lock}' do not touch each other: {place}"),
    "lock_too_heavy": (
        Gravity.MISSED,
        "{place} must stay together and have {households} households; with at most {most} a grid they cannot: "
        "allow {wide_least} to {wide_most} there, or loosen the lock",
    ),
    "lock_too_far": (
        Gravity.MISSED,
        "{place} and {other} must stay together and are {metres} m apart; at most {reach} m are allowed: "
        "allow {metres} m, or loosen the lock",
    ),
    "fixed_misses_range": (
        Gravity.MISSED,
        "the fixed grid of {place} has {households} households; {least} to {most} are asked for: "
        "allow {households}, or loosen the lock",
    ),
    # ranges
    "range_impossible": (
        Gravity.MISSED,
        "{community} has {households} households, which no number of grids can share as {least} to {most} each: {highest} "
        "would have too many, {fewest} too few; {wide_least} to {wide_most} would do",
    ),
    "grids_impossible": (
        Gravity.MISSED,
        "{community} has {households} households, which cannot make {grids} grids of {least} to {most} each: allow "
        "{wide_least} to {wide_most}, or {fewest} to {highest} grids",
    ),
    "area_too_small": (
        Gravity.MISSED,
        "{community} has {households} households in all; at least {least} a grid were asked: allow {wide_least} there, or "
        "join it to a neighbour",
    ),
    "units_too_heavy": (
        Gravity.MISSED,
        "{community} has {count} units of up to {heaviest} households ({place}); with at most {most} a grid they cannot be "
        "placed: allow {wide_least} to {wide_most} there, or divide them",
    ),
    "piece_too_small": (
        Gravity.MISSED,
        "{place} ({households} households) is cut off from the rest of {community}; with at least {least} a grid it cannot "
        "be one: add a crossing, or allow {wide_least} to {wide_most} there",
    ),
    "piece_misses_range": (
        Gravity.MISSED,
        "{place} ({households} households) is cut off from the rest of {community} and makes no whole number of grids of "
        "{least} to {most}: add a crossing, or allow {wide_least} to {wide_most} there",
    ),
    "grids_not_made": (
        Gravity.MISSED,
        "{grids} grids were asked for in all and {made} are made: each {parent} needs one at least, and has one at most for "
        "each unit; ask for {made}",
    ),
    "more_pieces_than_grids": (
        Gravity.MISSED,
        "{community} is in {pieces} pieces and cannot make {grids} grids; it got {pieces}",
    ),
    "range_missed": (
        Gravity.MISSED,
        "{count} grids of {community} miss the range of {least} to {most}; the nearest plan {proof} has {wide_least} to "
        "{wide_most} a grid: allow that there",
    ),
    "apart_missed": (
        Gravity.MISSED,
        "{place} and {other} share a grid though they must be apart: with {grids} grids in {community} no plan {proof} "
        "keeps them so; loosen the lock, or ask for smaller grids",
    ),
    "reach_missed": (
        Gravity.MISSED,
        "a grid of {community} stretches over {metres} m, from {place} to {other}; at most {reach} m are allowed: "
        "allow {metres} m, or fewer households a grid",
    ),
}


@dataclass(frozen=True)
class Finding:
    """One thing found. `values` name the place and everything else that the sentence needs; `where` names all units that it
    is about, so that they can be shown on a map."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    where: tuple[str, ...] = ()

    @property
    def gravity(self) -> Gravity:
        """How it weighs."""
        return SENTENCES[self.key][0]

    @property
    def sentence(self) -> str:
        """The same in English."""
        return SENTENCES[self.key][1].format(**self.values)

    def __str__(self) -> str:
        return self.sentence


class Refused(ValueError):
    """There can be no plan from this input; `findings` say why, each naming its place."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(finding.sentence for finding in findings))
        self.findings = findings


def found(key: str, where: Iterable[str] = (), **values: Any) -> Finding:
    """A finding about the units `where`; raises KeyError for a key that has no sentence."""
    SENTENCES[key]
    return Finding(key, values, tuple(where))


def name_some(names: list[str], most: int = 3) -> str:
    """A few names for a sentence, and how many more there are.

    >>> name_some(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
