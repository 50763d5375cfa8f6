"""What an expression of Prometheus's language asks for, and the same in quicker time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import promql_parser as parser

_DURATION = re.compile(r"\b(\d+)([smhd])\b")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Selector:
    """One ``name{label="value"}`` of an expression. ``labels``: also those that the aggregations around it name."""

    name: str
    matchers: tuple[tuple[str, str, str], ...]
    labels: frozenset[str]

    def selects(self, name: str, labels: Mapping[str, str]) -> bool:
        return name == self.name and all(_matches(op, value, labels.get(key, "")) for key, op, value in self.matchers)


def selectors(expression: str) -> list[Selector]:
    """Raises: ValueError if this is no expression."""
    return list(_selectors(parser.parse(expression), frozenset()))


def hurry(expression: str, times: int) -> str:
    """Divide every window, offset and step of the expression."""
    return _DURATION.sub(lambda found: f"{int(found[1]) * _SECONDS[found[2]] * 1000 // times}ms", expression)


def _selectors(node: parser.Expr, around: frozenset[str]) -> Iterator[Selector]:
    match node:
        case parser.VectorSelector():
            matchers = tuple((m.name, str(m.op).rpartition(".")[2], m.value) for m in node.matchers.matchers)
            yield Selector(node.name, matchers, around | {name for name, _, _ in matchers})
        case parser.MatrixSelector():
            yield from _selectors(node.vector_selector, around)
        case parser.AggregateExpr():
            named = node.modifier.labels if node.modifier else []
            yield from _selectors(node.expr, around | set(named))
        case parser.BinaryExpr():
            matching = node.modifier.matching.labels if node.modifier and node.modifier.matching else []
            for side in (node.lhs, node.rhs):
                yield from _selectors(side, around | set(matching))
        case parser.Call():
            for argument in node.args:
                yield from _selectors(argument, around)
        case parser.ParenExpr() | parser.SubqueryExpr() | parser.UnaryExpr():
            yield from _selectors(node.expr, around)
        case parser.NumberLiteral() | parser.StringLiteral():
            return
        case _:
            raise AssertionError(f"no word for {type(node).__name__} yet")


def _matches(op: str, wanted: str, value: str) -> bool:
    match op:
        case "Equal":
            return value == wanted
        case "NotEqual":
            return value != wanted
        case "Re":
            return re.fullmatch(wanted, value) is not None
        case "NotRe":
            return re.fullmatch(wanted, value) is None
    raise AssertionError(f"no matcher is called {op}")
