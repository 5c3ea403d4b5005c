"""Where ids, numbers and secrets come from."""

import random
from datetime import date

from onegrid.casework.numbers import make_number
from onegrid.lib.ids import Ids

MOST_REMEMBERED = 200_000


class Source:
    """Chance for ids, numbers and secrets: the system's, or from a seed (the demo office is always the same)."""

    def __init__(self, seed: int | None = None) -> None:
        self.rng: random.Random = random.SystemRandom() if seed is None else random.Random(seed)
        self.ids = Ids(self.rng)
        self._given: set[str] = set()

    def number(self, day: date) -> str:
        """A new case number for a day, none of those given out lately: in a bulk of many thousands two would meet by chance."""
        while (number := make_number(self.rng, day)) in self._given:
            continue
        if len(self._given) >= MOST_REMEMBERED:
            self._given.clear()
        self._given.add(number)
        return number


default_source = Source()
