"""The person's name. Candidates are the phrases of the upper lines that are shaped like a name and hold no other word.

Where one stands, how large it is and whether the e-mail address has its words decides between them. An address confirms
a name; it never makes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from services.screening.profile import Value
from services.screening.reading.fields.name_word import is_after, is_office, name_words
from services.screening.reading.fields.row import Row
from services.screening.reading.fields.section import SectionRow
from services.screening.reading.fields.split_name import with_split_names
from services.screening.reading.fields.text import fold, word_lists

_READ_ROWS = 120
_MAX_CHARS = 60
_LEAST = 2.5
_LARGER = 1.15
_LARGE = 3.0
_DOUBT = 1.5
_PART = re.compile(r"\t|\s[|·•–—/]\s|\s-\s|\s?\|\s?|\s?[•·]\s?|\(|\)|\s/\s|;")
_LABEL = re.compile(
    r"^(?:full name|name|vor- und nachname|vor- und zuname|nom et prénom|nom complet|prénom et nom|nom|"
    r"nombre completo|"
    r"nombre y apellidos|nombre|candidate|applicant|bewerber|vollständiger name)\s?[:\t]\s{0,5}",
    re.IGNORECASE,
)
_OF = re.compile(
    r"^(?:curriculum vitae|resume|résumé|lebenslauf|cv|currículum|hoja de vida)(?:\s?[:–—-]\s?|\s(?:of|von|de|"
    r"for)\s|\s)",
    re.IGNORECASE,
)
_SURNAME = re.compile(
    r"^(?:surname|last name|family name|nachname|familienname|apellidos?|nom de famille)\s?[:\t]\s{0,5}", re.IGNORECASE
)
_GIVEN = re.compile(r"^(?:first name|given names?|forenames?|vorname|prénoms?|nombres?)\s?[:\t]\s{0,5}", re.IGNORECASE)
_NICKNAME = re.compile(r"\s[\"“”„«'‘][^\s\"“”„«»'’]{1,20}[\"“”»'’](?=\s)")
_LETTERS = re.compile(r"(?<!\w)(?:[^\W\d_] ){2,30}[^\W\d_](?!\w)")


class Name(NamedTuple):
    """``row`` is the number of the row that says it."""

    value: Value
    row: int


class _Candidate(NamedTuple):
    name: str
    row: Row
    score: float


def read_name(rows: list[SectionRow], emails: Iterable[str]) -> Name | None:
    upper = [row for row in rows[:_READ_ROWS] if row.section not in ("references",)]
    labelled = _labelled(upper)
    if labelled:
        return labelled
    addresses = [fold(email.partition("@")[0]) for email in emails]
    sizes = sorted(row.row.size for row in upper)
    large = sizes[-1] if sizes and sizes[-1] > sizes[len(sizes) // 2] * _LARGER else None
    candidates, position = list[_Candidate](), 0
    for row in with_split_names(upper, large):
        if row.heading or not row.row.text:
            continue
        for name in _names_in(row.row.text):
            score = _score(name, row, position, addresses) + (_LARGE if row.row.size == large else 0)
            candidates.append(_Candidate(name, row.row, score))
        position += 1
    best = max(candidates, key=lambda candidate: candidate.score, default=None)
    return Name(Value(best.name, best.row.place), best.row.number) if best and best.score >= _LEAST else None


def _labelled(rows: list[SectionRow]) -> Name | None:
    given = surname = None
    for row in rows[:60]:
        text = row.row.text
        if label := _LABEL.match(text):
            rest = _PART.split(text[label.end() :])[0]
            if name := _shaped(rest, least=1):
                return Name(Value(name, row.row.place), row.row.number)
        if label := _SURNAME.match(text):
            surname = _shaped(text[label.end() :], least=1)
        if label := _GIVEN.match(text):
            given = _shaped(text[label.end() :], least=1)
        if given and surname:
            return Name(Value(f"{given} {surname}", row.row.place), row.row.number)
    return None


def _score(name: str, row: SectionRow, position: int, emails: list[str]) -> float:
    words = [fold(word).strip(".") for word in f"{name} {_transliterated(name)}".split()]
    score = 3.0 if position == 0 else 2.0 if position <= 2 else 1.0 if position <= 6 else 0.0
    score += 1.0 if row.section == "header" else 0.5 if row.section == "personal" else -1.5
    score += 0.5 * (row.row.heading or row.row.bold) + (0.5 if len(row.row.cells) == 1 else 0)
    score -= 1.0 * row.row.bullet + _DOUBT * is_office(name)
    long_words = sorted({part for word in words for part in re.split(r"['-]", word) if len(part) >= 3})
    for email in emails:
        hits = sum(part in email for part in long_words)
        if hits >= 2 or (hits == 1 and (len(long_words) == 1 or _has_initial(words, email))):
            return score + 4
        if hits:
            score += 2
    return score


def _transliterated(name: str) -> str:
    """``Müller-Voß`` has the address ``mueller-voss``."""
    return name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss").replace("ø", "oe")


def _has_initial(words: list[str], email: str) -> bool:
    return email[:1] in {words[0][:1], words[-1][:1]}


def _names_in(text: str) -> Iterator[str]:
    if len(text) > 200 or "http" in text:
        return
    text = _OF.sub("", text)
    text = _join_letters(text)
    for part in _PART.split(text):
        if name := _shaped(part.strip()):
            yield name


def _join_letters(text: str) -> str:
    """``M A R E N\tB E R G`` is spaced out."""
    return (
        re.sub(r"\t", " ", _LETTERS.sub(lambda match: match[0].replace(" ", ""), text))
        if _LETTERS.search(text)
        else text
    )


def _shaped(text: str, *, least: int = 2) -> str | None:
    """Return the name that ``text`` is, without titles and what is behind commas, or None."""
    text = _NICKNAME.sub("", text.strip(" ,:-–|")).strip()
    text = text if text.endswith(("Jr.", "Sr.")) else text.rstrip(".")
    if not text or len(text) > _MAX_CHARS or "@" in text or any(char.isdigit() for char in text):
        return None
    first, *rest = [part.strip() for part in text.split(",")]
    if rest and not all(is_after(part) for part in rest):
        if len(rest) > 1 and not all(is_after(part) for part in rest[1:]):
            return None
        turned = name_words(f"{rest[0]} {first}") if len(first.split()) <= 3 and len(rest[0].split()) <= 3 else None
        if turned is None or not (first.isupper() or least == 1):
            return None
        return _spelled(turned)
    words = name_words(first)
    return _spelled(words) if words and least <= len([w for w in words if len(w.strip(".")) > 0]) else None


def _spelled(words: list[str] | None) -> str | None:
    """Return the name with capitals as in a sentence: a name in capitals alone says nothing of them."""
    if not words:
        return None
    known = word_lists("not_a_name")["particle"]
    if len(words) > 1 and _is_surname(words[0]) and not any(_is_surname(word) for word in words[1:]):
        words = [*words[1:], words[0]]
    all_capitals = all(word.isupper() for word in words)
    spelled = []
    for index, word in enumerate(words):
        if word.isupper() and len(word.strip(".")) > 1 and (all_capitals or len(word) > 2) and not word.endswith("."):
            word = word.lower() if fold(word) in known and index else _capitalised(word)
        spelled.append(word)
    return " ".join(spelled)


def _is_surname(word: str) -> bool:
    """Where one word alone is in capitals, it is the surname: ``DUPONT Jean``."""
    return word.isupper() and len(word) > 2 and "." not in word


def _capitalised(word: str) -> str:
    word = re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
    if word.startswith("Mc") and len(word) > 4:
        word = "Mc" + word[2:].capitalize()
    return word
