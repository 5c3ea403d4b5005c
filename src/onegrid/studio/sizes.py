"""How large grids are to be, as a planner writes it: '300-500' households, or '84' of them in all."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_RANGE = re.compile(r"\s*(\d{1,7})\s*(?:[-–—~～至到]\s*(\d{1,7}))?\s*")

Size = tuple[int, int] | int
"""A range of households, both ends included; or a number of grids in all."""


def read_size(text: str) -> Size:
    """Raises `ValidationError` for what is neither.

    >>> read_size("300-500"), read_size(" 84 ")
    ((300, 500), 84)
    """
    found = _RANGE.fullmatch(text)
    if not found:
        raise ValidationError(_("Write a range of households as 300-500, or a number of grids as 84."))
    first, last = int(found[1]), found[2]
    if last is None:
        if first < 1:
            raise ValidationError(_("There must be at least one grid."))
        return first
    if int(last) < max(1, first):
        raise ValidationError(_("The range ends before it begins. Write the smaller number first."))
    return first, int(last)
