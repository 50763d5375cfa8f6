"""Equations, systems and inequalities, with the steps for linear and quadratic ones. Solutions are put back in."""

from __future__ import annotations

from typing import Any

import sympy

from services.agents.builtin.clock import GaveUp, at_most
from services.agents.builtin.math import bounds, writing
from services.agents.builtin.math.equation_step import steps_for
from services.agents.builtin.math.equation_system import inequality, system
from services.agents.builtin.math.question import Question, Span, variable_of
from services.agents.builtin.math.relation import (
    INEQUALITIES,
    MOST_EQUATIONS,
    NONE_IN_TIME,
    SOLVE_S,
    Equation,
    check,
    real_zeros,
    zeros,
)
from services.agents.builtin.reply import NotUnderstood, TooMuch
from services.agents.builtin.word import word_set

_SETS_S = 0.3
_FOR = word_set("for nach fur pour para in find is bestimme berechne trouve halla des de")


def solve(question: Question) -> str:
    spans = [span for span in question.spans if span.relation is not None]
    if not spans:
        spans = [question.only_span()]
    if len(question.spans) == 1 or len(spans) == 1:
        items = [span for span in question.items if span.relation is not None]
        spans = items if len(items) > 1 else spans
    spans = [part for span in spans for part in _chained(span)]
    if len(spans) > MOST_EQUATIONS:
        raise TooMuch(f"I solve systems of up to {MOST_EQUATIONS} equations.")
    equations = [Equation(span) for span in spans]
    for equation in equations:
        bounds.check_degree(equation.difference, 60)
    if len(equations) == 1 and equations[0].is_definition and not question.has({"=", "0", "zero", "null", "cero"}):
        equations = [equations[0].of_its_zeros()]
    if len(equations) == 1:
        named = _named(question)
        if equations[0].sign != "=":
            return inequality(equations, variable_of(equations[0].difference, named=named))
        return _one(equations[0], named)
    if all(equation.sign != "=" for equation in equations):
        return inequality(equations, variable_of(*(equation.difference for equation in equations)))
    if any(equation.sign != "=" for equation in equations):
        raise NotUnderstood("I don't solve equations and inequalities together.")
    return system(equations)


def _chained(span: Span) -> list[Span]:
    """ "1 < x < 3" is two inequalities."""
    cuts = [at for at, piece in enumerate(span.pieces) if piece.kind == "operator" and piece.text in INEQUALITIES]
    if len(cuts) != 2:
        return [span]
    middle = cuts[1]
    return [Span(span.pieces[:middle], span.start, span.before), Span(span.pieces[cuts[0] + 1 :], span.start, ())]


def _named(question: Question) -> str | None:
    for span in question.items:
        if len(span.pieces) == 1 and span.pieces[0].kind == "name" and span.before and span.before[-1] in _FOR:
            return span.pieces[0].text
    return None


# -- one equation -----------------------------------------------------------------------------------------------------


def _one(equation: Equation, named: str | None) -> str:
    read = writing.read_as(equation.latex)
    if not equation.difference.free_symbols:
        return f"{read} {_without_unknown(equation)}"
    variable = variable_of(equation.difference, named=named)
    if variable not in equation.difference.free_symbols:
        raise NotUnderstood(f"{variable} does not appear in the equation.")
    if bounds.expanded_terms(equation.difference) < 500 and sympy.expand(equation.difference) == 0:
        return f"{read} It holds for every {writing.inline(variable)}."
    lines = steps_for(equation.left, equation.right, variable)
    found = _solutions(equation.difference, variable)
    if found is None:
        return writing.paragraphs(read, _numeric(equation.difference, variable))
    if not found:
        return f"{read} It has no solution."
    shown = [writing.block(f"{writing.latex(variable)} = {writing.latex(solution)}") for solution in found]
    word = "The solution is" if len(found) == 1 else f"There are {len(found)} solutions:"
    near = writing.paragraphs(_approximations(found), _period(equation.difference, variable))
    fits = check([equation], [{variable: solution} for solution in found])
    text = writing.AS_TEXT + "`" + ", ".join(f"{variable} = {writing.text(solution)}" for solution in found) + "`"
    return writing.paragraphs(read, writing.steps(lines), f"{word} {' '.join(shown)}", text, near, fits)


