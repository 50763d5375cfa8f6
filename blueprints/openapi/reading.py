"""The description as a page shows it: operations by chapter, schemas in full, an example of everything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from blueprints.openapi.operation import Node


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    is_required: bool
    description: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """``media`` is the content type; ``fields`` is empty if the body is not an object; ``example`` is JSON or empty."""

    media: str
    kind: str
    fields: list[Field]
    example: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    phrase: str
    description: str
    bodies: list[Body]


@dataclass(frozen=True, slots=True)
class Operation:
    anchor: str
    method: str
    path: str
    summary: str
    description: str
    credentials: str
    parameters: list[Field]
    bodies: list[Body]
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Chapter:
    anchor: str
    name: str
    description: str
    operations: list[Operation]


def chapters(api: Node) -> list[Chapter]:
    by_tag: dict[str, list[Operation]] = {tag["name"]: [] for tag in api["tags"]}
    for tag_name, operation in _Reader(api).operations():
        by_tag[tag_name].append(operation)
    return [
        Chapter(tag["name"].lower().replace(" ", "-"), tag["name"], tag["description"], by_tag[tag["name"]])
        for tag in api["tags"]
    ]


class _Reader:
    def __init__(self, api: Node) -> None:
        self._api = api
        self._schemas: Node = api["components"]["schemas"]

    def operations(self) -> Iterator[tuple[str, Operation]]:
        for path, methods in self._api["paths"].items():
            for method, node in methods.items():
                yield (
                    node["tags"][0],
                    Operation(
                        anchor=node["operationId"].replace(".", "-").replace("_", "-"),
                        method=method.upper(),
                        path=path,
                        summary=node["summary"],
                        description=node.get("description", ""),
                        credentials=_credentials(node.get("security", self._api["security"])),
                        parameters=[self._parameter(item) for item in node.get("parameters", ())],
                        bodies=self._bodies(node.get("requestBody", {})),
                        answers=[self._answer(status, answer) for status, answer in node["responses"].items()],
                    ),
                )

    def _parameter(self, node: Node) -> Field:
        return Field(node["name"], self._kind(node["schema"]), node["required"], node["description"], node["in"])

    def _answer(self, status: str, node: Node) -> Answer:
        return Answer(status, HTTPStatus(int(status)).phrase, node["description"], self._bodies(node))

    def _bodies(self, node: Node) -> list[Body]:
        return [self._body(media, content["schema"]) for media, content in node.get("content", {}).items()]

    def _body(self, media: str, schema: Node) -> Body:
        found = self._resolved(schema)
        required = found.get("required", ())
        fields = [
            Field(name, self._kind(part), name in required, self._described(part))
            for name, part in found.get("properties", {}).items()
        ]
        is_json = media.endswith("json") and "ndjson" not in media
        example = json.dumps(self._example(schema), indent=2, ensure_ascii=False) if is_json else ""
        return Body(media, self._kind(schema), fields, "" if example == "{}" else example)

    def _resolved(self, schema: Node) -> Node:
        """The schema behind a reference; the first one if there are several."""
        while True:
            if "$ref" in schema:
                schema = self._schemas[schema["$ref"].rpartition("/")[2]]
            elif "oneOf" in schema or "anyOf" in schema:
                schema = (schema.get("oneOf") or schema["anyOf"])[0]
            else:
                return schema

    def _described(self, schema: Node) -> str:
        return str(schema.get("description") or self._resolved(schema).get("description", ""))

    def _kind(self, schema: Node) -> str:
        """The schema's type, in a few words."""
        for names in ("oneOf", "anyOf"):
            if names in schema:
                return " or ".join(dict.fromkeys(self._kind(part) for part in schema[names]))
        if "$ref" in schema:
            name: str = schema["$ref"].rpartition("/")[2]
            return (
                self._kind(self._schemas[name]) if "type" not in self._schemas[name] else _kind_of(self._schemas[name])
            )
        if schema.get("type") == "array":
            return f"array of {self._kind(schema['items'])}"
        if "enum" in schema:
            return " | ".join(str(value) for value in schema["enum"])
        if "const" in schema:
            return f'"{schema["const"]}"'
        return _kind_of(schema)

    def _example(self, schema: Node) -> Any:
        """The schema's own example, or one built from its parts."""
        found = self._resolved(schema)
        if "examples" in found:
            return found["examples"][0]
        if "const" in found or "enum" in found:
            return found.get("const", found.get("enum", [None])[0])
        kinds = found.get("type", "object")
        kind = kinds if isinstance(kinds, str) else kinds[0]
        if kind == "object":
            return {name: self._example(part) for name, part in found.get("properties", {}).items()}
        if kind == "array":
            return [self._example(found["items"])]
        return {"string": "…", "integer": found.get("minimum", 1), "number": 0.5, "boolean": False}[kind]


def _kind_of(schema: Node) -> str:
    kinds = schema.get("type", "any")
    return kinds if isinstance(kinds, str) else " or ".join(kinds)


def _credentials(security: list[Node]) -> str:
    words = {"bearer": "bearer token", "session": "session", "stream_token": "stream token in the query"}
    named = [words[name] for choice in security for name in choice]
    if not security:
        return "none"
    return f"{'none from this machine, ' if {} in security else ''}{' or '.join(named)}"
