import re
from typing import Any

import pytest
from django.test import Client

from onegrid.api.openapi import is_repeatable, key_needed
from onegrid.api.urls import api

OPERATIONS = dict(api.operations())
WRITES = {"POST", "PUT", "PATCH", "DELETE"}
# What asks by POST and changes nothing, or must be done anew each time.
NOT_REPEATABLE = {"locate_points", "rehearse", "show_contact", "read_people"}


@pytest.fixture
def schema(client: Client) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json", headers={"accept-language": "en"})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [name for name, _operation in api.operations()]
    assert len(names) == len(set(names)) > 30


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_operation_declares_who_may_call_it(name: str) -> None:
    declared = key_needed(OPERATIONS[name])
    assert declared is not None, f"{name} declares neither a scope nor that it is open"
    assert declared.is_open or declared.scope is not None, f"{name} needs a key but no scope"


@pytest.mark.parametrize("name", sorted(name for name, each in OPERATIONS.items() if WRITES & set(each.methods)))
def test_every_write_takes_an_idempotency_key(name: str) -> None:
    assert is_repeatable(OPERATIONS[name]) is (name not in NOT_REPEATABLE)


def test_the_schema_tells_scopes_keys_and_the_shape_of_faults(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    move = schema["paths"]["/api/v1/cases/{number}/moves/{move}"]["post"]
    assert move["security"] == [{"Key": ["cases:write"]}]
    assert "Idempotency-Key" in [each["name"] for each in move["parameters"]]
    assert set(move["requestBody"]["content"]) == {"application/json", "multipart/form-data"}
    assert move["responses"]["default"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Fault"
    }
    report = schema["paths"]["/api/v1/reports"]["post"]
    assert report["security"] == [{}, {"Key": ["reports:file"]}]
    assert set(schema["components"]["schemas"]["Fault"]["required"]) == {"code", "message"}


def test_every_reference_in_the_schema_leads_somewhere(schema: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in schema["components"]["schemas"]}
    named = set(re.findall(r'"\$ref": ?"([^"]+)"', str(schema).replace("'", '"')))
    assert named and named <= known


def test_the_page_lists_every_operation_and_loads_nothing_from_elsewhere(client: Client) -> None:
    answer = client.get("/api/v1/docs", headers={"accept-language": "en"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert [name for name in OPERATIONS if f'id="{name}"' not in page] == []
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://", page)
    assert "script-src" in answer["Content-Security-Policy"]


def test_the_page_and_the_schema_speak_the_readers_language(client: Client) -> None:
    for language in ("en", "zh-hans"):
        page = client.get("/api/v1/docs", headers={"accept-language": language}).content.decode()
        assert f'<html lang="{language}">' in page
