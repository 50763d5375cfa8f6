"""A term file is what a recruiter edits: one line per term, its name first, then the other ways to write it.

    # A comment.
    [Software and IT]                           the profession of the lines below
    Kubernetes = k8s, kube
    "Go"? = Golang, Go language                 "…": only in this letter case; ?: only where skills are listed
    Chef Infra = "Chef"??                       ??: only in a list with another skill of this profession
    [certificates, Logistics]                   or [languages], or [degrees, level 6]
    driving licence class C = licence > C       >: "C" in a list that begins with the term "licence"
    accounts payable = ~post|pay vendor bills   ~: all forms of a verb; |: either word: "posted vendor bills"
    [broader]
    Django, Flask -> Python                     who has the left has the right
    [other meanings]
    vitamin C                                   here "C" is no skill
    [deeds]
    wound care = ~dress|treat + wound*|ulcer*   a word of each, near to each other; *: any ending
    [titles]
    welding = welder, Schweißer                 who is called so has the skill; counts where it is said of the person

Capital letters in a name or alias say that its plural would be another thing: Windows is no window.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from services.errors import SettingsError
from services.screening.skills.folding import UMLAUTS, fold, words_of
from services.screening.skills.term import TermKind
from services.screening.skills.wordings import choices, wordings

KINDS: dict[str, TermKind] = {"certificates": "certificate", "languages": "language", "degrees": "degree"}
BROADER = "broader"
OTHER_MEANINGS = "other meanings"
DEEDS = "deeds"
TITLES = "titles"
SHORTEST_BEGINNING = 4
LEVEL = re.compile(r"level ([1-8])")


class Written(msgspec.Struct, frozen=True, gc=False):
    """A name or alias as its line writes it. ``head`` is the term that must begin the list it stands in."""

    text: str
    folded: str
    """Its words, folded, with a space between them."""
    exact: bool = False
    ambiguous: bool = False
    needs_company: bool = False
    head: str = ""


class TermLine(msgspec.Struct, frozen=True):
    """``where`` names the file and line for messages."""

    where: str
    kind: TermKind
    profession: str
    level: int | None
    spellings: list[Written]

    @property
    def name(self) -> str:
        return self.spellings[0].text


class BroaderLine(msgspec.Struct, frozen=True):
    where: str
    narrower: list[str]
    broader: list[str]


class DeedLine(msgspec.Struct, frozen=True):
    """Each deed is groups of folded words (`deeds.py`)."""

    where: str
    name: str
    deeds: list[list[list[str]]]


class TitleLine(msgspec.Struct, frozen=True):
    where: str
    name: str
    titles: list[Written]


class TermFile(msgspec.Struct, frozen=True):
    terms: list[TermLine] = []
    broader: list[BroaderLine] = []
    other_meanings: list[Written] = []
    deeds: list[DeedLine] = []
    titles: list[TitleLine] = []


def read_term_file(path: Path) -> TermFile:
    """Read a file of terms.

    Raises:
        SettingsError: it cannot be read, or a line is not as described above.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read: check its path, and save it as UTF-8.") from error
    return parse_term_file(text, path.name)


def parse_term_file(text: str, name: str) -> TermFile:
    terms: list[TermLine] = []
    broader: list[BroaderLine] = []
    other_meanings: list[Written] = []
    deeds: list[DeedLine] = []
    titles: list[TitleLine] = []
    heading = ""
    for where, line in _lines(text, name):
        if line.startswith("["):
            heading = line.strip("[] ")
        elif heading == BROADER:
            broader.append(_broader(line, where))
        elif heading == OTHER_MEANINGS:
            other_meanings.append(_written(line, where))
        elif heading == DEEDS:
            deeds.append(_deeds(line, where))
        elif heading == TITLES:
            titles.append(_titles(line, where))
        elif heading:
            terms.append(_term(line, where, heading))
        else:
            raise SettingsError(f"{where}: a term stands above the first heading. Put [Sales] before it, for instance.")
    return TermFile(terms, broader, other_meanings, deeds, titles)


def _lines(text: str, name: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        stripped = " ".join(line.split())
        if stripped and not stripped.startswith("#"):
            yield f"{name}, line {number}", stripped


def _term(line: str, where: str, heading: str) -> TermLine:
    first, _, rest = heading.partition(",")
    kind = KINDS.get(first)
    profession = rest.strip() if kind else heading
    level = LEVEL.fullmatch(profession) if kind == "degree" else None
    if kind == "degree" and not level:
        raise SettingsError(f"{where}: the heading of degrees says their level: [degrees, level 6], for instance.")
    name, _, aliases = line.partition("=")
    parts = [one for part in aliases.split(",") if part.strip() for one in wordings(part)]
    spellings = [_written(name, where), *(_written(part, where) for part in parts)]
    return TermLine(where, kind or "skill", "" if level else profession, int(level[1]) if level else None, spellings)


def _written(part: str, where: str) -> Written:
    text = part.strip()
    if text.isascii() and text.replace(" ", "").isalnum():  # most are, and this is quicker
        return Written(text, text.lower())
    return _marked(part, where)


def _marked(part: str, where: str) -> Written:
    head, found, text = part.rpartition(">")
    text = text.strip()
    marks = len(text) - len(text.rstrip("?"))
    text = text.rstrip("? ")
    exact = len(text) > 2 and text[0] == text[-1] == '"'
    text = text.strip('" ')
    if not text or (found and not head.strip()):
        raise SettingsError(f'{where}: "{part.strip()}" names nothing. Write a name, or name = alias, alias.')
    folded = " ".join(words_of(text))
    if not folded:
        raise SettingsError(f'{where}: "{text}" has no letters and no digits, so it cannot be found in a text.')
    return Written(text, folded, exact, marks > 0, marks > 1, head.strip())


def _broader(line: str, where: str) -> BroaderLine:
    narrower, _, broader = line.partition("->")
    sides = [[name.strip() for name in side.split(",") if name.strip()] for side in (narrower, broader)]
    if not all(sides):
        raise SettingsError(f"{where}: write narrower -> broader, for instance Django -> Python.")
    return BroaderLine(where, *sides)


def _named(line: str, where: str) -> tuple[str, list[str]]:
    """Return the term that a line begins with, and what tells of it."""
    name, _, rest = line.partition("=")
    parts = [part.strip() for part in rest.split(",") if part.strip()]
    if not name.strip() or not parts:
        raise SettingsError(f"{where}: write the term and what tells of it, for instance welding = welder.")
    return name.strip(), parts


def _titles(line: str, where: str) -> TitleLine:
    name, titles = _named(line, where)
    return TitleLine(where, name, [_written(title, where) for title in titles])


def _deeds(line: str, where: str) -> DeedLine:
    name, deeds = _named(line, where)
    groups = [[_forms(group) for group in deed.split("+")] for deed in deeds]
    for deed, words in zip(deeds, groups, strict=True):
        if len(words) < 2 or not all(words):
            raise SettingsError(f'{where}: "{deed}" is no deed. Write what is done + to what: dress* + wound*.')
        short = [word for group in words for word in group if word.endswith("*") and len(word) <= SHORTEST_BEGINNING]
        if short:
            raise SettingsError(
                f'{where}: "{short[0]}" begins too many words. Write four letters or more before the *.'
            )
    return DeedLine(where, name, groups)


def _forms(group: str) -> list[str]:
    """Return the words of a group, folded, and with their umlauts written out."""
    words = [word for word in choices(group.strip()) if " " not in word and word.strip("*")]
    spelled_out = [word.translate(UMLAUTS) for word in words if not word.isascii()]
    return [fold(word) for word in (*words, *spelled_out)]
