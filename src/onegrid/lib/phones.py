"""Telephone numbers as people in China type them."""

from typing import Final, Literal

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

CHINA: Final = 86
MOBILE_OR_LANDLINE: Final = (
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
)


Fault = Literal["unreadable", "extension", "unknown", "service"]
FAULTS: Final[dict[Fault, str]] = {
    "unreadable": "this is no telephone number: type it in digits, a landline with its area code",
    "extension": "leave out the extension",
    "unknown": "there is no such number: check the digits, and type a landline with its area code",
    "service": "give a mobile or landline number, not a service number",
}


class BadPhone(ValueError):
    """The text is no mobile or landline number. `fault` is one of `FAULTS`; the message does not repeat the text."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(FAULTS[fault])
        self.fault = fault


def normalise_phone(typed: str) -> str:
    """The number in E.164 (`+8613812341234`), a Chinese one unless it begins with + or 00.

    A landline needs its area code. Raises `BadPhone` for anything else, also for service numbers such as 12345
    or 400, and for a number with an extension, which E.164 cannot hold.

    >>> normalise_phone("138 1234 1234"), normalise_phone("0635-8241234")
    ('+8613812341234', '+866358241234')
    """
    try:
        number = phonenumbers.parse(typed, "CN")
    except phonenumbers.NumberParseException:
        raise BadPhone("unreadable") from None
    if number.extension:
        raise BadPhone("extension")
    if not phonenumbers.is_valid_number(number):
        raise BadPhone("unknown")
    if phonenumbers.number_type(number) not in MOBILE_OR_LANDLINE:
        raise BadPhone("service")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def mask(phone: str) -> str:
    """An E.164 number to show to those who may not read it: four digits or more are hidden.

    Text that is no E.164 number is hidden whole.

    >>> mask("+8613812341234"), mask("+866358241234"), mask("+85291234567"), mask("12345")
    ('138****1234', '063****1234', '+852****67', '****')
    """
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return "****"
    if not phonenumbers.is_valid_number(number):
        return "****"
    if number.country_code != CHINA:
        return f"+{number.country_code}****{_digits(number)[-2:]}"
    digits = _digits(number)
    return f"{digits[:3]}****{digits[-4:]}"


def _digits(number: PhoneNumber) -> str:
    """The digits as dialled within the country: a Chinese landline begins with 0."""
    return phonenumbers.normalize_digits_only(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
