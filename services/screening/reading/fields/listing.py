"""Certificates and projects: sections whose lines are one thing each, with a date or a description beside it."""

from __future__ import annotations

import re

from services.screening.profile import Value
from services.screening.reading.fields.period import periods
from services.screening.reading.fields.section import SectionRow
from services.screening.reading.fields.text import words

_MOST = 60
_CERTIFICATE_CHARS = 160
_NAME_WORDS = 12
_EMPTY = re.compile(r"\(\s{0,3}\)")
_TRAILING = re.compile(r"[,;:·–—-]?\s{0,3}\)")
"""Before a bracket that has lost its date: ``(ALS, 2019)``."""
_AROUND = " \t,;:|·•–—-"
_NAME = re.compile(r"^([^\t:|]{2,80}?)(?:\s?[:\t|]|\s[–—-]\s|$)")


def read_certificates(rows: list[SectionRow], *, this_year: int) -> list[Value]:
    """Return the lines of the certificates' section, without dates."""
    found: dict[str, Value] = {}
    for row in rows:
        for text in re.split(r"\s?[;|•]\s", row.content[:1000]):
            text = _without_dates(text, this_year)
            if 1 < len(text) <= _CERTIFICATE_CHARS and len(words(text)) <= 18 and any(char.isalpha() for char in text):
                found.setdefault(text.casefold(), Value(text, row.row.place))
    return list(found.values())[:_MOST]


def read_projects(rows: list[SectionRow], *, this_year: int) -> list[Value]:
    """Return the projects' names: what stands before a colon, dash or date on a line that begins a project."""
    found, block = list[Value](), None
    is_list = _is_list(rows)
    for row in rows:
        dated = bool(periods(row.content[:200], this_year=this_year))
        begins = row.row.block != block or row.row.bold or row.row.heading or dated
        block = row.row.block
        if not is_list and (row.row.bullet or not begins):
            continue
        name = _NAME.match(_without_dates(row.content[:300], this_year))
        if name and len(words(name[1])) <= _NAME_WORDS:
            found.append(Value(name[1].strip(), row.row.place))
    return found[:_MOST]


def _is_list(rows: list[SectionRow]) -> bool:
    """Return whether each line is a project of its own: all are short, and all or none have a bullet."""
    alike = len({row.row.bullet for row in rows}) == 1
    short = all(len(row.content) <= 110 and row.content[-1:] != "." for row in rows)
    return alike and short and len(rows) <= _NAME_WORDS


def _without_dates(text: str, this_year: int) -> str:
    for period in reversed(periods(text, this_year=this_year)):
        text = text[: period.begin] + text[period.finish :]
    text = _EMPTY.sub("", _TRAILING.sub(")", text)).strip(_AROUND)
    if text.count("(") > text.count(")"):
        head, _, rest = text.rpartition("(")
        text = f"{text})" if rest.strip() else head
    elif text.count(")") > text.count("("):
        text = text.removesuffix(")").removeprefix(")")
    return text.strip(_AROUND)
