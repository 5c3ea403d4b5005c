"""One value, one text: the canonical form that the audit record hashes."""

import hashlib
import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


class NotCanonical(ValueError):
    """The value has no canonical form; the message says which part and why."""


def canonical_json(value: Any) -> bytes:
    """Deterministic JSON in UTF-8: keys sorted by code point, no spaces, nothing escaped that need not be.

    Datetimes become UTC with microseconds and Z, dates ISO 8601, decimals strings, tuples lists. A float that
    is a whole number is written as one, so that `1.0`, `1` and `-0.0`, `0` stay the same through every JSON
    reader and database
    (compare RFC 8785, JSON Canonicalization Scheme). The canonical form of what is read back from it is itself.

    Raises `NotCanonical` for naive datetimes, NaN and infinities, keys that are no strings, lone surrogates,
    and types that JSON does not have.

    >>> canonical_json({"b": 1.0, "a": "街道"}).decode()
    '{"a":"街道","b":1}'
    """
    text = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise NotCanonical("a text holds half a character (a lone surrogate)") from None


def sha256_hex(data: bytes) -> str:
    """SHA-256 (FIPS 180-4) in 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def _plain(value: Any) -> Plain:
    match value:
        case None | bool() | str() | int():
            return value
        case dict():
            return {_key(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case float():
            return _number(value)
        case Decimal():
            _refuse_infinite(value)
            return str(value)
        case datetime():
            return _moment(value)
        case date():
            return value.isoformat()
    raise NotCanonical(f"{type(value).__name__} has no canonical form: {value!r}")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise NotCanonical(f"a key must be a text, not {key!r}")
    return key


def _number(value: float) -> int | float:
    _refuse_infinite(value)
    return int(value) if value.is_integer() else value


def _refuse_infinite(value: float | Decimal) -> None:
    if not math.isfinite(value):
        raise NotCanonical(f"{value} is no number that JSON can hold")


def _moment(value: datetime) -> str:
    if value.utcoffset() is None:
        raise NotCanonical(f"{value} has no time zone")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
