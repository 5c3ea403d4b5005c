"""The API's own page: every operation, made from the schema on the server, without scripts or hosts from outside."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from onegrid.api.wording import lazily as _

ROOMS = {
    "reports": _("Reports and their tracking"),
    "kinds": _("Kinds of case"),
    "places": _("Places and areas"),
    "talks": _("Come and talk"),
    "cases": _("Cases"),
    "office": _("Administration"),
}


@dataclass(frozen=True)
class Field:
    """One thing that is sent or answered: its name, where it goes, what it must be."""

    name: str
    kind: str
    required: bool = False
    place: str = ""


class ReferencePage(DocsBase):
    """Renders the schema as a page to read."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        schema = api.get_openapi_schema()
        rooms: dict[str, dict[str, Any]] = {}
        for path, methods in schema["paths"].items():
            for method, operation in methods.items():
                tag = operation["tags"][0]
                room = rooms.setdefault(tag, {"title": ROOMS.get(tag, tag), "operations": []})
                room["operations"].append(_operation(method, path, operation, schema))
        words = {"rooms": rooms, "schema_url": self.get_openapi_url(api, kwargs), "version": api.version}
        return render(request, "api/reference.html", words)


def _operation(method: str, path: str, operation: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    answered: dict[str, Any] = next(
        (each for status, each in operation["responses"].items() if status != "default"), {}
    )
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "description": _with_code(str(operation.get("description", ""))),
        "open": {} in operation["security"],
        "scopes": operation["x-scopes"],
        "sent": [*_parameters(operation, schema), *_fields(_content(operation.get("requestBody", {})), schema)],
        "forms": list(operation.get("requestBody", {}).get("content", {})),
        "answered": list(_fields(_content(answered), schema)),
    }


def _with_code(text: str) -> SafeString:
    """What stands between backticks, as code."""
    pieces = [format_html("<code>{}</code>", each) if odd % 2 else each for odd, each in enumerate(text.split("`"))]
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _parameters(operation: dict[str, Any], schema: dict[str, Any]) -> Iterator[Field]:
    for each in operation["parameters"]:
        yield Field(each["name"], _kind(each["schema"], schema), each["required"], each["in"])


def _content(message: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = message.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _fields(shape: dict[str, Any], schema: dict[str, Any]) -> Iterator[Field]:
    """The fields of an object, or of what a list or page of objects holds."""
    shape = _resolve(shape, schema)
    if shape.get("type") == "array":
        yield from _fields(shape["items"], schema)
    for name, each in shape.get("properties", {}).items():
        yield Field(name, _kind(each, schema), name in shape.get("required", ()))
        if name == "items":
            inner = _fields(each, schema)
            yield from (Field(f"items[].{field.name}", field.kind, field.required) for field in inner)


def _resolve(shape: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "allOf" in shape:
        shape = shape["allOf"][0]
    if "$ref" in shape:
        found: dict[str, Any] = schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[-1]]
        return found
    return shape


def _kind(shape: dict[str, Any], schema: dict[str, Any]) -> str:
    """What a value must be, in the words of JSON Schema; of an object, its fields."""
    if "anyOf" in shape:
        return " | ".join(_kind(each, schema) for each in shape["anyOf"])
    shape = _resolve(shape, schema)
    if "enum" in shape:
        return " | ".join(map(str, shape["enum"]))
    if "properties" in shape:
        return "{" + ", ".join(shape["properties"]) + "}"
    if shape.get("type") == "array":
        return f"[{_kind(shape.get('items', {}), schema)}]"
    return str(shape.get("format") or shape.get("type") or "any")
