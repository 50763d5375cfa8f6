"""Lines of a text: where a name stands that a parser, which knows no lines, has found.

Only the beginning of a line is looked at: a minified file is one line, and has one place.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

_LOOKED_AT = 1000
_JSON_KEY = re.compile(r'"([^"\\]+)"\s*:')
_WORD = re.compile(r"[A-Za-z0-9@][\w.@/-]*")


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Numbered from 1, each without its end and cut to what is looked at."""
    for number, line in enumerate(text.split("\n"), start=1):
        yield number, line[:_LOOKED_AT].rstrip("\r")


class LineIndex:
    """The lines on which each name stands, in order."""

    def __init__(self) -> None:
        self._lines: dict[str, deque[int]] = {}

    @classmethod
    def of_matches(cls, text: str, pattern: re.Pattern[str]) -> LineIndex:
        """By the first group of a pattern that lines begin with."""
        index = cls()
        for number, line in lines_of(text):
            if match := pattern.match(line):
                index.add(match[1], number)
        return index

    @classmethod
    def of_json_keys(cls, text: str) -> LineIndex:
        index = cls()
        for number, line in lines_of(text):
            for key in _JSON_KEY.findall(line):
                index.add(key, number)
        return index

    @classmethod
    def of_words(cls, text: str) -> LineIndex:
        """For files that people write, where a name may stand anywhere in a line."""
        index = cls()
        for number, line in lines_of(text):
            for word in dict.fromkeys(_WORD.findall(line.partition("#")[0])):
                index.add(word, number)
        return index

    def add(self, name: str, line: int) -> None:
        self._lines.setdefault(name, deque()).append(line)

    def first(self, name: str, after: str = "") -> int:
        """The first line of a name, or the first that is not above that of another; 1 where it is not found."""
        lines = self._lines.get(name, ())
        least = self.first(after) if after else 1
        return next((line for line in lines if line >= least), lines[0] if lines else 1)

    def next(self, name: str) -> int:
        """The next of the lines, for a name that stands in a file several times."""
        lines = self._lines.get(name)
        if not lines:
            return 1
        return lines.popleft() if len(lines) > 1 else lines[0]
