"""Area codes are paths: 9 digits for a subdistrict, 12 for a community, 15 for a grid, 18 for a micro-grid.

The first twelve follow 统计用区划代码 (the statistical division code of the National Bureau of Statistics); grid and
micro-grid add three digits each. A prefix is an ancestor.
"""

from enum import IntEnum


class Level(IntEnum):
    """The four levels of the territory, from the subdistrict down."""

    SUBDISTRICT = 1
    COMMUNITY = 2
    GRID = 3
    MICRO_GRID = 4

    @property
    def digits(self) -> int:
        """How many digits a code of this level has."""
        return 6 + 3 * self

    @classmethod
    def of(cls, code: str) -> "Level":
        """The level that a code's length tells. Raises `BadCode`."""
        if not (code.isascii() and code.isdigit()) or len(code) not in (9, 12, 15, 18):
            raise BadCode(code)
        return cls(len(code) // 3 - 2)


class BadCode(ValueError):
    """The text is no area code: it must be 9, 12, 15 or 18 digits."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code!r} is no area code: it must be 9, 12, 15 or 18 digits")
        self.code = code


def parent_of(code: str) -> str:
    """The code one level up; '' for a subdistrict.

    >>> parent_of("371502009004"), parent_of("371502009")
    ('371502009', '')
    """
    return "" if Level.of(code) is Level.SUBDISTRICT else code[:-3]


def at_level(code: str, level: Level) -> str:
    """The code's ancestor (or itself) at a level; '' if the code lies above that level.

    >>> at_level("371502009004001", Level.COMMUNITY)
    '371502009004'
    """
    return code[: level.digits] if len(code) >= level.digits else ""


def path_to(code: str) -> list[str]:
    """The code and its ancestors, from the subdistrict down."""
    return [code[:digits] for digits in (9, 12, 15, 18) if digits <= len(code)]


def is_within(code: str, prefix: str) -> bool:
    """Whether the area is the one named by the prefix, or lies in it. The empty prefix holds every area."""
    return code.startswith(prefix)


def code_range(prefix: str) -> tuple[str, str]:
    """The half-open range of codes with a prefix: `low <= code < high`, the same under every collation of digits.

    A range, unlike LIKE, uses a plain index on every database.

    >>> code_range("371502009")
    ('371502009', '371502010')
    """
    return prefix, str(int(prefix) + 1).zfill(len(prefix))
