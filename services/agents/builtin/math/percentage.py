"""Percentages: a share, a rise, a fall, and what percentage one number is of another."""

from __future__ import annotations

from typing import Any

from services.agents.builtin.math import writing
from services.agents.builtin.math.question import Question
from services.agents.builtin.math.reading import Formula
from services.agents.builtin.math.vocabulary import OF
from services.agents.builtin.reply import NotUnderstood
from services.agents.builtin.word import word_set

_PERCENT = {"percent", "percentage", "prozent", "pourcentage", "porcentaje", "%", "cent", "ciento", "aspercent"}
_WHAT = {"what", "wie", "wieviel", "wieviele", "quel", "quelle", "que", "cuanto", "welcher", "cual", "combien", "how"}
_CHANGE = ("chang", "anderung", "veranderung", "variation", "cambio", "wachstum", "growth", "evolution")
_UP = ("increas", "rais", "erhoh", "augment", "aument", "rise", "markup", "more", "mehr", "zuschlag", "incremen")
_DOWN = (
    "decreas",
    "reduc",
    "reduzi",
    "senk",
    "verringer",
    "discount",
    "rabatt",
    "remise",
    "descuent",
    "off",
    "less",
    "solde",
    "rebaj",
)
_DOWN_EXACT = {"weniger", "lower", "diminu", "diminue", "rebaja"}


def percentage(question: Question) -> str | None:
    """None, if the question is not one of these; "17% of 80" is plain arithmetic."""
    asks_percent = question.has(_PERCENT)
    rates = [span for span in question.items if span.pieces[-1].text == "%" and len(span.pieces) == 2]
    numbers = [span for span in question.items if span.pieces[-1].text != "%" and _is_number(span)]
    if len(question.items) != len(rates) + len(numbers):
        return None
    values = [Formula(span.pieces).value for span in numbers]
    if not rates and asks_percent and len(values) == 2:
        if question.starts(*_CHANGE, *_UP, *_DOWN):
            return _change(*values)
        first_is_whole = _asks_how_much_of(question)
        return _share(values[0], values[1], first_is_whole)
    if len(rates) == 1 and len(values) == 1:
        rate = Formula(rates[0].pieces).value
        if question.has(_ORIGINALLY):
            sign = -1 if question.starts(*_DOWN) else 1
            return _original(values[0], rate, sign) if question.starts(*_DOWN, *_UP) else None
        if question.starts(*_ADDED):
            return _added(values[0], rate)
        if question.starts(*_DOWN) or question.has(_DOWN_EXACT):
            return _changed(values[0], rate, -1)
        if question.starts(*_UP):
            return _changed(values[0], rate, 1)
        after = rates[0].start + len(rates[0].pieces)
        if after < len(question.pieces) and question.pieces[after].text in OF and question.has(_WHAT):
            return _whole(values[0], rate) if numbers[0].start < rates[0].start else None
    return None


_ORIGINALLY = word_set(
    "original originally before previous previously earlier vorher ursprunglich ursprunglicher davor initial avant",
    "initialement antes anterior originalmente netto net neto ht",
)
_ADDED = ("vat", "tax", "tip", "mwst", "mehrwert", "umsatz", "trinkgeld", "tva", "pourboire", "iva", "propin")


def _added(value: Any, rate: Any) -> str:
    """A tax or a tip: how much it is, and how much that makes together."""
    by, shown = value * rate, _percent(100 * rate).strip("*")
    return writing.paragraphs(
        f"{writing.READ_AS} {shown} on top of {_decimal(value)}.",
        f"{shown} of {_decimal(value)} is **{_decimal(by)}**; together that makes **{_decimal(value + by)}**.",
    )


def _original(value: Any, rate: Any, sign: int) -> str:
    factor = 1 + sign * rate
    if factor <= 0:
        raise NotUnderstood("Nothing is left of it, so I cannot tell what it was before.")
    shown, word = _percent(100 * rate).strip("*"), "more" if sign > 0 else "less"
    return writing.paragraphs(
        f"{writing.READ_AS}: {_decimal(value)} is what it is after {shown} {word}; what was it before?",
        writing.block(rf"\frac{{{writing.latex(value)}}}{{{_decimal(factor)}}}"),
        f"It was **{_decimal(value / factor)}**.",
    )


def _is_number(span: Any) -> bool:
    return all(piece.kind == "number" or piece.text in "-.," for piece in span.pieces)


def _asks_how_much_of(question: Question) -> bool:
    """ "what percent of 80 is 12": the whole comes first."""
    first = question.items[0]
    return bool(first.before) and first.before[-1] in {"of", "von", "de", "del"}


def _share(first: Any, second: Any, first_is_whole: bool) -> str:
    part, all_ = (second, first) if first_is_whole else (first, second)
    if all_ == 0:
        raise NotUnderstood("There is no percentage of zero.")
    value = 100 * part / all_
    return writing.paragraphs(
        f"{writing.READ_AS}: what percentage of {_decimal(all_)} is {_decimal(part)}?",
        writing.block(rf"\frac{{{writing.latex(part)}}}{{{writing.latex(all_)}}} \cdot 100\,\%"),
        f"That is {_percent(value)}.",
    )


def _percent(value: Any) -> str:
    return f"**{writing.exact_decimal(value)} %**" if writing.exact_decimal(value) else f"about **{_near(value)} %**"


def _near(value: Any) -> str:
    return writing.approximate(value, 8)


def _change(old: Any, new: Any) -> str:
    if old == 0:
        raise NotUnderstood("There is no percentage by which zero changes.")
    value = 100 * (new - old) / old
    word = "rises" if value > 0 else "falls" if value < 0 else "stays the same"
    return writing.paragraphs(
        f"{writing.READ_AS}: by what percentage does {_decimal(old)} change to become {_decimal(new)}?",
        writing.block(rf"\frac{{{writing.latex(new)} - {writing.latex(old)}}}{{{writing.latex(old)}}} \cdot 100\,\%"),
        f"It {word}" + (f" by {_percent(abs(value))}." if value else "."),
    )


def _changed(value: Any, rate: Any, sign: int) -> str:
    by = value * rate
    result = value + sign * by
    word = "more" if sign > 0 else "less"
    return writing.paragraphs(
        f"{writing.READ_AS} {_decimal(value)} and {_percent(100 * rate).strip('*')} {word}.",
        writing.steps([
            f"{_percent(100 * rate).strip('*')} of {_decimal(value)} is {_decimal(by)}.",
            f"{_decimal(value)} {'+' if sign > 0 else '-'} {_decimal(by)} = {_decimal(result)}",
        ]),
        f"The result is **{_decimal(result)}**.",
    )  # fmt: skip


def _decimal(value: Any) -> str:
    return writing.exact_decimal(value) or writing.approximate(value)


def _whole(part: Any, rate: Any) -> str:
    if rate == 0:
        raise NotUnderstood("Zero percent of nothing is more than zero.")
    value = part / rate
    return writing.paragraphs(
        f"{writing.READ_AS}: of which number is {_decimal(part)} {_percent(100 * rate).strip('*')}?",
        writing.block(rf"\frac{{{writing.latex(part)}}}{{{writing.latex(rate)}}} = {writing.latex(value)}"),
        f"It is **{_decimal(value)}**.",
    )
