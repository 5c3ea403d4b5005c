"""Why a limit is missed, and that what would do does."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onegrid.planning.drawing import Wishes, draw_plan
from onegrid.planning.findings import Finding, Gravity
from onegrid.planning.levels import Level
from onegrid.planning.locks import Locks
from onegrid.planning.plan import DrawnPlan
from onegrid.planning.problem import Range
from onegrid.planning.survey import survey_units
from onegrid.planning.units import Columns
from tests.planning.land import line, make_town

COLUMNS = Columns("key", "households", None, "community")
STRIP = "AAAAAA"


def drawn(table: Any, level: Level, locks: Locks | None = None, **survey: Any) -> DrawnPlan:
    measured = survey_units(table, level=level, columns=COLUMNS, **survey)
    return draw_plan(measured, [level], Wishes(locks=locks or Locks()), effort=0.2)


def missed(plan: DrawnPlan) -> list[Finding]:
    return [finding for finding in plan.findings if finding.gravity is Gravity.MISSED]


def relax(level: Level, locks: Locks, findings: list[Finding]) -> tuple[Level, Locks]:
    """What the findings say would do."""
    for finding in findings:
        values = finding.values
        within = level.range or Range(0, 10**6)
        if finding.key in ("reach_missed", "lock_too_far"):
            level = replace(level, reach=max(level.reach, float(values["metres"])))
        elif finding.key == "apart_missed":
            kept = [pair for pair in locks.apart if set(pair) != {values["place"], values["other"]}]
            locks = replace(locks, apart=kept)
        elif finding.key == "grids_not_made":
            level = replace(level, grids=values["made"])
        elif finding.key == "more_pieces_than_grids":
            level = replace(level, grids=values["pieces"])
        elif finding.key == "fixed_misses_range":
            held = values["households"]
            level = replace(level, range=Range(min(within.least, held), max(within.most, held)))
        else:
            level = replace(
                level, range=Range(min(within.least, values["wide_least"]), max(within.most, values["wide_most"]))
            )
    return level, locks


CONFLICTS: dict[str, tuple[Any, Level, Locks, str, str]] = {
    "a tower too heavy for any grid": (
        make_town(STRIP, [100, 100, 700, 100, 100, 100]),
        Level("grid", Range(200, 500)),
        Locks(),
        "units_too_heavy",
        "has 1 units of up to 700 households (u2); with at most 500 a grid they cannot be placed: allow 200 to 700 there",
    ),
    "a total between one grid and two": (
        make_town(STRIP, [90, 90, 90, 90, 90, 100]),
        Level("grid", Range(300, 500)),
        Locks(),
        "range_impossible",
        "has 550 households, which no number of grids can share as 300 to 500 each: 1 would have too many, 2 too few",
    ),
    "fewer households than a grid": (
        make_town(STRIP, [10] * 6),
        Level("grid", Range(300, 500)),
        Locks(),
        "area_too_small",
        "has 60 households in all; at least 300 a grid were asked: allow 60 there, or join it to a neighbour",
    ),
    "a number of grids that does not fit the range": (
        make_town(STRIP, [100] * 6),
        Level("grid", Range(250, 350), 4),
        Locks(),
        "grids_impossible",
        "has 600 households, which cannot make 4 grids of 250 to 350 each: allow 100 to 350, or 2 to 2 grids",
    ),
    "more grids than units": (
        make_town("AAA", [100] * 3),
        Level("grid", grids=5),
        Locks(),
        "grids_not_made",
        "5 grids were asked for in all and 3 are made",
    ),
    "pieces that make no whole grids": (
        make_town("AAAA#AA", [100, 100, 100, 100, 300, 250]),
        Level("grid", Range(300, 500)),
        Locks(),
        "piece_misses_range",
        "u4, u5 (550 households) is cut off from the rest",
    ),
    "units together that are too heavy": (
        make_town(STRIP, [100, 200, 200, 200, 100, 100]),
        Level("grid", Range(200, 500)),
        Locks(together=[["u1", "u2", "u3"]]),
        "lock_too_heavy",
        "u1, u2, u3 must stay together and have 600 households; with at most 500 a grid they cannot",
    ),
    "units apart in an area of one grid": (
        make_town("AAA", [100] * 3),
        Level("grid", Range(200, 500)),
        Locks(apart=[("u0", "u1")]),
        "apart_missed",
        "u0 and u1 share a grid though they must be apart: with 1 grids in 371502009005 no plan possible keeps them so",
    ),
    "a fixed grid out of the range": (
        make_town(STRIP, [100, 100, 100, 100, 100, 100]),
        Level("grid", Range(200, 400)),
        Locks(fixed=[["u0"]]),
        "fixed_misses_range",
        "the fixed grid of u0 has 100 households; 200 to 400 are asked for: allow 100, or loosen the lock",
    ),
    "units together that are too far apart": (
        make_town(STRIP, [100] * 6),
        Level("grid", Range(100, 600), reach=150),
        Locks(together=[["u0", "u1", "u2"]]),
        "lock_too_far",
        "u0 and u2 must stay together and are 201 m apart; at most 150 m are allowed: allow 201 m, or loosen the lock",
    ),
    "households that do not gather within the distance": (
        make_town(STRIP, [100] * 6),
        Level("grid", Range(300, 600), reach=100),
        Locks(),
        "reach_missed",
        "at most 100 m are allowed: allow 201 m, or fewer households a grid",
    ),
}


@pytest.mark.parametrize(("table", "level", "locks", "key", "words"), CONFLICTS.values(), ids=CONFLICTS)
def test_every_conflict_is_explained_and_what_would_do_does(
    table: Any, level: Level, locks: Locks, key: str, words: str
) -> None:
    plan = drawn(table, level, locks)
    found = missed(plan)
    assert key in [finding.key for finding in found]
    assert words in " ".join(finding.sentence for finding in found)
    assert all(finding.where for finding in found)
    looser, kept = relax(level, locks, found)
    assert missed(drawn(table, looser, kept)) == []


def test_a_part_cut_off_by_a_river_is_named_with_what_would_do() -> None:
    table, river = make_town("AAAAAA", [100] * 6), line((5, -1), (5, 2))
    plan = drawn(table, Level("grid", Range(200, 300)), barriers=river)
    [small] = missed(plan)
    assert small.key == "piece_too_small" and small.where == ("u5",) and "allow 100 to 300 there" in small.sentence
    assert missed(drawn(table, Level("grid", Range(100, 300)), barriers=river)) == []


def test_the_relaxation_for_a_tower_is_the_smallest() -> None:
    table = make_town("AAAAAA", [100, 100, 700, 100, 100, 100])
    assert missed(drawn(table, Level("grid", Range(200, 700)))) == []
    assert missed(drawn(table, Level("grid", Range(200, 699)))) != []


@st.composite
def towns(draw: st.DrawFn) -> Any:
    width, height = draw(st.integers(2, 6)), draw(st.integers(1, 4))
    rows = ["".join(draw(st.sampled_from("AAAA#")) for _ in range(width)) for _ in range(height)]
    text = "A" * width + "\n" + "\n".join(rows)
    households = draw(st.lists(st.sampled_from([10, 30, 50, 80, 250]), min_size=36, max_size=36))
    return make_town(text, households)


@given(
    table=towns(),
    least=st.integers(0, 200),
    width=st.integers(0, 150),
    reach=st.sampled_from([0.0, 0.0, 250.0]),
    pair=st.booleans(),
)
@settings(max_examples=30, deadline=None)
def test_on_any_map_what_the_findings_name_makes_the_plan_possible(
    table: Any, least: int, width: int, reach: float, pair: bool
) -> None:
    level = Level("grid", Range(least, max(1, least + width)), reach=reach)
    locks = Locks(apart=[("u0", "u1")]) if pair else Locks()
    found = missed(drawn(table, level, locks))
    looser, kept = relax(level, locks, found)
    assert missed(drawn(table, looser, kept)) == []
