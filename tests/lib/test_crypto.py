import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.lib.crypto import (
    ALPHABET,
    BadKey,
    CannotDecrypt,
    Cipher,
    derive_secret,
    keyed_hash,
    make_secret,
    read_secret,
)

OLD, NEW = "b2xk" * 16, "bmV3" * 16
TEXT = "张三 138 0000 0000"


@given(st.text())
def test_any_text_comes_back(text):
    cipher = Cipher([NEW])
    assert cipher.decrypt(cipher.encrypt(text)) == text


def test_the_same_text_never_looks_the_same():
    cipher = Cipher([NEW])
    assert cipher.encrypt(TEXT) != cipher.encrypt(TEXT)


def test_an_old_key_still_opens_but_the_first_key_encrypts():
    encrypted = Cipher([OLD]).encrypt(TEXT)
    both = Cipher([NEW, OLD])
    assert both.decrypt(encrypted) == TEXT
    assert Cipher([NEW]).decrypt(both.encrypt(TEXT)) == TEXT


def test_a_rotated_text_no_longer_needs_the_old_key():
    rotated = Cipher([NEW, OLD]).rotate(Cipher([OLD]).encrypt(TEXT))
    assert Cipher([NEW]).decrypt(rotated) == TEXT


def test_it_says_so_when_no_key_opens():
    with pytest.raises(CannotDecrypt, match="no data key opens"):
        Cipher([NEW]).decrypt(Cipher([OLD]).encrypt(TEXT))


@given(st.integers(0, 150), st.characters(min_codepoint=48, max_codepoint=122))
def test_an_altered_text_is_never_opened(position, other):
    encrypted = Cipher([NEW]).encrypt(TEXT)
    position %= len(encrypted.rstrip("=")) - 1
    altered = encrypted[:position] + other + encrypted[position + 1 :]
    if altered != encrypted:
        with pytest.raises(CannotDecrypt):
            Cipher([NEW]).decrypt(altered)


@pytest.mark.parametrize("text", ["", "plain", "明文"])
def test_a_text_that_was_never_encrypted_is_not_opened(text):
    with pytest.raises(CannotDecrypt):
        Cipher([NEW]).decrypt(text)


def test_padding_of_a_key_does_not_matter():
    key = "YWJj" * 14 + "YQ"
    assert Cipher([key + "=="]).decrypt(Cipher([key]).encrypt(TEXT)) == TEXT


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ([], "no data key"),
        (["c2hvcnQ"], "only 5 bytes"),
        (["not base64! " * 8], "no URL-safe"),
        (["密" * 48], "no URL-safe"),
    ],
)
def test_a_bad_key_is_refused_without_showing_it(keys, complaint):
    with pytest.raises(BadKey, match=complaint) as refusal:
        Cipher(keys)
    assert not any(key in str(refusal.value) for key in keys)


def test_a_keyed_hash_is_hmac_sha256():
    """RFC 4231, test case 2."""
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert keyed_hash("Jefe", "what do ya want for nothing?") == expected


def test_a_secret_has_no_look_alikes():
    assert not set("01OIL") & set(ALPHABET) and len(set(ALPHABET)) == 31
    assert set("".join(make_secret() for _ in range(200))) <= set(ALPHABET)


def test_a_secret_has_the_length_asked_for_and_is_new_each_time():
    assert len(make_secret()) == 12 and len(make_secret(length=20)) == 20
    assert len({make_secret() for _ in range(100)}) == 100


def test_the_same_seed_makes_the_same_secret():
    assert make_secret(random.Random(7)) == make_secret(random.Random(7))


def test_a_derived_secret_belongs_to_its_key_and_text():
    assert derive_secret("key", "text") == derive_secret("key", "text") == "H7HKA5UUCX8U"
    others = {derive_secret("key", f"text {number}") for number in range(200)} | {derive_secret("other", "text")}
    assert len(others) == 201
    assert set("".join(others)) == set(ALPHABET) and {len(each) for each in others} == {12}


def test_a_secret_is_read_as_people_type_it():
    assert read_secret("ab2c-d3ef\u3000gh4j ") == "AB2CD3EFGH4J"
