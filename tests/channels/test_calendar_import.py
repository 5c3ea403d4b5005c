from datetime import date

import pytest
from django.core.exceptions import ValidationError

from onegrid.casework.domain.calendar import Ruling
from onegrid.channels.calendar_import import read_rulings


def test_a_line_is_a_day_a_word_and_a_note() -> None:
    lines = ["# 2027", "", "2027-02-06 holiday Spring Festival", "2027-02-07，班，春节调休", "2027-02-08\t休"]
    assert read_rulings(lines) == [
        Ruling(date(2027, 2, 6), False, "Spring Festival"),
        Ruling(date(2027, 2, 7), True, "春节调休"),
        Ruling(date(2027, 2, 8), False),
    ]


def test_every_line_that_cannot_be_understood_is_named() -> None:
    with pytest.raises(ValidationError) as fault:
        read_rulings(["2027-02-30 holiday", "2027-02-06 holiday", "2027-02-07 maybe", "2027-02-08"])
    assert len(fault.value.messages) == 3
    assert all(str(line) in words for line, words in zip((1, 3, 4), fault.value.messages, strict=True))
