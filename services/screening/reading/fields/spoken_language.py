"""Languages that somebody speaks, and how well. Babel knows their names in the four languages and in their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from babel import Locale

from services.screening.profile import Language
from services.screening.reading.fields.place_name import LANGUAGES
from services.screening.reading.fields.section import SectionRow
from services.screening.reading.fields.text import fold, word_lists

_LEVEL = re.compile(
    r"\b([abc][12]\+?(?:\s?[-/]\s?[abc][12])?|native or bilingual|native(?: speaker)?|natively|mother tongue|"
    r"first language|bilingual|"
    r"fluent(?:ly)?|full professional|professional working|limited working|professional|proficient|business fluent|"
    r"advanced|upper[ -]intermediate|intermediate|conversational|working knowledge|good|very good|excellent|"
    r"basics?|elementary|"
    r"beginner|muttersprach\w{0,10}|verhandlungssicher|flie(?:s|ss)end|fliessend|sehr gut\w{0,2}|"
    r"gut(?:e kenntnisse|e)?|grundkenntnisse|"
    r"grundlagen|konversationssicher|fortgeschritten|anfanger\w{0,8}|schulkenntnisse|zweisprachig|basiskenntnisse|"
    r"langue maternelle|maternelle?|bilingue|couramment|courant|avance|intermediaire|professionnel|scolaire|"
    r"notions|debutant|"
    r"bon niveau|lu,? ecrit,? parle|operationnel|"
    r"lengua materna|nativ[oa]s?|materno|fluido|avanzado|alto|medio(?: alto)?|intermedio|basico|elemental|"
    r"profesional)\b"
)
_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]+")
_JOINS = re.compile(r"\s?(?:,|/|and|und|et|y|e|&)\s?")
_DENIED = re.compile(r"\bno\b|\bnot\b|\bkeine?\b|\bpas de\b|\bsin\b")
_READ_CHARS = 1000
_MOST = 30


_OWN_NAMES = ("da", "fi", "it", "nb", "nl", "pl", "pt", "sv", "tr", "cs", "hu", "ro", "ca", "ru", "uk")


@cache
def _names() -> dict[str, str]:
    """Return the languages' names, folded, with their codes."""
    lists = word_lists("language")
    found = {name: code for code, names in lists.items() if code != "code" for name in names}
    for language in (*LANGUAGES, *_OWN_NAMES):
        names = Locale.parse(language).languages
        for code in lists["code"] if language in LANGUAGES else (language,):
            if name := names.get(code):
                found.setdefault(fold(name), code)
    return found


def is_language(text: str) -> bool:
    return fold(text.strip(" .:")) in _names()


def read_languages(rows: Iterable[SectionRow]) -> list[Language]:
    found: dict[str, Language] = {}
    for row in rows:
        for name, code, level in _languages_in(row.content[:_READ_CHARS]):
            known = found.get(code)
            if known is None or (not known.level and level):
                found[code] = Language(known.text if known else name, code, level, row.row.place)
    return list(found.values())[:_MOST]


def holds_languages(text: str) -> bool:
    """Return whether a list is of spoken languages rather than of programming languages."""
    return any(True for _ in _languages_in(text[:_READ_CHARS]))


def _languages_in(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, code and level. A level belongs to the language before it, or to the first after it."""
    found = list(_named(text))
    for index, (begin, end, code) in enumerate(found):
        following = found[index + 1][0] if index + 1 < len(found) else len(text)
        before = fold(text[found[index - 1][1] if index else 0 : begin])
        after = fold(text[end:following])
        if _DENIED.search(before[-20:]):
            continue
        level = _LEVEL.search(after) or (None if index else _LEVEL.search(before))
        if level is None and _JOINS.fullmatch(after) and index + 1 < len(found):
            level = _LEVEL.search(fold(text[found[index + 1][1] :][:60]))
        yield text[begin:end], code, level[1].strip() if level else ""


def _named(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where languages are named, the longest name at each place."""
    spoken = [match.span() for match in _WORD.finditer(text)]
    at = 0
    while at < len(spoken):
        for length in (3, 2, 1):
            last = min(at + length, len(spoken)) - 1
            begin, end = spoken[at][0], spoken[last][1]
            code = _names().get(fold(text[begin:end]))
            if code and last == at + length - 1:
                yield begin, end, code
                at = last
                break
        at += 1
