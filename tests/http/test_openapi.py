"""The API's description: well formed, consistent with the routes and with itself, readable as a page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask import Flask
from openapi_spec_validator import validate

from app import create_app
from blueprints.edge.request_kind import is_api
from blueprints.openapi.reading import chapters
from tests.support.api_contract import Description, document
from tests.support.schema import give_schema
from tests.support.setting import settings_in

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def whole_app(tmp_path: Path) -> Flask:
    return create_app(settings_in(tmp_path))


def schemas() -> list[tuple[str, dict[str, Any]]]:
    return list(document()["components"]["schemas"].items())


def described() -> set[tuple[str, str, str]]:
    return {
        (path, method.upper(), node["operationId"])
        for path, methods in document()["paths"].items()
        for method, node in methods.items()
    }


def test_it_is_valid_openapi() -> None:
    validate(document())


def test_it_and_the_routes_agree(whole_app: Flask) -> None:
    """Paths, methods and answering endpoints match in both directions. Pages for people are not part of the API."""
    with whole_app.app_context():
        routed = _routed(whole_app)
    assert described() == routed


def _routed(app: Flask) -> set[tuple[str, str, str]]:
    return {
        (re.sub(r"<(?:[a-z]+:)?(\w+)>", r"{\1}", rule.rule), method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & METHODS
        if is_api(rule.rule)
    }


def test_parameters_of_a_path_are_described_and_no_others() -> None:
    for path, methods in document()["paths"].items():
        for node in methods.values():
            named = [item["name"] for item in node.get("parameters", ()) if item["in"] == "path"]
            assert sorted(named) == sorted(re.findall(r"{(\w+)}", path)), path


def test_what_needs_no_credential_is_what_the_gates_call_public(whole_app: Flask) -> None:
    client = whole_app.test_client()
    for path, methods in document()["paths"].items():
        for method, node in methods.items():
            given = {"json": {}} if method == "post" else {}
            answer = client.open(
                re.sub(r"{\w+}", "x", path), method=method.upper(), environ_base={"REMOTE_ADDR": "192.0.2.1"}, **given
            )
            is_public = node.get("security") == []
            assert (answer.status_code != 401) == is_public, (path, method, answer.status_code)


def test_a_process_without_streams_and_runner_says_so_as_described(whole_app: Flask) -> None:
    found = whole_app.extensions["tailrace"]
    give_schema(found.database)
    user = found.users.create("ada", "correct horse battery")
    token = found.tokens.issue_access(found.logins.open(user.id, "access", ""))
    description = Description(document())
    own = f"progress.{user.id}"
    for path in (
        "/readyz",
        "/api/v1/sse/connections/status",
        f"/api/v1/stream?channel={own}",
        f"/api/v1/channels/{own}/events",
    ):
        answer = whole_app.test_client().get(path, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 503, (path, answer.text)
        description.check("GET", path.partition("?")[0], 503, answer.headers, answer.data)
    assert len(description.seen) == 4
    found.close()


@pytest.mark.parametrize(("name", "schema"), schemas())
def test_an_example_is_an_example_of_its_schema(name: str, schema: dict[str, Any]) -> None:
    whole = {**schema, "components": document()["components"]}
    for example in schema.get("examples", ()):
        jsonschema.Draft202012Validator(whole).validate(example)


def test_every_schema_is_used() -> None:
    text = str(document())
    assert not [name for name, _ in schemas() if f"'#/components/schemas/{name}'" not in text]


def test_every_operation_has_its_place_on_the_page() -> None:
    shown = [(item.path, item.method) for chapter in chapters(document()) for item in chapter.operations]
    assert sorted(shown) == sorted((path, method) for path, method, _ in described())
    anchors = [item.anchor for chapter in chapters(document()) for item in (chapter, *chapter.operations)]
    assert len(anchors) == len(set(anchors))
