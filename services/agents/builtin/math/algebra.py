"""Algebra: simplify, multiply out, factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from services.agents.builtin.math import bounds, number_theory, writing
from services.agents.builtin.math.calculus import body
from services.agents.builtin.math.question import Question
from services.agents.builtin.reply import NotUnderstood


def simplify(question: Question) -> str:
    return _changed(question, _simple, "Simplified, it is")


def expand(question: Question) -> str:
    return _changed(question, _expanded, "Multiplied out, it is")


def factor(question: Question) -> str:
    formula = body(question.items)
    if formula.value.is_Integer:
        return number_theory.prime_factors(question)
    return _changed(question, _factored, "As a product, it is")


def partial_fractions(question: Question) -> str:
    return _changed(question, _apart, "In partial fractions, it is")


def _changed(question: Question, change: Callable[[Any], Any], words: str) -> str:
    formula = body(question.items)
    result = change(formula.value)
    read = writing.read_as(formula.latex)
    if not result.free_symbols:
        return f"{read} {words} {writing.number(result, formula.has_decimals)}."
    check = _check(formula.value, result)
    return writing.paragraphs(read, f"{words} {writing.block(result)}", writing.as_text(result), check)


def _simple(value: Any) -> Any:
    bounds.check_degree(value, 1_000)
    return sympy.simplify(sympy.cancel(value) if value.is_rational_function() else value)


def _expanded(value: Any) -> Any:
    bounds.check_expansion(value)
    return sympy.expand(value, trig=value.has(sympy.sin, sympy.cos))


def _factored(value: Any) -> Any:
    bounds.check_degree(value, 100)
    bounds.check_expansion(value)
    return sympy.factor(value)


def _apart(value: Any) -> Any:
    bounds.check_degree(value, 40)
    if len(value.free_symbols) != 1 or not value.is_rational_function():
        raise NotUnderstood("I split quotients of polynomials in one unknown.")
    return sympy.apart(value)


def _check(before: Any, after: Any) -> str:
    """Compare the values at a point. Nothing is said if one of them has none there."""
    names = sorted(before.free_symbols | after.free_symbols, key=str)
    point = {name: sympy.Rational(13 + 4 * number, 10 + number) for number, name in enumerate(names)}
    one, other = (sympy.N(value.subs(point), 20) for value in (before, after))
    if not (one.is_number and other.is_number) or one.has(sympy.nan, sympy.zoo):
        return ""
    if abs(one - other) > 1e-12 * (1 + abs(one)):
        raise NotUnderstood("My result did not pass its own check, so I don't give one.")
    where = ", ".join(f"{writing.latex(name)} = {writing.latex(value)}" for name, value in point.items())
    return f"Check: for {writing.inline(where)} both have the same value."
