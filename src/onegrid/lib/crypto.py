"""Encryption of short texts at rest, keyed hashes, and secret codes that people can read aloud.

A data key is a URL-safe base64 text of 32 random bytes or more, as `secrets.token_urlsafe(32)` makes. Several
keys in a row allow rotation: put the new one first, re-encrypt at leisure, then drop the old one.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from random import Random
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LEAST_KEY_BYTES: Final = 32
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O, no 1 I L


class BadKey(ValueError):
    """A data key is missing, too short, or no URL-safe base64. The message never shows the key."""


class CannotDecrypt(Exception):
    """No key opens the text: its key has been dropped, or the text was altered or never encrypted."""

    def __init__(self) -> None:
        super().__init__(
            "no data key opens this text: put the key it was encrypted with back into the list, "
            "or restore the text from a backup if it was altered"
        )


class Cipher:
    """Authenticated encryption (Fernet: AES-CBC with HMAC-SHA256) under the first key; every key decrypts.

    Raises `BadKey`. The Fernet key is drawn from the data key by HKDF-SHA256 (RFC 5869).
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise BadKey("there is no data key: give at least one, made by secrets.token_urlsafe(32)")
        self._fernet = MultiFernet([_make_fernet(key) for key in keys])

    def encrypt(self, text: str) -> str:
        """The text encrypted, as ASCII text; different each time."""
        return self._fernet.encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted: str) -> str:
        """The text again. Raises `CannotDecrypt`."""
        try:
            return self._fernet.decrypt(encrypted.encode()).decode()
        except InvalidToken:
            raise CannotDecrypt from None

    def rotate(self, encrypted: str) -> str:
        """The same text, encrypted anew under the first key. Raises `CannotDecrypt`."""
        return self.encrypt(self.decrypt(encrypted))


def keyed_hash(key: str, text: str) -> str:
    """HMAC-SHA256 (RFC 2104) of the text in 64 hex digits, to find a secret code again without storing it."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def make_secret(rng: Random | None = None, *, length: int = 12) -> str:
    """A random code from `ALPHABET`, 4.95 bits a character; from the system's randomness if no rng is given."""
    draw = rng or secrets.SystemRandom()
    return "".join(draw.choice(ALPHABET) for _ in range(length))


def derive_secret(key: str, text: str, *, length: int = 12) -> str:
    """The code from `ALPHABET` that belongs to a text: the same each time, not to be guessed without the key.

    The digits of HMAC-SHA256 (RFC 2104) in base 31; up to 40 of them are as good as random.

    >>> derive_secret("key", "text") == derive_secret("key", "text") != derive_secret("other key", "text")
    True
    """
    number, code = int(keyed_hash(key, text), 16), ""
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        code += ALPHABET[place]
    return code


def read_secret(typed: str) -> str:
    """A secret code as it was made, from one as people type it: in small letters, with spaces and hyphens.

    >>> read_secret(" ab2c-d3ef ")
    'AB2CD3EF'
    """
    return "".join(typed.replace("-", "").split()).upper()


def _make_fernet(key: str) -> Fernet:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"onegrid data key")
    return Fernet(base64.urlsafe_b64encode(derive.derive(_read_key(key))))


def _read_key(key: str) -> bytes:
    bare = key.strip().rstrip("=")
    try:
        secret = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadKey("a data key is no URL-safe base64 text: make one by secrets.token_urlsafe(32)") from None
    if len(secret) < LEAST_KEY_BYTES:
        raise BadKey(f"a data key has only {len(secret)} bytes: it needs {LEAST_KEY_BYTES} or more")
    return secret
