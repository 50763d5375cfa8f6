"""Values in other units, scales of temperature included."""

from __future__ import annotations

import pint

from services.agents.builtin.reply import NotUnderstood
from services.agents.builtin.units.measure import Factors
from services.agents.builtin.units.registry import quantity

SCALES = {"degree_Celsius", "degree_Fahrenheit"}
"""Units whose zero lies elsewhere."""


def fits(first: Factors, second: Factors) -> bool:
    return _same(first, second) or _same(first, tuple((name, -exponent) for name, exponent in second))


def _same(first: Factors, second: Factors) -> bool:
    return bool(quantity(1, plain(first)).dimensionality == quantity(1, plain(second)).dimensionality)


def plain(factors: Factors) -> Factors:
    return tuple((_delta(name) if len(factors) > 1 else name, exponent) for name, exponent in factors)


def _delta(name: str) -> str:
    return f"delta_{name}" if name in SCALES else name


def converted(value: float, source: Factors, target: Factors) -> float:
    given = quantity(value, plain(source))
    try:
        if not _same(source, target):  # litres per 100 km and miles per gallon, say
            given = 1 / given
        return float(given.to(quantity(1, plain(target)).units).magnitude)
    except (pint.PintError, OverflowError, ValueError, ZeroDivisionError):
        raise NotUnderstood("I could not convert that.") from None
