import re
from pathlib import Path

import pytest
from django.utils.translation import override

from onegrid.planning import findings
from onegrid.web.studio.wording import SENTENCES, say_finding

SOURCE = Path(findings.__file__).parent
HOLES = re.compile(r"\{(\w+)")
TEXTS = {
    "place": "云杉小区",
    "other": "丁香小区",
    "community": "1号社区",
    "net": "综治",
    "grid": "片1",
    "lock": "together",
    "proof": "possible",
    "reason": "Self-intersection",
    "kinds": "LineString, Point",
    "parent": "community",
}


def sample(key: str) -> findings.Finding:
    """A finding of a kind, with a value for each of its holes."""
    names = HOLES.findall(findings.SENTENCES[key][1])
    return findings.found(key, **{name: 0.25 if name == "share" else TEXTS.get(name, 7) for name in names})


def said(finding: findings.Finding) -> str:
    return say_finding({"key": finding.key, "values": finding.values, "sentence": finding.sentence})


def test_every_kind_of_finding_has_a_wording_and_no_wording_is_left_over() -> None:
    assert set(SENTENCES) == set(findings.SENTENCES)


def test_every_kind_of_finding_is_found_somewhere() -> None:
    code = "\n".join(path.read_text() for path in SOURCE.glob("*.py"))
    used = set(re.findall(r'found\(\s*"(\w+)"', code))
    assert used == set(findings.SENTENCES)


@pytest.mark.parametrize("key", findings.SENTENCES)
def test_a_finding_says_the_same_in_english_and_all_of_it_in_chinese(key: str) -> None:
    finding = sample(key)
    with override("en"):
        plain = {"lock", "reason", "kinds"} & set(finding.values)
        assert said(finding) == finding.sentence or plain
    with override("zh-hans"):
        words = said(finding)
    assert re.search("[一-鿿]", words) and "%(" not in words and "{" not in words
    assert set(re.findall("[A-Za-z]{3,}", words)) <= {"prj", "shp", "gpkg", "geojson", "Shapefile", "UTF", "GBK", "zip"}
    assert all(str(value) in words for value in finding.values.values() if isinstance(value, int))


@pytest.mark.parametrize(
    "name", ["the map of units", "the map of communities", "the map of barriers", "the whole area"]
)
def test_what_the_numerics_call_things_is_translated(name: str) -> None:
    with override("zh-hans"):
        assert name not in said(findings.found("no_rows", place=name))


def test_lists_of_names_are_written_as_in_the_language() -> None:
    heavy = findings.found("households_zero", place="a, b, c and 2 more", count=5)
    with override("zh-hans"):
        assert "a、b、c" in said(heavy) and " and " not in said(heavy)
