"""Which questions to a database walk through a whole table of those that grow with the cases."""

import re
from collections.abc import Iterable, Iterator

from django.db import connection

GROWING = {
    "casework_case",
    "casework_caseclock",
    "casework_call",
    "casework_searchtext",
    "casework_attachment",
    "casework_reply",
    "casework_note",
    "audit_entry",
}
_SQLITE = re.compile(r"^SCAN (\w+)(?! USING (?:COVERING )?INDEX)(?!.* VIRTUAL TABLE)")
_POSTGRES = re.compile(r"Seq Scan on (\w+)")


def whole_walks(questions: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The table that is walked through from end to end, and the question, for each SELECT of which the database says so."""
    for question in questions:
        if not question.startswith("SELECT"):
            continue
        for line in _plan_of(question):
            found = (_POSTGRES if connection.vendor == "postgresql" else _SQLITE).search(line)
            if found and found[1] in GROWING:
                yield found[1], question


def _plan_of(question: str) -> list[str]:
    on_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN " if on_postgres else "EXPLAIN QUERY PLAN ") + question)
        return [row[0 if on_postgres else 3] for row in cursor.fetchall()]
