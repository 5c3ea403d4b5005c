"""Programs that call: a client for each key, or for none."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from onegrid.directory.models import Person, Token
from onegrid.directory.scopes import Scope
from tests.conftest import COMMUNITY

API = "/api/v1"
REPORT = {
    "kind": "street-cleanliness",
    "category": "rubbish",
    "description": "路口垃圾桶满溢，请尽快清运。",
    "lon": 116.005,
    "lat": 36.005,
}
DISPUTE = {
    "door": "court",
    "area": COMMUNITY,
    "statement": "楼上卫生间漏水，泡坏了我家天花板。",
    "wants": "赔偿三千元",
    "signs": ["repeated"],
    "parties": [
        {"side": "applicant", "name": "林阿姨", "phone": "13800138001"},
        {"side": "respondent", "name": "高师傅", "home": "1号社区3栋301"},
    ],
}


def make_key(person: Person, *scopes: Scope, **facts: Any) -> str:
    """A key for somebody, with all scopes or with those given."""
    secret = f"og_{secrets.token_urlsafe(32)}"
    given = [scope.value for scope in scopes or Scope]
    Token.objects.create(person=person, name="测试", digest=Token.digest_of(secret), scopes=given, **facts)
    return secret


class Program:
    """A client that speaks JSON and, if it has one, sends its key."""

    def __init__(self, key: str | None = None, *, language: str = "en") -> None:
        self.client = Client(raise_request_exception=True)
        self.headers = {"accept-language": language} | ({"authorization": f"Bearer {key}"} if key else {})

    def get(self, path: str, data: Any = None, **headers: str) -> Any:
        return self.client.get(API + path, data, headers=self.headers | self._named(headers))

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        return self._send("post", path, data, headers)

    def put(self, path: str, data: Any = None, **headers: str) -> Any:
        return self._send("put", path, data, headers)

    def delete(self, path: str, data: Any = None, **headers: str) -> Any:
        return self._send("delete", path, data, headers)

    def send_form(self, path: str, data: Any, **headers: str) -> Any:
        return self.client.post(API + path, data, headers=self.headers | self._named(headers))

    def _send(self, method: str, path: str, data: Any, headers: dict[str, str]) -> Any:
        body = {} if data is None else {"data": data, "content_type": "application/json"}
        return getattr(self.client, method)(API + path, **body, headers=self.headers | self._named(headers))

    @staticmethod
    def _named(headers: dict[str, str]) -> dict[str, str]:
        return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture(autouse=True)
def _unthrottled() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def anybody() -> Program:
    """A program without a key."""
    return Program()


@pytest.fixture
def program() -> Callable[..., Program]:
    """Makes a program that acts for somebody, with all scopes or with those given."""

    def make(person: Person, *scopes: Scope, **facts: Any) -> Program:
        return Program(make_key(person, *scopes, **facts))

    return make
