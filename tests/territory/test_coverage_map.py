from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import shapely
from django.utils import translation

from onegrid.territory.coverage import check_coverage
from onegrid.territory.coverage_map import faults_map_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def words(svg: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_map_numbers_each_fault_and_lists_it():
    shapes = [shapely.box(116, 36, 116.01, 36.01), shapely.box(116.009, 36, 116.02, 36.01)]
    faults = check_coverage(["甲", "乙"], shapes, parent=shapely.box(116, 36, 116.02, 36.0101))
    svg = faults_map_svg(faults, shapes)
    assert words(svg)[:3] == ["1", "2", "2 faults in the areas"]
    assert words(svg)[3].startswith("1  Overlap  100,")
    assert words(svg)[3].endswith("m²  乙 / 甲")
    assert words(svg)[4].startswith("2  Gap  20,")


def test_overlaps_are_hatched_and_gaps_are_amber():
    shapes = [shapely.box(116, 36, 116.01, 36.01), shapely.box(116.009, 36, 116.02, 36.01)]
    faults = check_coverage(["a", "b"], shapes, parent=shapely.box(116, 36, 116.02, 36.011))
    paths = list(ElementTree.fromstring(faults_map_svg(faults, shapes)).iter(f"{SVG}path"))
    assert [path.get("fill") for path in paths] == ["none", "#C77700", "url(#hatch)"]


def test_codes_with_marks_of_their_own_do_no_harm():
    shapes = [shapely.box(116, 36, 116.01, 36.01), shapely.box(116.009, 36, 116.02, 36.01)]
    svg = faults_map_svg(check_coverage(["<script>", "&"], shapes), shapes)
    assert "<script>" not in svg
    assert "& / <script>" in words(svg)[-1]


def test_a_long_list_is_cut_but_every_fault_is_on_the_map():
    shapes = [shapely.box(116 + k / 1e3, 36, 116 + (k + 1.1) / 1e3, 36.001) for k in range(61)]
    faults = check_coverage([f"{k:02d}" for k in range(61)], shapes)
    svg = faults_map_svg(faults, shapes)
    assert len(faults) == 60
    assert svg.count("<circle") == 60
    assert words(svg)[-1] == "and 20 more, on the map only"


def test_without_faults_the_map_says_so():
    assert words(faults_map_svg([], [shapely.box(116, 36, 116.01, 36.01)])) == ["No overlaps and no gaps"]
    assert words(faults_map_svg([], [])) == ["No overlaps and no gaps"]
