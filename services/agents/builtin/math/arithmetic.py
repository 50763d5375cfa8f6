"""Arithmetic: a formula's value, exact and as a decimal, or its simplest form if there is an unknown in it."""

from __future__ import annotations

from typing import Any

import sympy

from services.agents.builtin.math import bounds, writing
from services.agents.builtin.math.question import Question
from services.agents.builtin.math.reading import Formula
from services.agents.builtin.reply import NotUnderstood, TooMuch
from services.agents.builtin.word import word_set

_MOST_PLACES = 1_000


def evaluate(question: Question) -> str:
    """The value of the question's one formula; Raises: NotUnderstood, TooMuch."""
    formula = question.only_formula()
    asks_for_digits = question.has(_ASKS_FOR_DECIMAL)
    if formula.is_trivial and not (asks_for_digits and not formula.value.free_symbols):
        raise NotUnderstood
    if len(question.items) > 1 + asks_for_digits:
        raise NotUnderstood("There are other numbers in your question, and I don't want to guess what to do with them.")
    return _value(formula, question)


_ASKS_FOR_DECIMAL = word_set(
    "decimal decimals places digits dezimal dezimalzahl nachkommastellen stellen decimales chiffres decimale cifras",
    "fraction bruch fraccion round aspercent",
)


_FRACTION = {"fraction", "bruch", "fraccion"}


def _value(formula: Formula, question: Question) -> str:
    value = formula.value
    read = f"{writing.READ_AS} {writing.inline(formula.latex)}."
    if isinstance(value, list):
        raise NotUnderstood
    if isinstance(value, sympy.MatrixBase):
        return writing.paragraphs(read, f"It is {writing.block(value)}", writing.as_text(value))
    if value.has(sympy.zoo, sympy.nan):
        raise NotUnderstood("That has no value: it divides by zero, or takes infinity from infinity.")
    if value.free_symbols:
        return _simplest(read, value)
    if not value.is_Rational:
        value = _simplified(value)
    as_fraction = question.has(_FRACTION)
    result = writing.number(value, (formula.has_decimals or formula.has_percentage) and not as_fraction)
    parts = (
        _as_percentage(value, question),
        _more_digits(value, question),
        _base_ten(formula),
        _plain(value),
    )
    return writing.paragraphs(f"{read} The result is {result}.", *parts)


def _as_percentage(value: Any, question: Question) -> str:
    if not question.has({"aspercent"}) or not value.is_real:
        return ""
    return f"As a percentage it is **{writing.exact_decimal(100 * value) or writing.approximate(100 * value)} %**."


def _base_ten(formula: Formula) -> str:
    """ "log" means two things."""
    if "log(" not in formula.text or formula.value.free_symbols:
        return ""
    ten = formula.with_base_ten()
    return "" if ten is None else f"I took log for the natural logarithm; with base 10 it is {writing.number(ten)}."


def _plain(value: Any) -> str:
    return "" if value.is_Rational else writing.as_text(value)


def _simplified(value: Any) -> Any:
    """A shorter form of an exact number, where one is found."""
    if len(value.args) > 40 or value.is_Float:
        return value
    simple = sympy.simplify(value)
    return simple if len(str(simple)) < len(str(value)) else value


def _simplest(read: str, value: Any) -> str:
    bounds.check_degree(value, 1_000)
    simple = sympy.simplify(value)
    shown = writing.block(simple)
    return writing.paragraphs(f"{read} Simplified, it is {shown}", writing.as_text(simple))


def _more_digits(value: Any, question: Question) -> str:
    """As many digits as were asked for: "pi to 50 decimal places"."""
    if not question.has(_ASKS_FOR_DECIMAL):
        return ""
    texts = [span.pieces[0].text for span in question.items if span.is_number]
    counts = [int(text) for text in texts if text.isdigit() and len(text) < 10]
    places = next((count for count in counts if count > 0), None)
    if places is None or value.is_Integer or value.free_symbols:
        return ""
    if places > _MOST_PLACES:
        raise TooMuch(f"I write out up to {_MOST_PLACES:,} decimal places.")
    before = len(str(int(abs(value)))) if value.is_real else 1
    rounded = sympy.N(value, places + before + 5)
    if not rounded.is_real:
        return ""
    scaled = int(sympy.floor(abs(rounded) * 10**places + sympy.Rational(1, 2)))
    digits = str(scaled).rjust(places + 1, "0")
    sign = "-" if rounded < 0 else ""
    return f"To {places} decimal places: **{sign}{digits[:-places]}.{digits[-places:]}**"


def substitution(question: Question) -> str | None:
    """ "x^2 + 3 at x = 5", "if x = 3, what is 2x + 1"."""
    given, formulas = {}, []
    for span in question.items:
        at = span.relation
        left = span.pieces[0]
        if at == 1 and left.kind == "name" and len(span.pieces) > 2:
            value = Formula(span.pieces[2:])
            if not value.value.free_symbols:
                given[sympy.Symbol(left.text)] = value.value
                continue
        if at is None and len(span.pieces) > 1:
            formulas.append(Formula(span.pieces))
        elif at is not None and _is_definition(span.pieces[:at]):
            formulas.append(Formula(span.pieces[at + 1 :]))
        else:
            return None
    if not given or len(formulas) != 1 or not formulas[0].value.free_symbols & set(given):
        return None
    formula = formulas[0]
    value = _carefully(formula.value, given)
    where = ", ".join(writing.inline(f"{writing.latex(name)} = {writing.latex(of)}") for name, of in given.items())
    read = f"{writing.READ_AS} {writing.inline(formula.latex)} for {where}."
    if value.free_symbols:
        return writing.paragraphs(read, f"It is {writing.block(value)}", writing.as_text(value))
    if value.has(sympy.zoo, sympy.nan):
        return f"{read} It has no value there."
    return writing.paragraphs(f"{read} The value is {writing.number(value, formula.has_decimals)}.", _plain(value))


def _is_definition(pieces: Any) -> bool:
    """ "f(x)" and "y" before the sign of equality."""
    return (len(pieces) == 1 and pieces[0].kind == "name") or (
        len(pieces) == 4 and pieces[0].kind == "name" and pieces[1].text == "(" and pieces[2].kind == "name"
    )


def _carefully(expression: Any, given: dict[Any, Any]) -> Any:
    """Substitute bottom-up, so that a power is bounded before it is computed."""
    if expression in given:
        return given[expression]
    if not expression.args:
        return expression
    arguments = [_carefully(argument, given) for argument in expression.args]
    return bounds.power(*arguments) if expression.is_Pow else expression.func(*arguments)
