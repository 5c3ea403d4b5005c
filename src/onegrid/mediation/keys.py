"""Keyed hashes by which the same person, home or firm is found again without being kept in clear."""

import re
import unicodedata

from django.conf import settings

from onegrid.lib.crypto import keyed_hash

_NOISE = re.compile(r"[\s\W_]+")


def key_of(what: str, text: str) -> str:
    """The key of a telephone number, an identity number, a home or a firm as people type it; '' for an empty one."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return keyed_hash(settings.CODE_KEY, f"{what} {plain}") if plain else ""


def party_keys(*, phone: str, identity: str, home: str, firm: str) -> dict[str, str]:
    """The columns of a party by which it is found again."""
    given = {"phone": phone, "identity": identity, "home": home, "firm": firm}
    return {f"{what}_key": key_of(what, text) for what, text in given.items()}
