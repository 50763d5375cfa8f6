"""The steps of a linear or quadratic equation, as a person writes them."""

from __future__ import annotations

from typing import Any

import sympy

from services.agents.builtin.math import writing


def steps_for(left: Any, right: Any, variable: Any) -> list[str]:
    """Empty for other equations."""
    difference = left - right
    if not difference.is_polynomial(variable):
        return []
    polynomial = sympy.Poly(difference, variable)
    if polynomial.degree() == 1:
        return _linear(left, right, polynomial, variable)
    if polynomial.degree() == 2:
        return _quadratic(polynomial, variable)
    return _factored(difference)


def _equation(left: Any, right: Any) -> str:
    return writing.inline(f"{writing.latex(left)} = {writing.latex(right)}")


def _linear(left: Any, right: Any, polynomial: Any, variable: Any) -> list[str]:
    slope, constant = polynomial.all_coeffs()
    lines = []
    opened = sympy.expand(left), sympy.expand(right)
    if opened != (left, right):
        lines.append(f"Multiply out: {_equation(*opened)}")
    gathered = slope * variable
    if (gathered, -constant) != opened:
        lines.append(
            f"Gather {writing.inline(variable)} on the left and the rest on the right: {_equation(gathered, -constant)}"
        )
    if slope != 1:
        lines.append(f"Divide by {writing.inline(slope)}: {_equation(variable, sympy.simplify(-constant / slope))}")
    return lines


def _quadratic(polynomial: Any, variable: Any) -> list[str]:
    a, b, c = polynomial.all_coeffs()
    normal = polynomial.as_expr()
    lines = [f"Bring everything to one side: {_equation(normal, 0)}"]
    if b == 0:
        lines.append(f"Isolate the square: {_equation(variable**2, sympy.simplify(-c / a))}")
        lines.append("Take the square root, which has two signs.")
        return lines
    factored = sympy.factor(normal)
    if (factored != normal and factored.is_Mul) or factored.is_Pow:
        lines.append(f"Factor: {_equation(factored, 0)}. A product is zero when one of its factors is.")
        return lines
    discriminant = sympy.simplify(b**2 - 4 * a * c)
    letters = writing.inline(f"a = {writing.latex(a)}, b = {writing.latex(b)}, c = {writing.latex(c)}")
    lines.append(f"The quadratic formula {writing.inline(_FORMULA)} with {letters}")
    under = writing.inline(f"b^2 - 4ac = {writing.latex(discriminant)}")
    meaning = ""
    if discriminant.is_negative:
        meaning = ", which is negative: there are no real solutions, but two complex ones"
    lines.append(f"Under the root: {under}{meaning}")
    return lines


_FORMULA = r"\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}"


def _factored(difference: Any) -> list[str]:
    factored = sympy.factor(difference)
    if not factored.is_Mul:
        return []
    return [f"Factor: {_equation(factored, 0)}. A product is zero when one of its factors is."]