def _without_unknown(equation: Equation) -> str:
    holds = sympy.simplify(equation.difference) == 0
    if equation.left.free_symbols:
        return "It holds always." if holds else "It has no solution: the unknown drops out, and what is left is false."
    return f"There is no unknown in it, and it is {'true' if holds else 'false'}."


def _solutions(difference: Any, variable: Any) -> list[Any] | None:
    """None, if none were found in time, which does not mean that there are none."""
    try:
        with at_most(SOLVE_S):
            found = sympy.solve(difference, variable)
            found = [sympy.simplify(solution) if sympy.count_ops(solution) < 60 else solution for solution in found]
    except GaveUp:
        return None
    except (NotImplementedError, ValueError, TypeError):
        return _real_ones(difference, variable)
    if any(isinstance(solution, sympy.Piecewise) or solution.has(sympy.CRootOf) for solution in found):
        return None
    if any(sympy.count_ops(solution) > 120 for solution in found):
        return None
    if not difference.is_polynomial(variable):
        real = [solution for solution in found if solution.free_symbols or solution.is_real]
        found = real or found
    if not found and not difference.is_polynomial(variable):
        return _by_sets(difference, variable)
    return list(found)


def _real_ones(difference: Any, variable: Any) -> list[Any] | None:
    """With absolute values, say."""
    found = real_zeros(difference, variable, _SETS_S)
    return sorted(found) if isinstance(found, sympy.FiniteSet) else None


def _by_sets(difference: Any, variable: Any) -> list[Any] | None:
    """Whether really none exists."""
    found = zeros(difference, variable, sympy.S.Complexes, _SETS_S)
    return [] if found is sympy.S.EmptySet else None


def _approximations(found: list[Any]) -> str:
    if all(solution.is_Integer or solution.free_symbols for solution in found):
        return ""
    values = [writing.approximate(solution) for solution in found if not solution.free_symbols]
    return f"As decimals: {', '.join(values)}"


def _period(difference: Any, variable: Any) -> str:
    if not difference.has(sympy.sin, sympy.cos, sympy.tan, sympy.cot, sympy.sec, sympy.csc):
        return ""
    period = sympy.periodicity(difference, variable)
    if period is None:
        return "There may be more solutions."
    return f"There are infinitely many more: add any multiple of the period {writing.inline(period)}."


def _numeric(difference: Any, variable: Any) -> str:
    """Real solutions of a polynomial, or one near a few starting points."""
    polynomial = sympy.Poly(difference, variable) if difference.is_polynomial(variable) else None
    found: list[Any] = []
    try:
        with at_most(0.4):
            if polynomial is not None and not polynomial.free_symbols_in_domain:
                found = [sympy.N(root, 12) for root in polynomial.nroots(n=15)]
            elif difference.free_symbols == {variable}:
                found = _near(difference, variable)
    except GaveUp:
        pass
    except (ValueError, TypeError, sympy.PolynomialError, NotImplementedError):
        pass
    if not found:
        raise NotUnderstood(NONE_IN_TIME)
    values = ", ".join(f"**{writing.approximate(value, 10)}**" for value in found)
    if polynomial is not None:
        return f"I found no exact solution. All solutions, numerically: {values}"
    return f"I found no exact solution. Numerically I found {values}; there may be more."


def _near(difference: Any, variable: Any) -> list[Any]:
    found: list[Any] = []
    for start in (0.5, 1, -1, 2, -2, 5, -5, 10):
        try:
            root = sympy.nsolve(difference, variable, start, prec=15)
        except (ValueError, TypeError, ZeroDivisionError, KeyError):
            continue
        fits = root.is_real and abs(sympy.N(difference.subs(variable, root))) < 1e-9
        if fits and all(abs(root - other) > 1e-8 for other in found):
            found.append(root)
    return sorted(found)
