"""Long lists, page by page: each page begins after the last row of the one before, so new rows neither shift nor repeat any."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel

from onegrid.api.faults import Refused
from onegrid.api.texts import Text

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)

Size = Annotated[int, Query(50, ge=1, le=200)]
Cursor = Annotated[Text, Query("")]


class Page(BaseModel, Generic[Item]):
    """Some items, and the cursor with which to ask for those after them (null at the end)."""

    items: list[Item]
    next: str | None


def page_of(
    rows: QuerySet[Row], order: tuple[str, ...], cursor: str, size: int, say: Callable[[list[Row]], list[Item]]
) -> Page[Item]:
    """A page of rows in an order: names of fields, all ascending or all with a minus, the last of them unique.

    Rows in which the first field is empty come last. `say` turns the rows into items. Raises `Refused` for a cursor that
    was not made for this order.
    """
    values = _read(rows.model, order, open_cursor(cursor, order)) if cursor else []
    find = _find_with_empty_last if rows.model._meta.get_field(order[0].lstrip("-")).null else _find
    found = find(rows, order, values, size + 1)
    more = seal_cursor(_write(order, found[size - 1]), order) if len(found) > size else None
    return Page(items=say(found[:size]), next=more)


def seal_cursor(text: str, made_for: object) -> str:
    """A cursor that says where a page ended, and what list it was made for."""
    return urlsafe_b64encode(f"{_mark(made_for)}{text}".encode()).decode().rstrip("=")


def open_cursor(cursor: str, made_for: object) -> str:
    """What `seal_cursor` was given. Raises `Refused` for a cursor that was made for another list, or not here."""
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        raise _bad_cursor() from None
    if not text.startswith(mark := _mark(made_for)):
        raise _bad_cursor()
    return text.removeprefix(mark)


def _mark(made_for: object) -> str:
    return hashlib.sha256(repr(made_for).encode()).hexdigest()[:8]


def _find(rows: QuerySet[Row], order: tuple[str, ...], values: list[Any], most: int) -> list[Row]:
    after = rows.filter(_after(order, values)) if values else rows
    return list(after.order_by(*order)[:most])


def _find_with_empty_last(rows: QuerySet[Row], order: tuple[str, ...], values: list[Any], most: int) -> list[Row]:
    """Two questions instead of one with NULLS LAST, which no index of SQLite could answer."""
    first, *rest = order
    name = first.lstrip("-")
    empty = rows.filter(**{f"{name}__isnull": True})
    if values and values[0] is None:
        return _find(empty, tuple(rest), values[1:], most)
    found = _find(rows.filter(**{f"{name}__isnull": False}), order, values, most)
    return found + _find(empty, tuple(rest), [], most - len(found)) if len(found) < most else found


def _after(order: tuple[str, ...], values: list[Any]) -> Q:
    """The rows after the one with these values, and first of all a plain range, which an index can follow."""
    names = [name.lstrip("-") for name in order]
    after = "lt" if order[0].startswith("-") else "gt"
    query = Q(**{f"{names[-1]}__{after}": values[-1]})
    for name, value in reversed(list(zip(names[:-1], values[:-1], strict=True))):
        query = Q(**{f"{name}__{after}": value}) | Q(**{name: value}) & query
    return Q(**{f"{names[0]}__{after}e": values[0]}) & query


def _write(order: tuple[str, ...], row: Model) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    return json.dumps(values, default=lambda value: value.isoformat(), separators=(",", ":"))


def _read(model: type[Model], order: tuple[str, ...], text: str) -> list[Any]:
    try:
        fields = [model._meta.get_field(name.lstrip("-")) for name in order]
        values = [field.to_python(value) for field, value in zip(fields, json.loads(text), strict=True)]  # type: ignore[union-attr]
    except (ValueError, TypeError, ValidationError):
        raise _bad_cursor() from None
    if any(hasattr(value, "tzinfo") and is_naive(value) for value in values):
        raise _bad_cursor()
    return values


def _bad_cursor() -> Refused:
    return Refused(422, "bad_cursor", _("This cursor does not belong to this list. Begin without a cursor."))
