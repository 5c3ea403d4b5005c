"""Finding cases by their words, in Chinese too, on either database.

A text is cut into overlapping pairs of characters (`lib.text`); a search term is a phrase of such pairs. The codes of the
case's areas stand among the words, so that 'in this community' narrows the search inside the index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from onegrid.casework.models.case import Case, SearchText
from onegrid.lib.codes import path_to
from onegrid.lib.text import query_phrases, tokens


def search_text(case: Case) -> SearchText:
    """The row by which searches find a case, unsaved."""
    return SearchText(case=case, words=_document(words_of(case)))


def reindex_case(case: Case) -> None:
    """Put a case that lies in another area from now on into the index anew."""
    SearchText.objects.filter(case=case).update(words=_document(words_of(case)))


def words_of(case: Case) -> list[str]:
    """The words of a case in order: areas, number, title, description, place."""
    areas = [f"a{code}" for code in path_to(case.area_code)]
    return [*areas, case.number, *_cut(tokens(f"{case.title}\n{case.description}\n{case.address}"))]


def search_cases(cases: QuerySet[Case], words: str, *, within: Iterable[str] = ()) -> QuerySet[Case]:
    """Those of the cases that hold every term of `words`; `within` are area codes, one of which must hold the case.

    Terms are separated by spaces. Words without anything searchable match nothing.
    """
    phrases = list(map(_cut, query_phrases(words)))
    if not phrases:
        return cases.none()
    areas = sorted(within)
    postgres = connection.vendor == "postgresql"
    query = _tsquery(phrases, areas) if postgres else _fts5(phrases, areas)
    found = _POSTGRES if postgres else _SQLITE
    return cases.filter(pk__in=RawSQL(found, [query]))


@dataclass(frozen=True)
class Hits:
    """Ids of found cases, the newest first. Below `floor` (an id, 0 for nothing) nothing was looked at."""

    ids: list[int]
    floor: int = 0


RECENT, ENOUGH = 4_000, 20
LONGEST_WORD = 200


def find_hits(words: str, *, within: Iterable[str] = (), before: int | None = None, most: int = 400) -> Hits:
    """The newest cases, of those below an id, that hold every term of `words`; as `search_cases`, but never the whole index.

    SQLite reads its index in the order of time and stops. PostgreSQL would collect every hit first, so the newest cases
    are looked through as they come; only words too rare for that, which have few hits, are asked of the index.
    """
    phrases, before = list(map(_cut, query_phrases(words))), before or 2**63 - 1
    if not phrases:
        return Hits([])
    if connection.vendor != "postgresql":
        return _hits(_SQLITE_NEWEST, [_fts5(phrases, sorted(within)), before, most], most)
    query = _tsquery(phrases, sorted(within))
    end = _rows(_POSTGRES_END, [before, RECENT - 1])
    recent = _rows(_POSTGRES_RECENT, [before, RECENT, query, most])
    if len(recent) == most:
        return Hits(recent, recent[-1])
    if not end or len(recent) >= ENOUGH:
        return Hits(recent, end[0] if end else 0)
    return _hits(_POSTGRES_NEWEST, [query, before, most], most)


def _hits(sql: str, values: list[Any], most: int) -> Hits:
    ids = _rows(sql, values)
    return Hits(ids, ids[-1] if len(ids) == most else 0)


def _rows(sql: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


_POSTGRES = "SELECT case_id FROM casework_searchtext WHERE words @@ %s::tsquery"
_SQLITE = "SELECT rowid FROM casework_fts WHERE casework_fts MATCH %s"
_SQLITE_NEWEST = _SQLITE + " AND rowid < %s ORDER BY rowid DESC LIMIT %s"
_POSTGRES_NEWEST = _POSTGRES + " AND case_id < %s ORDER BY case_id DESC LIMIT %s"
_POSTGRES_END = "SELECT case_id FROM casework_searchtext WHERE case_id < %s ORDER BY case_id DESC OFFSET %s LIMIT 1"
_POSTGRES_RECENT = (
    "SELECT case_id FROM (SELECT * FROM casework_searchtext WHERE case_id < %s ORDER BY case_id DESC LIMIT %s) recent"
    " WHERE words @@ %s::tsquery ORDER BY case_id DESC LIMIT %s"
)


def _cut(words: list[str]) -> list[str]:
    """What people type without a space may be longer than PostgreSQL takes for a word (2047 bytes)."""
    return [word[:LONGEST_WORD] for word in words]


def _document(words: list[str]) -> str:
    if connection.vendor == "postgresql":
        return " ".join(f"'{word}':{place}" for place, word in enumerate(words[:16000], 1))
    return " ".join(words)


def _fts5(phrases: list[list[str]], areas: list[str]) -> str:
    terms = ['"' + " ".join(phrase) + '"' + ("*" if _is_short(phrase) else "") for phrase in phrases]
    if areas:
        terms.append("(" + " OR ".join(f'"a{code}"' for code in areas) + ")")
    return " AND ".join(terms)


def _tsquery(phrases: list[list[str]], areas: list[str]) -> str:
    terms = [
        "(" + " <-> ".join(f"'{word}'" + (":*" if _is_short(phrase) else "") for word in phrase) + ")"
        for phrase in phrases
    ]
    if areas:
        terms.append("(" + " | ".join(f"'a{code}'" for code in areas) + ")")
    return " & ".join(terms)


def _is_short(phrase: list[str]) -> bool:
    """A single character is in no pair by itself; it is looked for as the beginning of one."""
    return len(phrase) == 1 and len(phrase[0]) == 1
