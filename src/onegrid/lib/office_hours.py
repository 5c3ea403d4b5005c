"""The hours of a working day in which the office is open.

Within a day, moments are whole microseconds since midnight and lengths whole microseconds: exact, and quick
to count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from itertools import pairwise

Span = tuple[time, time]
SECOND = 1_000_000


@dataclass(frozen=True)
class OfficeHours:
    """Spans of local time, in order, each from an opening to a closing. Its text is `09:00-12:00 13:30-17:30`.

    Raises ValueError if there is no span, or one is empty or begins before the one before it has ended.

    >>> OfficeHours().length == 7 * 3600 * SECOND
    True
    """

    spans: tuple[Span, ...] = ((time(9), time(12)), (time(13, 30), time(17, 30)))

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError("office hours need at least one span, such as 09:00-12:00")
        for opening, closing in self.spans:
            if opening.tzinfo or closing.tzinfo:
                raise ValueError("office hours are local times, without a time zone")
            if opening >= closing:
                raise ValueError(f"the office must close after it opens, not {_text((opening, closing))}")
        for earlier, later in pairwise(self.spans):
            if later[0] < earlier[1]:
                raise ValueError(f"office hours overlap or are out of order: {_text(earlier)}, {_text(later)}")

    @cached_property
    def _offsets(self) -> tuple[tuple[int, int], ...]:
        return tuple((since_midnight(opening), since_midnight(closing)) for opening, closing in self.spans)

    @cached_property
    def length(self) -> int:
        """How much working time a working day has."""
        return sum(closing - opening for opening, closing in self._offsets)

    @cached_property
    def closing(self) -> int:
        """The close of business."""
        return self._offsets[-1][1]

    def worked_by(self, moment: int) -> int:
        """How much working time has passed at a moment of the day."""
        worked = 0
        for opening, closing in self._offsets:
            if moment <= opening:
                break
            worked += min(moment, closing) - opening
        return worked

    def reach(self, worked: int) -> int:
        """The earliest moment of the day with so much working time behind it.

        The inverse of `worked_by` for 0 < worked <= length; a full span ends at its closing, not at the next
        opening. Raises ValueError for more than a day's length.
        """
        for opening, closing in self._offsets:
            if worked <= closing - opening:
                return opening + worked
            worked -= closing - opening
        raise ValueError("a working day is not that long")

    def __str__(self) -> str:
        return " ".join(map(_text, self.spans))

    @classmethod
    def parse(cls, text: str) -> "OfficeHours":
        """The office hours that `str` wrote. Raises ValueError."""
        return cls(tuple(_read_spans(text)))


def since_midnight(moment: time | datetime) -> int:
    """The time of day, as microseconds since midnight."""
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * SECOND + moment.microsecond


def _text(span: Span) -> str:
    return "-".join(moment.isoformat("minutes") for moment in span)


def _read_spans(text: str) -> Iterator[Span]:
    for part in text.split():
        opening, _, closing = part.partition("-")
        try:
            yield time.fromisoformat(opening), time.fromisoformat(closing)
        except ValueError:
            raise ValueError(f"{part!r} is no span of office hours: write it like 09:00-12:00") from None
