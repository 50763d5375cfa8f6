"""Commands that name an operator: "multiply 6 by 7", "subtract 15% from 80".

"Divide 2 into 10" is left out: half of its askers mean 5, and half 1/5.
"""

from __future__ import annotations

from services.agents.builtin.math.piece import Piece
from services.agents.builtin.math.question import Question, Span
from services.agents.builtin.word import word_set

_VERBS = {
    "+": word_set("add addiere additionne ajoute anade"),
    "-": word_set("subtract deduct subtrahiere ziehe zieh soustrais retire resta"),
    "*": word_set("multiply multipliziere multiplie multiplica"),
    "/": word_set("divide dividiere teile divise"),
}
_JOINTS = {
    "+": word_set("and to und zu et a y"),
    "-": word_set("from von de du a"),
    "*": word_set("by and with mit und par et por y"),
    "/": word_set("by between among durch par entre en in"),
}


def as_formula(question: Question) -> Question:
    """The question with its operator as a sign; itself, if it is no such command."""
    if len(question.items) != 2:
        return question
    first, second = question.items
    for sign, verbs in _VERBS.items():
        if not verbs.isdisjoint(first.before) and not _JOINTS[sign].isdisjoint(second.before):
            ends = (second, first) if sign in "+-" else (first, second)
            return Question(question.reading, (*_bracketed(ends[0]), Piece("operator", sign), *_bracketed(ends[1])))
    return question


def _bracketed(span: Span) -> tuple[Piece, ...]:
    return Piece("operator", "("), *span.pieces, Piece("operator", ")")
