"""The units agent's answer: whether a question is about a time, a date or a quantity, in this order."""

from __future__ import annotations

from datetime import UTC, datetime

from services.agents.builtin.language import language_of
from services.agents.builtin.reply import NotUnderstood
from services.agents.builtin.units import clock_time, date_question
from services.agents.builtin.units.calendar_date import dates_in
from services.agents.builtin.units.conversion import convert
from services.agents.builtin.units.follow_up import with_earlier
from services.agents.builtin.units.measures import Measures
from services.agents.builtin.units.time_of_day import halves_in
from services.agents.builtin.word import tokens, word_set

_PLAIN = str.maketrans({
    "\x00": " ", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "”": '"', "“": '"', "²": "^2",
    "³": "^3",
})  # fmt: skip
_CURRENCIES = word_set(
    "dollar dollars euro euros eur usd gbp jpy chf pounds sterling yen franken francs pesos peso rupees yuan bitcoin",
    "btc cad aud inr cny czk pln sek nok dkk",
)
_CURRENCY_SIGNS = ("$", "€", "£", "¥", "₹")
_CONVERTS = word_set(
    "in to into nach zu en a vers convert rechne convertis convierte exchange wechselkurs umrechnen worth"
)


def answer(text: str, earlier: str, now_s: float) -> str:
    """``earlier`` is what this agent last said in the conversation, or empty.

    Raises: NotUnderstood, TooMuch.
    """
    text = with_earlier(text.translate(_PLAIN), earlier)
    now = datetime.fromtimestamp(now_s, UTC)
    words = [token.word for token in tokens(text) if token.word]
    language = language_of(words, text)
    dates = dates_in(text, language, now.date())
    times = [*((written.start, written.end) for written in dates), *halves_in(text)]
    measures = Measures(_without(text, times), language)
    found = clock_time.answer(text, measures, dates, now)
    found = found or date_question.answer(text, measures, dates, now.date())
    if found is not None:
        return found
    if _asks_for_money(text, words, measures):
        raise NotUnderstood("I don't know today's exchange rates, so I don't convert currencies.")
    return convert(measures)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with blanks where a date or a time stands, so that its numbers are no quantities."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _asks_for_money(text: str, words: list[str], measures: Measures) -> bool:
    names = [word for word in words if word in _CURRENCIES]
    has_sign = any(sign in text for sign in _CURRENCY_SIGNS)
    if "pounds" in names and not has_sign and names.count("pounds") == len(names):
        return False
    return bool((names or has_sign) and (_CONVERTS.intersection(words) or len(names) > 1)) and len(measures.alone) < 2
