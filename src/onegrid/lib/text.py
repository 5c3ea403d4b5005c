"""Words to search by, in text that mixes Chinese with Latin letters and digits.

Chinese is written without spaces, so runs of it are cut into overlapping pairs; a query is cut the same way
and found as a row of consecutive tokens. One character alone finds only places where it stands alone.
"""

import re
import unicodedata
from typing import Final

CJK: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
RUN: Final = re.compile(rf"([{CJK}]+)|[^\W_{CJK}]+")


def tokens(text: str) -> list[str]:
    """The text's tokens, in order: words and numbers whole and lower-cased, Chinese in overlapping pairs.

    Compatibility forms count as the usual ones (NFKC: full-width letters, circled digits, radicals).

    >>> tokens("东城街道 3号楼 Wi-Fi")
    ['东城', '城街', '街道', '3', '号楼', 'wi', 'fi']
    """
    found: list[str] = []
    for run in RUN.finditer(_normalise(text)):
        found += _pairs(run[0]) if run[1] else [run[0]]
    return found


def query_phrases(text: str) -> list[list[str]]:
    """What a reader who typed this searches for: a phrase of consecutive tokens for each term between spaces.

    >>> query_phrases("东城街 路灯")
    [['东城', '城街'], ['路灯']]
    """
    phrases = map(tokens, _normalise(text).split())
    return [phrase for phrase in phrases if phrase]


def _normalise(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())


def _pairs(run: str) -> list[str]:
    if len(run) == 1:
        return [run]
    return [run[index : index + 2] for index in range(len(run) - 1)]
