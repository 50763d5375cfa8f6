"""Calculus: derivatives, limits and series. Integrals have a module of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy

from services.agents.builtin.clock import GaveUp, at_most
from services.agents.builtin.math import bounds, writing
from services.agents.builtin.math.differentiation import rules_used
from services.agents.builtin.math.piece import Piece
from services.agents.builtin.math.question import Question, Span, variable_of
from services.agents.builtin.math.reading import Formula
from services.agents.builtin.reply import NotUnderstood, TooMuch

_ORDERS = {
    2: ("second", "zweite", "zweiten", "seconde", "segunda", "twice", "zweimal"),
    3: ("third", "dritte", "dritten", "troisieme", "tercera"),
    4: ("fourth", "vierte", "quatrieme", "cuarta"),
    5: ("fifth", "funfte", "cinquieme", "quinta"),
}
_WITH_RESPECT_TO = ("with respect to", "in respect to", "respect to", "wrt", "nach", "par rapport a", "con respecto a",
                    "respecto a", "respecto de", "en fonction de", "w r t")  # fmt: skip
_AT = {"at", "bei", "en", "fur", "for", "when", "where", "stelle", "point", "punkt", "para", "pour", "in", "an"}
_CHECK_AT = (sympy.Rational(13, 10), sympy.Rational(7, 3), sympy.Rational(2, 7))
_HIGHEST_ORDER = 12


def named_variable(question: Question) -> tuple[Question, str | None]:
    """The name after "with respect to", and the question without it."""
    found = question.find_any(_WITH_RESPECT_TO)
    if found is not None:
        start, end = found
        if end < len(question.pieces) and question.pieces[end].kind == "name":
            return question.without(start, end + 1), question.pieces[end].text
    for at, piece in enumerate(question.pieces):
        if piece.kind == "word" and len(piece.text) == 2 and piece.text[0] == "d" and piece.text not in ("de", "du"):
            return question.without(at, at + 1), piece.text[1]
    return question, None


def body(spans: Iterable[Span]) -> Formula:
    """The formula that is meant: what follows "f(x) =" or "y =", or the longest.

    Raises: NotUnderstood.
    """
    longest = max(spans, key=lambda span: len(span.pieces), default=None)
    if longest is None:
        raise NotUnderstood
    at = longest.relation
    pieces = longest.pieces
    if at is not None:
        if pieces[0].kind != "name" or at > 4 or pieces[at].text != "=":
            raise NotUnderstood
        pieces = pieces[at + 1 :]
    formula = Formula(pieces)
    if isinstance(formula.value, list | sympy.MatrixBase):
        raise NotUnderstood
    return formula


def derivative(question: Question) -> str:
    question, name = named_variable(question)
    order = next((order for order, words in _ORDERS.items() if question.has(words)), 1)
    if order == 1 and (ordinal := question.ordinal()) is not None:
        order, at = ordinal
        question = question.without(at, at + 2)
    if order > _HIGHEST_ORDER:
        raise TooMuch(f"I take derivatives up to the {_HIGHEST_ORDER}th.")
    points = _points(question)
    formula = body(span for span in question.items if span not in [span for span, _, _ in points])
    variable = variable_of(formula.value, named=name)
    lines = rules_used(formula.value, variable) if order == 1 else []
    result = formula.value
    for number in range(order):
        result = sympy.diff(result, variable)
        if order > 1:
            lines.append(f"Derivative {number + 1}: {writing.inline(_tidy(result))}")
    result = _tidy(result)
    operator = rf"\frac{{d}}{{d{writing.latex(variable)}}}"
    if order > 1:
        operator = rf"\frac{{d^{order}}}{{d{writing.latex(variable)}^{order}}}"
    read = writing.read_as(rf"{operator} \left({formula.latex}\right)")
    parts = [read, writing.steps(lines), f"The derivative is {writing.block(result)}", writing.as_text(result)]
    for _, at_variable, value in points:
        if at_variable in (None, variable):
            slope = sympy.simplify(result.subs(variable, value))
            parts.append(f"At {writing.equal(variable, value)}: {_shown(slope)}")
    if order == 1:
        parts.append(_slope_check(formula.value, result, variable))
    return writing.paragraphs(*parts)


def _shown(value: Any) -> str:
    return writing.inline(value) if value.free_symbols else writing.number(value)


def _tidy(value: Any) -> Any:
    """The shorter of the plain and the simplified form."""
    try:
        with at_most(0.25):
            simple = sympy.simplify(value)
    except GaveUp:
        return value
    return simple if sympy.count_ops(simple) < 0.7 * sympy.count_ops(value) else value


def _points(question: Question) -> list[tuple[Span, Any, Any]]:
    """ "at x = 2", "at 2"."""
    points = []
    for span in question.items:
        if span.relation == 1 and span.pieces[0].kind == "name" and len(span.pieces) > 2:
            value = Formula(span.pieces[2:]).value
            if value.is_number:
                points.append((span, sympy.Symbol(span.pieces[0].text), value))
        elif len(question.items) > 1 and span.before and span.before[-1] in _AT:
            value = Formula(span.pieces).value
            if not isinstance(value, list) and value.is_number and len(span.pieces) < 5:
                points.append((span, None, value))
    return points


def _slope_check(function: Any, result: Any, variable: Any) -> str:
    """Compare with the slope of a short secant, where both have a value. Nothing is said if none could be compared."""
    if function.free_symbols - {variable}:
        return ""
    step = sympy.Rational(1, 10**10)
    for point in _CHECK_AT:
        higher = sympy.N(function.subs(variable, point + step), 40)
        lower = sympy.N(function.subs(variable, point - step), 40)
        expected = sympy.N(result.subs(variable, point), 20)
        if not (higher.is_real and lower.is_real and expected.is_real):
            continue
        if abs((higher - lower) / (2 * step) - expected) > 1e-8 * (1 + abs(expected)):
            raise NotUnderstood("My result did not pass its own check, so I don't give one.")
        return f"Check: at {writing.equal(variable, point)} it agrees with a slope that I measured."
    return ""


# -- limits and series ------------------------------------------------------------------------------------------------

_TOWARDS = ("approaches", "goes to", "tends to", "towards", "->", "gegen", "strebt gegen", "tend vers", "vers",
            "tiende a", "tiendo a", "when", "as", "approaching")  # fmt: skip
_FROM_RIGHT = ("right", "above", "rechts", "oben", "droite", "derecha")
_FROM_LEFT = ("left", "below", "links", "unten", "gauche", "izquierda")


def limit(question: Question) -> str:
    variable, point, direction, rest = _target(question)
    formula = body(rest.items)
    if formula.value.free_symbols and variable not in formula.value.free_symbols:
        variable = variable_of(formula.value)
    arrow = writing.latex(point) + {"+": "^{+}", "-": "^{-}"}.get(direction, "")
    read = writing.read_as(rf"\lim_{{{variable} \to {arrow}}} {formula.latex}")
    sided = "+-" if not direction and point.is_finite else direction or "+"
    try:
        value = sympy.limit(formula.value, variable, point, sided)
    except ValueError:
        value = sympy.zoo
    except NotImplementedError:
        raise NotUnderstood("I could not find that limit.") from None
    if value is sympy.zoo and sided == "+-":  # the two sides differ
        right, left = (sympy.limit(formula.value, variable, point, side) for side in "+-")
        return (
            f"{read} There is no limit: from the left it is {writing.inline(left)},"
            f" from the right {writing.inline(right)}."
        )
    if isinstance(value, sympy.AccumBounds):
        return f"{read} There is no limit: it keeps moving between {value.min} and {value.max}."
    if value.has(sympy.Limit) or value in (sympy.nan, sympy.zoo):
        raise NotUnderstood("I could not find that limit.")
    shown = f"The limit is {_shown(value)}."
    text = "" if value.is_Rational else writing.as_text(value)
    return writing.paragraphs(read, _by_substitution(formula, variable, point, value), shown, text)


def _by_substitution(formula: Formula, variable: Any, point: Any, value: Any) -> str:
    if point.is_infinite:
        return ""
    direct = formula.value.subs(variable, point)
    if direct == value:
        return f"Putting in {writing.equal(variable, point)} gives it at once."
    if direct is sympy.nan:
        return f"Putting in {writing.equal(variable, point)} gives no value, so it takes a limit."
    return ""


def _target(question: Question) -> tuple[Any, Any, str, Question]:
    """ "x -> 0": the variable, where it goes, from which side, and the question without it."""
    pieces = question.pieces
    for at, piece in enumerate(pieces[:-2]):
        if piece.kind != "name" or (at and pieces[at - 1].kind == "operator" and pieces[at - 1].text not in "(_,"):
            continue
        for phrase in _TOWARDS:
            words = phrase.split()
            end = at + 1 + len(words)
            if [other.text for other in pieces[at + 1 : end]] == words:
                return _side(question, piece, at, end)
    for at, piece in enumerate(pieces[:-2]):
        if piece.kind == "name" and pieces[at + 1].text == "=" and at and pieces[at - 1].text in _AT:
            return _side(question, piece, at, at + 2)
    raise NotUnderstood('Say where the variable goes, as in "limit of sin(x)/x as x approaches 0".')


def _side(question: Question, name: Piece, at: int, end: int) -> tuple[Any, Any, str, Question]:
    pieces = question.pieces
    if at and pieces[at - 1].text == "(":
        at -= 1
        closing = next((n for n in range(end, len(pieces)) if pieces[n].text == ")"), len(pieces))
        point, stop = pieces[end:closing], closing + 1
    else:
        stop = end + 1 + (pieces[end].text in ("-", "+"))
        while stop < len(pieces) and pieces[stop].text in ("/", "pi", "^", "*") and stop < end + 6:
            stop += 1 + (pieces[stop].text != "pi")
        point = pieces[end:stop]
    direction = ""
    if point and point[-1].text in ("+", "-"):
        direction, point = point[-1].text, point[:-1]
        point = tuple(piece for piece in point if piece.text != "^")
    elif stop < len(pieces) and pieces[stop].text in ("+", "-") and stop + 1 >= len(pieces):
        direction, stop = pieces[stop].text, stop + 1
    if question.starts(*_FROM_RIGHT):
        direction = "+"
    if question.starts(*_FROM_LEFT):
        direction = "-"
    return sympy.Symbol(name.text), Formula(point).value, direction, question.without(at, stop)


_ORDER_WORDS = ("order", "degree", "to", "ordnung", "grad", "ordre", "orden", "grado", "upto", "zur")


def series(question: Question) -> str:
    point, order, rest = sympy.Integer(0), 6, question
    for span in question.items:
        if span.relation == 1 and span.pieces[0].kind == "name" and len(span.pieces) > 2:
            point = Formula(span.pieces[2:]).value
            rest = _dropping(rest, span)
        elif span.is_number and span.before and len(question.items) > 1:
            number = Formula(span.pieces).value
            if span.before[-1] in _ORDER_WORDS:
                order = int(number) + 1
            else:
                point = number
            rest = _dropping(rest, span)
    if not 1 <= order <= 16 or not point.is_number:
        raise TooMuch("I write series up to order 15, around a number.")
    formula = body(rest.items)
    bounds.check_degree(formula.value, 50)
    variable = variable_of(formula.value)
    value = sympy.series(formula.value, variable, point, order)
    around = writing.equal(variable, point)
    read = f"{writing.READ_AS} the series of {writing.inline(formula.latex)} around {around}, up to order {order - 1}."
    return writing.paragraphs(read, f"It is {writing.block(value)}", writing.as_text(value.removeO()))


def _dropping(question: Question, span: Span) -> Question:
    return question.without(span.start, span.start + len(span.pieces))
