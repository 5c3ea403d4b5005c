"""Every page, opened by everybody of the cast: somebody has ruled on it, and the answer is what the ruling says.

A new page needs nothing here, unless its address has a parameter of a new name: then it asks for a sample.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils.regex_helper import normalize

from onegrid.casework.domain.attachments import Upload
from onegrid.casework.models import Case
from onegrid.directory.rights import Right, has_right
from onegrid.web.access import LIBRARIES, OPEN, ruling_of
from tests.conftest import MICRO_GRID, Cast
from tests.factories import make_case
from tests.web.photos import photo

API = "api/v1/"  # its operations are called in tests/api/test_every_operation.py
UNKNOWN = "261123-48271632-5"
ROLES = [name for name in Cast.__annotations__ if name not in ("department", "other_department")]
ANSWERS = {200, 204, 302, 400, 403, 404, 405, 408, 409, 422}


@dataclass(frozen=True)
class Route:
    """One address of the site: its pattern as `case/%(number)s/`, and the view behind it."""

    pattern: str
    view: Any

    @property
    def ruling(self) -> str | tuple[Right, ...] | None:
        return ruling_of(self.view)

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"%\((\w+)\)s", self.pattern)

    @property
    def is_library(self) -> bool:
        return not hasattr(self.view, "ruling")

    def path(self, samples: dict[str, str]) -> str:
        for name in self.parameters:
            if name not in samples:
                pytest.fail(
                    f"/{self.pattern} has the parameter {name!r}, of which there is no sample: add one to `samples`"
                )
        return "/" + self.pattern % samples


def routes() -> list[Route]:
    """Every address but those of the API."""
    return [each for each in _walk(get_resolver().url_patterns) if not each.pattern.startswith(API)]


def _walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[Route]:
    for each in patterns:
        here = before + _written(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, here)
        else:
            yield Route(here, each.callback)


def _written(pattern: Any) -> str:
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<(?:\w+:)?(\w+)>", r"%(\1)s", str(pattern).replace("%", "%%"))
    return str(normalize(pattern.regex.pattern)[0][0])


@pytest.fixture
def case(cast: Cast) -> Case:
    return make_case(name="王女士", uploads=[Upload("现场.jpg", photo().read())])


@pytest.fixture
def samples(case: Case, cast: Cast) -> dict[str, str]:
    """What stands for each parameter of an address, by its name."""
    return {
        "number": case.number,
        "key": "take",
        "move": "take",
        "secret": case.plain_secret,  # type: ignore[attr-defined]
        "submission": "a-form-that-nobody-has-begun",
        "pk": str(case.attachments.get().pk),
        "id": str(case.attachments.get().pk),
        "code": MICRO_GRID,
        "kind": case.kind,
        "person": str(cast.grid_member.pk),
        "topic": "26-000000",
        "step": "move-on",
        "meeting": "1",
        "photo": "1",
        "token": "A" * 16,
        "uidb36": "1",
        **dict.fromkeys(("drawing", "source", "alternative"), "1"),  # opened in tests/web/test_studio.py
        "provider_id": "office",
    }


class Visitor:
    """Somebody's browser, or nobody's. What a visit changes is taken back."""

    def __init__(self, person: Any = None) -> None:
        self.person = person
        self._client = Client(raise_request_exception=False, headers={"accept-language": "en"})
        if person is not None:
            self._client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])

    def visit(self, method: str, path: str) -> Any:
        client = Client(raise_request_exception=False, headers={"accept-language": "en"})
        client.cookies.load({name: morsel.value for name, morsel in self._client.cookies.items()})
        with transaction.atomic():
            answer = getattr(client, method)(path)
            transaction.set_rollback(True)
        return answer


def fault_of(route: Route, person: Any, answer: Any) -> str:
    """What is wrong with an answer, seen from the route's ruling; '' if nothing is."""
    sent_to_sign_in = answer.status_code == 302 and answer["Location"].startswith(resolve_url(settings.LOGIN_URL) + "?")
    if answer.status_code >= 500:
        return f"broke with {answer.status_code}"
    if route.is_library:
        return ""
    if answer.status_code not in ANSWERS:
        return f"answered {answer.status_code}"
    if route.ruling == OPEN:
        return "asked to sign in, though it is open" if sent_to_sign_in else ""
    if person is None:
        return "" if sent_to_sign_in else f"answered somebody not signed in with {answer.status_code}"
    if isinstance(route.ruling, tuple) and not any(has_right(person, right) for right in route.ruling):
        return "" if answer.status_code == 403 else f"let somebody in without the right ({answer.status_code})"
    return "asked somebody to sign in who is" if sent_to_sign_in else ""


def test_somebody_has_ruled_on_every_route() -> None:
    everything = list(_walk(get_resolver().url_patterns))
    assert [each.pattern for each in everything if each.ruling is None] == []
    assert len(everything) > 50


def test_libraries_are_named_narrowly() -> None:
    assert [start for start in LIBRARIES if start.count(".") < 1] == []


@pytest.mark.parametrize("role", [None, *ROLES])
def test_each_gets_what_the_rulings_say(role: str | None, cast: Cast, samples: dict[str, str]) -> None:
    person = getattr(cast, role) if role else None
    visitor = Visitor(person)
    visits = [(route, method, route.path(samples)) for route in routes() for method in ("get", "post")]
    faults = {
        f"{method.upper()} {path}": fault_of(route, person, visitor.visit(method, path))
        for route, method, path in visits
    }
    assert [f"{what} {fault}" for what, fault in faults.items() if fault] == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_case_of_others_is_not_found_on_any_page_of_the_staff(
    method: str, cast: Cast, samples: dict[str, str]
) -> None:
    outsider, told = Visitor(cast.outsider), []
    for route in routes():
        if "number" in route.parameters and route.ruling != OPEN:
            hidden = outsider.visit(method, route.path(samples))
            if hidden.status_code not in (404, 405):
                told.append(f"{route.pattern}: {hidden.status_code}")
    assert told == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", [None, "outsider"])
def test_no_page_tells_a_hidden_case_from_one_that_there_is_not(
    method: str, role: str | None, cast: Cast, samples: dict[str, str]
) -> None:
    visitor, told = Visitor(getattr(cast, role) if role else None), []
    wrong = samples | {"secret": "WRONGCODE234"}
    for route in routes():
        if "number" in route.parameters:
            hidden, unknown = (visitor.visit(method, route.path(each)) for each in (wrong, wrong | {"number": UNKNOWN}))
            if _seen(hidden, wrong["number"]) != _seen(unknown, UNKNOWN):
                told.append(f"{route.pattern}: {hidden.status_code} and {unknown.status_code}")
    assert told == []


def _seen(answer: Any, number: str) -> tuple[int, str]:
    return answer.status_code, answer.get("Location", "").replace(number, "…")
