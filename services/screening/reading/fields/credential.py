"""Credentials where somebody says who they are: "Jane Doe, ACCA", "Führerschein: B" among the personal details.

Such lines are identity, which nothing is judged by. The certificate that they name is no part of it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from services.screening.reading.fields.contact import holds_contact
from services.screening.reading.fields.identity import is_circumstance
from services.screening.reading.fields.location import is_address
from services.screening.reading.fields.text import fold
from services.screening.skills.catalogue import Catalogue

_READ_CHARS = 400
_LONGEST_LICENCE = 100
_PART = re.compile(r"[,;|•·\t]|\s[–—-]\s")
_CODE = r"[A-Z]{1,2}\d?E?"
_CLASS = re.compile(
    rf"(?:(?i:klassen?|class(?:es)?|categor(?:y|ies)|catégories?|clases?|categorías?)\s)?{_CODE}"
    rf"(?:\s?(?:/|\+|&|und|and|et|y)\s?{_CODE}){{0,9}}"
)
"""Of a driving licence: ``C1E``."""


def letters_after(text: str, name: str, catalogue: Catalogue) -> str:
    """Return the parts of a line after the person's name that name a certificate, each whole: ``ACCA finalist``."""
    at = fold(text[:_READ_CHARS]).find(fold(name)) if name else -1
    if at < 0:
        return ""
    parts = [part.strip(" .") for part in _PART.split(text[at + len(name) : _READ_CHARS])]
    return ", ".join(part for part in parts if _names_certificate(part, catalogue))


def licence_in(text: str, catalogue: Catalogue) -> str:
    """Return the parts of a line of personal details that name a certificate, with the classes listed after it."""
    is_told = is_circumstance(text, "personal") or holds_contact(text) or is_address(text)
    if is_told or len(text) > _LONGEST_LICENCE:
        return ""
    parts, kept = [part.strip() for part in _PART.split(text)], list[str]()
    for above, part in pairwise(["", *parts]):
        is_class = _CLASS.fullmatch(part)
        if is_class and above not in kept and _names_certificate(f"{above} {part}", catalogue):
            kept.append(above)
        if is_class or _names_certificate(part, catalogue):
            kept.append(part)
    if all(map(_CLASS.fullmatch, kept)):
        return ""
    return text if len(kept) == len(parts) else ", ".join(kept)


def _names_certificate(text: str, catalogue: Catalogue) -> bool:
    return any(one.term.kind == "certificate" for one in catalogue.find(text, in_skills_context=True))
