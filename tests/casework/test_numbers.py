import random
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from onegrid.casework.numbers import make_number, read_number
from onegrid.casework.source import Source

NUMBERS = st.builds(
    lambda seed, day: make_number(random.Random(seed), day),
    st.integers(),
    st.dates(date(2020, 1, 1), date(2099, 12, 31)),
)


@given(NUMBERS)
def test_a_number_is_read_with_or_without_signs_between(number: str) -> None:
    assert read_number(number) == number
    assert read_number(number.replace("-", "")) == number
    assert read_number(f" {number.replace('-', ' – ')}。") == number


@given(NUMBERS)
def test_full_width_digits_are_read_too(number: str) -> None:
    assert read_number(number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))) == number


@given(NUMBERS, st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: str, place: int, off: int) -> None:
    digits = number.replace("-", "")
    wrong = digits[:place] + str((int(digits[place]) + off) % 10) + digits[place + 1 :]
    assert read_number(wrong) is None


@given(NUMBERS, st.integers(0, 13))
def test_most_neighbours_that_changed_places_are_noticed(number: str, place: int) -> None:
    digits = number.replace("-", "")
    assume(digits[place] != digits[place + 1])
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert read_number(swapped) in (None, f"{swapped[:6]}-{swapped[6:14]}-{swapped[14]}")


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    number = read_number(text)
    assert number is None or len(number) == 17


def test_a_source_gives_no_number_twice() -> None:
    source, day = Source(seed=1), date(2026, 11, 23)
    source.rng = random.Random(1)
    first = source.number(day)
    source.rng = random.Random(1)  # draws the same once more
    assert source.number(day) != first


def test_the_day_stands_in_front() -> None:
    assert make_number(random.Random(1), date(2026, 11, 23)).startswith("261123-")
