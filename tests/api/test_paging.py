from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onegrid.api.faults import Refused
from onegrid.api.paging import page_of, seal_cursor
from onegrid.casework.models import Case
from tests.api.conftest import Program
from tests.conftest import Cast
from tests.factories import make_case

ORDERS = {"newest": ("-id",), "due": ("due_at", "id"), "changed": ("changed_at", "id")}


def walk(order: tuple[str, ...], size: int) -> list[int]:
    """The keys of all cases, page by page."""
    keys: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = page_of(Case.objects.all(), order, cursor, size, lambda rows: [row.pk for row in rows])
        assert len(page.items) <= size
        keys, cursor = keys + page.items, page.next
    return keys


@pytest.fixture
def seven(cast: Cast) -> list[Case]:
    """Seven cases: two due at the same moment, two without a deadline."""
    now = timezone.now()
    cases = [make_case() for _ in range(7)]
    for case, hours in zip(cases, (3, 1, None, 2, 2, None, 5), strict=True):
        due = None if hours is None else now + timedelta(hours=hours)
        Case.objects.filter(pk=case.pk).update(due_at=due, changed_at=now - timedelta(hours=hours or 0))
    return cases


@given(size=st.integers(1, 8), order=st.sampled_from(sorted(ORDERS)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=24)
def test_page_by_page_every_row_comes_once_and_in_order(seven: list[Case], size: int, order: str) -> None:
    if order == "due":
        at = [(case.due_at is None, case.due_at, case.pk) for case in Case.objects.all()]
        expected = [key for *_, key in sorted(at, key=lambda each: (each[0], str(each[1]), each[2]))]
    else:
        expected = list(Case.objects.order_by(*ORDERS[order]).values_list("pk", flat=True))
    assert walk(ORDERS[order], size) == expected


def test_rows_that_come_in_between_neither_shift_nor_repeat_any(seven: list[Case]) -> None:
    def page(cursor: str) -> Any:
        return page_of(Case.objects.all(), ("-id",), cursor, 3, lambda rows: [row.pk for row in rows])

    first = page("")
    new = make_case()
    second = page(first.next)
    assert first.items + second.items == sorted((case.pk for case in seven), reverse=True)[:6]
    assert new.pk not in second.items


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "eyJhIjoxfQ", "bnVsbA", "é", "WyItaWQiLCJhYmMiXQ", "WyItaWQiXQ", "===="]
)
def test_a_cursor_that_was_not_made_here_is_refused(cast: Cast, cursor: str) -> None:
    with pytest.raises(Refused) as refused:
        page_of(Case.objects.all(), ("-id",), cursor, 3, list)
    assert refused.value.fault.code == "bad_cursor"


def test_a_cursor_of_another_list_is_refused(cast: Cast, program: Callable[..., Program]) -> None:
    make_case(), make_case()
    desk = program(cast.grid_member)
    after = desk.get("/waiting", {"size": 1}).json()["next"]
    answer = desk.get("/organisations", {"cursor": after})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


@pytest.mark.parametrize("text", ["[1]", '["2026-01-01T00:00:00",1]', "[]", "{}", '["x",1]', "[null]"])
def test_what_a_cursor_holds_must_fit_the_list(cast: Cast, text: str) -> None:
    order = ("changed_at", "id")
    with pytest.raises(Refused):
        page_of(Case.objects.all(), order, seal_cursor(text, order), 3, list)


@pytest.mark.parametrize("size", [0, 201, "many"])
def test_a_page_has_at_most_two_hundred_rows(cast: Cast, program: Callable[..., Program], size: Any) -> None:
    assert program(cast.duty_officer).get("/cases", {"size": size}).status_code == 422
