"""Writing: results as Markdown with LaTeX, and as plain text that can be copied, read aloud, and asked about again."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.printing.str import StrPrinter

from services.agents.builtin.reply import TooMuch

LONGEST_NUMBER = 3_000
_LONGEST_FORMULA = 12_000
_SHORT_DECIMAL = 16
AS_TEXT = "As text: "
"""Begins the line that repeats a result as plain text; a follow-up question takes it from there."""

READ_AS = "I read this as"
"""Begins every answer to one question."""


class _Printer(StrPrinter):  # type: ignore[misc]
    """As the reader of questions writes it."""

    def _print_ImaginaryUnit(self, _expression: Any) -> str:
        return "i"

    def _print_Exp1(self, _expression: Any) -> str:
        return "e"

    def _print_Pow(self, expression: Any, rational: bool = False) -> str:
        return str(super()._print_Pow(expression, rational)).replace("**", "^")

    def _print_exp(self, expression: Any) -> str:
        return f"e^({self._print(expression.args[0])})"

    def _print_log(self, expression: Any) -> str:
        return f"ln({self._print(expression.args[0])})"

    def _print_Abs(self, expression: Any) -> str:
        return f"|{self._print(expression.args[0])}|"


_PRINTER = _Printer()


def latex(value: Any) -> str:
    """Raises: TooMuch."""
    text = str(sympy.latex(value, ln_notation=True, inv_trig_style="full", mat_str="pmatrix", mat_delim=""))
    if len(text) > _LONGEST_FORMULA:
        raise TooMuch("The result is a formula too long to write out.")
    return text


def inline(value: Any) -> str:
    return rf"\({value if isinstance(value, str) else latex(value)}\)"


def equal(name: Any, value: Any) -> str:
    return inline(f"{latex(name)} = {latex(value)}")


def read_as(formula: str, after: str = "") -> str:
    """How the question was understood, first of all."""
    return f"{READ_AS} {inline(formula)}{after}."


def block(value: Any) -> str:
    return f"$${value if isinstance(value, str) else latex(value)}$$"


def text(value: Any) -> str:
    """``x^2*sin(x)``: the reader of questions understands it."""
    if isinstance(value, sympy.MatrixBase):
        return "[" + ", ".join("[" + ", ".join(map(text, row)) + "]" for row in value.tolist()) + "]"
    return str(_PRINTER.doprint(value))


def as_text(value: Any) -> str:
    if value in (sympy.oo, -sympy.oo):
        return ""
    written = text(value)
    return f"{AS_TEXT}`{written}`" if len(written) <= LONGEST_NUMBER else ""


def whole(number: Any) -> str:
    """A whole number in digits; of a very long one, how it begins and ends."""
    digits = str(number)
    if len(digits) <= LONGEST_NUMBER:
        return digits
    return f"{digits[:40]}…{digits[-40:]} ({len(digits.lstrip('-')):,} digits)"


def exact_decimal(number: Any) -> str | None:
    """A rational number as a decimal that ends, if it has one of reasonable length."""
    if not number.is_Rational:
        return None
    rest, places = int(number.q), 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        places = max(places, count)
    if rest != 1 or places > _SHORT_DECIMAL:
        return None
    digits = str(abs(int(number.p)) * 10**places // int(number.q)).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def approximate(number: Any, digits: int = 12) -> str:
    """Raises: TooMuch, it has no value that can be written so."""
    value = sympy.N(number, digits)
    if not value.is_number or value.has(sympy.nan) or value.has(sympy.zoo):
        raise TooMuch("The result has no numeric value.")
    real, imaginary = value.as_real_imag()
    if not imaginary:
        return _decimal(real)
    sign = "-" if imaginary < 0 else "+"
    size = _decimal(abs(imaginary))
    times_i = "i" if size == "1" else f"{size}i"
    return f"{_decimal(real)} {sign} {times_i}" if real else f"{sign.replace('+', '')}{times_i}"


def _decimal(value: Any) -> str:
    mantissa, _, exponent = str(value).partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa} · 10^{int(exponent)}" if exponent else mantissa


def number(value: Any, has_decimals: bool = False) -> str:
    """A number as the answer's result, exact first: "**7/12** ≈ 0.583333333333"."""
    if value.is_Integer:
        return f"**{whole(value)}**"
    decimal = exact_decimal(value)
    if decimal is not None and has_decimals:
        return f"**{decimal}**"
    if value.is_Rational:
        short = f"**{text(value)}**" if len(text(value)) <= LONGEST_NUMBER else ""
        if decimal is not None:
            return f"{short} = **{decimal}**"
        near = f"**{approximate(value)}**"
        if has_decimals and short:
            return f"about {near} (exactly {text(value)})"
        return f"{short} ≈ {near}" if short else f"about {near}"
    if value in (sympy.oo, -sympy.oo):
        return "**infinity**" if value == sympy.oo else "**-infinity**"
    return f"{inline(value)} ≈ **{approximate(value)}**"


def steps(lines: list[str]) -> str:
    return "\n".join(f"{number_}. {line}" for number_, line in enumerate(lines, 1))


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
