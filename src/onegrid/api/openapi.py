"""What the schema says besides what the operations' signatures say."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from onegrid.api.auth import Key
from onegrid.api.faults import Fault

FAULT = "#/components/schemas/Fault"


def with_photos(schema: str) -> dict[str, Any]:
    """For an operation's `openapi_extra`: its body may also come as a multipart form with photos beside the fields."""
    return with_files(schema, "photo")


def with_files(schema: str, name: str) -> dict[str, Any]:
    """The same for files of another name."""
    files = {name: {"type": "array", "items": {"type": "string", "format": "binary"}}}
    form = {"allOf": [{"$ref": f"#/components/schemas/{schema}"}, {"type": "object", "properties": files}]}
    return {"requestBody": {"content": {"multipart/form-data": {"schema": form}}}}


class DescribedAPI(NinjaAPI):
    """An API whose schema also tells of scopes, idempotency keys and faults."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function: all of them differ, and clients made from the schema read well."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """The OpenAPI 3.1 description, in the active language."""
        schema = super().get_openapi_schema(**where)
        schema["components"]["schemas"]["Fault"] = Fault.model_json_schema()
        said = dict(self.operations())
        for methods in schema["paths"].values():
            for described in methods.values():
                _describe(described, said[described["operationId"]])
        schema["components"]["securitySchemes"] = {"Key": {"type": "http", "scheme": "bearer"}}
        return schema

    def operations(self) -> list[tuple[str, Operation]]:
        """Every operation by its name."""
        views = [view for router in self._get_bound_routers() for view in router.path_operations.values()]
        return [(self.get_openapi_operation_id(each), each) for view in views for each in view.operations]


def is_repeatable(operation: Operation) -> bool:
    """Whether an operation takes an idempotency key."""
    return bool(getattr(operation.view_func, "repeatable", False))


def key_needed(operation: Operation) -> Key | None:
    """What an operation declared about who may call it."""
    declared = operation.auth_callbacks[0] if operation.auth_callbacks else None
    return declared if isinstance(declared, Key) else None


def _describe(described: dict[str, Any], operation: Operation) -> None:
    key = key_needed(operation)
    if key is not None:
        scopes = [key.scope.value] if key.scope else []
        described["security"] = [*([{}] if key.is_open else []), {"Key": scopes}]
        described["x-scopes"] = scopes
    if is_repeatable(operation):
        header = {"in": "header", "name": "Idempotency-Key", "required": False, "schema": {"type": "string"}}
        described["parameters"].append(header)
    fault = {"description": "Fault", "content": {"application/json": {"schema": {"$ref": FAULT}}}}
    described["responses"]["default"] = fault
