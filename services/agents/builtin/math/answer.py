"""The math agent's answer to a question, which may go on from the answer before it."""

from __future__ import annotations

from sympy.core.cache import clear_cache

from services.agents.builtin.math import writing
from services.agents.builtin.math.cutting import read
from services.agents.builtin.math.follow_up import refers_back, with_earlier
from services.agents.builtin.math.operation import evaluated, operations_of
from services.agents.builtin.math.question import Question
from services.agents.builtin.reply import NotUnderstood

_REFUSED = ("plot", "graph", "draw", "zeichne", "dessine", "dibuja", "prove", "beweise", "demontre", "demuestra")


def answer(text: str, earlier: str) -> str:
    """``earlier`` is what this agent last said in the conversation, or empty.

    Raises: NotUnderstood, TooMuch.
    """
    question = Question(read(text))
    if question.starts(*_REFUSED):
        raise NotUnderstood("I compute; I neither draw nor prove.")
    if operations_of(question) != [evaluated] or refers_back(question.reading):
        question = Question(with_earlier(question.reading, earlier))
    told = dict.fromkeys(operation(question) for operation in operations_of(question))
    return writing.paragraphs(*told, *question.reading.notes)


def forget() -> None:
    """Empty sympy's caches, after something was broken off that may be half done in them."""
    clear_cache()
