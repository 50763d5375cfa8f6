"""Folding: one sentence per file becomes a few per folder, and those become a description of the repository."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from services.scanning.model.repository_view import PIECE_CHARS

_FOLD_DEPTH = 2  # folders this deep get their own text
_MAX_DEPTH = 30  # everything deeper counts as one folder
_SHORT_CHARS = 1200  # shorter notes are passed up as they are

Fold = Callable[[str, Sequence[str]], str]
"""What to describe, notes on its parts -> the description. Raises whatever the model raises."""


@dataclass(slots=True)
class _Folder:
    path: str
    notes: list[str] = field(default_factory=list)
    folders: dict[str, _Folder] = field(default_factory=dict)


def fold_upward(name: str, summaries: Mapping[str, str], fold: Fold, folders: dict[str, str]) -> str:
    """The repository's description. Puts those of its folders into ``folders``."""
    root = _Folder("")
    for path in sorted(summaries):
        folder = root
        *parents, file_name = path.split("/")
        for depth, parent in enumerate(parents[:_MAX_DEPTH]):
            folder = folder.folders.setdefault(parent, _Folder("/".join(parents[: depth + 1])))
        folder.notes.append(f"{file_name}: {summaries[path]}")
    return _describe(f"the repository {name}", _notes(root, 0, fold, folders), fold)


def _notes(folder: _Folder, depth: int, fold: Fold, folders: dict[str, str]) -> list[str]:
    notes = list(folder.notes)
    for name, inner in folder.folders.items():
        below = _notes(inner, depth + 1, fold, folders)
        is_shown = depth < _FOLD_DEPTH and len(below) > 1
        if is_shown or sum(map(len, below)) > _SHORT_CHARS:
            text = _describe(f"the folder {inner.path}", below, fold)
            if is_shown:
                folders[inner.path] = text
            below = [text]
        notes += [f"{name}/{note}" if len(below) > 1 else f"{name}/: {note}" for note in below]
    return notes


def _describe(what: str, notes: Sequence[str], fold: Fold) -> str:
    """Notes that do not fit into one prompt are first folded in parts."""
    parts: list[list[str]] = [[]]
    for note in notes:
        if parts[-1] and sum(map(len, parts[-1])) + len(note) > PIECE_CHARS:
            parts.append([])
        parts[-1].append(note)
    if len(parts) == 1:
        return fold(what, parts[0])
    return _describe(what, [fold(f"a part of {what}", part) for part in parts], fold)
