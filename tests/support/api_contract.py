"""Holds the API to its own description: checks every answer that passes through against the OpenAPI document."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import requests

from app import ALWAYS, FACES
from blueprints.openapi.document import document as document_of
from tests.support.api import Api


def document() -> dict[str, Any]:
    """Return the description of the whole product's API."""
    return document_of(surface.api for surface in (*ALWAYS, *FACES) if surface.api is not None)


class Description:
    """The document, and the answers seen so far, as pairs of operation id and status."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self.seen: set[tuple[str, int]] = set()

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
        node = self._operation(method, path)
        if node is None:
            return
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
        assert media in answer["content"], f"{where} as {media}"
        if media == "application/json":
            schema = {**answer["content"][media]["schema"], "components": self._document["components"]}
            jsonschema.Draft202012Validator(schema).validate(requests.models.complexjson.loads(body))

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        for pattern, methods in self._patterns:
            if pattern.fullmatch(path) and method.lower() in methods:
                return dict(methods[method.lower()])
        return None

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], dict[str, Any]]]:
        """Return the paths as patterns, literal paths first."""
        paths = sorted(self._document["paths"].items(), key=lambda item: item[0].count("{"))
        return [
            (re.compile("".join(self._part(part) for part in re.split(r"({\w+})", path))), methods)
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
