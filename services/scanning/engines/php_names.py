"""PHP's full names of functions and classes, as the rules write them: ``\\exec(`` is ``exec(``."""

from __future__ import annotations

import re
from pathlib import Path

# Texts and comments are passed over, these line by line (after a * they go on); so is a text that is never closed.
_WORD = re.compile(
    rb"""'(?:[^'\\]|\\.)*+'?|"(?:[^"\\]|\\.)*+"?|(?://|\*)[^\n]*|\#(?!\[)[^\n]*|(?P<word>[\w$\\]++)""",
    re.DOTALL,
)


def short(code: bytes) -> bytes:
    """The code with the last part of each name that is called or built; lines and columns stay."""
    return _WORD.sub(_short, code)


def _short(word: re.Match[bytes]) -> bytes:
    path, slash, name = word[0].rpartition(b"\\")
    if not word["word"] or not slash:
        return word[0]
    behind = word.string[word.end() : word.end() + 3].lstrip(b" ")
    is_class = name[:1].isupper()
    if (behind.startswith(b"(") and (is_class or not path)) or (behind.startswith(b"::") and is_class):
        return b" " * (len(path) + 1) + name
    return word[0]


def copies(root: Path, paths: list[str], folder: Path) -> dict[str, str]:
    """Where copies with short names are, below the folder, of those files that have others."""
    copied: dict[str, str] = {}
    for path in paths:
        code = (root / path).read_bytes()
        if b"\\" in code and (shortened := short(code)) != code:
            copy = folder / f"{len(copied)}.php"
            copy.write_bytes(shortened)
            copied[path] = str(copy)
    return copied
