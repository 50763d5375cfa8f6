"""A repository view: what a model may look at. Listed files only, one range of lines or one search at a time.

It can only read. Files likely to contain keys, and data that says nothing about the code, are not in view.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from services.scanning.files.source_file import SourceFile

HIDDEN_LANGUAGES = frozenset((
    "pem", "dotenv", "ini", "json", "xml", "toml", "css", "scss", "less", "markdown", "restructuredtext",
))  # fmt: skip
PIECE_CHARS = 9000  # about 3,000 tokens: fits the smallest context windows and leaves room for the answer
_MAX_LINE_CHARS = 400
_MAX_MATCHES = 30
_MAX_SEARCHED = 5000
_MAX_NAMES = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a file, numbered as in the file."""

    path: str
    start: int
    end: int
    text: str


def is_in_view(file: SourceFile) -> bool:
    return file.language not in HIDDEN_LANGUAGES


class RepositoryView:
    """The files of one scan. Safe to use from several threads."""

    def __init__(self, root: Path, files: Iterable[SourceFile]) -> None:
        self._root = root
        self._paths = {file.path for file in files if is_in_view(file)}

    def line_count(self, path: str) -> int:
        return len(self._lines(path))

    def pieces(self, path: str) -> list[Piece]:
        """A file in pieces of about ``PIECE_CHARS`` at most, cut between lines. An empty file has none."""
        pieces: list[Piece] = []
        lines: list[str] = []
        size, start = 0, 1
        for number, line in enumerate(self._lines(path), start=1):
            shown = _numbered(number, line)
            if lines and size + len(shown) > PIECE_CHARS:
                pieces.append(Piece(path, start, number - 1, "\n".join(lines)))
                lines, size, start = [], 0, number
            lines.append(shown)
            size += len(shown) + 1
        if lines:
            pieces.append(Piece(path, start, start + len(lines) - 1, "\n".join(lines)))
        return pieces

    def read(self, path: str, start: int, end: int) -> str:
        """Lines ``start`` to ``end``, as many as fit."""
        lines = self._lines(path)
        if not lines:
            return f"There is no file {path!r}, or it is empty."
        shown: list[str] = []
        size = 0
        for number in range(max(1, start), min(end, len(lines)) + 1):
            line = _numbered(number, lines[number - 1])
            size += len(line) + 1
            if size > PIECE_CHARS:
                break
            shown.append(line)
        return "\n".join(shown) or f"{path} has {len(lines)} lines."

    def search(self, text: str) -> str:
        """Lines that contain ``text`` literally: a pattern that the model wrote could run for ever."""
        if not text.strip():
            return "Nothing to search for."
        matches: list[str] = []
        for path in sorted(self._paths)[:_MAX_SEARCHED]:
            for number, line in enumerate(self._lines(path), start=1):
                if text in line:
                    matches.append(f"{path}:{_numbered(number, line.strip())}")
                    if len(matches) == _MAX_MATCHES:
                        return "\n".join(matches)
        return "\n".join(matches) or "No line contains that."

    def names(self, folder: str) -> str:
        """Paths below a folder."""
        prefix = folder.strip("/") + "/" if folder.strip("./") else ""
        below = sorted(path for path in self._paths if path.startswith(prefix))
        more = f"\n… and {len(below) - _MAX_NAMES} more" if len(below) > _MAX_NAMES else ""
        return "\n".join(below[:_MAX_NAMES]) + more or "There is no such folder."

    def _lines(self, path: str) -> list[str]:
        if path not in self._paths:
            return []
        try:
            return (self._root / path).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []


def _numbered(number: int, line: str) -> str:
    return f"{number}: {line[:_MAX_LINE_CHARS]}"
