"""Fill a phrase's {slots} with words drawn from lists, over and over until none is left."""

import random
import re
from collections.abc import Mapping, Sequence
from functools import cache

SLOT = re.compile(r"\{(\w+)\}")

Words = Mapping[str, Sequence[str]]


def fill(rng: random.Random, phrase: str, bound: Mapping[str, str], *lists: Words) -> str:
    """The phrase with every slot filled: by what is bound, else by a draw from the first list that knows the slot.

    Raises KeyError for a slot that nothing fills.

    >>> fill(random.Random(1), "{place}{fault}", {"place": "3号楼"}, {"fault": ["{few}盏灯不亮"]}, {"few": ["两"]})
    '3号楼两盏灯不亮'
    """
    parts = _split(phrase)
    if len(parts) == 1:
        return phrase
    filled = list(parts)
    for index in range(1, len(parts), 2):
        filled[index] = _word(rng, parts[index], bound, lists)
    return "".join(filled)


def slots_in(phrase: str) -> list[str]:
    """The slots of a phrase, in order."""
    return list(_split(phrase)[1::2])


@cache
def _split(phrase: str) -> tuple[str, ...]:
    """Text and slot names in turn, text first."""
    return tuple(SLOT.split(phrase))


def _word(rng: random.Random, slot: str, bound: Mapping[str, str], lists: Sequence[Words]) -> str:
    word = bound.get(slot)
    if word is not None:
        return word
    for words in lists:
        if slot in words:
            return fill(rng, rng.choice(words[slot]), bound, *lists)
    raise KeyError(slot)
