"""A query: what a question wants of one report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import msgspec

from services.answering.words import Words
from services.scanning.agent.vocabulary import TOPICS, Topic, vocabulary
from services.scanning.analysis.issue import SEVERITIES, Severity
from services.scanning.files.language import LANGUAGES

MOST_ROWS = 50
_EXTENSION_CHARACTERS = 6
_SHORT_NAME = 2
_FOLDER_WORDS = frozenset((
    "folder", "directory", "dir", "ordner", "verzeichnis", "dossier", "repertoire", "carpeta", "directorio",
))  # fmt: skip
_SHORT = {"py": "python", "js": "javascript", "ts": "typescript", "golang": "go", "rb": "ruby"}
_ENGINES = frozenset((
    "bandit", "cppcheck", "flawfinder", "metrics", "oxlint", "ruff", "shellcheck", "yamllint", "zizmor",
))  # fmt: skip


class Query(msgspec.Struct, frozen=True):
    """``paths`` are files or folders as somebody wrote them, ``terms`` words that an issue's rule or message may hold,
    ``number`` a size that something exceeds. Lists that are empty leave nothing out.
    """

    topic: Topic | None = None
    severities: tuple[Severity, ...] = ()
    engines: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    most: int | None = None
    number: int | None = None
    line: int | None = None
    wants_worst: bool = False

    @property
    def says_something(self) -> bool:
        """Whether it can go on with an earlier question."""
        named = self.severities or self.engines or self.languages or self.paths
        return bool(named or self.most or self.wants_worst)

    def after(self, earlier: Query) -> Self:
        """This question as one that goes on with an earlier one: what it does not say stays as it was."""
        return type(self)(
            topic=earlier.topic,
            severities=self.severities or earlier.severities,
            engines=self.engines or earlier.engines,
            languages=self.languages or earlier.languages,
            paths=self.paths or earlier.paths,
            terms=earlier.terms,
            most=1 if self.wants_worst else self.most or earlier.most,
            number=self.number or earlier.number,
        )


def query_of(words: Words, names: Sequence[str]) -> Query:
    """What a question wants. ``names`` are the words of the repository that it names, which mean nothing else."""
    weights = vocabulary().weigh(words)
    severities = tuple(one for one in reversed(SEVERITIES) if weights.get(one))
    rest = [place for place, word in enumerate(words.row) if word not in names]
    paths = tuple(dict.fromkeys(words.row[place] for place in rest if _is_path(words, place)))
    languages = tuple(dict.fromkeys(one for place in rest if (one := _language(words, place)) is not None))
    engines = tuple(word for word in words.row if word in _ENGINES and word not in names)
    number = words.number(1, 1_000_000)
    is_line = "line" in weights
    topic = _topic(weights, bool(paths), bool(severities or engines))
    taken = {*paths, *languages, *engines, *_SHORT}
    telling = (words.row[place] for place in rest if words.row[place] not in taken)
    return Query(
        topic=topic,
        severities=severities,
        engines=engines,
        languages=languages,
        paths=paths,
        terms=tuple(dict.fromkeys(filter(_is_telling, telling)))[:5],
        most=min(number, MOST_ROWS) if number and topic != "long" and not is_line else None,
        number=number,
        line=number if is_line and paths else None,
        wants_worst="worst" in weights,
    )


def _topic(weights: dict[str, int], has_path: bool, has_filter: bool) -> Topic | None:
    found = [topic for topic in TOPICS if weights.get(topic)]
    if has_path and "imports" in found:
        return "imports"
    if has_path and (not found or {"files", "summary"}.issuperset(found)):
        return "issues"
    if "imports" in found and len(found) > 1:
        found.remove("imports")  # of which file? Another word says more
    if not found:
        return "issues" if has_filter or "matter" in weights else None
    return max(found, key=lambda topic: (weights[topic], -TOPICS.index(topic)))


def _is_ordinary(word: str) -> bool:
    return word.isdecimal() or vocabulary().knows(word)


def _is_telling(word: str) -> bool:
    """Whether an issue's rule or message may hold it."""
    return len(word) > _SHORT_NAME and not word.isdecimal() and vocabulary().topics_of(word) <= {"matter"}


def _is_path(words: Words, place: int) -> bool:
    word = words.row[place]
    if "://" in word:
        return False
    stem, dot, extension = word.rpartition(".")
    if dot and stem and extension.isalnum() and len(extension) <= _EXTENSION_CHARACTERS and not extension.isdecimal():
        return True
    if "/" in word:
        return True
    beside = {words.row[at] for at in (place - 1, place + 1) if 0 <= at < len(words.row)}
    return not beside.isdisjoint(_FOLDER_WORDS) and not _is_ordinary(word)


def _language(words: Words, place: int) -> str | None:
    """The language that a word names. One of one or two letters counts only in capitals: Go, C, R."""
    word, spelled = words.row[place], words.spelled[place]
    if _is_ordinary(word):
        return None
    if word.lstrip(".") in _SHORT:
        return _SHORT[word.lstrip(".")]
    for language in LANGUAGES:
        name = language.name
        if word in (name.lower(), language.id) and (len(name) > _SHORT_NAME or spelled == name):
            return language.id
    return None
