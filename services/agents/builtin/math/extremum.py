"""Where a function has its local maxima and minima."""

from __future__ import annotations

from typing import Any

import sympy

from services.agents.builtin.math import bounds, writing
from services.agents.builtin.math.calculus import body
from services.agents.builtin.math.question import Question, variable_of
from services.agents.builtin.math.reading import Formula
from services.agents.builtin.math.relation import real_zeros
from services.agents.builtin.reply import NotUnderstood

_SOLVE_S = 0.6


def extrema(question: Question) -> str:
    formula = body(question.items)
    bounds.check_degree(formula.value, 30)
    variable = variable_of(formula.value)
    if formula.value.free_symbols != {variable}:
        raise NotUnderstood("I look for extrema of functions of one variable.")
    slope = sympy.simplify(sympy.diff(formula.value, variable))
    lines = [
        f"The derivative: {writing.inline(slope)}",
        f"It is zero where {writing.inline(writing.latex(slope) + ' = 0')}.",
    ]
    points = _zeros(slope, variable)
    rows = [_row(formula, variable, point, slope) for point in points]
    read = f"{writing.READ_AS} the local maxima and minima of {writing.inline(formula.latex)}."
    found = "\n".join(row for row in rows if row) or "There are none."
    return writing.paragraphs(read, writing.steps(lines), found)


def _zeros(slope: Any, variable: Any) -> list[Any]:
    found = real_zeros(slope, variable, _SOLVE_S)
    if found is None:
        raise NotUnderstood("I could not find where the derivative is zero.")
    if found is sympy.S.EmptySet:
        return []
    if not isinstance(found, sympy.FiniteSet):
        raise NotUnderstood("I could not list where the derivative is zero; there may be infinitely many places.")
    return sorted(found)


def _row(formula: Formula, variable: Any, point: Any, slope: Any) -> str:
    """By the sign of the slope on both sides."""
    near = sympy.Rational(1, 10**6)
    before, after = (sympy.N(slope.subs(variable, point + step), 30) for step in (-near, near))
    if before * after >= 0:
        return ""
    kind = "minimum" if before < 0 else "maximum"
    value = sympy.simplify(formula.value.subs(variable, point))
    return f"- a local {kind} at {writing.equal(variable, point)}, where its value is {writing.number(value)}"
