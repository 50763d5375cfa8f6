"""Bounds: how large a result will be, known before it is computed. What would be too large is refused in a sentence."""

from __future__ import annotations

import math
from typing import Any

import sympy

from services.agents.builtin.reply import TooMuch

MOST_DIGITS = 10_000
MOST_TERMS = 1_500
LARGEST_FACTORIAL = 3_200
LARGEST_MATRIX = 12
_LARGEST_GAMMA = 300
"""For the factorial of a number that is not whole."""
_MOST_ARGUMENT = 10**15
"""For functions that compute with numbers: beyond it, they are slow or say nothing."""


def digits_of(number: Any) -> float:
    """How many decimal digits a rational number has, above and below the line."""
    return (abs(int(number.p)).bit_length() + abs(int(number.q)).bit_length()) * math.log10(2)


def power(base: Any, exponent: Any) -> Any:
    """``base ** exponent``. Raises: TooMuch."""
    if base.is_Rational and exponent.is_Rational:
        _check_power(base, exponent)
    elif base.is_number and exponent.is_number:
        if _has_large_number(base) or _has_large_number(exponent):
            raise TooMuch("That power is too large for me to write out.")
    elif exponent.is_Rational and exponent.is_integer and abs(exponent.p) > 10**6:
        raise TooMuch("An exponent of more than a million is too large for me.")
    return base**exponent


def _check_power(base: Any, exponent: Any) -> None:
    if base in (0, 1, -1):
        return
    size = digits_of(base) * abs(float(exponent)) if digits_of(exponent) < 300 else math.inf
    if size > MOST_DIGITS:
        raise TooMuch(_size_of_power(base, exponent))


def _size_of_power(base: Any, exponent: Any) -> str:
    shown = f"{_short(base)}^{_short(exponent)}"
    try:
        log = float(sympy.log(abs(base), 10)) * float(exponent)
    except (OverflowError, ValueError):
        log = math.inf
    if not math.isfinite(log) or abs(log) > 1e15:
        return f"{shown} has more digits than I can count, so I don't compute it."
    return f"{shown} is about {_approximate(log)}: {_digits(log)}, more than I write out (at most {MOST_DIGITS:,})."


def _approximate(log: float) -> str:
    whole = math.floor(log)
    if abs(log) > 1e10:
        return f"10^{whole:,}"
    return f"{10 ** (log - whole):.4f} · 10^{whole:,}"


def _digits(log: float) -> str:
    return f"about {math.floor(abs(log)) + 1:,} digits"


def _short(number: Any) -> str:
    text = str(number)
    if len(text) > 12:
        return f"(a number of {len(text):,} digits)"
    return text if number.is_integer and number >= 0 else f"({text})"


def _has_large_number(expression: Any) -> bool:
    return any(digits_of(number) > 6 for number in expression.atoms(sympy.Rational))


def factorial(number: Any) -> Any:
    """Raises: TooMuch."""
    if number.is_Rational and not number.is_integer:
        if abs(number) > _LARGEST_GAMMA:
            raise TooMuch(f"The number is too large for this function; I take at most {_LARGEST_GAMMA:,} here.")
        return sympy.gamma(number + 1)
    if number.is_Integer and number > LARGEST_FACTORIAL:
        size = _log_factorial(number)
        if size is None:
            raise TooMuch("The factorial of a number that large has more digits than I can count.")
        raise TooMuch(
            f"{int(number):,}! is about {_approximate(size)}: {_digits(size)}. I write factorials out up to"
            f" {LARGEST_FACTORIAL:,}!."
        )
    return sympy.factorial(number)


def _log_factorial(number: Any) -> float | None:
    return math.lgamma(int(number) + 1) / math.log(10) if number < 10**15 else None


def binomial(n: Any, k: Any) -> Any:
    """Raises: TooMuch."""
    if n.is_Integer and k.is_Integer and n > 0 and 0 <= k <= n:
        if n > 10**12:
            raise TooMuch("The binomial coefficient is too large for me.")
        smaller = min(int(k), int(n - k))
        size = (math.lgamma(int(n) + 1) - math.lgamma(smaller + 1) - math.lgamma(int(n) - smaller + 1)) / math.log(10)
        if size > MOST_DIGITS or smaller > 20_000:
            raise TooMuch(f"The binomial coefficient has {_digits(size)}, more than I write out.")
    elif n.is_Number and k.is_Number and (abs(n) > 10_000 or abs(k) > 10_000):
        raise TooMuch("The binomial coefficient is too large for me.")
    return sympy.binomial(n, k)


def argument(value: Any, most: int = _MOST_ARGUMENT) -> Any:
    """A function's argument. Raises: TooMuch."""
    for number in value.atoms(sympy.Number):
        if number.is_finite and (number > most or number < -most):
            raise TooMuch("The number is too large for this function.")
    return value


def expanded_terms(expression: Any) -> float:
    """At most how many terms the expression has when it is multiplied out."""
    if expression.is_Add:
        return sum(map(expanded_terms, expression.args))
    if expression.is_Mul:
        return math.prod(map(expanded_terms, expression.args))
    if expression.is_Pow and expression.exp.is_Integer and expression.exp > 0:
        terms, power_ = expanded_terms(expression.base), int(expression.exp)
        if terms <= 1:
            return 1
        if terms > 1e6 or power_ > 1e6:
            return math.inf
        # Products of power_ out of `terms` things, where the order does not matter.
        return math.exp(math.lgamma(power_ + terms) - math.lgamma(power_ + 1) - math.lgamma(terms))
    return 1


def check_expansion(expression: Any) -> None:
    """Raises: TooMuch."""
    terms = expanded_terms(expression)
    if terms > MOST_TERMS:
        count = f"about {terms:,.0f}" if terms < 1e15 else "far more than I can count"
        raise TooMuch(f"Multiplied out, that has {count} terms; I write out up to {MOST_TERMS:,}.")


def degree(expression: Any) -> float:
    """An upper bound of the degree of a polynomial written with powers, products and sums."""
    if expression.is_Add:
        return max(map(degree, expression.args))
    if expression.is_Mul:
        return sum(map(degree, expression.args))
    if expression.is_Pow and expression.exp.is_Integer:
        return degree(expression.base) * abs(int(expression.exp))
    return 1 if expression.free_symbols else 0


def check_degree(expression: Any, most: int = 200) -> None:
    """Raises: TooMuch."""
    if degree(expression) > most:
        raise TooMuch(f"The degree is too high for me: I take polynomials up to degree {most}.")
