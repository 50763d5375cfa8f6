"""Skills: what the sections of skills list, and what the catalogue finds in the prose.

A listed value that the catalogue does not know is kept as written if it is as short as a skill. What is negated ("no
Java") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from services.screening.profile import Section, Value
from services.screening.reading.document import Place
from services.screening.reading.fields.heading import heading_of
from services.screening.reading.fields.paragraph import paragraphs
from services.screening.reading.fields.period import periods
from services.screening.reading.fields.section import SectionRow
from services.screening.reading.fields.spoken_language import is_language
from services.screening.reading.fields.text import fold, folded_words, word_lists, words
from services.screening.skills.catalogue import Catalogue
from services.screening.skills.term import Mention

_MOST = 300
_PROSE: tuple[Section, ...] = ("summary", "experience", "projects", "other")
_READ_CHARS = 2000
_ITEM_WORDS = 6
_ITEM_CHARS = 60
_PROSE_WORDS = 9
_SEPARATOR = re.compile(r"[,;|•·●▪∙\t]|\s[–—-]\s|\s/\s|\.\s(?=[A-Z])")
_CATEGORY = re.compile(r"^([^:\t,;|]{2,50})(?:\s?:\s|:$|\t)")
_BRACKETED = re.compile(r"\s?[(\[]([^()\[\]]{0,120})[)\]]")
_GRADE = re.compile(
    r"[●○◦★☆■□▪▫◆◇⬤◯•✓]{2,10}|\b\d{1,3}\s?%|\b\d{1,2}\s?/\s?\d{1,2}\b|\(?\b\d{1,2}\+?\s?(?:years?|yrs?|jahre?|"
    r"ans?|anos?)\b\)?"
)
_NEGATION = re.compile(
    r"(?:\b(?:no|not|without|never|none|lacks?|lacking|kein|keine|keinen|keiner|keinerlei|ohne|nicht|nie|pas|"
    r"aucune?|sans|jamais|"
    r"sin|ningun|ninguna|nunca)\b)(?! only\b| nur\b| seulement\b| solo\b)[^.;:!?()]{0,60}$"
)
_TURN = re.compile(r"\b(?:but|aber|sondern|mais|pero|sino|however|jedoch|though)\b")


@cache
def _beside() -> frozenset[str]:
    return word_lists("skill")["beside"]


class _Found:
    """Collects skills, each spelling once."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}

    def add(self, text: str, place: Place) -> None:
        if len(self.values) < _MOST:
            self.values.setdefault(fold(text), Value(text, place))


def read_skills(rows: list[SectionRow], heads: frozenset[int], catalogue: Catalogue, *, this_year: int) -> list[Value]:
    """Return what is listed, and then what the prose names besides; each as written, and each term once.

    ``heads`` are the numbers of the rows that name jobs and employers: who works at Saltmere Medical Devices has not
    said that they know such devices.
    """
    found = _Found()
    rows = paragraphs(rows, lambda text: catalogue.resolve(text) is not None)
    for row in rows:
        if row.lists_skills and row.content:
            _read_list(row, catalogue, found, this_year)
    known = {term.name for value in found.values.values() if (term := catalogue.resolve(value.text))}
    for row in rows:
        if row.section in _PROSE and not row.lists_skills and row.row.number not in heads:
            text = row.content[:_READ_CHARS]
            for mention in _affirmed(text, catalogue, in_skills_context=False):
                if mention.term.name not in known and _is_named(text, mention):
                    known.add(mention.term.name)
                    found.add(text[mention.start : mention.end], row.row.place)
    return list(found.values.values())


def _is_named(text: str, mention: Mention) -> bool:
    """Return whether prose names the skill itself or a proper name for it. "Built pipelines" tells of it: evidence for
    whoever asks, but nothing that a person would list.
    """
    said = text[mention.start : mention.end]
    if fold(said) == fold(mention.term.name) or said == text.strip():
        return True
    starts = not text[: mention.start].rstrip() or text[: mention.start].rstrip()[-1:] in ".:!?•"
    return any(char.isupper() for char in (said[1:] if starts else said))


def names_skill(text: str, catalogue: Catalogue) -> bool:
    """Return whether the catalogue knows a skill of a list."""
    return any(mention.term.kind == "skill" for mention in catalogue.find(text[:_READ_CHARS], in_skills_context=True))


