"""Word use: how often a repository's files name each of some words, in code, strings, templates and documents alike.

A name that is put together counts too: ``f"visit_{kind}"`` and ``prefix##_handler`` use whatever begins or ends so. So
does ``<user-card>``, which is how templates write ``UserCard``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

_NO_WORD = bytes(byte if chr(byte).isalnum() or byte in b"_" else 32 for byte in range(128)) + b" " * 128
_ESCAPED = re.compile(rb"\\[abfnrtv0]([A-Za-z_]\w*+)")
_BEGINNING = re.compile(rb"""\b([A-Za-z_]\w++)(?:\$?\{|\#\{|%[sd(]|\#\#|["'`]\s{0,9}(?:[+.&]|<>)|(?<=_))""")
# It begins with one set of characters, not with choices: so it takes less than half the time.
_END = re.compile(
    rb"""[}%#+.&"'`](?:(?<=\})|(?<=%)[sd]|(?<=\#)\#|(?<=[+.&])\s{0,9}["'`]|(?<=["'`])(?=_))([A-Za-z_]\w++)"""
)
_HYPHENATED = re.compile(rb"\b[A-Za-z][a-z0-9]*+(?:-[a-z0-9]++)+")
_MIN_PART = 2


class WordUse:
    """Of ``names``; needs memory for these only."""

    def __init__(self, names: Iterable[str]) -> None:
        words = {name.encode() for name in names}
        self._counts: Counter[bytes] = Counter(dict.fromkeys(words, 0))
        self._sorted = sorted(words)
        self._reversed = sorted(word[::-1] for word in words)
        self._built: set[bytes] = set()

    def read(self, text: bytes) -> None:
        text = text.replace(b"\0", b"")  # UTF-16
        self._add(text.translate(_NO_WORD).split())
        self._add(_ESCAPED.findall(text))  # the "n" of an escape is no letter of the name

    def read_parts(self, text: bytes) -> None:
        """Look for names that are put together in text that has been read."""
        self._built.update(self._with_beginnings(set(_BEGINNING.findall(text))))
        self._built.update(self._with_ends(set(_END.findall(text))))
        for written in set(_HYPHENATED.findall(text)):
            first, *others = written.split(b"-")
            camel = first + b"".join(other.capitalize() for other in others)
            self._built.update(name for name in (camel, camel[:1].upper() + camel[1:]) if name in self._counts)

    def count(self, name: str) -> int:
        """How often it stands somewhere as a word."""
        return self._counts[name.encode()]

    def is_put_together(self, name: str) -> bool:
        """Whether the repository may make this name of parts."""
        return name.encode() in self._built

    def _add(self, words: Sequence[bytes]) -> None:
        self._counts.update(filter(self._counts.__contains__, words))

    def _with_beginnings(self, parts: set[bytes]) -> Iterator[bytes]:
        for part in parts:
            for name in _beginning_with(part, self._sorted):
                if part.endswith(b"_") or not name[len(part) : len(part) + 1].islower():
                    yield name

    def _with_ends(self, parts: set[bytes]) -> Iterator[bytes]:
        for part in parts:
            if not part[:1].islower():
                for name in _beginning_with(part[::-1], self._reversed):
                    yield name[::-1]


def _beginning_with(part: bytes, names: Sequence[bytes]) -> Iterator[bytes]:
    """Longer names of the sorted ones."""
    if len(part.strip(b"_")) < _MIN_PART:
        return
    at = bisect_left(names, part)
    while at < len(names) and names[at].startswith(part):
        if names[at] != part:
            yield names[at]
        at += 1
