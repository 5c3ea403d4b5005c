"""From the labels of a file's places to area codes, and the plan that knows them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onegrid.channels.case_import.mapping import AreaLevel, AreaMap
from onegrid.lib.codes import path_to
from onegrid.territory.domain.labels import name_areas

LARGEST = 999


@dataclass(frozen=True, slots=True)
class LabelledPlace:
    """Where a row's labels put it: the numbers of its areas from the community down, and what was odd about them.

    `unread` is a label that names no area; `contrary` one that names another parent than the label above it.
    """

    numbers: tuple[int, ...] = ()
    unread: str = ""
    contrary: str = ""


class LabelReader:
    """Reads the labels of rows, which are the same over and over, once each."""

    def __init__(self, levels: Sequence[AreaLevel]) -> None:
        self._patterns = [
            (re.compile(level.pattern), re.compile(level.parent_pattern) if level.parent_pattern else None)
            for level in levels
        ]
        self._read: dict[tuple[str, ...], LabelledPlace] = {}

    def read(self, labels: tuple[str, ...]) -> LabelledPlace:
        """The place that labels, one for each level ('' if blank), name."""
        place = self._read.get(labels)
        if place is None:
            place = self._read[labels] = self._place_of(labels)
        return place

    def _place_of(self, labels: tuple[str, ...]) -> LabelledPlace:
        """Down from the top, as far as each label can be read and does not contradict the one above.

        A level whose own label is blank is taken from the label below it, if that tells.
        """
        numbers: list[int] = []
        for index, label in enumerate(labels):
            if not label:
                number = self._parent_told(labels, index + 1)
                if number is None:
                    break
            else:
                pattern, parent = self._patterns[index]
                number = _number(pattern, label)
                if number is None:
                    return LabelledPlace(tuple(numbers), unread=label)
                told = _number(parent, label) if parent and numbers else None
                if told is not None and told != numbers[-1]:
                    return LabelledPlace(tuple(numbers), contrary=label)
            numbers.append(number)
        return LabelledPlace(tuple(numbers))

    def _parent_told(self, labels: tuple[str, ...], index: int) -> int | None:
        if index >= len(labels) or not labels[index]:
            return None
        parent = self._patterns[index][1]
        return _number(parent, labels[index]) if parent else None


class LabelledLand:
    """The areas that rows' labels name, and the plan in force that has to know them."""

    def __init__(self, areas: AreaMap, *, actor: str) -> None:
        self._areas, self._actor = areas, actor
        self._known: set[str] = set()

    def code_of(self, place: LabelledPlace) -> str:
        """The code that a place's numbers make under the root."""
        return self._areas.root + "".join(f"{number:03}" for number in place.numbers)

    def learn(self, codes: set[str]) -> None:
        """See to it that the plan in force knows these codes and all above them, where it may be extended."""
        wanted = {each for code in codes for each in path_to(code)} | {self._areas.root}
        if not wanted <= self._known:
            names = {code: self._name_of(code) for code in wanted}
            self._known = name_areas(self._areas.root, names, actor=self._actor)

    def forget(self) -> None:
        """Look into the database again: what was learnt was not written."""
        self._known = set()

    def nearest_known(self, code: str) -> str:
        """The area itself, or the next above it that the plan in force knows."""
        return next((each for each in reversed(path_to(code)) if each in self._known), self._areas.root)

    def _name_of(self, code: str) -> str:
        numbers = [int(code[at : at + 3]) for at in range(len(self._areas.root), len(code), 3)]
        if not numbers:
            return self._areas.name
        if len(numbers) > len(self._areas.levels):
            return code
        template = self._areas.levels[len(numbers) - 1].name
        return template.format(number=numbers[-1], parent=numbers[-2] if len(numbers) > 1 else 0)[:100]


def _number(pattern: re.Pattern[str], label: str) -> int | None:
    """The number in a label, if it can stand in a code: 1 to 999."""
    found = pattern.search(label)
    if not found or not (found[1] or "").isdecimal():
        return None
    number = int(found[1])
    return number if 1 <= number <= LARGEST else None
