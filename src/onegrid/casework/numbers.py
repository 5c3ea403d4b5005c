"""The number by which people quote a case: the day, eight random digits and a check digit, as 261123-48271632-5.

Random, so that a number tells nothing about how many cases there are, and offices need no common counter. The check digit
(ISO/IEC 7064, MOD 11,10) catches what is misheard on the telephone.
"""

import random
import unicodedata
from datetime import date

from stdnum.iso7064 import mod_11_10


def make_number(rng: random.Random, day: date) -> str:
    """A new case number for a day."""
    digits = f"{day:%y%m%d}{rng.randrange(10**8):08d}"
    return f"{digits[:6]}-{digits[6:]}-{mod_11_10.calc_check_digit(digits)}"


def read_number(text: str) -> str | None:
    """The case number that somebody typed, with or without hyphens, full-width or not; None if it cannot be right.

    >>> read_number("26112348271632")
    """
    digits = "".join(each for each in unicodedata.normalize("NFKC", text) if each in "0123456789")
    if len(digits) != 15 or not mod_11_10.is_valid(digits):
        return None
    return f"{digits[:6]}-{digits[6:14]}-{digits[14]}"
