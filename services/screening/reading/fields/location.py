"""Where the person lives, as the header or the personal details say it; and which country that is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.screening.profile import Value
from services.screening.reading.fields.contact import emails_in, without_contacts
from services.screening.reading.fields.place_name import country_of, is_place, is_town_with_postcode
from services.screening.reading.fields.section import SectionRow
from services.screening.reading.fields.text import fold

_LABEL = re.compile(
    r"^\W{0,4}(?:current location|location|address|home address|based in|lives in|living in|residence|city|"
    r"wohnort|adresse|anschrift|wohnhaft in|"
    r"ort|standort|localisation|ville|lieu|domicile|domicilio|direccion|ubicacion|ciudad|residencia|"
    r"lugar de residencia|"
    r"adresse postale|lieu de residence|country|land|pays|pais)\s?[:\t]\s{0,5}"
)
_PART = re.compile(r"\t|\s[|·•–—.]\s|\s-\s|\s?[|•·]\s?|;")
_STREET = re.compile(
    r"\d.{0,40}(?:street|road|avenue|lane|drive|\bst\b|\brd\b|\bave\b|way|close|court)|(?:str\.|strase|strasse|"
    r"gasse|allee|weg|platz)\s?\d"
    r"|\d{1,4}\s?(?:bis|ter)?,?\s(?:rue|avenue|boulevard|bd|place|allee|chemin|impasse)\s|(?:calle|c/|avda?\.?|"
    r"avenida|plaza|paseo)\s"
)
_LINE_CHARS = 200
_STREET_SCORE = 2.0


def read_location(rows: Iterable[SectionRow]) -> Value | None:
    best: tuple[float, Value] | None = None
    for row in rows:
        text = row.row.text
        if len(text) > 300:
            continue
        label = _LABEL.match(fold(text))
        for part in _parts(text[label.end() :] if label else text):
            score = _score(part) + (2 if label and "@" not in part else 0)
            if score >= 2 and (best is None or score > best[0]):
                best = (score, Value(part, row.row.place))
    return best[1] if best else None


def is_address(text: str) -> bool:
    """Return whether a line of the header says where somebody lives, or a part of it: a street, a town, a country."""
    if len(text) > _LINE_CHARS:
        return False
    label = _LABEL.match(fold(text))
    return bool(label) or any(_score(part) >= _STREET_SCORE for part in _parts(text))


def _parts(text: str) -> list[str]:
    for _, begin, end in sorted(emails_in(text), key=lambda found: found[1], reverse=True):
        text = f"{text[:begin]}\t{text[end:]}"
    return [part for piece in _PART.split(without_contacts(text)) if (part := piece.strip(" ,.:|"))]


def _score(part: str) -> float:
    if not part or sum(char.isdigit() for char in part) > 9 or len(part) > 100:
        return 0.0
    if is_place(part):
        return 3.0 + ("," in part) * 0.5
    last = part.rpartition(",")[2].strip()
    if "," in part and is_place(last) and all(_is_plain(piece) for piece in part.split(",")):
        return 2.5
    if is_town_with_postcode(part) and part.split(" ", 1)[1][:1].isupper():
        return 2.5
    return _STREET_SCORE if _STREET.search(fold(part)) else 0.0


def _is_plain(piece: str) -> bool:
    return len(piece.split()) <= 5 and "@" not in piece


def country_in(rows: Iterable[SectionRow]) -> str | None:
    """Return the one country that the contact lines name."""
    found = set[str]()
    for row in rows:
        if len(row.row.text) <= _LINE_CHARS:
            label = _LABEL.match(fold(row.row.text))
            for part in _parts(row.row.text[label.end() :] if label else row.row.text):
                if code := country_of(part):
                    found.add(code)
    return found.pop() if len(found) == 1 else None
