"""What was found wrong, repaired, or found impossible: a key and values that callers translate, a sentence for the rest."""

from collections.abc import Mapping
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
    # units and files
    "file_not_geographic": (Gravity.REFUSED, "{place} cannot be read as a map of polygons: {reason}"),
    "no_coordinate_system": (
        Gravity.REFUSED,
        "{place} does not say in which coordinate system it is, and its numbers are no degrees: add a .prj, or state it",
    ),
    "coordinate_system_assumed": (
        Gravity.REPAIRED,
        "{place} states no coordinate system; read as longitude and latitude",
    ),
    "column_missing": (Gravity.REFUSED, "{place} has no column {column}; it has {columns}"),
    "no_units": (Gravity.REFUSED, "{place} has no polygons"),
    "no_polygon": (Gravity.REPAIRED, "{place} has no area and was left out; it has {households} households"),
    "invalid_polygon": (Gravity.REPAIRED, "{place} was drawn wrongly ({reason}) and was redrawn"),
    "multipart_unit": (Gravity.REMARK, "{place} lies in {pieces} pieces, which stay one unit"),
    "unit_repeated": (Gravity.REFUSED, "{place} comes {times} times; each unit needs a key of its own"),
    "households_missing": (Gravity.REPAIRED, "{place} does not say how many households it has; taken as 0"),
    "households_negative": (Gravity.REFUSED, "{place} has {households} households; that cannot be"),
    "households_all_zero": (Gravity.REFUSED, "no unit of {place} has any households: there is nothing to balance"),
    "households_zero": (
        Gravity.REMARK,
        "{count} units have no households ({place}); they go where their borders fit best",
    ),
    "units_overlap": (Gravity.REMARK, "{place} and {other} overlap by {square_metres} m²; both are kept as they are"),
    "sliver": (Gravity.REPAIRED, "{place} is a sliver of {square_metres} m² and stays with {other}"),
    "unit_without_community": (Gravity.REPAIRED, "{place} lies in no community and was given to {community}"),
    "unit_in_two_communities": (
        Gravity.REMARK,
        "{place} lies in {count} communities; it counts to {community} ({share:.0%})",
    ),
    # nets
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
    "crossing_leads_nowhere": (Gravity.REMARK, "the crossing at {place} joins no two units"),
    # locks
    "lock_unknown_unit": (Gravity.REFUSED, "the lock '{lock}' names {place}, which is no unit"),
    "lock_contradiction": (Gravity.REFUSED, "{place} and {other} must stay together and apart at once"),
    "lock_twice": (Gravity.REFUSED, "{place} stands in two fixed or dedicated grids"),
    "lock_across": (Gravity.REFUSED, "the lock '{lock}' joins units of several communities: {place}"),
    "lock_in_pieces": (Gravity.REFUSED, "the units of the lock '{lock}' do not touch each other: {place}"),
    "lock_too_heavy": (
        Gravity.MISSED,
        "{place} must stay together and have {households} households; with at most {most} a grid they cannot: "
        "allow {households}, or loosen the lock",
    ),
    "lock_too_far": (
        Gravity.MISSED,
        "{place} and {other} must stay together and are {metres} m apart; at most {reach} m are allowed",
    ),
    # ranges
    "range_impossible": (
        Gravity.MISSED,
        "{community} has {households} households: {fewest} grids of at most {most} are needed, and {least} or more leave "
        "{highest} at best; a range of {wide_least} to {wide_most} would do",
    ),
    "area_too_small": (
        Gravity.MISSED,
        "{community} has {households} households and is one grid by itself; at least {least} a grid were asked: "
        "allow {households}, or join it to a neighbour",
    ),
    "units_too_heavy": (
        Gravity.MISSED,
        "{community} has {count} units of up to {heaviest} households ({place}); with at most {most} a grid they cannot be "
        "placed: allow {heaviest}, or divide them",
    ),
    "piece_too_small": (
        Gravity.MISSED,
        "{place} ({households} households) is cut off from the rest of {community}; with at least {least} a grid it cannot "
        "be one: add a crossing, or allow {households}",
    ),
    "too_few_units": (Gravity.MISSED, "{community} has {units} units and cannot make {grids} grids; it got {units}"),
    "more_pieces_than_grids": (
        Gravity.MISSED,
        "{community} is in {pieces} pieces and cannot make {grids} grids; it got {pieces}",
    ),
    "range_missed": (
        Gravity.MISSED,
        "{count} grids of {place} miss the range of {least} to {most}; the nearest {proof} is {wide_least} to {wide_most}",
    ),
    "apart_missed": (Gravity.MISSED, "{place} and {other} share a grid though they must be apart"),
    "reach_missed": (Gravity.MISSED, "{place} stretches over {metres} m; at most {reach} m are allowed"),
}


@dataclass(frozen=True)
class Finding:
    """One thing found. `values` name the place and everything else that the sentence needs."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

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


def found(key: str, **values: Any) -> Finding:
    """A finding; raises KeyError for a key that has no sentence."""
    SENTENCES[key]
    return Finding(key, values)


def name_some(names: list[str], most: int = 3) -> str:
    """A few names for a sentence, and how many more there are.

    >>> name_some(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
