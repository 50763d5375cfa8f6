"""The revision a schema should have, found without Alembic, whose import takes longer than the rest of a start."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

_NAMES = ("revision", "down_revision")


def newest(folders: Iterable[Path]) -> set[str]:
    """The newest revisions in these folders: those that no other migration builds on."""
    revisions: set[str] = set()
    built_on: set[str] = set()
    for path in (path for folder in folders for path in folder.glob("*.py")):
        revision, below = _revision_of(path)
        revisions |= {revision}
        built_on |= {below} if isinstance(below, str) else set(below or ())
    return revisions - built_on


def _revision_of(path: Path) -> tuple[str, str | tuple[str, ...] | None]:
    """A migration's revision and the one it builds on, read without running it."""
    found = {
        target.id: ast.literal_eval(node.value)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in _NAMES
    }
    return found["revision"], found["down_revision"]
