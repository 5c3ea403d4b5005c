"""Real cities from map files to a plan: New York's five nets merged on two levels, and a district of Suzhou by buildings."""

import argparse
import time

import numpy as np

from onegrid.planning.agreement import measure_agreement
from onegrid.planning.drawing import draw_plan
from onegrid.planning.geodata import read_map
from onegrid.planning.graph import Ints
from onegrid.planning.levels import Level
from onegrid.planning.plan import DrawnPlan
from onegrid.planning.problem import Range
from onegrid.planning.survey import survey_units
from onegrid.planning.units import Columns

NETS = {
    "council": "council_dist_id",
    "police": "police_precinct_id",
    "school": "school_dist_id",
    "nta": "nta_id",
    "puma": "puma_id",
}
NEW_YORK = [Level("grid", Range(15_000, 30_000)), Level("micro_grid", Range(4_000, 12_000))]
SUZHOU = [Level("grid", Range(300, 500)), Level("micro_grid", Range(80, 200))]
DWELLING = 100.0  # square metres of floor for a household


def plan_new_york(options: argparse.Namespace) -> None:
    """Tracts as units, community districts as communities; METIS cuts each community into as many parts."""
    folder = options.data / "nets"
    if not folder.exists():
        return print(f"\nNew York: left out, {folder} is not there")
    began = time.perf_counter()
    survey = survey_units(
        read_map(folder / "nycgeo_tract_sf.geojson"),
        least=15_000,
        columns=Columns("geoid", "pop_total_est"),
        communities=read_map(folder / "nycgeo_cd_sf.geojson"),
        community_key="borough_cd_id",
        nets={name: read_map(folder / f"nycgeo_{name}_sf.geojson") for name in NETS},
        net_keys=NETS,
    )
    measured = time.perf_counter()
    plan = draw_plan(survey, NEW_YORK, workers=options.workers)
    drawn = time.perf_counter()
    print(
        f"\nNew York: {len(survey.units.names):,} tracts in {len(survey.units.communities)} communities, {len(NETS)} nets"
    )
    print(f"  read and surveyed in {measured - began:.1f} s, drawn in {drawn - measured:.1f} s")
    communities, people = survey.units.community, survey.units.households
    grids, micro = plan.codes("grid")[0], plan.codes("micro_grid")[0]
    theirs = _cut_each(plan, communities, grids)
    for level, ours, metis in (("grid", grids, theirs), ("micro_grid", micro, _cut_each(plan, theirs, micro))):
        figures = plan.figures(level)
        print(f"  {level}: {figures['grids']:.0f}; within one old grid / officers a grid meets: OneGrid, METIS")
        for name, net in survey.nets.items():
            one, other = (measure_agreement(net.label, parts, people) for parts in (ours, metis))
            print(
                f"    {name:8} {one.within_one:6.1%} {one.officers:.2f}   {other.within_one:6.1%} {other.officers:.2f}"
            )
        within = NEW_YORK[0].range if level == "grid" else NEW_YORK[1].range
        assert within
        for name, parts in (("OneGrid", ours), ("METIS", metis)):
            held = np.bincount(parts, people)
            outside = int((within.excess(held.astype(np.int64)) > 0).sum())
            print(f"    {name}: {outside} outside {within.least:,} to {within.most:,}, cut {survey.graph.cut(parts):,}")
    return None


def _cut_each(plan: DrawnPlan, areas: Ints, wanted: Ints) -> Ints:
    """METIS's cut of each area into as many parts as ours has there (on the second level its own areas, as many on average)."""
    import pymetis

    parts, first = np.zeros(len(areas), np.int64), 0
    ratio = len(np.unique(wanted)) / len(np.unique(areas))
    for area in np.unique(areas):
        own = np.flatnonzero(areas == area)
        count = len(np.unique(wanted[own])) if ratio < 20 and len(np.unique(areas)) < 100 else round(ratio)
        graph, count = plan.graph.subgraph(own), min(max(1, count), len(own))
        cut = np.zeros(len(own), np.int64)
        if count > 1:
            rows = pymetis.CSRAdjacency(graph.indptr, graph.indices)
            cut = np.array(pymetis.part_graph(count, rows, vweights=plan.households[own] + 1, recursive=True)[1])
        cut = np.unique(cut, return_inverse=True)[1]
        parts[own] = first + cut
        first += int(cut.max()) + 1
    return parts


def plan_suzhou(options: argparse.Namespace) -> None:
    """Buildings as units, households from floor area, neighbours across gaps of up to 200 m."""
    file = options.data / "china" / "suzhou_buildings_3076.geojson"
    if not file.exists():
        return print(f"\nSuzhou: left out, {file} is not there")
    began = time.perf_counter()
    table = read_map(file)
    floor = table.geometry.to_crs(table.estimate_utm_crs()).area * table["Floor"]
    table["households"] = np.round(floor / DWELLING).astype(int)
    survey = survey_units(table, least=300)
    plan = draw_plan(survey, SUZHOU, workers=options.workers)
    print(f"\nSuzhou: {len(table):,} buildings, {table['households'].sum():,} households of {DWELLING:.0f} m²")
    print(f"  from the file to the plan in {time.perf_counter() - began:.1f} s")
    for level in SUZHOU:
        assert level.range
        held = np.bincount(plan.codes(level.name)[0], plan.households).astype(np.int64)
        outside = int((level.range.excess(held) > 0).sum())
        print(f"  {level.name}: {len(held)}, {outside} outside {level.range.least} to {level.range.most}")
    for finding in plan.findings:
        if finding.gravity == "missed":
            print(f"    {finding}")
    return None
