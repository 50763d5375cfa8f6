"""The building blocks of the description (OpenAPI 3.1): operations, parameters, bodies, answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Node = dict[str, Any]

_RETRY = {429, 503}

STREAM_SECURITY: list[Node] = [{"stream_token": []}, {"bearer": []}]
PUBLIC: list[Node] = []


def ref(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}


def text(description: str = "", **more: Any) -> Node:
    return {"type": "string", **({"description": description} if description else {}), **more}


def whole(description: str = "", **more: Any) -> Node:
    return {"type": "integer", **({"description": description} if description else {}), **more}


def number(description: str = "", **more: Any) -> Node:
    return {"type": "number", **({"description": description} if description else {}), **more}


def array(items: Node, description: str = "", **more: Any) -> Node:
    return {"type": "array", "items": items, **({"description": description} if description else {}), **more}


def mapping(values: Node, description: str = "") -> Node:
    """An object with arbitrary names and values of one kind."""
    return {"type": "object", "additionalProperties": values, **({"description": description} if description else {})}


def nullable(schema: Node) -> Node:
    """The schema, or null."""
    if "$ref" in schema:
        return {"oneOf": [schema, {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}


def record(properties: Mapping[str, Node], *, optional: Sequence[str] = (), **more: Any) -> Node:
    """An object in which every name not in ``optional`` is always present. Clients ignore names they don't know."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), **({"required": required} if required else {}), **more}


def in_query(name: str, schema: Node, description: str, *, is_required: bool = False) -> Node:
    return {"name": name, "in": "query", "required": is_required, "description": description, "schema": schema}


def in_header(name: str, schema: Node, description: str) -> Node:
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def in_path(name: str, description: str, schema: Node | None = None) -> Node:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema or {"type": "string"},
    }


def json_answer(description: str, schema: Node, **more: Any) -> Node:
    return {"description": description, "content": {"application/json": {"schema": schema}}, **more}


def empty_answer(description: str) -> Node:
    return {"description": description}


def json_body(schema: Node, description: str = "") -> Node:
    body: Node = {"required": True, "content": {"application/json": {"schema": schema}}}
    return {"description": description, **body} if description else body


def operation(
    name: str,
    tag: str,
    summary: str,
    *,
    answers: Mapping[int, Node],
    errors: Mapping[int, str] | None = None,
    description: str = "",
    parameters: Sequence[Node] = (),
    body: Node | None = None,
    security: Sequence[Node] | None = None,
) -> Node:
    """One operation. ``name`` is its Flask endpoint; ``errors`` maps a status to when it happens.

    `401` is added where a credential is needed.
    """
    refused = dict(errors or {})
    if security is None or security:
        refused.setdefault(401, "No credential, or one that is not valid or no longer valid.")
    responses = {str(status): answer for status, answer in answers.items()}
    responses |= {str(status): error_answer(status, refused[status]) for status in sorted(refused)}
    made: Node = {"operationId": name, "tags": [tag], "summary": summary}
    if description:
        made["description"] = description
    if security is not None:
        made["security"] = list(security)
    if parameters:
        made["parameters"] = list(parameters)
    if body is not None:
        made["requestBody"] = body
    return {**made, "responses": responses}


def error_answer(status: int, when: str) -> Node:
    answer = json_answer(when, ref("Error"))
    if status in _RETRY:
        after = {"description": "Seconds to wait before the next try.", "schema": {"type": "integer", "minimum": 0}}
        answer["headers"] = {"Retry-After": after}
    return answer
