"""The text of a line, made comparable: one spelling for every accent and letter case."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

_WORDS_FOLDER = Path(__file__).parent / "words"
_SAME = {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "ß": "s", "ı": "i", "ł": "l", "ø": "o", "đ": "d"}
_WORD = re.compile(r"(?<![^\W_])[^\W_]+(?:['’&+#./-][^\W_]+)*[+#]*")


class _Folding(dict[int, str]):
    """Maps each character to one character, so that a place in the folded text is a place in the text."""

    def __missing__(self, code: int) -> str:
        char = chr(code).lower()[:1]
        char = _SAME.get(char) or (unicodedata.normalize("NFKD", char)[:1] if code > 127 else char)
        self[code] = char = _SAME.get(char, char).lower()[:1]
        return char


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents, as long as before."""
    return text.translate(_FOLDING)


def words(text: str) -> list[str]:
    """Return the words as written: ``C++``, ``don't`` and ``Müller-Lüdenscheidt`` are one word each."""
    return _WORD.findall(text)


def folded_words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


@cache
def word_lists(name: str) -> dict[str, frozenset[str]]:
    """Read ``words/<name>.txt``: lines of ``key: word, word``; a key may stand on several lines. Words are folded."""
    found: dict[str, set[str]] = {}
    for line in (_WORDS_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        key, colon, listed = line.partition(": ")
        if colon and not line.startswith("#"):
            found.setdefault(key, set()).update(fold(word.strip()) for word in listed.split(",") if word.strip())
    return {key: frozenset(value) for key, value in found.items()}
