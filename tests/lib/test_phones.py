import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.lib.phones import BadPhone, mask, normalise_phone

mobiles = st.from_regex(r"13[5-9][0-9]{8}", fullmatch=True)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("138 1234 1234", "+8613812341234"),
        ("１３８－１２３４－１２３４", "+8613812341234"),
        ("+86 138 1234 1234", "+8613812341234"),
        ("008613812341234", "+8613812341234"),
        ("0635-8241234", "+866358241234"),
        ("(010) 6552 9988", "+861065529988"),
        ("+852 9123 4567", "+85291234567"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, number):
    assert normalise_phone(typed) == number


@given(mobiles)
def test_a_normal_number_stays_as_it_is(mobile):
    number = normalise_phone(mobile)
    assert number == f"+86{mobile}" and normalise_phone(number) == number


@pytest.mark.parametrize(
    ("typed", "fault", "advice"),
    [
        ("", "unreadable", "type it in digits"),
        ("没有电话", "unreadable", "type it in digits"),
        ("8241234", "unknown", "area code"),
        ("1381234123", "unknown", "check the digits"),
        ("138123412345", "unknown", "check the digits"),
        ("12345", "unknown", "check the digits"),
        ("400 812 3123", "service", "mobile or landline"),
        ("0635-8241234 ext. 801", "extension", "leave out"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(typed, fault, advice):
    with pytest.raises(BadPhone, match=advice) as refusal:
        normalise_phone(typed)
    assert refusal.value.fault == fault


def test_a_refusal_does_not_carry_the_number_into_the_logs():
    with pytest.raises(BadPhone) as refusal:
        normalise_phone("1381234123")
    assert "1381234123" not in str(refusal.value)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+8613812341234", "138****1234"),
        ("+861065529988", "010****9988"),
        ("+85291234567", "+852****67"),
        ("+86138123", "****"),
        ("13812341234", "****"),
        ("", "****"),
    ],
)
def test_a_masked_number_hides_its_middle(number, shown):
    assert mask(number) == shown
