"""Matrices: determinant, inverse, eigenvalues, transpose, rank, trace."""

from __future__ import annotations

from typing import Any

import sympy

from services.agents.builtin.math import writing
from services.agents.builtin.math.question import Question
from services.agents.builtin.math.reading import Formula
from services.agents.builtin.reply import NotUnderstood, TooMuch

_LARGEST_EIGEN = 6


def _matrix(question: Question) -> Formula:
    try:
        formula = Formula(question.only_span().pieces)
    except NotUnderstood as why:
        raise NotUnderstood(str(why) or "Write a matrix as [[1, 2], [3, 4]].") from None
    if isinstance(formula.value, list):
        formula.value = sympy.Matrix([formula.value])
    if not isinstance(formula.value, sympy.MatrixBase):
        raise NotUnderstood("Write a matrix as [[1, 2], [3, 4]].")
    return formula


def _square(question: Question) -> Formula:
    formula = _matrix(question)
    if not formula.value.is_square:
        raise NotUnderstood("Only a square matrix has that.")
    return formula


def _value(value: Any) -> str:
    return writing.inline(value) if value.free_symbols else writing.number(value)


def determinant(question: Question) -> str:
    formula = _square(question)
    matrix = formula.value
    how = ""
    if matrix.rows == 2:
        a, b, c, d = (writing.latex(entry) for entry in matrix)
        how = writing.block(rf"ad - bc = ({a}) \cdot ({d}) - ({b}) \cdot ({c})")
    result = sympy.simplify(matrix.det())
    read = writing.read_as(rf"\det {formula.latex}")
    return writing.paragraphs(read, how, f"The determinant is {_value(result)}.")


def inverse(question: Question) -> str:
    try:
        formula = _square(question)
    except NotUnderstood:
        return _reciprocal(question)
    matrix = formula.value
    determinant_ = sympy.simplify(matrix.det())
    read = writing.read_as(rf"{formula.latex}^{{-1}}")
    if determinant_ == 0:
        return f"{read} The determinant is 0, so there is no inverse."
    result = sympy.simplify(matrix.inv())
    check = "Check: multiplied with the matrix, it gives the identity."
    if sympy.simplify(result * matrix) != sympy.eye(matrix.rows):
        raise NotUnderstood("My result did not pass its own check, so I don't give one.")
    return writing.paragraphs(
        read, f"The determinant is {_value(determinant_)}.", f"The inverse is {writing.block(result)}",
        writing.as_text(result), check,
    )  # fmt: skip


def _reciprocal(question: Question) -> str:
    formula = question.only_formula()
    modular = formula.modulo
    if modular is not None:
        return _modular(*modular)
    if isinstance(formula.value, list | sympy.MatrixBase) or formula.value == 0 or formula.value.free_symbols:
        raise NotUnderstood("I find the inverse of square matrices, and of numbers other than zero.")
    return f"{writing.read_as(rf'1 / ({formula.latex})')} It is {writing.number(1 / formula.value)}."


def _modular(number: int, modulus: int) -> str:
    read = f"{writing.READ_AS} the inverse of {number} modulo {modulus}."
    try:
        result = pow(number, -1, modulus)
    except ValueError:
        return f"{read} There is none: {number} and {modulus} have a common divisor."
    shown = writing.inline(rf"{number} \cdot {result} \equiv 1 \pmod{{{modulus}}}")
    return f"{read} It is **{result}**. Check: {shown}."


def eigenvalues(question: Question) -> str:
    formula = _square(question)
    matrix = formula.value
    if matrix.rows > _LARGEST_EIGEN:
        raise TooMuch(f"I compute eigenvalues of matrices of up to {_LARGEST_EIGEN} rows.")
    name = sympy.Symbol("lamda")
    polynomial = matrix.charpoly(name).as_expr()
    lines = [f"The characteristic polynomial: {writing.inline(polynomial)}", "Its zeros are the eigenvalues."]
    found = matrix.eigenvals()
    if any(sympy.count_ops(value) > 60 for value in found):
        values = [writing.approximate(value, 10) for value in found]
        shown = ", ".join(f"**{value}**" for value in values)
        return writing.paragraphs(
            f"{writing.READ_AS} the eigenvalues of {writing.inline(formula.latex)}.", writing.steps(lines),
            f"Numerically they are {shown}.",
        )  # fmt: skip
    rows = [
        f"- {_value(sympy.simplify(value))}" + (f" ({count} times)" if count > 1 else "")
        for value, count in found.items()
    ]
    vectors = []
    if question.starts(*_VECTORS):
        for value, _, basis in matrix.eigenvects():
            vectors.append(f"- for {writing.inline(value)}: {', '.join(writing.inline(vector) for vector in basis)}")
    return writing.paragraphs(
        f"{writing.READ_AS} the eigenvalues of {writing.inline(formula.latex)}.", writing.steps(lines),
        "The eigenvalues are\n\n" + "\n".join(rows), "Eigenvectors:\n\n" + "\n".join(vectors) if vectors else "",
    )  # fmt: skip


_VECTORS = ("eigenvec", "eigenvek", "vecteur", "vector", "autovec")


def transpose(question: Question) -> str:
    formula = _matrix(question)
    result = formula.value.T
    return writing.paragraphs(
        writing.read_as(rf"{formula.latex}^{{T}}"), f"It is {writing.block(result)}", writing.as_text(result)
    )


def rank(question: Question) -> str:
    formula = _matrix(question)
    return f"{writing.READ_AS} the rank of {writing.inline(formula.latex)}. It is **{formula.value.rank()}**."


def trace(question: Question) -> str:
    formula = _square(question)
    return f"{writing.READ_AS} the trace of {writing.inline(formula.latex)}. It is {_value(formula.value.trace())}."
