"""Points per second that `Locator` puts into their areas, beside `geopandas.sjoin` in the same run, with the same answers.

    python bench/locate.py [--points 1000000] [--runs 5] [--data ../shared/data]

geopandas gets its points ready made and its index warm; only the join is timed, by the faster of its two predicates
that fit.
"""

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from onegrid.territory.locator import Locator

Shapes = NDArray[np.object_]
DATA = Path(os.environ.get("ONEGRID_DATA", Path(__file__).parents[2] / "shared" / "data"))


def irregular_areas(count: int, seed: int) -> Shapes:
    """Areas with crooked borders that fill a subdistrict of 9 km × 9 km and share every vertex of their borders."""
    rng = np.random.default_rng(seed)
    land = shapely.box(115.98, 36.42, 116.08, 36.50)
    sites = shapely.multipoints(rng.uniform([115.98, 36.42], [116.08, 36.50], (count, 2)))
    borders = shapely.intersection(shapely.voronoi_polygons(sites, only_edges=True), land)
    lines = shapely.union_all([borders, land.boundary])
    crooked = shapely.transform(shapely.segmentize(shapely.line_merge(lines), 0.0002), _bend)
    areas = shapely.get_parts(shapely.polygonize(shapely.get_parts(crooked)))
    if len(areas) != count:
        raise SystemExit(f"seed {seed} makes {len(areas)} areas, not {count}: choose another")
    return areas


def _bend(ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Push the plane about by up to 20 m in waves of 100 to 700 m: no border stays straight, none crosses another."""
    x, y = ends[:, 0], ends[:, 1]
    east = 0.00010 * np.sin(900 * y) + 0.00003 * np.sin(4000 * y + 2000 * x)
    north = 0.00008 * np.sin(1100 * x) + 0.00002 * np.sin(5000 * x - 1500 * y)
    return np.column_stack([x + east, y + north])


def median_seconds(actions: dict[str, Callable[[], Any]], runs: int) -> dict[str, float]:
    """The median of several rounds for each action, after one that warms up; in turns, so that all meet the same load."""
    seconds: dict[str, list[float]] = {name: [] for name in actions}
    for _round in range(runs + 1):
        for name, action in actions.items():
            began = time.perf_counter()
            action()
            seconds[name].append(time.perf_counter() - began)
    return {name: statistics.median(each[1:]) for name, each in seconds.items()}


def compare(title: str, shapes: Shapes, *, points: int, runs: int) -> None:
    """Print the speed of both over points anywhere in the bounding box, and stop if an answer differs."""
    codes = [f"{number:06d}" for number in range(len(shapes))]
    began = time.perf_counter()
    locator = Locator(codes, shapes)
    building = time.perf_counter() - began
    west, south, east, north = shapely.total_bounds(shapes)
    lons, lats = np.random.default_rng(1).uniform([west, south], [east, north], (points, 2)).T.copy()
    areas = geopandas.GeoDataFrame({"area": np.arange(len(shapes))}, geometry=shapes, crs=4326)
    left = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lons, lats, crs=4326))
    medians = median_seconds(
        {
            "ours": lambda: locator.locate_many(lons, lats),
            "within": lambda: geopandas.sjoin(left, areas, predicate="within"),
            "intersects": lambda: geopandas.sjoin(left, areas, predicate="intersects"),
        },
        runs,
    )
    ours = medians.pop("ours")
    predicate, theirs = min(medians.items(), key=lambda item: item[1])
    found = locator.locate_many(lons, lats)
    _check_same(found, geopandas.sjoin(left, areas, predicate="intersects"))
    inside = found >= 0
    single = _single(locator, lons[inside][:5000], lats[inside][:5000])
    vertices = shapely.get_num_coordinates(shapes).sum()
    print(f"\n{title}: {len(shapes):,} areas, {vertices:,} vertices; {points:,} points, {inside.mean():.0%} inside")
    print(f"  Locator            {points / ours:>14,.0f} points/s   (built in {building:.2f} s)")
    print(f"  geopandas.sjoin    {points / theirs:>14,.0f} points/s   (predicate {predicate!r})")
    print(f"  ratio              {theirs / ours:>14.1f} ×          medians of {runs} runs, same answers")
    print(f"  one point at a time {single * 1e6:>13.1f} µs/point")


def _check_same(found: NDArray[np.int32], joined: Any) -> None:
    expected = np.full(found.size, found.max(initial=0) + 1)
    np.minimum.at(expected, joined.index.to_numpy(), joined["area"].to_numpy())
    expected[~np.isin(np.arange(found.size), joined.index.to_numpy())] = -1
    if differ := int((expected != found).sum()):
        raise SystemExit(f"{differ} answers differ")


def _single(locator: Locator, lons: NDArray[np.float64], lats: NDArray[np.float64]) -> float:
    pairs = list(zip(lons.tolist(), lats.tolist(), strict=True))
    began = time.perf_counter()
    for lon, lat in pairs:
        locator.locate(lon, lat)
    return (time.perf_counter() - began) / len(pairs)


def describe_machine() -> str:
    """Processor, cores, system and versions, in one line."""
    info = Path("/proc/cpuinfo")
    names = (
        [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.exists()
        else []
    )
    processor = names[0] if names else platform.processor() or platform.machine()
    versions = f"numpy {np.__version__}, shapely {shapely.__version__}, geopandas {geopandas.__version__}"
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {versions}"


def main() -> None:
    """Run both comparisons; the second only where the real data lie."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=20250516)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    print(describe_machine())
    areas = irregular_areas(245, options.seed)
    compare("Micro-grids of one subdistrict (invented)", areas, points=options.points, runs=options.runs)
    tracts = options.data / "nets" / "nycgeo_tract_sf.geojson"
    if tracts.exists():
        shapes = shapely.make_valid(
            shapely.from_wkb(pyogrio.raw.read(tracts)[2]), method="structure", keep_collapsed=False
        )
        compare("New York census tracts", shapes, points=options.points, runs=options.runs)
    else:
        print(f"\nNew York census tracts: left out, {tracts} is not there")


if __name__ == "__main__":
    main()
