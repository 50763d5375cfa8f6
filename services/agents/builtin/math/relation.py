"""One equation or inequality as it was written, and whether a solution fits."""

from __future__ import annotations

from copy import copy
from typing import Any

import sympy

from services.agents.builtin.clock import GaveUp, at_most
from services.agents.builtin.math.question import Span
from services.agents.builtin.math.reading import Formula
from services.agents.builtin.reply import NotUnderstood

SOLVE_S = 0.8
NONE_IN_TIME = "I found no solution in the time that I have, which does not mean that there is none."
INEQUALITIES = {"<": sympy.Lt, ">": sympy.Gt, "<=": sympy.Le, ">=": sympy.Ge, "!=": sympy.Ne}
MOST_EQUATIONS = 8


class Equation:
    """``left`` and ``right`` of one relation."""

    def __init__(self, span: Span) -> None:
        at = span.relation
        if at is None:
            sides = [Formula(span.pieces)]
            self.sign = "="
        else:
            self.sign = {"==": "="}.get(span.pieces[at].text, span.pieces[at].text)
            sides = [Formula(span.pieces[:at]), Formula(span.pieces[at + 1 :])]
        self.is_definition = at == 4 and span.pieces[1].text == "(" and span.pieces[0].text in "fghFGH"
        if any(isinstance(side.value, list | sympy.MatrixBase) for side in sides):
            raise NotUnderstood
        self.left = sides[0].value
        self.right = sides[1].value if len(sides) > 1 else sympy.Integer(0)
        sign = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne"}.get(self.sign, self.sign)
        self.latex = f"{sides[0].latex} {sign} {sides[1].latex if len(sides) > 1 else '0'}"

    def of_its_zeros(self) -> Equation:
        """ "f(x) = x^2 - 4" asks for the zeros, if it asks for a solution."""
        zeros = copy(self)
        zeros.left, zeros.right = self.right, sympy.Integer(0)
        zeros.latex = self.latex.partition(" = ")[2] + " = 0"
        return zeros

    @property
    def difference(self) -> Any:
        return self.left - self.right


def real_zeros(function: Any, variable: Any, seconds: float) -> Any:
    """The set of real numbers at which the function is zero; None, if it is not found in time."""
    real = sympy.Symbol(variable.name, real=True)
    return zeros(function.subs(variable, real), real, sympy.S.Reals, seconds)


def zeros(function: Any, variable: Any, domain: Any, seconds: float) -> Any:
    try:
        with at_most(seconds):
            return sympy.solveset(function, variable, domain)
    except (GaveUp, NotImplementedError, ValueError, TypeError):
        return None


def check(equations: list[Equation], found: list[dict[Any, Any]]) -> str:
    """Put the solutions back in. Nothing is said if that takes too long."""
    try:
        with at_most(0.25):
            if all(_holds(equation, solution) for equation in equations for solution in found):
                return "Check: put back in, " + ("it fits." if len(found) == 1 else "each fits.")
    except GaveUp:
        return ""
    raise NotUnderstood("My result did not pass its own check, so I don't give one.")


def _holds(equation: Equation, solution: dict[Any, Any]) -> bool:
    difference = equation.difference.subs(solution)
    if difference.free_symbols:
        return bool(sympy.simplify(difference) == 0)
    return bool(abs(sympy.N(difference, 30)) < 1e-15)
