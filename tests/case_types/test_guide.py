"""What the guide tells newcomers to write is right."""

import re
from pathlib import Path
from typing import Any

import pytest

from onegrid.casework.case_type import CaseType
from onegrid.casework.soundness import faults_of

GUIDE = Path(__file__).parents[2] / "docs/guides/add-a-case-type.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), flags=re.S)


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"example {number}" for number, _ in enumerate(EXAMPLES, 1)])
def test_its_examples_run(example: str) -> None:
    exec(example, {})


def test_its_first_example_is_a_sound_kind() -> None:
    said: dict[str, Any] = {}
    exec(EXAMPLES[0], said)
    kind = said["case_type"]
    assert isinstance(kind, CaseType)
    assert faults_of(kind) == []
