"""A model field that is encrypted at rest. The one file of this room that knows Django."""

from functools import lru_cache
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models

from onegrid.lib.crypto import BadKey, Cipher


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database holds encrypted under `settings.ONEGRID_DATA_KEYS` and Python sees in clear.

    None and "" are stored as they are. Apart from `isnull`, a lookup raises FieldError: each encryption of a
    text differs, so none could match. Reading raises `CannotDecrypt` if no key opens a value, and
    `ImproperlyConfigured` if the keys will not do.
    """

    description = "Encrypted text"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return data_cipher().encrypt(text) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return data_cipher().decrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else self._refuse(lookup_name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        self._refuse(lookup_name)

    def _refuse(self, lookup_name: str) -> NoReturn:
        raise FieldError(
            f"{self.name} is encrypted, so the database cannot search it by {lookup_name!r}: only isnull works. "
            "Keep a keyed hash beside it if it must be found."
        )


def data_cipher() -> Cipher:
    """The cipher of this deployment, from `settings.ONEGRID_DATA_KEYS`. Raises ImproperlyConfigured."""
    try:
        return _cipher_of(tuple(settings.ONEGRID_DATA_KEYS))
    except BadKey as error:
        raise ImproperlyConfigured(f"ONEGRID_DATA_KEYS: {error}") from error


@lru_cache(maxsize=8)
def _cipher_of(keys: tuple[str, ...]) -> Cipher:
    return Cipher(keys)
