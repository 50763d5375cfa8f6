"""A job's head: the lines that say title and employer, in whichever order, with places and terms of work between them.

Where words do not tell which of two phrases is the title, the order in the section's other jobs does; else the title is
taken to come first, as it does in most résumés.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from services.screening.reading.fields.phrase import (
    employer_score,
    is_legal_form,
    is_location,
    is_terms,
    title_score,
)
from services.screening.reading.fields.text import words

_STRONG = re.compile(r"\t|\s[|·•–—−/]{1,2}\s|\s-\s|\s?\|\s?|\s[•·]|;\s|\s@\s")
_AT = re.compile(r"\s(?:@|at|bei der|bei dem|beim|bei|chez|at the)\s")
_IN = re.compile(r"\s(?:en|im|in der|in|with|for|à l'|au|à la|pour)\s")
_REMARK = re.compile(r"\s?[(\[]([^()\[\]]{1,80})[)\]]")
_LABEL = re.compile(
    r"^(?:employer|company|organisation|organization|position|title|job title|role|arbeitgeber|firma|"
    r"unternehmen|stelle|"
    r"employeur|entreprise|société|poste|fonction|empresa|puesto|cargo|location|ort|lieu|lugar)\s?:\s",
    re.IGNORECASE,
)
_STOP = re.compile(r"(?<=\w\w\w\w\w)\.\s(?=[^\W\d_a-z])")
_NUMBER = re.compile(r"^\d{1,2}[.)]\s(?=\D)")
_BRACKETED = re.compile(r"\([^()]{0,200}\)")
_SURE = 1.0
_WEAK_EMPLOYER = 2.0
_STRONG_EMPLOYER = 3.0
_DEPARTMENTS = [[word] for word in ("Department", "Dept", "Abteilung", "Service", "Departamento", "Team", "Division")]


class Part(NamedTuple):
    """What stands between two commas."""

    text: str
    title: float
    employer: float


class Unit(NamedTuple):
    """What stands between strong separators: a whole line, a cell, or a side of ``|``, of a dash or of "at"."""

    parts: list[Part]
    line: int

    @property
    def title(self) -> float:
        return max(part.title for part in self.parts)

    @property
    def employer(self) -> float:
        return max(part.employer for part in self.parts)


class Head(NamedTuple):
    """``first`` says which came first where both were sure; it teaches the order to the section."""

    title: str
    employer: str
    first: str = ""
    employer_line: int = -1
    title_line: int = -1


def head_of(lines: list[str], *, prefer: str = "title") -> Head:
    """Read title and employer from a head's lines. ``prefer`` names what comes first where words do not tell."""
    units = [unit for number, line in enumerate(lines) for unit in _units(line, number)]
    if not units:
        return Head("", "")
    if len(units) == 1:
        return _by_parts(units[0], prefer)
    return _by_units(units, prefer)


def _units(line: str, number: int) -> Iterator[Unit]:
    """Yield the units of a line that say more than a place and the terms of work."""
    line = _LABEL.sub("", _NUMBER.sub("", line.strip()))
    line = _REMARK.sub(lambda remark: "" if _drops(remark[1]) else remark[0], line)
    for piece in _STRONG.split(line):
        for text in _apart(piece):
            parts = [_part(part) for part in _by_comma(text)]
            kept = [part for part in parts if part.text and not is_terms(part.text) and not is_location(part.text)]
            if kept:
                yield Unit(kept, number)


def _drops(remark: str) -> bool:
    pieces = re.split(r"[,;/|]\s?", remark)
    return is_terms(remark) or is_location(remark) or all(is_terms(piece) or is_location(piece) for piece in pieces)


def _apart(piece: str) -> list[str]:
    """Part "title at employer"; a weaker word ("in") only where both sides are sure."""
    if at := _AT.search(piece):
        left, right = piece[: at.start()], piece[at.end() :]
        if title_score(left) or employer_score(left) < employer_score(right) + 1:
            return [left, right]
    if (stop := _STOP.search(piece)) and title_score(piece[: stop.start()]) >= 2.5:
        return [piece[: stop.start()], piece[stop.end() :]]
    for inside in _IN.finditer(piece):
        left, right = piece[: inside.start()], piece[inside.end() :]
        if title_score(left) >= 2.5 and employer_score(right) >= 2.5 and right[:1].isupper() and "," not in left:
            return [left, right]
    return [piece]


