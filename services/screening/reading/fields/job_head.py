"""A job's head: the lines that say title and employer, in whichever order, with places and terms of work between them.

Where words do not tell which of two phrases is the title, the order in the section's other jobs does; else the title is
taken to come first, as it does in most résumés.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from services.screening.reading.fields.phrase import (
    employer_score,
    has_legal_form,
    is_legal_form,
    is_location,
    is_self_employment,
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
_SURE = 1.0


class Part(NamedTuple):
    text: str
    line: int
    title: float
    employer: float
    after_comma: bool = False


class Head(NamedTuple):
    """``first`` says which came first where both were sure; it teaches the order to the section."""

    title: str
    employer: str
    first: str = ""
    employer_line: int = -1
    title_line: int = -1


def head_of(lines: list[str], *, prefer: str = "title") -> Head:
    """Read title and employer from a head's lines. ``prefer`` names what comes first where words do not tell."""
    parts = [part for number, line in enumerate(lines) for part in _parts(line, number)]
    parts = _without_places(parts)
    if not parts:
        return Head("", "")
    if len(parts) == 1:
        return _single(parts[0])
    return _pair(parts, prefer)


def _parts(line: str, number: int) -> list[Part]:
    line = _LABEL.sub("", line.strip())
    line = _REMARK.sub(lambda remark: "" if _drops(remark[1]) else remark[0], line)
    found: list[Part] = []
    for piece in _STRONG.split(line):
        texts = [text for text in _joined_by_at(piece) if text.strip(" ,-–|.:")]
        found += [_part(text, number, after_comma=index > 0) for index, text in enumerate(texts)]
    return found


def _drops(remark: str) -> bool:
    pieces = re.split(r"[,;/|]\s?", remark)
    return is_terms(remark) or is_location(remark) or all(is_terms(piece) or is_location(piece) for piece in pieces)


def _joined_by_at(piece: str) -> list[str]:
    at = _AT.search(piece)
    if at:
        left, right = piece[: at.start()], piece[at.end() :]
        if title_score(left) or employer_score(left) < employer_score(right) + 1:
            return [left, *_by_comma(right, alone=True)]
    for inside in _IN.finditer(piece):
        left, right = piece[: inside.start()], piece[inside.end() :]
        if title_score(left) >= 2.5 and employer_score(right) >= 2.5 and right[:1].isupper() and "," not in left:
            return [left, *_by_comma(right, alone=True)]
    return _by_comma(piece)


def _by_comma(piece: str, *, alone: bool = False) -> list[str]:
    """Split at commas, but keep ``Acme, Inc.`` and ``Smith, Jones & Co`` whole."""
    pieces = [part.strip() for part in piece.split(",") if part.strip()]
    whole = [] if not pieces else [pieces[0]]
    for following in pieces[1:]:
        names = [whole[-1], following]
        if is_legal_form(following) or ("&" in following and not any(title_score(name) for name in names)):
            whole[-1] = ", ".join(names)
        else:
            whole.append(following)
    return whole


def _part(text: str, line: int, *, after_comma: bool) -> Part:
    text = text.strip(" ,-–|:").strip()
    return Part(text, line, title_score(text), employer_score(text), after_comma)


def _without_places(parts: list[Part]) -> list[Part]:
    """Drop places and terms of work, and what can only be a place: a third part behind title and employer."""
    kept = [part for part in parts if not is_terms(part.text) and not is_location(part.text)]
    return kept or parts[:1]


def _single(part: Part) -> Head:
    if part.employer > part.title:
        return Head("", part.text, employer_line=part.line)
    return Head(part.text, "", title_line=part.line)


def _pair(parts: list[Part], prefer: str) -> Head:
    title = _best_title(parts, prefer)
    others = [part for part in parts if part is not parts[title]]
    employer = _best_employer(parts, title, others)
    text = _title_text(parts, title, employer)
    if employer is None:
        return Head(text, "", title_line=parts[title].line)
    first = ""
    one, two = parts[title], parts[employer]
    if one.title - one.employer >= _SURE and two.employer - two.title >= 0 and (one.title > two.title):
        first = "title" if title < employer else "employer"
    return Head(text, two.text, first, two.line, one.line)


def _best_title(parts: list[Part], prefer: str) -> int:
    """Return the part that is the title: the one whose words say so most, else the first or second."""
    gains = [part.title - part.employer for part in parts[:4]]
    best = max(gains)
    tied = [index for index, gain in enumerate(gains) if best - gain < _SURE]
    if len(tied) == 1:
        return tied[0]
    if prefer == "employer" and 1 in tied:
        return 1
    return tied[0]


def _best_employer(parts: list[Part], title: int, others: list[Part]) -> int | None:
    candidates = [index for index, part in enumerate(parts) if part in others and not _is_department(part)]
    if not candidates:
        return None

    def rank(index: int) -> tuple[float, bool, int]:
        part = parts[index]
        near = -abs(index - title) if index > title else -abs(index - title) - 0.5
        return (part.employer - part.title if part.employer >= 2 else 0.0, index > title, int(near * 2))

    return max(candidates, key=rank)


def _is_department(part: Part) -> bool:
    first = words(part.text)[:1]
    return bool(first) and first[0] in (
        "Department",
        "Dept",
        "Abteilung",
        "Service",
        "Departamento",
        "Team",
        "Division",
    )


def _title_text(parts: list[Part], title: int, employer: int | None) -> str:
    """Join what a comma separated from the title on its own line, when the employer stands elsewhere."""
    end = title + 1
    while end < len(parts) and end != employer and _belongs(parts, title, end, employer):
        end += 1
    return ", ".join(part.text for part in parts[title:end])


def _belongs(parts: list[Part], title: int, index: int, employer: int | None) -> bool:
    part = parts[index]
    if part.line != parts[title].line or not part.after_comma:
        return False
    if employer is None or part.employer > part.title or has_legal_form(part.text) or is_self_employment(part.text):
        return False
    return parts[employer].line != part.line or index < employer
