"""Finding a file's columns by their names, and cleaning what stands in them."""

import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from onegrid.channels.case_import.records import LOST, BadFile

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class ColumnFinder:
    """Finds columns by name, in capitals or not, and remembers all that are not there."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns, self._missing = list(columns), list[str]()

    def __call__(self, name: str | None) -> int | None:
        """The place of a column; None for None. Raises `BadFile` if it cannot be told which is meant."""
        if name is None:
            return None
        same: list[Callable[[str], bool]] = [name.__eq__, lambda each: each.casefold() == name.casefold()]
        for test in same:
            places = [place for place, each in enumerate(self._columns) if test(each)]
            if len(places) > 1:
                raise BadFile(_("The file has several columns called “%(name)s”.") % {"name": name})
            if places:
                return places[0]
        self._missing.append(name)
        return None

    def raise_missing(self) -> None:
        """Raise `BadFile` if a column was not found."""
        if self._missing:
            words = {"missing": ", ".join(dict.fromkeys(self._missing)), "there": ", ".join(self._columns)}
            raise BadFile(
                [
                    _("The file has no column: %(missing)s.") % words,
                    _("It has: %(there)s.") % words,
                    _("Bring a file that has them all, or change the mapping (its encoding, if names look garbled)."),
                ]
            )


def value_at(values: Sequence[str], place: int | None) -> str:
    """The value at a place; '' in a row that is too short."""
    return values[place] if place is not None and place < len(values) else ""


def clean_text(text: str) -> str:
    """A text that every database takes: lost bytes marked as such, without control characters."""
    return CONTROL.sub("", LOST.sub("\ufffd", text))
