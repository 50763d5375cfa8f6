"""Sums and products over an index: "sum of k^2 for k from 1 to 10"."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import mpmath
import sympy

from services.agents.builtin.clock import GaveUp, at_most
from services.agents.builtin.math import writing
from services.agents.builtin.math.integration import subscripts
from services.agents.builtin.math.piece import Piece
from services.agents.builtin.math.question import Question
from services.agents.builtin.math.reading import Formula
from services.agents.builtin.math.vocabulary import FROM, TO
from services.agents.builtin.reply import NotUnderstood, TooMuch
from services.agents.builtin.word import word_set

_MOST_TERMS = 300
_MOST_NUMERIC_TERMS = 20_000
_EXACT_S, _NUMERIC_S = 0.5, 0.4
_WHOLE_NUMBERS = word_set("numbers integers naturals zahlen nombres entiers numeros enteros")
_SOME = ("odd", "even", "prime", "square", "gerad", "ungerad", "prim", "quadrat", "pair", "imp", "carr", "par")


def over_index(question: Question, *, is_product: bool) -> str | None:
    """None, if the question names no index with its range."""
    found = _range(question)
    if found is None:
        return None
    index, low, high, rest = found
    if not rest.spans and question.has(_WHOLE_NUMBERS) and not question.starts(*_SOME):
        index = sympy.Symbol("k")
        rest = Question(rest.reading, (Piece("name", "k"),))
    formula = Formula(rest.only_span().pieces)
    names = formula.value.free_symbols
    if index is None:
        if len(names) != 1:
            return None
        index = next(iter(names))
    sign = r"\prod" if is_product else r"\sum"
    tex = writing.latex
    read = writing.read_as(rf"{sign}_{{{tex(index)}={tex(low)}}}^{{{tex(high)}}} {formula.latex}")
    kind = sympy.Product if is_product else sympy.Sum
    value = None
    if not (low.is_Integer and high.is_Integer and high - low > _MOST_TERMS and not formula.value.is_polynomial(index)):
        value = _exact(kind(formula.value, (index, low, high)))
    if value is None or value.has(sympy.Sum, sympy.Product):
        return _numeric(read, formula.value, is_product, (index, low, high))
    value = sympy.simplify(value)
    if value.has(sympy.nan, sympy.zoo) or value.is_infinite:
        return f"{read} It does not converge."
    shown = writing.block(value) if value.free_symbols else writing.number(value)
    text = "" if value.is_Rational else writing.as_text(value)
    return writing.paragraphs(read, f"It is {shown}" + ("" if value.free_symbols else "."), text)


def _exact(expression: Any) -> Any:
    """None, if it is not found in time."""
    try:
        with at_most(_EXACT_S):
            return expression.doit()
    except GaveUp:
        return None
    except (NotImplementedError, ValueError, TypeError):
        return None


def _numeric(read: str, function: Any, is_product: bool, limits: tuple[Any, Any, Any]) -> str:
    index, low, high = limits
    if function.free_symbols - {index} or low.free_symbols or high.free_symbols:
        raise NotUnderstood("I could not find that sum.")
    if high.is_Integer and high - low > _MOST_NUMERIC_TERMS:
        raise TooMuch(f"I found no exact value, and I add up to {_MOST_NUMERIC_TERMS:,} terms one by one.")
    compute = sympy.lambdify(index, function, "mpmath")
    ends = [int(low) if low.is_Integer else mpmath.mpf(low), mpmath.inf if high == sympy.oo else int(high)]
    try:
        with at_most(_NUMERIC_S):
            value = (mpmath.nprod if is_product else mpmath.nsum)(compute, ends)
    except (GaveUp, ArithmeticError, ValueError, TypeError):
        raise NotUnderstood("I could not find that sum in the time that I have; it may not converge.") from None
    return f"{read} I found no exact value in time. Numerically it is about **{mpmath.nstr(value, 10)}**."


def _range(question: Question) -> tuple[Any, Any, Any, Question] | None:
    found = subscripts(question)
    if found is not None:
        (low, high), rest = found
        return low.lhs if isinstance(low, sympy.Eq) else None, getattr(low, "rhs", low), high, rest
    for first, second in pairwise(question.items):
        at, name = first.relation, first.pieces[0]
        to = bool(second.before) and second.before[-1] in TO
        has_index = at == 1 and name.kind == "name" and len(first.pieces) > 2
        is_from = bool(first.before) and first.before[-1] in FROM
        if not to or not (has_index or is_from):
            continue
        index = sympy.Symbol(name.text) if has_index else None
        low = Formula(first.pieces[2:] if has_index else first.pieces).value
        rest = question.without(second.start, second.start + len(second.pieces))
        rest = rest.without(first.start, first.start + len(first.pieces))
        return _named(rest, index, low, Formula(second.pieces).value)
    return None


def _named(question: Question, index: Any, low: Any, high: Any) -> tuple[Any, Any, Any, Question]:
    """ "for k from 1 to 10"."""
    for span in question.items:
        if index is None and len(span.pieces) == 1 and span.pieces[0].kind == "name" and len(question.items) > 1:
            return sympy.Symbol(span.pieces[0].text), low, high, question.without(span.start, span.start + 1)
    return index, low, high, question
