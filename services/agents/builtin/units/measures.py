"""Measures in a text: numbers with their units, and units that stand alone and so are what is asked for."""

from __future__ import annotations

import re

from services.agents.builtin.language import Language
from services.agents.builtin.math.vocabulary import SPOKEN
from services.agents.builtin.reply import TooMuch
from services.agents.builtin.units.joining import joined
from services.agents.builtin.units.measure import Alone, Factors, Measure, tokens_of, written
from services.agents.builtin.units.measured_number import FRACTIONS, Numbers
from services.agents.builtin.units.unit_name import EXACT, ROUGH, WORDS
from services.agents.builtin.word import word_set

_CONSUMPTION = re.compile(
    r"\b(?:l|liters?|litres?|litros?) ?(?:/|per|pro|aux|por|auf|cada) ?100 ?(?:km|kilomet(?:er|re)s?|kilómetros)\b",
    re.IGNORECASE,
)
_PER_100_KM = "\u29b2"
"""Stands for litres per 100 km, whose number is a part of the unit."""
_NUMBER_WORDS = {words[0]: float(value) for words, value in SPOKEN.items() if len(words) == 1 and value.isdigit()}
_ONE = word_set("a an one ein eine einem einen einer un une una uno per")
_HALF = word_set("half halbe halber halbes halben demi demie medio media")
_SQUARE = word_set("square sq carre carres quadrat cuadrado cuadrados cuadradas carree carrees")
_CUBIC = word_set("cubic cu cube cubes kubik cubico cubicos cubicas cubique")
_PER = word_set("per pro par por")
_PREPOSITIONS = word_set("in to into as nach zu en a vers hacia by")
_BEFORE_SYMBOLS = (_PREPOSITIONS - {"a"}) | word_set("many viele son")
_WHICH = word_set(
    "this next last current dieser dieses diesem nachste nachsten nachstes letzte letzten letztes cette cet ce este",
    "esta proximo proxima ultimo ultima",
)
"""Before a unit, they make it a time of the calendar: "this year", "next month"."""
_RAISED = {"²": 2, "³": 3}
_WEAK = {
    "in", "a", "d", "t", "C", "F", "b", "B", "K", "A", "V", "o", "st", "pt", "ch", "'", '"', "s", "h", "m", "g",
    "l", "L", "W", "N", "J", "sm", "AU", "au", "°", "ac", "kn", "kt", "min", "cal", "Cal", "bar", "mi", "oz", "el",
    "tl", "std", "Mo", "Go", "To", "go", "to", "ps", "Ko", "ko", "once", "PS", "pie", "an", "ans", "mes", "mol",
}  # fmt: skip
"""Symbols that are letters or words as well: alone, they count only after a preposition."""
_LARGEST_EXPONENT = 12


