"""The written contract (docs/contract.md) and the server agree on routes, defaults, reserved names and statuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from blueprints.edge.request_kind import is_api
from docs.write_settings import groups
from services import errors
from services.streaming.end_reason import EndReason
from services.streaming.event import CONTROL_TYPES
from tests.support.setting import settings_in

CONTRACT = (Path(__file__).parents[2] / "docs/contract.md").read_text()
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def section(number: int) -> str:
    """Return the text of one section."""
    return re.split(r"^## \d+\. ", CONTRACT, flags=re.MULTILINE)[number]


def plain(path: str) -> str:
    """Return a path without its query, with its variable parts unnamed."""
    return re.sub(r"<[^>]+>", "<>", path.partition("?")[0])


def rows(text: str) -> list[list[str]]:
    """Return a text's tables as cells."""
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")
    ]


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(settings_in(tmp_path))


@pytest.fixture
def routes(app: Flask) -> set[tuple[str, str]]:
    return {(method, rule.rule) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) & METHODS}


def test_every_call_of_the_contract_is_answered(routes: set[tuple[str, str]]) -> None:
    answered = {(method, plain(path)) for method, path in routes}
    calls = re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`\s]*)", CONTRACT)
    assert len(calls) > 20
    assert not [call for call in calls if (call[0], plain(call[1])) not in answered]


def test_every_call_of_the_api_is_in_the_contract(app: Flask, routes: set[tuple[str, str]]) -> None:
    calls = {(method, plain(path)) for method, path in re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`\s]*)", CONTRACT)}
    with app.app_context():
        assert {(method, plain(path)) for method, path in routes if is_api(path)} <= calls


def test_every_page_of_the_contract_is_answered(routes: set[tuple[str, str]]) -> None:
    pages = [path for row in rows(section(9)) for path in re.findall(r"`(/[^`]*)`", row[0])]
    assert "/analysis/<scan_id>" in pages
    assert not [
        path for path in pages if ("GET", plain(path)) not in {(method, plain(rule)) for method, rule in routes}
    ]


def test_the_reserved_types_are_those_that_publishers_may_not_use() -> None:
    named = re.search(r"Publishers\s+may\s+not\s+use\s+these\s+types:(.*?)\.\n", section(1), re.DOTALL)
    assert named is not None
    assert set(re.findall(r"`(\w+)`", named[1])) == CONTROL_TYPES


def test_the_reasons_of_closing_are_those_that_are_announced() -> None:
    named = re.search(r"The reasons of `closing`:(.*?)`retry` is spread", section(1), re.DOTALL)
    assert named is not None
    announced = {reason.value for reason in EndReason if reason.is_announced}
    assert set(re.findall(r"`(\w+)` \(", named[1])) == announced


def test_every_status_of_the_error_tree_is_in_the_contract() -> None:
    raised = {
        str(kind.http_status)
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.TailraceError) and kind is not errors.SettingsError
    }
    assert raised <= {status for row in rows(section(1)) for status in re.findall(r"`(\d{3})`", row[0])}


def test_the_defaults_of_settings_are_those_in_force() -> None:
    """Each row names settings and, in the same order, their defaults. A default that is not a number is in words."""
    defaults = {item.metadata["name"]: item.default for group in groups() for item in group.settings()}
    for names, values in rows(section(10)):
        named, shown = re.findall(r"`([A-Z_]+)`", names), [value.strip(" `") for value in values.split(", ")]
        assert len(named) == len(shown) or shown == ["none"], names
        for name, value in zip(named, shown, strict=False):
            if re.fullmatch(r"\d+", value):
                assert defaults[name] == int(value), name
            else:
                assert name in defaults
