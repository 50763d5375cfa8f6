"""Credentials where somebody says who they are: "Jane Doe, ACCA", "Führerschein: B" among the personal details.

Such lines are identity, which nothing is judged by. The certificate that they name is no part of it.
"""

from __future__ import annotations

import re

from services.screening.reading.fields.contact import holds_contact
from services.screening.reading.fields.identity import is_circumstance
from services.screening.reading.fields.location import is_address
from services.screening.reading.fields.text import fold
from services.screening.skills.catalogue import Catalogue

_READ_CHARS = 400
_LONGEST_LICENCE = 100
_PART = re.compile(r"[,;|•·\t]|\s[–—-]\s")


def letters_after(text: str, name: str, catalogue: Catalogue) -> str:
    """Return the parts of a line after the person's name that name a certificate, each whole: ``ACCA finalist``."""
    at = fold(text[:_READ_CHARS]).find(fold(name)) if name else -1
    if at < 0:
        return ""
    parts = [part.strip(" .") for part in _PART.split(text[at + len(name) : _READ_CHARS])]
    return ", ".join(part for part in parts if _names_certificate(part, catalogue))


def is_licence(text: str, catalogue: Catalogue) -> bool:
    """Whether a line of personal details says nothing else than which certificates somebody has."""
    is_told = is_circumstance(text, "personal") or holds_contact(text) or is_address(text)
    return not is_told and len(text) <= _LONGEST_LICENCE and _names_certificate(text, catalogue)


def _names_certificate(text: str, catalogue: Catalogue) -> bool:
    return any(one.term.kind == "certificate" for one in catalogue.find(text, in_skills_context=True))
