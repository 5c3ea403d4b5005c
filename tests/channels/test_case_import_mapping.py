from pathlib import Path
from typing import Any

import pytest
import yaml

from onegrid.channels.case_import import BadMapping, load_mapping
from onegrid.channels.case_import.mapping_file import read_mapping

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
LEAST: dict[str, Any] = {
    "source": "hotline",
    "time_zone": "Asia/Shanghai",
    "time_formats": "%Y-%m-%d %H:%M:%S",
    "columns": {"id": "编号", "opened": "时间"},
    "area": {"root": "371502009", "name": "东城街道"},
    "kinds": {"default": "street-cleanliness"},
}


def faults_of(**more: Any) -> str:
    with pytest.raises(BadMapping) as fault:
        read_mapping(LEAST | more)
    return "\n".join(fault.value.messages)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.name)
def test_every_example_can_be_read(path: Path) -> None:
    assert load_mapping(path).source


def test_little_is_needed() -> None:
    mapping = read_mapping(LEAST)
    assert (mapping.time_formats, mapping.channels.default) == (["%Y-%m-%d %H:%M:%S"], "import")


def test_an_unknown_setting_is_named_with_those_that_there_are() -> None:
    words = faults_of(columns={"id": "a", "opened": "b", "opend": "c"})
    assert "columns.opend" in words and "target" in words


def test_everything_wrong_is_said_at_once() -> None:
    words = faults_of(time_zone="Moon/Tycho", kinds={"default": "dragons"}, source="Hot Line")
    assert all(place in words for place in ("time_zone", "Moon/Tycho", "kinds.default", "dragons", "source"))


def test_a_missing_setting_is_named() -> None:
    with pytest.raises(BadMapping, match=r"columns\.opened"):
        read_mapping(LEAST | {"columns": {"id": "a"}})


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"time_formats": ["%H:%M"]}, "%H:%M"),
        ({"kinds": {"default": "street-cleanliness/dragons"}}, "rubbish"),
        ({"channels": {"default": "pigeon"}}, "hotline"),
        ({"area": {"root": "12", "name": "x"}}, "area.root"),
        ({"area": LEAST["area"] | {"levels": [{"column": "w", "pattern": "Ward"}]}}, "area.levels.1.pattern"),
        ({"area": LEAST["area"] | {"levels": [{"column": "w", "pattern": "(("}]}}, "area.levels.1.pattern"),
        ({"area": LEAST["area"] | {"levels": [{"column": "w", "name": "{label}"}]}}, "{number}"),
        ({"datum": "mars"}, "datum"),
        ({"no_location": [{"lon": "x", "lat": "1"}]}, "no_location.1.lon"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_with_its_place(wrong: dict[str, Any], named: str) -> None:
    assert named in faults_of(**wrong)


def test_values_are_taken_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    text = yaml.safe_dump(LEAST, allow_unicode=True).replace("'371502009'", "002507000")
    path.write_text(text + "blank: [No, 0]\n", encoding="utf-8")
    mapping = load_mapping(path)
    assert (mapping.area.root, mapping.blank) == ("002507000", ["No", "0"])


@pytest.mark.parametrize("text", ["", "- a\n", "a: [", "source: a\nsource: b\n"])
def test_what_is_no_mapping_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text)
    with pytest.raises(BadMapping):
        load_mapping(path)


def test_a_missing_mapping_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match=r"none\.yaml"):
        load_mapping(tmp_path / "none.yaml")
