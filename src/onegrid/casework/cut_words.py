"""The column that a search looks in."""

from typing import Any

from django.db import models


class CutWordsField(models.TextField):  # type: ignore[type-arg]
    """Words as `casework.search` cuts them: plain text, but on PostgreSQL already the `tsvector` that a search asks.

    Text that had to be made into one at each look cost 36 µs a case, a hundred times what the look itself does.
    """

    description = "Words cut for search"

    def db_type(self, connection: Any) -> str | None:
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)
