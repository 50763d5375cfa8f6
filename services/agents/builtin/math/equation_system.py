"""Systems of equations, and inequalities."""

from __future__ import annotations

from typing import Any

import sympy

from services.agents.builtin.clock import GaveUp, at_most
from services.agents.builtin.math import writing
from services.agents.builtin.math.relation import (
    INEQUALITIES,
    MOST_EQUATIONS,
    NONE_IN_TIME,
    SOLVE_S,
    Equation,
    check,
)
from services.agents.builtin.reply import NotUnderstood, TooMuch


def system(equations: list[Equation]) -> str:
    tex = r" \\ ".join(equation.latex.replace(" = ", " &= ", 1) for equation in equations)
    read = writing.read_as(rf"\begin{{aligned}} {tex} \end{{aligned}}")
    unknowns = sorted(set().union(*(equation.difference.free_symbols for equation in equations)), key=str)
    if len(unknowns) > MOST_EQUATIONS:
        raise TooMuch(f"I solve systems with up to {MOST_EQUATIONS} unknowns.")
    try:
        with at_most(SOLVE_S):
            found = sympy.solve([equation.difference for equation in equations], unknowns, dict=True)
    except GaveUp:
        raise NotUnderstood(NONE_IN_TIME) from None
    except NotImplementedError:
        raise NotUnderstood("I could not solve that system.") from None
    if not found:
        return f"{read} The equations contradict one another: there is no solution."
    if len(found) > 12 or any(sympy.count_ops(value) > 200 for solution in found for value in solution.values()):
        raise TooMuch("The solutions are too long to write out.")
    lines = _elimination(equations, unknowns)
    shown = [writing.block(r", \quad ".join(_let(*item) for item in solution.items())) for solution in found]
    texts = "; ".join(", ".join(f"{name} = {writing.text(value)}" for name, value in one.items()) for one in found)
    word = "The solution is" if len(found) == 1 else f"There are {len(found)} solutions:"
    fits = check(equations, found)
    return writing.paragraphs(
        read, writing.steps(lines), f"{word} {' '.join(shown)}", f"{writing.AS_TEXT}`{texts}`", fits
    )


def _let(name: Any, value: Any) -> str:
    return f"{writing.latex(name)} = {writing.latex(value)}"


def _elimination(equations: list[Equation], unknowns: list[Any]) -> list[str]:
    """The steps for two linear equations with two unknowns."""
    if len(equations) != 2 or len(unknowns) != 2:
        return []
    first, second = unknowns
    if not all(sympy.Poly(equation.difference, *unknowns).total_degree() == 1
               for equation in equations if equation.difference.is_polynomial(*unknowns)):  # fmt: skip
        return []
    for one, other in (equations, equations[::-1]):
        for name, rest in ((second, first), (first, second)):
            if not one.difference.is_polynomial(*unknowns) or one.difference.coeff(name) not in (1, -1):
                continue
            expressed = sympy.solve(one.difference, name)[0]
            put_in = sympy.expand(other.difference.subs(name, expressed))
            if not put_in.has(rest):
                return []
            return [
                f"From {writing.inline(one.latex)}: {writing.equal(name, expressed)}",
                f"Put into {writing.inline(other.latex)}: {writing.inline(writing.latex(put_in) + ' = 0')}",
                f"So {writing.equal(rest, sympy.solve(put_in, rest)[0])}, and from that the other.",
            ]
    return []


def inequality(equations: list[Equation], variable: Any) -> str:
    read = writing.read_as(r", \; ".join(equation.latex for equation in equations))
    real = sympy.Symbol(variable.name, real=True)
    solution: Any = sympy.S.Reals
    try:
        with at_most(SOLVE_S):
            for equation in equations:
                relation = INEQUALITIES[equation.sign](equation.left, equation.right)
                if relation in (True, False):
                    part: Any = sympy.S.Reals if relation else sympy.S.EmptySet
                else:
                    part = sympy.solveset(relation.subs(variable, real), real, sympy.S.Reals)
                solution = solution.intersect(part)
    except GaveUp:
        raise NotUnderstood("I could not solve that inequality in the time that I have.") from None
    except (NotImplementedError, ValueError, TypeError):
        raise NotUnderstood("I could not solve that inequality.") from None
    if isinstance(solution, sympy.ConditionSet):
        raise NotUnderstood("I could not solve that inequality.")
    if solution is sympy.S.EmptySet:
        return f"{read} No real {writing.inline(variable)} satisfies it."
    if solution == sympy.S.Reals:
        return f"{read} Every real {writing.inline(variable)} satisfies it."
    result = rf"{writing.latex(variable)} \in {writing.latex(solution)}"
    condition = solution.as_relational(real)
    words = writing.latex(condition).replace(r"\wedge", r"\text{ and }").replace(r"\vee", r"\text{ or }")
    text = writing.text(condition).replace("&", "and").replace("|", "or")
    return writing.paragraphs(
        read, f"It holds for {writing.block(result)}", f"That is {writing.inline(words)}.", f"{writing.AS_TEXT}`{text}`"
    )
