import json
from pathlib import Path

from tests.cli.test_commands import run

EXPORT = {
    "question": "把车棚建在南门？",
    "rule": "majority",
    "quorum": 50,
    "options": [],
    "roll": 4,
    "roll_area_m2": "320.00",
    "votes": [{"receipt": str(n), "choice": "for" if n < 2 else "against", "area_m2": ""} for n in range(3)],
    "outcome": {
        "carried": True,
        "quorate": True,
        "cast": 3,
        "counts": {"for": 2, "against": 1, "abstain": 0},
        "areas": {},
        "winner": None,
        "rounds": [],
    },
}


def test_a_published_outcome_is_confirmed(tmp_path: Path) -> None:
    file = tmp_path / "votes.json"
    file.write_text(json.dumps(EXPORT))
    result = run("recount", str(file))
    assert result.exit_code == 0 and "as published" in result.output


def test_another_outcome_and_another_file_are_told(tmp_path: Path) -> None:
    file = tmp_path / "votes.json"
    file.write_text(json.dumps(EXPORT | {"votes": EXPORT["votes"][:2]}))  # type: ignore[index]
    assert run("recount", str(file)).exit_code == 1
    file.write_text("{}")
    result = run("recount", str(file))
    assert result.exit_code == 1 and "no export of votes" in result.output