def _read_list(row: SectionRow, catalogue: Catalogue, found: _Found, this_year: int) -> None:
    content = _GRADE.sub(" ", row.content[:_READ_CHARS]).strip()
    if periods(content, this_year=this_year) and not _CATEGORY.match(content):
        content = "".join(content.rsplit("\t", 1)[:1])
    category = _CATEGORY.match(content)
    rest = content[category.end() :] if category and _is_category(category[1], content[category.end() :]) else content
    if not rest.strip() and category:
        return
    items = list(_items(rest))
    for item in items:
        _read_item(item, row, catalogue, found, is_one=len(items) > 1)


def _is_category(name: str, rest: str) -> bool:
    """Return whether ``name`` is what the list is of: ``Databases: …``, and not a skill with its level behind it."""
    return len(words(name)) <= 6 and any(word not in _beside() for word in folded_words(rest))


def _items(text: str) -> Iterator[str]:
    """Split at separators outside brackets."""
    masked = _BRACKETED.sub(lambda part: "\x00" * len(part[0]), text)
    begin = 0
    for separator in _SEPARATOR.finditer(masked):
        yield text[begin : separator.start()].strip(" .•·*-–:")
        begin = separator.end()
    yield text[begin:].strip(" .•·*-–:")


def _read_item(item: str, row: SectionRow, catalogue: Catalogue, found: _Found, *, is_one: bool) -> None:
    """Read one item of a list. ``is_one``: it stands among others, so that it is one skill and not a list itself."""
    bare = _without_grade(_BRACKETED.sub("", item).strip(" ."), catalogue)
    is_prose = len(words(item)) > _PROSE_WORDS
    if not bare or (len(bare) < 2 and bare not in ("C", "R")):
        return
    denied = _NEGATION.search(fold(item)[: -len(bare) or None])
    term = None if is_prose or denied else catalogue.resolve(bare)
    mentions = _affirmed(item, catalogue, in_skills_context=not is_prose)
    if term:
        if term.kind in ("skill", "certificate"):
            found.add(bare, row.row.place)
        bracket = item.find("(")
        mentions = [mention for mention in mentions if 0 <= bracket < mention.start]
    elif (
        not is_prose
        and _is_plain_skill(bare)
        and (not _covers(item, mentions) or (is_one and _is_name(bare, mentions)))
    ):
        found.add(bare, row.row.place)
        return
    for mention in mentions:
        found.add(item[mention.start : mention.end], row.row.place)


def _without_grade(text: str, catalogue: Catalogue) -> str:
    """Return "Excel" for "advanced Excel", if the catalogue takes both for one."""
    spoken = text.split()
    if len(spoken) > 1 and fold(spoken[0]) in _beside() and (term := catalogue.resolve(text)):
        rest = " ".join(spoken[1:])
        return rest if catalogue.resolve(rest) == term else text
    return text


def _is_name(text: str, mentions: list[Mention]) -> bool:
    """Return whether two known words are one name: ``Sage Paie``."""
    return len(mentions) == 2 and len(text.split()) == 2


def _affirmed(text: str, catalogue: Catalogue, *, in_skills_context: bool) -> list[Mention]:
    """Return the mentions that no "no" before them in their clause takes back."""
    folded = fold(text)
    kept = []
    for mention in catalogue.find(text, in_skills_context):
        if mention.term.kind != "skill":
            continue
        before = _TURN.split(folded[max(0, mention.start - 80) : mention.start])[-1]
        if not _NEGATION.search(before):
            kept.append(mention)
    return kept


def _covers(item: str, mentions: list[Mention]) -> bool:
    """Return whether nothing of weight is left beside the mentions."""
    rest = list(item)
    for mention in mentions:
        rest[mention.start : mention.end] = " " * (mention.end - mention.start)
    return all(word in _beside() or word.isdigit() for word in folded_words("".join(rest)))


def _is_plain_skill(text: str) -> bool:
    folded = fold(text)
    if not text or len(text) > _ITEM_CHARS or not any(char.isalpha() for char in text) or "@" in text or "://" in text:
        return False
    spoken = folded_words(text)
    if not 1 <= len(spoken) <= _ITEM_WORDS or all(word in _beside() for word in spoken) or is_language(text):
        return False
    return not _NEGATION.search(folded + " ") and heading_of(text) is None and len(folded) > 1
