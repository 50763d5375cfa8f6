"""PHP's full names of functions and classes, as the rules write them: ``\\exec(`` is ``exec(``."""

from __future__ import annotations

import re
from pathlib import Path

# Comments and texts stay as they are. A name keeps its length, so that lines and columns stay, too.
_NAME = re.compile(
    rb"""(?:'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+"|/\*.*?\*/|(?://|\#(?!\[))[^\n]*)"""
    rb"""|(?<![\w\\$>])(?P<path>\\(?=\w+\s*\()|\\?(?:[A-Za-z_]\w*\\)+(?=[A-Z]\w*(?:\s*\(|::))"""
    rb"""|\\(?:[A-Za-z_]\w*\\)*(?=[A-Z]\w*::))""",
    re.DOTALL,
)


def short(code: bytes) -> bytes:
    """The code with the last part of each name that is called or built."""
    return _NAME.sub(lambda match: b" " * len(match["path"]) if match["path"] else match[0], code)


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
