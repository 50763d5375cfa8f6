"""Renames between two scans: files that are gone and came again under another path, changed a little or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from services.scanning.analysis.sketch import hashes_of, likeness
from services.scanning.files.source_file import SourceFile

LEAST_LIKENESS = 0.5
"""Git's own bound for a rename."""
_MAX_SHARING = 50
"""Files that share a line: one that more have, such as a bracket or a licence, says nothing."""


class Traced(Protocol):
    """What is known of the files of a scan, by path: its report has it."""

    @property
    def files(self) -> Sequence[SourceFile]: ...
    @property
    def sketches(self) -> Mapping[str, str]: ...


def renames(before: Traced, after: Traced) -> dict[str, str]:
    """Old path -> new path. No path is in two of them."""
    old, new = ({file.path: file.digest for file in report.files} for report in (before, after))
    gone = {path: digest for path, digest in old.items() if path not in new}
    came = {path: digest for path, digest in new.items() if path not in old}
    found = _same_content(gone, came)
    taken = set(found.values())
    found |= _alike(
        {path: text for path, text in before.sketches.items() if path in gone and path not in found},
        {path: text for path, text in after.sketches.items() if path in came and path not in taken},
    )
    return found


def _same_content(gone: dict[str, str], came: dict[str, str]) -> dict[str, str]:
    """Where there is only one candidate."""
    gone_count, came_count = Counter(gone.values()), Counter(came.values())
    target = {digest: path for path, digest in came.items() if came_count[digest] == 1}
    return {path: target[digest] for path, digest in gone.items() if gone_count[digest] == 1 and digest in target}


def _alike(gone: dict[str, str], came: dict[str, str]) -> dict[str, str]:
    """The most alike first; among equals, those that kept their name. The same from before to after and back."""
    pairs = [(likeness(gone[old], came[new]), old, new) for old, new in _candidates(gone, came)]
    ordered = sorted(
        (pair for pair in pairs if pair[0] >= LEAST_LIKENESS),
        key=lambda pair: (-pair[0], _name(pair[1]) != _name(pair[2]), sorted(pair[1:])),
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, old, new in ordered:
        if old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    return found


def _candidates(gone: dict[str, str], came: dict[str, str]) -> set[tuple[str, str]]:
    """Pairs that share a line which few have."""
    sharing: dict[str, tuple[list[str], list[str]]] = {}
    for side, sketches in enumerate((gone, came)):
        for path, text in sketches.items():
            for each in hashes_of(text):
                sharing.setdefault(each, ([], []))[side].append(path)
    return {
        (old, new)
        for olds, news in sharing.values()
        if max(len(olds), len(news)) <= _MAX_SHARING
        for old in olds
        for new in news
    }


def _name(path: str) -> str:
    return path.rpartition("/")[2]
