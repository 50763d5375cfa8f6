"""Whether a text is about a quantity with a unit, a date or a time zone. Cheap: no pint, no calendar."""

from __future__ import annotations

import re
from itertools import pairwise

from services.agents.builtin.units.unit_name import EXACT, WORDS
from services.agents.builtin.word import Token, phrase_table, phrases, tokens

_LOOKED_AT = 4_000
_DATE = re.compile(
    r"\b\d{4}-\d{1,2}-\d{1,2}(?!\d)|\b\d{1,2}\.\d{1,2}\.\d{2,4}(?![\d.])|\b\d{1,2}/\d{1,2}/\d{2,4}(?![\d/])"
)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?![\d:])|\b\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|Uhr|uhr)(?!\w)|\b\d{1,2}h\d{2}(?!\w)")
_ZONE = re.compile(r"\b(?:UTC|GMT|CES?T|MES?Z|E[SD]T|P[SD]T|M[SD]T|C[SD]T|IST|JST|BST|AES?T|[A-Z][a-z]+/[A-Z][a-z]+)\b")
_LOOSE_SYMBOLS = {
    "d", "t", "C", "F", "b", "B", "K", "A", "V", "st", "pt", "ch", "in", '"', "'", "″", "′", "sm", "PS",
}  # fmt: skip
"""They mean something else as often; a number must touch them, or nothing may follow."""

_TALK = phrase_table("""
date: days between, days until, days till, weeks until, months until, days since, weeks since, how long until
date: how long ago, what weekday, which weekday, what day of the week, day of the week, which day of the week
date: leap year, calendar week, week number, iso week, unix time, unix timestamp, epoch time, time zone, timezone
date: what time is it, what is the time, current time, time in, today's date, what day is, what date is
date: Tage zwischen, Tage bis, Tage seit, Tage sind es bis, welcher Wochentag, welchem Wochentag, Kalenderwoche
date: Schaltjahr, wie spät, wie viel Uhr, Uhrzeit, Zeitzone, welches Datum, wie alt
date: jours entre, jours avant, jours jusqu, jours depuis, quel jour de la semaine, quel jour, année bissextile
date: quelle heure, fuseau horaire, quelle date, numéro de semaine
date: días entre, días hasta, días faltan, días desde, qué día de la semana, qué día, año bisiesto, qué hora
date: zona horaria, qué fecha, número de semana
""")
_SPANS = {"day", "week", "month", "year", "hour", "minute", "second", "decade", "century", "degree", "dozen"}
_COUNTING = {"how", "many", "wie", "viele", "viel", "combien", "cuantos", "cuantas", "convert", "rechne", "konvertiere",
             "convertis", "convertir", "convierte", "umrechnen"}  # fmt: skip
_ONES = {"a", "an", "one", "half", "ein", "eine", "einem", "einer", "un", "une", "una", "in", "en", "to", "per", "pro"}


def holds_quantity(text: str) -> bool:
    """Whether a number with a unit, two units of one kind, a date, a time of day or a zone stands in the text."""
    text = text[:_LOOKED_AT]
    if _DATE.search(text) or (_CLOCK.search(text) and (_ZONE.search(text) or _has_place(text))):
        return True
    found = tokens(text)
    words = [token.word or token.text for token in found]
    if any(phrases(words, _TALK)):
        return True
    if any(_is_measured(found, at) for at in range(len(found) - 1) if found[at].is_number):
        return True
    if _holds_timestamp(found):
        return True
    units = [(start, unit) for start, _, unit in phrases(words, WORDS) if found[start].word]
    units += [(at, EXACT[token.text]) for at, token in enumerate(found) if len(token.text) > 1 and token.text in EXACT]
    asks = not _COUNTING.isdisjoint(words)
    return asks and (len({unit for _, unit in units}) > 1 or any(words[at - 1] in _ONES for at, _ in units if at))


def _holds_timestamp(found: list[Token]) -> bool:
    words = {"date", "datum", "fecha", "timestamp", "unix", "epoch", "datetime", "zeitstempel", "horodatage"}
    return any(token.is_number and 9 <= len(token.text) <= 13 for token in found) and any(
        token.word in words for token in found
    )


def _is_measured(found: list[Token], at: int) -> bool:
    """Whether a unit follows the number at this place."""
    rest = found[at + 1 : at + 5]
    words = [token.word or token.text for token in rest]
    if any(start == 0 for start, _, _ in phrases(words, WORDS)):
        return True
    first = rest[0]
    symbol = first.text + (rest[1].text if first.text == "°" and len(rest) > 1 else "")
    if symbol not in EXACT:
        return False
    return symbol not in _LOOSE_SYMBOLS or found[at].end == first.start or len(rest) == 1


def _has_place(text: str) -> bool:
    """Whether something that begins with a capital follows "in" or "to": "9am in Berlin"."""
    found = tokens(text)
    return any(
        before.word in ("in", "to", "a", "en", "nach") and after.word and after.text[0].isupper()
        for before, after in pairwise(found)
    )
