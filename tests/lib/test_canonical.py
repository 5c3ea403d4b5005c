import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.lib.canonical import NotCanonical, canonical_json, sha256_hex

texts = st.text(st.characters(exclude_categories=["Cs"]))
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=st.just(timezone(timedelta(hours=8))), min_value=datetime(2, 1, 1)),
    texts,
)
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=12)


@given(values)
def test_what_is_read_back_has_the_same_form(value):
    once = canonical_json(value)
    assert canonical_json(json.loads(once)) == once


@given(st.dictionaries(texts, leaves))
def test_the_order_of_keys_does_not_matter(value):
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ({"b": [1, 2], "a": None}, '{"a":null,"b":[1,2]}'),
        ('东城街道 "1"', '"东城街道 \\"1\\""'),
        ((True, False), "[true,false]"),
        (Decimal("1.10"), '"1.10"'),
        (date(2026, 11, 23), '"2026-11-23"'),
        (datetime(2026, 11, 23, 8, tzinfo=timezone(timedelta(hours=8))), '"2026-11-23T00:00:00.000000Z"'),
        (datetime(2026, 11, 23, 8, 0, 0, 5, tzinfo=UTC), '"2026-11-23T08:00:00.000005Z"'),
        ([1.0, -0.0, 0.1, 1e22], "[1,0,0.1,10000000000000000000000]"),
    ],
)
def test_each_value_has_one_form(value, form):
    assert canonical_json(value).decode() == form


def test_the_same_moment_in_two_zones_has_one_form():
    moment = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert canonical_json(moment) == canonical_json(moment.astimezone(timezone(timedelta(hours=8))))


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (float("nan"), "no number"),
        ([float("inf")], "no number"),
        (Decimal("NaN"), "no number"),
        (datetime(2026, 11, 23), "no time zone"),
        ({1: "a"}, "key must be a text"),
        ({"a", "b"}, "set has no canonical form"),
        ("\ud800", "lone surrogate"),
    ],
)
def test_what_has_no_form_is_refused_with_the_reason(value, complaint):
    with pytest.raises(NotCanonical, match=complaint):
        canonical_json(value)


def test_sha256_is_the_published_function():
    """FIPS 180-4, example "abc"."""
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
