"""Dates as people write them: numbers in every order, names of months in four languages, holidays, today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from dateutil.easter import easter

from services.agents.builtin.language import Language
from services.agents.builtin.reply import NotUnderstood, TooMuch
from services.agents.builtin.word import fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janner janvier janv enero ene", "february feb februar fevrier fevr fev febrero",
            "march mar marz maerz mrz mars marzo", "april apr avril avr abril abr", "may mai mayo",
            "june jun juni juin junio", "july jul juli juillet juil julio", "august aug aout agosto ago",
            "september sep sept septembre septiembre set", "october oct oktober okt octobre octubre",
            "november nov novembre noviembre", "december dec dezember dez decembre diciembre dic",
        ), 1,
    )
    for name in names.split()
}  # fmt: skip
MONTH_NAMES = (
    "", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_YEAR_FIRST = re.compile(r"(?<![\d.,-])(\d{4,9})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d-])")
_YEAR_LAST = re.compile(r"(?<![\d.,/-])(\d{1,2})([-/.])(\d{1,2})[-/.](\d{2,9})(?![\d-])")
_DAY_FIRST = re.compile(
    r"(?<![\d.,])(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s{0,3}(?:of\s|de\s|d')?\s{0,3}([^\W\d_]{3,12})\.?,?"
    r"(?:\s{1,3}(?:de\s|del\s)?(\d{1,9}))?(?!\d)"
)
_MONTH_FIRST = re.compile(
    r"(?<!\w)([^\W\d_]{3,12})\.?\s{1,3}(\d{1,2})(?:st|nd|rd|th)?(?!\d|:|\.\d)(?:,?\s{1,3}(\d{4,9}))?(?!\d)"
)
_MONTH_YEAR = re.compile(r"(?<!\w)([^\W\d_]{3,12})\.?\s{1,3}(?:de\s|del\s)?(\d{4})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

_RELATIVE = {
    "today": 0, "heute": 0, "aujourd'hui": 0, "hoy": 0, "now": 0, "jetzt": 0, "maintenant": 0, "ahora": 0,
    "tomorrow": 1, "demain": 1, "manana": 1, "yesterday": -1, "gestern": -1, "hier": -1, "ayer": -1,
    "ubermorgen": 2, "vorgestern": -2,
}  # fmt: skip
_HOLIDAYS = {
    "christmas": (12, 25), "xmas": (12, 25), "weihnachten": (12, 25), "noel": (12, 25), "navidad": (12, 25),
    "heiligabend": (12, 24), "nochebuena": (12, 24), "silvester": (12, 31), "nochevieja": (12, 31), "neujahr": (1, 1),
    "halloween": (10, 31), "valentine": (2, 14), "valentinstag": (2, 14), "new year": (1, 1),
}  # fmt: skip
_NEW_YEAR = re.compile(r"(?<!\w)new year(?:'?s)?(?: (eve)| day)?(?!\w)", re.IGNORECASE)
_EASTER = ("easter", "ostern", "paques", "pascua", "ostersonntag")


@dataclass(frozen=True, slots=True)
class Written:
    """A date at a place in the text. ``other`` is the second way to read it; ``note`` is what was assumed."""

    day: date
    start: int
    end: int
    other: date | None = None
    note: str = ""
    has_year: bool = True
    is_month: bool = False
    """Only a month was given; ``day`` is its first."""


def say(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month]} {day.year}"


def month_named(text: str) -> int | None:
    """The month in "in July"."""
    words = [fold(match[0]) for match in _WORD.finditer(text)]
    for before, word in pairwise(words):
        if before in ("in", "im", "en") and word in _MONTHS:
            return _MONTHS[word]
    return None


def dates_in(text: str, language: Language | None, today: date) -> list[Written]:
    """In the order of the text, none overlapping another.

    Raises: NotUnderstood, a day that does not exist. TooMuch, a year that calendars do not know.
    """
    taken: list[Written] = []
    for written in _candidates(text, language, today):
        if all(written.end <= other.start or written.start >= other.end for other in taken):
            taken.append(written)
    return _with_years(sorted(taken, key=lambda written: written.start))


def _with_years(dates: list[Written]) -> list[Written]:
    """ "from 1 April to 30 April 2025": the year belongs to both."""
    years = {written.day.year for written in dates if written.has_year and not written.note}
    if len(years) != 1:
        return dates
    year = years.pop()
    return [
        written if written.has_year else replace(written, day=_in_year(written.day, year), note="", has_year=True)
        for written in dates
    ]


def _in_year(day: date, year: int) -> date:
    return _date(str(year), str(day.month), str(day.day))


def _candidates(text: str, language: Language | None, today: date) -> Iterator[Written]:
    for match in _YEAR_FIRST.finditer(text):
        yield Written(_date(match[1], match[2], match[3]), *match.span())
    for match in _YEAR_LAST.finditer(text):
        yield _year_last(match, language)
    for match in _DAY_FIRST.finditer(text):
        month = _MONTHS.get(fold(match[2]))
        if month is not None:
            year = match[3] if match[3] and len(match[3]) >= 4 else None
            end = match.end() if year else match.end(2)
            yield _named(year, month, match[1], today, match.start(), end)
    for match in _MONTH_FIRST.finditer(text):
        month = _MONTHS.get(fold(match[1]))
        if month is not None:
            yield _named(match[3], month, match[2], today, *match.span())
    for match in _MONTH_YEAR.finditer(text):
        month = _MONTHS.get(fold(match[1]))
        if month is not None:
            note = f"I took the first day of {MONTH_NAMES[month]} {match[2]}."
            yield Written(_date(match[2], str(month), "1"), *match.span(), note=note, is_month=True)
    yield from _words(text, language, today)


def _date(year: str, month: str, day: str) -> date:
    if len(year) > 4 or int(year) < 1:
        raise TooMuch("I know dates from the year 1 to the year 9999.")
    if not 1 <= int(month) <= 12:
        raise NotUnderstood(f"There is no month {int(month)}.")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise NotUnderstood(f"{int(day)} {MONTH_NAMES[int(month)]} {int(year)} does not exist.") from None


def _year_last(match: re.Match[str], language: Language | None) -> Written:
    first, mark, second, year = match.groups()
    note = ""
    if len(year) == 2:
        year = ("20" if int(year) < 70 else "19") + year
        note = f"I read the year as {year}."
    elif len(year) == 3:
        raise NotUnderstood(f"I could not read the date {match[0]}.")
    is_day_first = mark == "." or language in ("de", "fr", "es") or int(first) > 12
    if is_day_first:
        return Written(_date(year, second, first), *match.span(), note=note)
    if int(second) > 12 or first == second:
        return Written(_date(year, first, second), *match.span(), note=note)
    return Written(_date(year, first, second), *match.span(), _date(year, second, first), note)


def _named(year: str | None, month: int, day: str, today: date, start: int, end: int) -> Written:
    if year is not None:
        return Written(_date(year, str(month), day), start, end)
    this = _date(str(today.year), str(month), day)
    return Written(this, start, end, note=f"No year is given; I took {this.year}.", has_year=False)


_NEXT = {"next": 1, "coming": 1, "nachsten": 1, "nachster": 1, "kommenden": 1, "last": -1, "letzten": -1}
_NEXT_AFTER = {"prochain": 1, "dernier": -1, "proximo": 1, "pasado": -1}
_DAY_NAMES = {
    name: number
    for number, names in enumerate(
        (
            "monday montag lundi lunes", "tuesday dienstag mardi martes", "wednesday mittwoch mercredi miercoles",
            "thursday donnerstag jeudi jueves", "friday freitag vendredi viernes", "saturday samstag samedi sabado",
            "sunday sonntag dimanche domingo",
        )
    )
    for name in names.split()
}  # fmt: skip


def _near_weekdays(text: str, today: date) -> Iterator[Written]:
    """ "next Friday", "vendredi prochain"."""
    for first, second in pairwise(_WORD.finditer(text)):
        one, two = fold(first[0]), fold(second[0])
        name, direction = (two, _NEXT.get(one)) if two in _DAY_NAMES else (one, _NEXT_AFTER.get(two))
        if name not in _DAY_NAMES or direction is None:
            continue
        away = (_DAY_NAMES[name] - today.weekday()) % 7 or 7
        day = today + timedelta(days=away if direction > 0 else away - 7 if away < 7 else -7)
        yield Written(day, first.start(), second.end(), note=f"In UTC it is {say(today)} today.")


def _words(text: str, language: Language | None, today: date) -> Iterator[Written]:
    yield from _near_weekdays(text, today)
    for match in _NEW_YEAR.finditer(text):
        yield _holiday(text, match, "silvester" if match[1] else "new year", today)
    for match in _WORD.finditer(text):
        word = fold(match[0]).replace("’", "'")
        if word in _RELATIVE and not (word == "hier" and language != "fr"):
            day = today + timedelta(days=_RELATIVE[word])
            yield Written(day, *match.span(), note=f"In UTC it is {say(today)} today." if word not in ("now",) else "")
        elif word == "morgen" and language == "de":
            yield Written(today + timedelta(days=1), *match.span(), note=f"In UTC it is {say(today)} today.")
        elif word.removesuffix("'s") in _HOLIDAYS:
            yield _holiday(text, match, word.removesuffix("'s"), today)
        elif word in _EASTER:
            yield _easter(text, match, today)


def _easter(text: str, match: re.Match[str], today: date) -> Written:
    end = match.end()
    monday = text[end : end + 7].casefold() == " monday"
    end += 7 * monday
    year = re.match(r"\s{1,3}(\d{4})(?!\d)", text[end : end + 8])
    coming = easter(int(year[1]) if year else today.year)
    if not year and coming < today:
        coming = easter(today.year + 1)
    note = f"Easter Sunday is on {say(coming)}."
    return Written(coming + timedelta(days=monday), match.start(), end + (year.end() if year else 0), note=note)


def _holiday(text: str, match: re.Match[str], word: str, today: date) -> Written:
    month, day = _HOLIDAYS[word]
    end = match.end()
    if day > 1 and fold(text[end : end + 4]).strip() == "eve":
        day, end = day - 1, end + 4
    year = re.match(r"\s{1,3}(\d{4})(?!\d)", text[end : end + 8])
    if year:
        return Written(_date(year[1], str(month), str(day)), match.start(), end + year.end())
    coming = date(today.year, month, day)
    coming = coming if coming >= today else date(today.year + 1, month, day)
    return Written(coming, match.start(), end, note=f"I took {say(coming)}.")
