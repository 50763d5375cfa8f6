"""Statistics of a list of numbers: mean, median, mode, variance, standard deviation, sum, product, range."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal

import sympy

from services.agents.builtin.math import writing
from services.agents.builtin.math.question import Question
from services.agents.builtin.reply import NotUnderstood, TooMuch

_MOST_NUMBERS = 500


def _values(question: Question, least: int = 1) -> list[Any]:
    values = question.numbers()
    if len(values) > _MOST_NUMBERS:
        raise TooMuch(f"I take lists of up to {_MOST_NUMBERS} numbers.")
    if len(values) < least or not all(value.is_real and value.is_number for value in values):
        raise NotUnderstood('Give me the list of numbers, as in "mean of 3, 4, 8".')
    return values


def _read(name: str, values: list[Any]) -> str:
    shown = ", ".join(_plain(value) for value in values)
    return f"{writing.READ_AS} the {name} of {shown}."


def _plain(value: Any) -> str:
    return writing.exact_decimal(value) or writing.text(value)


def _number(value: Any) -> str:
    return writing.number(value, True)


def _sum_latex(values: list[Any]) -> str:
    shown = " + ".join(f"({_plain(value)})" if value < 0 else _plain(value) for value in values)
    return shown if len(values) <= 30 else r"\dots"


def mean(question: Question) -> str:
    values = _values(question)
    total = sympy.Add(*values)
    result = total / len(values)
    step = rf"\frac{{{_sum_latex(values)}}}{{{len(values)}}} = \frac{{{_plain(total)}}}{{{len(values)}}}"
    return writing.paragraphs(_read("mean", values), writing.block(step), f"The mean is {_number(result)}.")


def median(question: Question) -> str:
    values = sorted(_values(question))
    middle = len(values) // 2
    result = values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
    how = "the one in the middle" if len(values) % 2 else "the mean of the two in the middle"
    ordered = ", ".join(map(_plain, values))
    return writing.paragraphs(
        _read("median", values), f"In order: {ordered}. The median is {how}.", f"The median is {_number(result)}."
    )


def mode(question: Question) -> str:
    values = _values(question)
    counts = Counter(values).most_common()
    most = [value for value, count in counts if count == counts[0][1]]
    read = _read("mode", values)
    if counts[0][1] == 1 and len(values) > 1:
        return f"{read} There is none: no number occurs twice."
    return f"{read} Most often, {counts[0][1]} times, there is **{', '.join(map(_plain, most))}**."


def variance(question: Question) -> str:
    return _spread(question, "variance")


def deviation(question: Question) -> str:
    return _spread(question, "standard deviation")


def _spread(question: Question, name: Literal["variance", "standard deviation"]) -> str:
    """Of a sample and of the whole: both, because both are meant by it."""
    values = _values(question, 2)
    average = sympy.Add(*values) / len(values)
    squares = sympy.Add(*((value - average) ** 2 for value in values))
    whole, sample = squares / len(values), squares / (len(values) - 1)
    shown = _plain(average)
    lines = [f"The mean is {shown}.", f"The squares of the distances from it add up to {_plain(squares)}."]
    rows = [("Of the whole population", len(values), whole), ("Of a sample", len(values) - 1, sample)]
    for of_what, count, result in rows:
        formula = rf"\frac{{{_plain(squares)}}}{{{count}}}"
        if name == "standard deviation":
            formula, result = rf"\sqrt{{{formula}}}", sympy.sqrt(result)
        lines.append(f"{of_what}: {writing.inline(formula)} = {_number(result)}")
    return writing.paragraphs(_read(name, values), writing.steps(lines))


def total(question: Question) -> str:
    values = _values(question, 2)
    result = sympy.Add(*values)
    return writing.paragraphs(_read("sum", values), f"The sum is {_number(result)}.")


def product(question: Question) -> str:
    values = _values(question, 2)
    size = sum(len(str(value)) for value in values)
    if size > 3_000:
        raise TooMuch("The product is too large for me.")
    return writing.paragraphs(_read("product", values), f"The product is {_number(sympy.Mul(*values))}.")


def difference(question: Question) -> str:
    first, second = _pair(question)
    return writing.paragraphs(_read("difference", [first, second]), f"It is {_number(abs(first - second))}.")


def quotient(question: Question) -> str:
    first, second = _pair(question)
    if second == 0:
        raise NotUnderstood("That divides by zero, which has no value.")
    return writing.paragraphs(_read("quotient", [first, second]), f"It is {writing.number(first / second)}.")


def _pair(question: Question) -> tuple[Any, Any]:
    values = _values(question, 2)
    if len(values) != 2:
        raise NotUnderstood
    return values[0], values[1]


def largest(question: Question) -> str:
    values = _values(question)
    return f"{_read('largest', values)} It is {_number(max(values))}."


def smallest(question: Question) -> str:
    values = _values(question)
    return f"{_read('smallest', values)} It is {_number(min(values))}."


def span(question: Question) -> str:
    values = _values(question, 2)
    low, high = min(values), max(values)
    return f"{_read('range', values)} It is {_plain(high)} - {_plain(low)} = {_number(high - low)}."
