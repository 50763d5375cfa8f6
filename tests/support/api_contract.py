"""Holds the API to its own description: checks every answer that passes through against the OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlsplit

import jsonschema
import requests
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from app import ALWAYS, FACES
from blueprints.openapi.document import document as document_of
from tests.support.api import Api

_HERE = "urn:tailrace:api"


def document() -> dict[str, Any]:
    """Return the description of the whole product's API."""
    return document_of(part for surface in (*ALWAYS, *FACES) for part in surface.api)


class Description:
    """The document, and the answers seen so far, as pairs of operation id and status."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self.seen: set[tuple[str, int]] = set()

    def unseen(
        self, rare: set[tuple[str, int]], *, rooms: Collection[str] = (), but: Collection[str] = ()
    ) -> list[Any]:
        """The answers that the document describes and no test has had: in these blueprints, or in all but these."""
        return sorted(
            (name, status)
            for name, status in self.told - self.seen - rare
            if name.partition(".")[0] not in but and (not rooms or name.partition(".")[0] in rooms)
        )

    @property
    def told(self) -> set[tuple[str, int]]:
        """Return every answer that the document describes."""
        return {
            (node["operationId"], int(status))
            for methods in self._document["paths"].values()
            for node in methods.values()
            for status in node["responses"]
        }

    def operations(self) -> list[tuple[str, str, str]]:
        """Return each operation's method, path with its parameters filled in, and id."""
        return [
            (method.upper(), re.sub(r"{\w+}", "x", path), node["operationId"])
            for path, methods in self._document["paths"].items()
            for method, node in methods.items()
        ]

    def check(self, method: str, path: str, status: int, headers: Any, body: bytes) -> None:
        """Fail unless the document describes exactly this answer."""
        found = self._operation(method, path)
        if found is None:
            return
        template, node = found
        where = f"{method} {path} answered {status}"
        assert str(status) in node["responses"], f"{where}, which is not described: {body[:300]!r}"
        self.seen.add((node["operationId"], status))
        answer = node["responses"][str(status)]
        for name in answer.get("headers", {}):
            assert name in headers, f"{where} without {name}"
        if "content" not in answer:
            assert body == b"", f"{where} with a body: {body[:300]!r}"
            return
        media = headers["Content-Type"].partition(";")[0]
        assert answer["content"].keys() & {media, "*/*"}, f"{where} as {media}"
        if media == "application/json":
            place = ["paths", template, method.lower(), "responses", str(status), "content", media, "schema"]
            pointer = "/".join(quote(part.replace("~", "~0").replace("/", "~1")) for part in place)
            schema = {"$ref": f"{_HERE}#/{pointer}"}
            validator = jsonschema.Draft202012Validator(schema, registry=self._registry)
            validator.validate(requests.models.complexjson.loads(body))

    @cached_property
    def _registry(self) -> Registry[Any]:
        """The document as one resource, looked through once: all its schemas refer to one another."""
        return Registry().with_resource(_HERE, DRAFT202012.create_resource(self._document)).crawl()

    def _operation(self, method: str, path: str) -> tuple[str, dict[str, Any]] | None:
        for pattern, template, methods in self._patterns:
            if pattern.fullmatch(path) and method.lower() in methods:
                return template, dict(methods[method.lower()])
        return None

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str, dict[str, Any]]]:
        """Return the paths as patterns and as they are written, literal paths first."""
        paths = sorted(self._document["paths"].items(), key=lambda item: item[0].count("{"))
        return [
            (re.compile("".join(self._part(part) for part in re.split(r"({\w+})", path))), path, methods)
            for path, methods in paths
        ]

    @staticmethod
    def _part(part: str) -> str:
        return ".+" if part == "{path}" else "[^/]+" if part.startswith("{") else re.escape(part)


class CheckedApi(Api):
    """A client that checks every answer."""

    def __init__(self, url: str, description: Description) -> None:
        super().__init__(url)
        self.description = description

    def request(self, method: str | bytes, path: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        answer = super().request(method, path, *args, **kwargs)
        is_stream = answer.headers.get("Content-Type", "").startswith("text/event-stream")
        body = b"" if is_stream else answer.content
        self.description.check(str(method), urlsplit(str(path)).path, answer.status_code, answer.headers, body)
        return answer
