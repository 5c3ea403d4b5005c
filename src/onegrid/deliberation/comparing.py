"""Two proposals, paragraph by paragraph. Plain texts in, pairs out; no Django."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

ALIKE = 0.4  # below this share of common characters two paragraphs are not the same one reworded


@dataclass(frozen=True)
class Pair:
    """A paragraph before and after; empty where there is none."""

    kind: Literal["same", "changed", "added", "removed"]
    before: str
    after: str


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text: its lines that are not empty."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def compare_texts(before: str, after: str) -> list[Pair]:
    """Which paragraphs stayed, were reworded, came or went, in the order of reading.

    >>> [(pair.kind, pair.after) for pair in compare_texts("一、选址\\n二、收费", "一、选址\\n二、收费公示\\n三、管理")]
    [('same', '一、选址'), ('changed', '二、收费公示'), ('added', '三、管理')]
    """
    old, new = paragraphs_of(before), paragraphs_of(after)
    pairs: list[Pair] = []
    for kind, low, high, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs += [Pair("same", text, text) for text in old[low:high]]
        else:
            pairs += _reworded(old[low:high], new[first:last])
    return pairs


def _reworded(old: list[str], new: list[str]) -> Iterator[Pair]:
    for before, after in zip_longest(old, new, fillvalue=""):
        if not before:
            yield Pair("added", "", after)
        elif not after:
            yield Pair("removed", before, "")
        elif SequenceMatcher(None, before, after, autojunk=False).ratio() >= ALIKE:
            yield Pair("changed", before, after)
        else:
            yield Pair("removed", before, "")
            yield Pair("added", "", after)
