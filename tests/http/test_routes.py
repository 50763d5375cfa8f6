"""The addresses of all routes, as Werkzeug's own rules build them."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Map, Rule


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


def test_an_address_needs_the_parts_of_its_route(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for name in rule.arguments - set(rule.defaults or ()):
            values = _values(rule)
            del values[name]
            assert not rule.suitable_for(values)
