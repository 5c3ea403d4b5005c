import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest
from django.utils.translation import override
from typer.testing import CliRunner, Result

from onegrid.cli.commands import app
from tests.planning.land import make_blocks, make_net

RANGE = ("--grids", "400-700", "--effort", "0.1", "--key", "key", "--community", "community")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    return save(make_blocks(), tmp_path / "units.gpkg")


def save(table: Any, path: Path) -> Path:
    table.to_file(path)
    return path


def run(folder: Path, *words: object, language: str = "en") -> Result:
    with override(language):
        asked = ["plan", *map(str, words), "--out", str(folder / "plan")]
        return CliRunner().invoke(app, asked, env={"COLUMNS": "300"})


def said(result: Result) -> str:
    return re.sub(r"\s+", " ", result.output)


def test_it_writes_the_plan_its_crosswalks_and_what_was_found(tmp_path: Path, units: Path) -> None:
    net = save(make_net([0, 0.3, 0.62, 0.9]), tmp_path / "fire.geojson")
    result = run(tmp_path, units, *RANGE, "--micro-grids", "120-280", "--net", f"消防={net}:name")
    assert result.exit_code == 0, result.output
    assert [name for name, _kind in pyogrio.list_layers(tmp_path / "plan/plan.gpkg")] == ["units", "grid", "micro_grid"]
    crosswalk = list(csv.DictReader((tmp_path / "plan/crosswalk_消防_grid.csv").open(encoding="utf-8-sig")))
    assert {row["old"] for row in crosswalk} == {"strip 0", "strip 1", "strip 2"}
    found = list(csv.DictReader((tmp_path / "plan/findings.csv").open(encoding="utf-8-sig")))
    assert {"key": "net_gap", "units": "block 11"}.items() <= next(r for r in found if r["units"] == "block 11").items()


def test_another_plan_in_the_same_folder_leaves_nothing_of_the_first(tmp_path: Path, units: Path) -> None:
    net = save(make_net([0, 0.5, 1]), tmp_path / "fire.geojson")
    run(tmp_path, units, *RANGE, "--micro-grids", "120-280", "--net", f"fire={net}")
    assert run(tmp_path, units, *RANGE).exit_code == 0
    assert [name for name, _kind in pyogrio.list_layers(tmp_path / "plan/plan.gpkg")] == ["units", "grid"]
    assert sorted(path.name for path in (tmp_path / "plan").iterdir()) == ["findings.csv", "plan.gpkg"]


def test_a_limit_that_is_missed_is_said_with_what_would_do(tmp_path: Path) -> None:
    table = make_blocks()
    table.loc[[2, 40], "households"] = 900
    result = run(tmp_path, save(table, tmp_path / "units.gpkg"), *RANGE)
    assert result.exit_code == 2
    assert "has 2 units of up to 900 households (block 2, block 40)" in said(result)


def test_it_speaks_the_users_language(tmp_path: Path) -> None:
    file = save(make_blocks().assign(households=0), tmp_path / "units.gpkg")
    result = run(tmp_path, file, *RANGE, language="zh-hans")
    assert result.exit_code == 1
    assert "单元图层 中所有单元户数均为零" in result.output and "按现有资料无法编制方案。" in result.output


Files = Callable[[Path], list[object]]


def points(folder: Path) -> list[object]:
    table = make_blocks()
    return [save(table.set_geometry(table.centroid), folder / "points.gpkg"), *RANGE]


def collection(folder: Path) -> list[object]:
    (folder / "none.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    return [folder / "none.geojson", *RANGE]


def with_net(folder: Path, net: Any, column: str = "") -> list[object]:
    file = save(net, folder / "net.gpkg")
    return [save(make_blocks(), folder / "u.gpkg"), *RANGE, "--net", f"fire={file}{column}"]


REFUSED: dict[str, tuple[Files, str]] = {
    "no such file": (lambda folder: [folder / "nothing.shp", *RANGE], "there is no file"),
    "points": (points, "the map of units has no polygons but points"),
    "no features": (collection, "the map of units has no rows"),
    "no such column of keys": (
        lambda folder: [save(make_blocks(), folder / "u.gpkg"), "--key", "id"],
        "the map of units has no column id; it has key, households, community",
    ),
    "no such column of households": (
        lambda folder: [save(make_blocks(), folder / "u.gpkg"), "--households", "hushu"],
        "no column hushu",
    ),
    "no such column of a net": (lambda folder: with_net(folder, make_net([0, 1]), ":code"), "fire has no column code"),
    "a net of another place": (
        lambda folder: with_net(folder, make_net([0, 1]).translate(400_000).to_frame("geometry")),
        "fire does not meet the units at all",
    ),
    "no such column of the plan in force": (
        lambda folder: [save(make_blocks(), folder / "u.gpkg"), *RANGE, "--in-force", "old"],
        "no column old",
    ),
    "households in words": (
        lambda folder: [save(make_blocks().assign(households="many"), folder / "u.gpkg"), *RANGE],
        "no unit of the map of units has any households",
    ),
}


@pytest.mark.parametrize(("words", "why"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_planned_is_refused_with_the_reason(tmp_path: Path, words: Files, why: str) -> None:
    result = run(tmp_path, *words(tmp_path))
    assert result.exit_code == 1, result.output
    assert why in said(result) and "There can be no plan from this input." in said(result)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--grids", "500-300"], "write a range as 300-500"),
        (["--grids", "viele"], "write a range as 300-500"),
        (["--net", "fire"], "write NAME=FILE"),
        (["--net", "a/b=x.shp"], "with no slash in the name"),
    ],
)
def test_a_word_that_means_nothing_is_explained(tmp_path: Path, units: Path, words: list[str], why: str) -> None:
    result = run(tmp_path, units, *words)
    assert result.exit_code == 2 and why in re.sub(r"[\s│]+", " ", result.output)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path, units: Path) -> None:
    (tmp_path / "plan").write_text("in the way")
    result = run(tmp_path, units, *RANGE)
    assert result.exit_code == 1 and "Nothing can be written to" in said(result)


def test_columns_that_came_from_a_geopackage_are_no_hindrance(tmp_path: Path) -> None:
    table = make_blocks().assign(fid=7, grid="old", plan="x")
    result = run(tmp_path, save(table.drop(columns="fid"), tmp_path / "u.gpkg"), *RANGE)
    assert result.exit_code == 0, result.output
    assert geopandas.read_file(tmp_path / "plan/plan.gpkg", layer="units")["grid"].str.len().eq(15).all()
