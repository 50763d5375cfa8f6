"""The number of a measure: digits, fractions, "1 1/2", a small calculation such as "10^6"."""

from __future__ import annotations

from collections.abc import Sequence

from services.agents.builtin.language import Language
from services.agents.builtin.math.cutting import read
from services.agents.builtin.math.reading import Formula
from services.agents.builtin.number import read_number
from services.agents.builtin.reply import NotUnderstood, TooMuch
from services.agents.builtin.units.measure import Token, written

FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125}
_LARGEST = 1e200


class Numbers:
    """Reads the numbers that are written in digits, at their place among the tokens."""

    def __init__(self, text: str, tokens: Sequence[Token], language: Language | None) -> None:
        self._text = text
        self._tokens = tokens
        self._language = language

    def at(self, at: int) -> tuple[float, int]:
        """Also "1 1/2", "2½", "3/4" and "10^6"; a longer calculation is read as a formula."""
        end = at + 1
        while end + 1 < len(self._tokens) and self._goes_on(end):
            end += 2 if self._tokens[end + 1].kind == "number" else 3
        if end > at + 1:
            text = written(self._text, self._tokens, at, end)
            value = Formula(read(text, self._language).pieces).value
            return _checked(value), end
        value = self._plain(self._tokens[at].text)
        if self._sign(at + 1) in FRACTIONS:
            return value + FRACTIONS[self._sign(at + 1)], at + 2
        if self._is_fraction(at + 1):
            over, under = (float(self._tokens[at + step].text) for step in (1, 3))
            return value + over / under, at + 4
        return value, end

    def _goes_on(self, end: int) -> bool:
        """Whether an operator follows, and a number after it: "10^6", "3/4", "2 * 3"."""
        sign, after = self._tokens[end].text, self._tokens[end + 1]
        if sign == "*" and after.text == "*" and end + 2 < len(self._tokens):
            return self._tokens[end + 2].kind == "number"
        return sign in "^*/×" and after.kind == "number"

    def _is_fraction(self, at: int) -> bool:
        tokens = self._tokens[at : at + 3]
        return (
            len(tokens) == 3
            and tokens[1].text == "/"
            and tokens[0].text.isdigit()
            and tokens[2].text.isdigit()
            and (int(tokens[2].text[:9]) > 0 and len(tokens[2].text) < 5 and len(tokens[0].text) < 5)
        )

    def _plain(self, text: str) -> float:
        mantissa, mark, exponent = text.partition("e") if "e" in text else text.partition("E")
        try:
            number = "0" + mantissa if mantissa[0] == "." else read_number(mantissa, self._language or "en")[0]
        except ValueError:
            raise NotUnderstood(f"I could not read the number {mantissa[:40]}.") from None
        if len(number) > 60 or len(exponent) > 4:
            raise TooMuch("That number is too long for me.")
        return _checked(float(number + mark + exponent))

    def _sign(self, at: int) -> str:
        return self._tokens[at].text if 0 <= at < len(self._tokens) and self._tokens[at].kind != "word" else ""


def _checked(value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise TooMuch("That number is too large for me.") from None
    if not abs(number) < _LARGEST:
        raise TooMuch("That number is too large for me.")
    return number