class Measures:
    def __init__(self, text: str, language: Language | None) -> None:
        """Raises: NotUnderstood, TooMuch."""
        self.text = text = _CONSUMPTION.sub(f" {_PER_100_KM} ", text)
        self.language = language
        self.tokens = tokens_of(text)
        self._numbers = Numbers(self.text, self.tokens, language)
        self.found: list[Measure] = []
        self.alone: list[Alone] = []
        self.numbers: list[float] = []
        """Those without a unit."""
        at = 0
        while at < len(self.tokens):
            at = self._at(at)
        self.found = joined(self.found, self.text, self.tokens)

    def _at(self, at: int) -> int:
        number = self._number(at)
        if number is not None:
            value, end = number
            unit = self._unit(end, after_number=True)
            if unit is not None:
                factors, stop = unit
                self.found.append(Measure(value, factors, at, stop, self._written(at, stop)))
                return stop
            self.numbers.append(value)
            return end
        unit = self._unit(at, after_number=False)
        if unit is not None:
            factors, stop = unit
            if self.word(at - 1) not in _WHICH:
                self.alone.append(Alone(factors, at, stop, self._written(at, stop)))
            return stop
        return at + 1

    def _written(self, start: int, end: int) -> str:
        return written(self.text, self.tokens, start, end)

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def sign(self, at: int) -> str:
        return self.tokens[at].text if 0 <= at < len(self.tokens) and self.tokens[at].kind != "word" else ""

    # -- numbers ------------------------------------------------------------------------------------------------------

    def _number(self, at: int) -> tuple[float, int] | None:
        """A number at this place, written or spoken, and where it ends."""
        token = self.tokens[at]
        is_negative = token.text in "-−–" and token.kind == "sign" and self._begins(at)
        start = at + is_negative
        if start < len(self.tokens) and self.tokens[start].kind == "number":
            if is_negative and self.tokens[start].start != token.end:
                return None
            value, end = self._numbers.at(start)
            return (-value if is_negative else value), end
        if token.text in FRACTIONS:
            return FRACTIONS[token.text], at + 1
        if token.word in _HALF:
            skip = at + 1 + (self.word(at + 1) in _ONE)
            return (0.5, skip) if self._unit(skip, after_number=True) else None
        spoken = _NUMBER_WORDS.get(token.word, 1.0 if token.word in _ONE else None)
        if spoken is None or self._unit(at + 1, after_number=True) is None:
            return None
        follows_measure = bool(self.found) and self.found[-1].end == at
        is_preposition = token.word == "a" and (follows_measure or self.language in ("fr", "es"))
        return None if is_preposition or token.word == "per" else (spoken, at + 1)

    def _begins(self, at: int) -> bool:
        return at == 0 or self.tokens[at - 1].kind == "word" or self.tokens[at - 1].text in "(:,="

    # -- units --------------------------------------------------------------------------------------------------------

    def _unit(self, at: int, *, after_number: bool) -> tuple[Factors, int] | None:
        first = self._power(at, after_number)
        if first is None:
            return None
        factors, end = [first[0]], first[1]
        while True:
            joined = self._joined(end)
            if joined is None:
                return tuple(factors), end
            (name, exponent), end = joined
            factors.append((name, exponent))

    def _joined(self, end: int) -> tuple[tuple[str, int], int] | None:
        """ "/h", "per hour", "*m"."""
        is_per = self.sign(end) == "/" or self.word(end) in _PER
        sign = -1 if is_per else 1 if self.sign(end) in ("*", "·", "⋅") else 0
        if not sign:
            return None
        skip = end + 1 + (self.word(end + 1) in _ONE and self.word(end) in _PER)
        after = self._power(skip, True)
        if after is None:
            return None
        (name, exponent), stop = after
        return (name, sign * exponent), stop

    def _power(self, at: int, after_number: bool) -> tuple[tuple[str, int], int] | None:
        exponent = 2 if self.word(at) in _SQUARE else 3 if self.word(at) in _CUBIC else 1
        found = self._name(at + (exponent > 1), after_number or exponent > 1)
        if found is None:
            return None
        name, end, own = found
        exponent *= own
        if self.word(end) in _SQUARE or self.word(end) in _CUBIC:
            exponent, end = (2 if self.word(end) in _SQUARE else 3), end + 1
        elif self.sign(end) in _RAISED:
            exponent, end = _RAISED[self.sign(end)], end + 1
        elif self.sign(end) == "^" and end + 1 < len(self.tokens) and self.tokens[end + 1].text.isdigit():
            exponent, end = self._exponent(self.tokens[end + 1].text), end + 2
        elif self.sign(end) in ("2", "3") and self.tokens[end].start == self.tokens[end - 1].end and own == 1:
            exponent, end = int(self.sign(end)), end + 1
        return (name, exponent), end

    def _exponent(self, text: str) -> int:
        if len(text) > 3 or int(text) > _LARGEST_EXPONENT:
            raise TooMuch(f"I take powers of units up to {_LARGEST_EXPONENT}.")
        return int(text)

    def _name(self, at: int, after_number: bool) -> tuple[str, int, int] | None:
        """One unit's name: pint's name, where it ends, and its own exponent ("Quadratmeter")."""
        for length in (4, 3, 2, 1):
            words = tuple(
                self.tokens[n].word or self.tokens[n].text for n in range(at, min(at + length, len(self.tokens)))
            )
            if len(words) == length and words in WORDS and not (length == 1 and self._is_weak(at, after_number)):
                return WORDS[words], at + length, 1
        if at >= len(self.tokens):
            return None
        symbol = self.tokens[at].text
        two = symbol + (self.tokens[at + 1].text if at + 1 < len(self.tokens) else "")
        if symbol == _PER_100_KM:
            return "liter_per_100_km", at + 1, 1
        if symbol != two and symbol in "°µμ" and two in EXACT:
            return EXACT[two], at + 2, 1
        if self._is_weak(at, after_number):
            return None
        if symbol in EXACT:
            return EXACT[symbol], at + 1, 1
        for prefix, exponent in (("quadrat", 2), ("kubik", 3)):
            base = self.tokens[at].word.removeprefix(prefix)
            if base != self.tokens[at].word and (base,) in WORDS:
                return WORDS[(base,)], at + 1, exponent
        rough = ROUGH.get(symbol.casefold())
        is_asked_for = after_number or len(symbol) > 2 or self.word(at - 1) in _BEFORE_SYMBOLS
        return (rough, at + 1, 1) if rough and is_asked_for else None

    def _is_weak(self, at: int, after_number: bool) -> bool:
        """Whether the token is rather a letter or a word here than a unit."""
        symbol, before = self.tokens[at].text, self.word(at - 1)
        if symbol in "'\"" and not after_number:
            return True
        if symbol == "in" and after_number:
            after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
            return not (
                after is None or after.word in _PREPOSITIONS or after.kind == "sign" or after.word in ("x", "by")
            )
        if symbol == "a" and after_number and self.language in ("fr", "es", "en"):
            return True
        return symbol in _WEAK and not after_number and before not in _BEFORE_SYMBOLS
