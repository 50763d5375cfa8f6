"""Vocabularies: the words of a field in English, German, French and Spanish, one file each in ``vocabulary/``.

A line has words; ``word*`` stands for any ending, ``"two words"`` for both in a row, and ``#`` begins a comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.agents.routing.reading import Reading, folded

_FOLDER = Path(__file__).with_name("vocabulary")
_TERM = re.compile(r'"[^"\n]+"|[^\s"]+')
_SHORTEST_STEM, _LONGEST_STEM = 3, 16


@dataclass(frozen=True, slots=True)
class Vocabulary:
    words: frozenset[str]
    stems: frozenset[str]
    phrases: tuple[str, ...]

    def hits(self, reading: Reading) -> int:
        """How many different words of the text are in it; a phrase counts as one."""
        found = sum(1 for word in set(reading.words) if self.holds(word))
        return found + sum(1 for phrase in self.phrases if phrase in reading.joined)

    def holds(self, word: str) -> bool:
        if word in self.words:
            return True
        longest = min(len(word), _LONGEST_STEM)
        return any(word[:length] in self.stems for length in range(_SHORTEST_STEM, longest + 1))


@cache
def vocabularies() -> dict[str, Vocabulary]:
    return {path.stem: _read(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.txt"))}


def _read(text: str) -> Vocabulary:
    words, stems, phrases = set(), set(), []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        for term in _TERM.findall(line):
            if term.endswith("*"):
                stems.add(folded(term[:-1]))
                continue
            joined = Reading(term.strip('"')).joined
            if len(joined.split()) == 1:
                words.add(joined.strip())
            else:
                phrases.append(joined)
    return Vocabulary(frozenset(words), frozenset(stems), tuple(sorted(phrases)))
