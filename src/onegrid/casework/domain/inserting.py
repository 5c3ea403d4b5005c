"""Inserting rows of one table with a statement that is built once.

Django's own bulk insert builds its SQL anew for every call, which was two fifths of what filing a report cost (see
docs/decisions/0009-inserts.md). This one knows only what a docket needs: plain new rows, no conflicts, no keys handed back.
"""

from collections.abc import Sequence
from functools import cache

from django.db import DEFAULT_DB_ALIAS, connections, models

FEW = 8
"""Up to so many rows go into the database as one statement; more, a statement each, sent together."""


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model. Rows whose key the database makes do not learn it. Raises `IntegrityError`."""
    if not rows:
        return
    connection, count = connections[DEFAULT_DB_ALIAS], len(rows) if len(rows) <= FEW else 1
    statement, fields = _statement(type(rows[0]), rows[0].pk is None, count)
    values = [[field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields] for row in rows]
    with connection.cursor() as cursor:
        if len(rows) == count:
            cursor.execute(statement, [value for row in values for value in row])
        else:
            cursor.executemany(statement, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _statement(model: type[models.Model], without_key: bool, count: int) -> tuple[str, list[models.Field]]:  # type: ignore[type-arg]
    """The statement for so many rows, and the fields whose values each of them needs."""
    key = model._meta.pk if without_key else None
    fields = [field for field in model._meta.concrete_fields if field is not key]
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    holes = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {holes}", fields
