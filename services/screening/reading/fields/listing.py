"""Certificates and projects: sections whose lines are one thing each, with a date or a description beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.screening.profile import Value
from services.screening.reading.fields.period import periods
from services.screening.reading.fields.section import SectionRow
from services.screening.reading.fields.text import fold, word_lists, words

_MOST = 60
_CERTIFICATE_CHARS = 160
_NAME_WORDS = 12
_DATE = "\0"
"""Stands where a date was."""
_BETWEEN = re.compile(rf"([,;|·•\t()\[\]]|\s[–—-]\s|:(?!\s{{0,3}}{_DATE}))")
"""Parts what is said beside one another. A label belongs to its date: ``issued: 2021``."""
_EMPTY = re.compile(r"\(\s{0,3}\)|\[\s{0,3}\]")
_LEADING = re.compile(r"\(\s{0,3}(?:[,;:·–—-]\s{0,3})?")
"""After a bracket that has lost its date: ``(2019, ALS)``."""
_BRACKETS = ("(", ")", "[", "]")
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
        text = f"{text[: period.begin]}{_DATE}{text[period.finish :]}"
    if _DATE in text:
        text = _EMPTY.sub("", _LEADING.sub("(", "".join(_undated_parts(text))))
    text = " ".join(piece for piece in text.split(" ") if piece).replace(" )", ")").strip(_AROUND)
    if text.count("(") > text.count(")"):
        head, _, rest = text.rpartition("(")
        text = f"{text})" if rest.strip() else head
    elif text.count(")") > text.count("("):
        text = text.removesuffix(")").removeprefix(")")
    return text.strip(_AROUND)


def _undated_parts(text: str) -> Iterator[str]:
    """Yield the parts of a line with what stands between them; a part that is all date goes with what is before it."""
    first, *others = _BETWEEN.split(text)
    yield _undated(first)
    for between, part in zip(others[::2], others[1::2], strict=True):
        rest = _undated(part)
        if _DATE not in part or rest or between in _BRACKETS:
            yield between + rest


def _undated(part: str) -> str:
    """Return what a part says besides its date: of "passed in 2021" nothing, of "not passed in 2021" "not passed"."""
    *upper, last = part.split(_DATE)
    if upper and all(_tells_of_date(word, "had", "link") for word in part.replace(_DATE, " ").split()):
        return ""
    return " ".join([*map(_without_links, upper), last])


def _without_links(text: str) -> str:
    text = text.rstrip(" ")
    while text and _tells_of_date(text.rpartition(" ")[2], "link"):
        text = text.rpartition(" ")[0].rstrip(" ")
    return text


def _tells_of_date(word: str, *lists: str) -> bool:
    """In capitals, a short word may be an abbreviation: ``IM``."""
    folded = fold(word).strip(".:")
    return any(folded in word_lists("date_phrase")[name] for name in lists) and (len(word) > 3 or not word.isupper())
