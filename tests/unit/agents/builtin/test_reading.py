"""Formulas are read as they are written: what is printed is read again as the same, and no text breaks the reader."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from services.agents.builtin.language import Language
from services.agents.builtin.math import writing
from services.agents.builtin.math.cutting import read
from services.agents.builtin.math.notation import plain
from services.agents.builtin.math.question import Question
from services.agents.builtin.math.reading import Formula
from services.agents.builtin.math.syntax import python_text
from services.agents.builtin.number import read_number
from services.agents.builtin.reply import NotUnderstood, TooMuch
from services.agents.builtin.units.measures import Measures

X, Y = sympy.symbols("x y")
LEAVES = st.sampled_from([X, Y, sympy.pi, sympy.E, sympy.I]) | st.integers(0, 99).map(sympy.Integer)
FORMULAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        st.tuples(inner, st.integers(2, 4)).map(lambda pair: pair[0] ** pair[1]),
        st.tuples(inner, st.sampled_from([sympy.sin, sympy.cos, sympy.exp, sympy.Abs])).map(
            lambda pair: pair[1](pair[0])
        ),
        inner.map(lambda one: -one),
    ),
    max_leaves=6,
)
SIGNS = "0123456789.,+-*/^()[]{}|!%°_=<>;:'\"\\√π∫²½xyeiksin lognd to of from the und por à ¿?\x00\u00a0\ud800é🙂"


def value(text: str, language: Language | None = "en") -> Any:
    return Formula(read(text, language).pieces).value


@settings(deadline=None)
@given(FORMULAS)
def test_what_is_printed_is_read_as_the_same(formula: Any) -> None:
    try:
        again = value(writing.text(formula))
    except TooMuch:  # e^279841, say
        return
    point = {X: sympy.Rational(13, 10), Y: sympy.Rational(7, 11)}
    difference = sympy.N((again - formula).subs(point), 30)
    size = abs(sympy.N(formula.subs(point), 30))
    assert again == formula or abs(difference) < 1e-20 * (1 + size) or not difference.is_finite


@settings(deadline=None)
@given(st.text(st.sampled_from(SIGNS), max_size=40) | st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(NotUnderstood, TooMuch):
        for span in Question(read(text)).items:
            Formula(span.pieces)
    with suppress(NotUnderstood, TooMuch):
        Measures(text, None)


@given(st.integers(0, 10**12), st.sampled_from([("en", ","), ("de", "."), ("es", "."), ("fr", "\u00a0")]))
def test_grouped_numbers_are_read_in_every_language(number: int, style: tuple[Language, str]) -> None:
    language, mark = style
    assert value(f"{number:,}".replace(",", mark) + " + 0", language) == number


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1,234", "en", "1234"), ("1,234", "de", "1.234"), ("1.234", "de", "1234"), ("1.234", "en", "1.234"),
        ("1.234,5", None, "1234.5"), ("1,234.5", "de", "1234.5"), ("1'234'567", None, "1234567"),
        ("0,125", "en", "0.125"), ("3,5", "en", "3.5"), ("1,234,567", "en", "1234567"), ("0.125", "de", "0.125"),
    ],
)  # fmt: skip
def test_marks_in_numbers(text: str, language: Language | None, number: str) -> None:
    assert read_number(text, language)[0] == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2x", "2*x"), ("sin x cos x", "sin(x)*cos(x)"), ("sin^2 x", "(sin(x))**(2)"), ("sin^-1 x", "asin(x)"),
        ("2^3^2", "(2)**((3)**(2))"), ("-x^2", "(-(x)**(2))"), ("x(x+1)", "x*(x + 1)"), ("5! + 3", "factorial(5) + 3"),
        ("|x-3||x+2|", "abs(x - 3)*abs(x + 2)"), ("[1 -2; 3 4]", "[[1, (-2)], [3, 4]]"),
        ("gcd(12,18)", "gcd(12, 18)"), ("1/2x", "1/2*x"), ("e^-x", "(e)**((-x))"), ("\\frac{1}{x}", "((1)/(x))"),
        ("x²y", "(x)**((2))*y"), ("√16+9", "sqrt(16) + 9"), ("30°", "degrees(30)"), ("17 % 5", "mod(17, 5)"),
    ],
)  # fmt: skip
def test_what_people_leave_out_is_put_in(text: str, expected: str) -> None:
    assert python_text(read(text).pieces) == expected


@pytest.mark.parametrize("text", ["x.real", "().__class__", "x if y else 1", "lambda: 1", "[x for x in y]", "x:=1"])
def test_python_is_no_formula(text: str) -> None:
    with pytest.raises(NotUnderstood):
        Formula(read(text).pieces)


def test_latex_becomes_plain() -> None:
    assert plain(r"\int_{0}^{1} x^{2} \, dx").split() == ["integral", "_(0)^(1)", "x^(2)", "dx"]
    assert plain(r"\begin{pmatrix}1 & 2 \\ 3 & 4\end{pmatrix}") == "[[1 , 2 ],[ 3 , 4]]"
