"""A place's name: a town, a part of a country or a country, and which country it lies in.

Countries are named as Babel names them in the four languages; towns are in ``words/place.txt``. A town of two countries
(Durham) names none for sure.
"""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from services.screening.reading.fields.text import fold, word_lists

LANGUAGES = ("en", "de", "fr", "es")
_POSTCODE = re.compile(
    r"(?:[A-Z]{1,2}-)?\d{4,5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4}\s?[A-Z]{2}"
)
_POSTCODE_FIRST = re.compile(r"^(?:([A-Z]{1,2})-)?\d{4,5}\s(?=\S)")
_UK_POSTCODE = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?![A-Z0-9])")
_STATE = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2})(?:\s\d{5}(?:-\d{4})?)?$")


@cache
def _countries() -> dict[str, str]:
    """Return the countries' names, folded, with their codes."""
    found = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "EZ", "ZZ", "XA", "XB", "QO"):
                found[fold(name)] = code
    return found


@cache
def _towns() -> dict[str, str]:
    """Return towns and other names, folded, with their country's code; empty where several have one."""
    found: dict[str, str] = {}
    for key, names in word_lists("place").items():
        code, _, kind = key.partition("-")
        if kind != "code":
            for name in names:
                found[name] = code if found.get(name, code) == code else ""
    return found


def country_of(text: str) -> str | None:
    """Return the code of the country that ``text`` lies in, if it is sure: ``Bergen, Norway``, ``Austin, TX 78701``."""
    parts = [_without_postcode(part) for part in re.split(r"[,|/·•()\t–]| - ", text) if part.strip()]
    for part in reversed(parts):
        if (code := _countries().get(fold(part))) and _towns().get(fold(part), code) == code:
            return code
    if len(parts) > 1 and (state := _STATE.search(text.strip())):
        if fold(state[1]) in word_lists("place")["US-code"]:
            return "US"
        if fold(state[1]) in word_lists("place")["CA-code"]:
            return "CA"
    if _UK_POSTCODE.search(text):
        return "GB"
    codes = {code for part in parts if (code := _towns().get(fold(part)))}
    return codes.pop() if len(codes) == 1 else None


def is_place(text: str) -> bool:
    """Return whether all of ``text`` is a known place: ``Hull``, ``Bergen, Norway``, ``10115 Berlin``, ``TX``."""
    parts = [_without_postcode(part) for part in re.split(r"[,/()]| - ", text) if part.strip()]
    return bool(parts) and all(_is_known(part) or _POSTCODE.fullmatch(part) for part in parts)


def is_town_with_postcode(text: str) -> bool:
    return bool(_POSTCODE_FIRST.match(text)) and len(text) < 50


def _is_known(part: str) -> bool:
    folded = fold(part)
    if folded in _towns() or folded in _countries():
        return True
    if len(part) == 2 and part.isupper():
        return folded in word_lists("place")["US-code"] or folded in word_lists("place")["CA-code"]
    return part[:3] in ("bei", "in ") and fold(part[3:].strip()) in _towns()


def _without_postcode(part: str) -> str:
    part = part.strip()
    words = part.split(" ")
    if len(words) > 1 and _POSTCODE.fullmatch(words[0]):
        return " ".join(words[1:])
    if len(words) > 1 and _POSTCODE.fullmatch(words[-1]):
        return " ".join(words[:-1])
    if len(words) > 2 and _POSTCODE.fullmatch(" ".join(words[-2:])):
        return " ".join(words[:-2])
    return part
