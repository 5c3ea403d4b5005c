"""How long somebody has: an amount of calendar time or of working time."""

import math
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

Unit = Literal["hours", "days", "working_hours", "working_days"]
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)


def is_working(unit: Unit) -> bool:
    """Whether time in this unit passes in office hours only. Raises ValueError if it is none of `UNITS`."""
    if unit not in UNITS:
        raise ValueError(f"{unit!r} is no unit of time: use one of {', '.join(UNITS)}")
    return unit.startswith("working_")


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of time above zero, in one of `UNITS`; working days come whole. Its text is `2 working_days`.

    Raises ValueError, also from `parse`, if the amount or the unit will not do.

    >>> str(working_days(2)), Duration.parse("1.5 hours")
    ('2 working_days', Duration(amount=1.5, unit='hours'))
    """

    amount: int | float
    unit: Unit

    def __post_init__(self) -> None:
        is_working(self.unit)
        if isinstance(self.amount, bool) or not (math.isfinite(self.amount) and self.amount > 0):
            raise ValueError(f"a duration must be a number above zero, not {self.amount!r}")
        if float(self.amount).is_integer():
            object.__setattr__(self, "amount", int(self.amount))
        elif self.unit == "working_days":
            raise ValueError(f"working days are counted whole, not {self.amount}: use working hours")

    @property
    def is_working(self) -> bool:
        """Whether it passes in office hours only."""
        return is_working(self.unit)

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """The duration that `str` wrote: an amount, a space, a unit."""
        amount, _, unit = text.strip().partition(" ")
        try:
            number = float(amount)
        except ValueError:
            raise ValueError(f"{text!r} is no duration: write it like '2 working_days'") from None
        return cls(number, cast(Unit, unit.strip()))


def hours(amount: int | float) -> Duration:
    """Hours by the clock on the wall, day and night."""
    return Duration(amount, "hours")


def days(amount: int | float) -> Duration:
    """Days of exactly 24 hours, holidays included."""
    return Duration(amount, "days")


def working_hours(amount: int | float) -> Duration:
    """Hours in which the office is open."""
    return Duration(amount, "working_hours")


def working_days(amount: int) -> Duration:
    """Working days after the day on which it starts, to the close of business of the last."""
    return Duration(amount, "working_days")
