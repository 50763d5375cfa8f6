"""Integrals: with the steps where a person's method leads there, exact where sympy finds one in time, else numeric."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import mpmath
import sympy
from sympy.integrals.manualintegrate import integral_steps

from services.agents.builtin.clock import GaveUp, at_most
from services.agents.builtin.math import writing
from services.agents.builtin.math.calculus import body, named_variable
from services.agents.builtin.math.integration_step import lines_of
from services.agents.builtin.math.question import Question, Span, variable_of
from services.agents.builtin.math.reading import Formula
from services.agents.builtin.math.vocabulary import FROM, TO
from services.agents.builtin.reply import NotUnderstood

_BY_HAND_S, _EXACT_S, _CHECK_S, _NUMERIC_S = 0.35, 0.45, 0.25, 0.3


def integral(question: Question) -> str:
    question, name = named_variable(question)
    ends, rest = _ends(question)
    formula = body(rest.items)
    variable = variable_of(formula.value, named=name)
    if ends is None:
        return _indefinite(formula, variable)
    return _definite(formula, variable, *ends)


# -- where it begins and ends -----------------------------------------------------------------------------------------


def _ends(question: Question) -> tuple[tuple[Any, Any] | None, Question]:
    found = subscripts(question)
    if found is not None:
        return found
    spans = question.items
    for first, second in pairwise(spans):
        is_from = bool(first.before) and first.before[-1] in FROM
        if is_from and second.before and second.before[-1] in TO:
            low, high = _end(first), _end(second)
            rest = question.without(second.start, second.start + len(second.pieces))
            return (low, high), rest.without(first.start, first.start + len(first.pieces))
    return None, question


def _end(span: Span) -> Any:
    """ "x = 0" and "0"."""
    at = span.relation
    return Formula(span.pieces if at is None else span.pieces[at + 1 :]).value


def subscripts(question: Question) -> tuple[tuple[Any, Any], Question] | None:
    """``∫_0^1``, ``∫_{0}^{1}`` and ``∑_{k=1}^{n}``, whose low end is an equation."""
    pieces = question.pieces
    start = next((at for at, piece in enumerate(pieces) if piece.text == "_" and piece.kind == "operator"), None)
    if start is None or start + 1 >= len(pieces):
        return None
    low, at = _one(question, start + 1)
    if at >= len(pieces) or pieces[at].text != "^":
        return None
    high, at = _one(question, at + 1)
    return (low, high), question.without(start, at)


def _one(question: Question, at: int) -> tuple[Any, int]:
    pieces, start, depth = question.pieces, at, 0
    if at < len(pieces) and pieces[at].text == "-":
        at += 1
    while at < len(pieces):
        depth += {"(": 1, ")": -1}.get(pieces[at].text, 0)
        at += 1
        if depth == 0:
            break
    run = pieces[start:at]
    if len(run) > 4 and run[0].text == "(" and run[2].text == "=":
        return sympy.Eq(sympy.Symbol(run[1].text), Formula(run[3:-1]).value, evaluate=False), at
    return Formula(run).value, at


# -- indefinite -------------------------------------------------------------------------------------------------------


def _indefinite(formula: Formula, variable: Any) -> str:
    function = formula.value
    read = writing.read_as(rf"\int {formula.latex} \, d{writing.latex(variable)}")
    lines, result = _by_hand(function, variable)
    if result is None:
        result = _exact(function, variable)
    if result is None:
        return (
            f"{read} I found no antiderivative in the time that I have; perhaps none can be written with the usual"
            " functions. With both ends given, I can compute its value."
        )
    shown = _with_absolute(result, function, variable)
    check = _derivative_check(function, result, variable)
    return writing.paragraphs(
        read, writing.steps(lines), f"The integral is {writing.block(writing.latex(shown) + ' + C')}",
        writing.as_text(shown), check,
    )  # fmt: skip


def _by_hand(function: Any, variable: Any) -> tuple[list[str], Any]:
    try:
        with at_most(_BY_HAND_S):
            rule = integral_steps(function, variable)
            if rule.contains_dont_know():
                return [], None
            result = rule.eval()
            if result.has(sympy.Integral, sympy.Piecewise):
                return [], None
            return lines_of(rule), result
    except GaveUp:
        return [], None
    except (ValueError, TypeError, NotImplementedError, AttributeError, RecursionError):
        return [], None


def _exact(function: Any, *limits: Any) -> Any:
    """None, if sympy finds nothing in time."""
    try:
        with at_most(_EXACT_S):
            result = sympy.integrate(function, *limits)
    except GaveUp:
        return None
    except (ValueError, TypeError, NotImplementedError, RecursionError):
        return None
    return None if result.has(sympy.Integral, sympy.Piecewise, sympy.RootSum) else result


def _with_absolute(result: Any, function: Any, variable: Any) -> Any:
    """``ln(x)`` becomes ``ln|x|`` where ``x`` may be negative, if the function is defined there."""
    if function.has(sympy.log, sympy.I) or not result.has(sympy.log) or _has_fractional_power(function, variable):
        return result
    real = sympy.Symbol("real", real=True)

    def absolute(argument: Any) -> Any:
        is_positive = not argument.has(variable) or argument.subs(variable, real).is_positive
        return sympy.log(argument) if is_positive else sympy.log(sympy.Abs(argument))

    return result.replace(sympy.log, absolute)


def _has_fractional_power(function: Any, variable: Any) -> bool:
    return any(power.base.has(variable) and not power.exp.is_integer for power in function.atoms(sympy.Pow))


def _derivative_check(function: Any, result: Any, variable: Any) -> str:
    try:
        with at_most(_CHECK_S):
            difference = sympy.simplify(sympy.diff(result, variable) - function)
            if difference == 0:
                return "Check: its derivative is the function again."
            if _is_zero_at_points(difference, variable):
                return "Check: at several points its derivative is the function again, to 12 digits."
    except GaveUp:
        return ""
    raise NotUnderstood("My result did not pass its own check, so I don't give one.")


def _is_zero_at_points(difference: Any, variable: Any) -> bool:
    other = dict.fromkeys(difference.free_symbols - {variable}, sympy.Rational(17, 13))
    points = (sympy.Rational(13, 10), sympy.Rational(2, 7), sympy.Rational(31, 9))
    values = [sympy.N(difference.subs(other).subs(variable, point), 20) for point in points]
    return all(value.is_number and abs(value) < 1e-12 for value in values)


# -- definite ---------------------------------------------------------------------------------------------------------


def _definite(formula: Formula, variable: Any, low: Any, high: Any) -> str:
    function = formula.value
    tex = writing.latex
    read = writing.read_as(rf"\int_{{{tex(low)}}}^{{{tex(high)}}} {formula.latex} \, d{tex(variable)}")
    lines, antiderivative = _by_hand(function, variable)
    value = _exact(function, (variable, low, high))
    numeric = _numeric(function, variable, low, high)
    if value is not None and (value.is_infinite or value.has(sympy.nan, sympy.zoo)):
        return f"{read} The integral does not converge."
    if value is None and numeric is None:
        return f"{read} I could not find its value in the time that I have; it may not converge."
    if value is None:
        return f"{read} I found no exact value in time. Numerically it is about **{numeric}**."
    if (
        numeric is not None
        and not value.free_symbols
        and abs(complex(sympy.N(value)) - float(numeric)) > 1e-6 * max(1, abs(float(numeric)))
    ):
        return f"{read} Numerically it is about **{numeric}**; an exact value that agrees with it I did not find."
    if antiderivative is not None:
        shown = _with_absolute(antiderivative, function, variable)
        lines.append(f"Put in the ends: {writing.inline(rf'{_bracket(shown)}_{{{tex(low)}}}^{{{tex(high)}}}')}")
    simple = _simple(value)
    result = f"The integral is {writing.inline(simple) if simple.free_symbols else writing.number(simple)}."
    check = f"Check: a numeric integration gives {numeric}." if numeric is not None else ""
    text = "" if simple.is_Rational else writing.as_text(simple)
    return writing.paragraphs(read, writing.steps(lines), result, text, check)


def _bracket(shown: Any) -> str:
    return rf"\left[{writing.latex(shown)}\right]"


def _simple(value: Any) -> Any:
    try:
        with at_most(0.2):
            return sympy.simplify(value)
    except GaveUp:
        return value


def _numeric(function: Any, variable: Any, low: Any, high: Any) -> str | None:
    """To 10 digits, if two integrations of different precision agree."""
    if function.free_symbols - {variable} or low.free_symbols or high.free_symbols:
        return None
    compute = sympy.lambdify(variable, function, "mpmath")
    ends = [_as_mp(low), _as_mp(high)]
    try:
        with at_most(_NUMERIC_S), mpmath.workdps(15):
            value, error = mpmath.quad(compute, ends, error=True, maxdegree=7)
    except GaveUp:
        return None
    except (ValueError, TypeError, ZeroDivisionError, ArithmeticError, NameError):
        return None
    if abs(mpmath.im(value)) > 1e-12 or error > 1e-7 * max(1, abs(value)) or not mpmath.isfinite(value):
        return None
    return str(mpmath.nstr(mpmath.re(value), 10)).removesuffix(".0")


def _as_mp(end: Any) -> Any:
    if end.is_infinite:
        return mpmath.inf if end == sympy.oo else -mpmath.inf
    return mpmath.mpf(str(sympy.N(end, 20)))
