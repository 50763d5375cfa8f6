"""The addresses of all routes, as Werkzeug's own rules build them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Map, Rule

from app import create_app
from services.settings.settings import Settings


def _values(rule: Rule) -> dict[str, Any]:
    return {name: _value(rule._converters[name]) for name in rule.arguments - set(rule.defaults or ())}


def _value(converter: BaseConverter) -> Any:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 7 if isinstance(converter, IntegerConverter) else "some name/ä"


def test_every_address_is_the_one_that_werkzeugs_own_rule_builds(app: Flask) -> None:
    rules = list(app.url_map.iter_rules())
    assert len(rules) > 200
    for rule in rules:
        own = Rule(rule.rule, endpoint=rule.endpoint, defaults=rule.defaults)
        Map([own], converters=app.url_map.converters)
        values = _values(rule)
        for append_unknown in (True, False):
            asked = {**values, "other": "a b"}
            assert rule.build(asked, append_unknown) == own.build(asked, append_unknown), rule.rule


def test_a_route_is_compiled_when_it_is_first_asked_for_an_address(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []
    compile_now = Rule._compile_builder

    def compile_and_note(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled.append(rule.rule)
        return compile_now(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", compile_and_note)
    app = create_app(settings)
    with closing(app.extensions["tailrace"]):
        assert compiled == []
        addresses = app.url_map.bind("localhost")
        assert {addresses.build("static", {"filename": "a.css"}) for _ in range(3)} == {"/static/a.css"}
        assert compiled == ["/static/<path:filename>"]


def test_an_address_needs_the_parts_of_its_route(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for name in rule.arguments - set(rule.defaults or ()):
            values = _values(rule)
            del values[name]
            assert not rule.suitable_for(values)
