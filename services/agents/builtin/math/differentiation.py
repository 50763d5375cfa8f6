"""The rules by which a person would differentiate, one line for each use."""

from __future__ import annotations

from typing import Any

import sympy

from services.agents.builtin.math import writing

_MOST_LINES = 12


def rules_used(function: Any, variable: Any) -> list[str]:
    """At most a dozen lines, from the outside in."""
    lines: list[str] = []
    _explain(function, variable, lines)
    return lines if len(lines) <= _MOST_LINES else [*lines[:_MOST_LINES], "The rest goes by the same rules."]


def _explain(function: Any, variable: Any, lines: list[str]) -> None:
    if len(lines) > _MOST_LINES or not function.has(variable):
        return
    if function.is_Add:
        _sum(function, variable, lines)
        return
    constant, rest = function.as_independent(variable, as_Add=False)
    if constant != 1:
        lines.append(_line("Constant factor", function, variable, f"{_tex(constant)} stays"))
        _explain(rest, variable, lines)
        return
    over, under = function.as_numer_denom()
    if under.has(variable) and not over.has(variable) and not function.is_Pow:
        over, under = function, sympy.Integer(1)
    if under.has(variable) and over.has(variable):
        _quotient(over, under, variable, lines)
    elif function.is_Mul:
        _product(function, variable, lines)
    else:
        _chain(function, variable, lines)


def _tex(value: Any) -> str:
    return writing.inline(value)


def _let(name: str, value: Any) -> str:
    return writing.inline(f"{name} = {writing.latex(value)}")


def _line(rule: str, function: Any, variable: Any, why: str = "") -> str:
    derivative = sympy.diff(function, variable)
    shown = rf"\left({writing.latex(function)}\right)' = {writing.latex(derivative)}"
    return f"{rule}{': ' + why if why else ''}: {writing.inline(shown)}"


def _sum(function: Any, variable: Any, lines: list[str]) -> None:
    lines.append(f"Sum rule: each term of {_tex(function)} by itself.")
    for term in function.as_ordered_terms():
        if term.has(variable):
            _explain(term, variable, lines)
        else:
            lines.append(_line("A constant", term, variable))


def _product(function: Any, variable: Any, lines: list[str]) -> None:
    first, *others = [factor for factor in function.args if factor.has(variable)]
    second = sympy.Mul(*others)
    rule = r"\left(uv\right)' = u'v + uv'"
    lines.append(f"Product rule {writing.inline(rule)} with {_let('u', first)} and {_let('v', second)}.")
    _explain(first, variable, lines)
    _explain(second, variable, lines)


def _quotient(over: Any, under: Any, variable: Any, lines: list[str]) -> None:
    rule = r"\left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^2}"
    lines.append(f"Quotient rule {writing.inline(rule)} with {_let('u', over)} and {_let('v', under)}.")
    _explain(over, variable, lines)
    _explain(under, variable, lines)


def _chain(function: Any, variable: Any, lines: list[str]) -> None:
    if function == variable:
        return
    inner = _inner(function, variable)
    if inner is None or inner == variable:
        lines.append(_line(_name(function, variable), function, variable))
        return
    lines.append(_line("Chain rule", function, variable, f"the inner function is {_tex(inner)}"))
    _explain(inner, variable, lines)


def _inner(function: Any, variable: Any) -> Any:
    if function.is_Pow:
        base, exponent = function.as_base_exp()
        if base.has(variable) and exponent.has(variable):
            return None
        return base if base.has(variable) else exponent
    return function.args[0] if len(function.args) == 1 else None


def _name(function: Any, variable: Any) -> str:
    if function.is_Pow and function.exp.has(variable) and function.base.has(variable):
        return "Logarithmic differentiation"
    if function.is_Pow:
        return "Power rule"
    if isinstance(function, sympy.exp):
        return "Exponential function"
    if isinstance(function, sympy.log):
        return "Logarithm"
    return "Table of derivatives"
