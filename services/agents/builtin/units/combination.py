"""Two measures together: a sum, how long an amount takes at a rate, what a rate comes to in a time, a speed."""

from __future__ import annotations

from typing import Any

from services.agents.builtin.reply import NotUnderstood
from services.agents.builtin.units.measure import Factors, Measure
from services.agents.builtin.units.measures import Measures
from services.agents.builtin.units.reckoning import SCALES, converted, fits, plain
from services.agents.builtin.units.registry import binary, quantity, registry
from services.agents.builtin.units.shown import amount, duration, shown
from services.agents.builtin.word import word_set

_PLUS = word_set("plus mas")
_MINUS = word_set("minus less moins menos weniger")


def combined(measures: Measures) -> str | None:
    """A sum, or an amount and a rate."""
    found = measures.found
    if len(found) != 2:
        return None
    first, second = found
    between = [measures.word(at) or measures.sign(at) for at in range(first.end, second.start)]
    if fits(first.factors, second.factors):
        is_minus = "-" in between or not _MINUS.isdisjoint(between)
        if "+" in between or is_minus or not _PLUS.isdisjoint(between):
            return _sum(first, second, -1 if is_minus else 1)
        return None
    return _rate(measures, first, second)


def _sum(first: Measure, second: Measure, sign: int) -> str:
    if SCALES.intersection(name for name, _ in (*first.factors, *second.factors)):
        raise NotUnderstood("Temperatures on a scale have no sum.")
    other = converted(second.value, second.factors, first.factors)
    value = first.value + sign * other
    written = f"{first.text} {'+' if sign > 0 else '-'} {second.text} = **{shown(value, first.factors)}**"
    return f"{written}{_as_duration(value, first.factors)}"


def _as_duration(value: float, factors: Factors) -> str:
    if not fits(factors, (("second", 1),)):
        return ""
    return f", which is **{duration(converted(value, factors, (('second', 1),)))}**"


def _rate(measures: Measures, first: Measure, second: Measure) -> str | None:
    """How long an amount takes at a rate, or how much a rate gives in a time."""
    if SCALES.intersection(name for name, _ in (*first.factors, *second.factors)):
        return None
    amounts = [quantity(measure.value, plain(measure.factors)) for measure in (first, second)]
    for (one, one_text), (other, other_text) in (
        ((amounts[0], first.text), (amounts[1], second.text)), ((amounts[1], second.text), (amounts[0], first.text)),
    ):  # fmt: skip
        if other.magnitude and (one / other).check("[time]"):
            seconds = (one / other).to("second").magnitude
            exact = f" ({amount(seconds)} s)" if seconds > 60 else ""
            note = _rate_note(first, second)
            return f"{one_text} at {other_text} take **{duration(seconds)}**{exact}. {note}".strip()
    total = amounts[0] * amounts[1]
    for name in ("kilometer", "kilowatt_hour", "gigabyte", "liter"):
        if total.check(registry().Unit(name).dimensionality) and any(part.check("[time]") for part in amounts):
            unit = _natural(total, measures, name)
            value = total.to(unit).magnitude
            return f"{first.text} and {second.text} make **{shown(value, ((unit, 1),))}**."
    if amounts[0].check("[length]") and amounts[1].check("[time]") and amounts[1].magnitude:
        speed = (amounts[0] / amounts[1]).to("kilometer / hour").magnitude
        return f"{first.text} in {second.text} is **{amount(speed)} km/h** ({amount(speed / 1.609344)} mph)."
    return None


def _natural(total: Any, measures: Measures, name: str) -> str:
    for alone in measures.alone:
        if len(alone.factors) == 1 and total.check(registry().Unit(alone.factors[0][0]).dimensionality):
            return alone.factors[0][0]
    return (
        "mile" if name == "kilometer" and any("mile" in unit for m in measures.found for unit, _ in m.factors) else name
    )


def _rate_note(first: Measure, second: Measure) -> str:
    names = [name for measure in (first, second) for name, _ in measure.factors]
    if not any(binary(name) for name in names):
        return ""
    swapped = tuple((binary(name) or name, exponent) for name, exponent in first.factors)
    if swapped == first.factors:
        return ""
    slower = quantity(first.value, plain(swapped)) / quantity(second.value, plain(second.factors))
    if not slower.check("[time]"):
        return ""
    return f"If the amount is counted in steps of 1024, {duration(slower.to('second').magnitude)}."
