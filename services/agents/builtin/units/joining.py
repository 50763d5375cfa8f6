"""Measures that belong together: "5 ft 11 in", "5'11", "10 stone 4", "2 h 30 min"; "45m" after hours are minutes."""

from __future__ import annotations

from collections.abc import Sequence

from services.agents.builtin.units.measure import Measure, Token, before_unit, written

_SMALLER = {
    ("foot", "inch"): 1 / 12, ("yard", "foot"): 1 / 3, ("mile", "yard"): 1 / 1760, ("mile", "foot"): 1 / 5280,
    ("stone", "pound"): 1 / 14, ("pound", "ounce"): 1 / 16, ("hour", "minute"): 1 / 60, ("hour", "second"): 1 / 3600,
    ("minute", "second"): 1 / 60, ("day", "hour"): 1 / 24, ("day", "minute"): 1 / 1440, ("week", "day"): 1 / 7,
    ("meter", "centimeter"): 1 / 100, ("kilometer", "meter"): 1 / 1000, ("kilogram", "gram"): 1 / 1000,
    ("day", "second"): 1 / 86_400, ("degree", "minute"): 1 / 60,
}  # fmt: skip
"""How large a unit is in the larger one before it."""
_REST = {"foot": "inch", "stone": "pound", "hour": "minute"}
_JOINTS: tuple[list[str], ...] = ([], ["and"], [","], ["und"], ["et"], ["y"])
_METERS = (("meter", 1),)


def joined(found: Sequence[Measure], text: str, tokens: Sequence[Token]) -> list[Measure]:
    """The same measures, with those joined that are one."""
    result: list[Measure] = []
    for measure in found:
        before = result[-1] if result else None
        if before is not None and _continues(before, measure, tokens):
            value = before.value + measure.value * _SMALLER[before_unit(before), _small(measure)]
            whole = written(text, tokens, before.start, measure.end)
            result[-1] = Measure(value, before.factors, before.start, measure.end, whole, is_joined=True)
        else:
            result.append(measure)
    starts = {measure.start for measure in result}
    return [_with_rest(measure, text, tokens, starts) for measure in result]


def _small(measure: Measure) -> str:
    return "minute" if measure.factors == _METERS else measure.factors[0][0]


def _continues(before: Measure, measure: Measure, tokens: Sequence[Token]) -> bool:
    between = [token.word or token.text for token in tokens[before.end : measure.start]]
    is_smaller = len(measure.factors) == 1 and (before_unit(before), _small(measure)) in _SMALLER
    return between in _JOINTS and is_smaller


def _with_rest(measure: Measure, text: str, tokens: Sequence[Token], starts: set[int]) -> Measure:
    """A number without a unit after feet, stone or hours."""
    rest, at = _REST.get(before_unit(measure)), measure.end
    if rest is None or at >= len(tokens) or at in starts:
        return measure
    number = tokens[at].text
    if not number.isdigit() or len(number) > 2:
        return measure
    value = measure.value + int(number) * _SMALLER[before_unit(measure), rest]
    whole = written(text, tokens, measure.start, at + 1)
    return Measure(value, measure.factors, measure.start, at + 1, whole, is_joined=True)