def _by_comma(piece: str) -> list[str]:
    """Split at commas outside brackets, but keep ``Acme, Inc.`` and ``Smith, Jones & Co`` whole."""
    masked = _BRACKETED.sub(lambda part: "_" * len(part[0]), piece)
    pieces, begin = list[str](), 0
    for comma in [*(index for index, char in enumerate(masked) if char == ","), len(piece)]:
        pieces.append(piece[begin:comma].strip())
        begin = comma + 1
    whole = list[str]()
    for following in filter(None, pieces):
        names = [*whole[-1:], following]
        is_firm = "&" in following and len(names[0].split()) == 1 and not any(map(title_score, names))
        is_more = is_legal_form(following) or is_firm
        if whole and is_more:
            whole[-1] = ", ".join(names)
        else:
            whole.append(following)
    return whole


def _part(text: str) -> Part:
    text = text.strip(" ,-–|:").strip()
    return Part(text, title_score(text), employer_score(text))


def _by_units(units: list[Unit], prefer: str) -> Head:
    title = _likelier([unit.title - unit.employer for unit in units], prefer)
    one = units[title]
    others = [index for index in range(len(units)) if index != title and not _is_department(units[index])]
    employer = max(
        others, key=lambda index: _employer_rank(units[index].employer - units[index].title, index, title), default=None
    )
    inner = _by_parts(one, prefer) if len(one.parts) > 1 else None
    is_weak = employer is None or units[employer].employer < _WEAK_EMPLOYER
    if inner and is_weak and employer_score(inner.employer) >= _STRONG_EMPLOYER:
        return inner
    text = ", ".join(part.text for part in one.parts)
    if employer is None:
        return _by_parts(one, prefer)
    two = units[employer]
    best = max(two.parts, key=lambda part: part.employer >= _WEAK_EMPLOYER and part.employer)
    first = ""
    if one.title - one.employer >= _SURE and two.employer >= two.title and one.title > two.title:
        first = "title" if title < employer else "employer"
    return Head(text, best.text, first, two.line, one.line)


def _by_parts(unit: Unit, prefer: str) -> Head:
    """Read a single unit: ``Title, Employer``, ``Title, Department, Employer``, or one of these alone."""
    parts, line = unit.parts, unit.line
    if len(parts) == 1:
        part = parts[0]
        is_employer = part.employer > part.title
        return Head("", part.text, "", line, -1) if is_employer else Head(part.text, "", "", -1, line)
    title = _likelier([part.title - part.employer for part in parts], prefer)
    others = [index for index in range(len(parts)) if index != title]
    employer = max(others, key=lambda index: _employer_rank(parts[index].employer - parts[index].title, index, title))
    one, two = parts[title], parts[employer]
    text = ", ".join(part.text for part in parts[title:employer]) if title < employer else one.text
    first = ""
    if one.title - one.employer >= _SURE and two.employer >= two.title and one.title > two.title:
        first = "title" if title < employer else "employer"
    return Head(text, two.text, first, line, line)


def _likelier(gains: list[float], prefer: str) -> int:
    """Return which is the title: the one whose words say so most, else the first or second."""
    best = max(gains[:4])
    tied = [index for index, gain in enumerate(gains[:4]) if best - gain < _SURE]
    return 1 if len(tied) > 1 and prefer == "employer" and 1 in tied else tied[0]


def _employer_rank(gain: float, index: int, title: int) -> tuple[float, bool, float]:
    """Words come first; then what follows the title, the nearer the better."""
    return (gain if gain >= _WEAK_EMPLOYER else 0.0, index > title, -abs(index - title))


def _is_department(unit: Unit) -> bool:
    return words(unit.parts[0].text)[:1] in _DEPARTMENTS
